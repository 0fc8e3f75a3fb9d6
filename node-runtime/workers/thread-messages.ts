import type { SessionId, StreamPath } from '#contract/ids.ts'
import type { AskingPublisher, AskingViewer, LetInPublisher, TicketUse } from '../media/admission.ts'
import type { StreamOrigin } from '../media/live-stream.ts'
import type { SubscriberFacts } from '../media/subscriber-facts.ts'
import type { SubscriberEnd } from '../media/subscriber-sink.ts'
import type { HlsAnswer, HlsViewer } from '../protocols/hls/answer.ts'
import type { HlsRequest } from '../protocols/hls/hls-request.ts'
import type { DeskAnswer, DeskRequest } from '../protocols/http/cluster-desk.ts'
import type { NodePageAnswer } from '../protocols/http/node-page.ts'
import type { TlsMaterial } from '../protocols/tls/certificate.ts'
import type { ThreadError } from './thread-errors.ts'
import type { Acceptance } from './thread-settings.ts'

/**
 * What a worker and the owner of the streams (the main thread) say to one another, over one port, in order. Both are of one build, so
 * nothing is parsed. `pull` numbers a stream that the worker reads from the owner, `publication` one that it hands to the owner,
 * `ask` a question that waits for its answer.
 */
export type ToOwner =
  /** It listens. */
  | { readonly type: 'ready' }
  /** Units of publications. */
  | { readonly type: 'units'; readonly batch: ArrayBuffer }
  /** Somebody here wants this stream. */
  | { readonly type: 'open'; readonly path: StreamPath }
  /** Whoever wanted it has left before it was there. */
  | { readonly type: 'open_cancelled'; readonly path: StreamPath }
  | { readonly type: 'viewers'; readonly pull: number; readonly count: number }
  /** Nobody here has watched it for a while. */
  | { readonly type: 'close'; readonly pull: number }
  /** The worker stands still until this is answered. */
  | { readonly type: 'publish'; readonly publication: number; readonly path: StreamPath; readonly origin: StreamOrigin }
  | {
      readonly type: 'publication_over'
      readonly publication: number
      readonly end: SubscriberEnd
      /** It went without a goodbye: its viewers are kept for a while. */
      readonly lost: boolean
    }
  /** Round trip to the publisher, in ms. */
  | { readonly type: 'publisher_rtt'; readonly publication: number; readonly rtt_ms: number }
  | { readonly type: 'ask'; readonly ask: number; readonly question: ThreadQuestion }
  /** Nobody waits for the answer any more. */
  | { readonly type: 'ask_cancelled'; readonly ask: number }
  /** A viewer who was let in has left. */
  | { readonly type: 'viewer_left'; readonly place: number }
  | { readonly type: 'subscribers'; readonly ask: number; readonly subscribers: readonly SubscriberFacts[] }
  /** What was counted since the last of these, and what is open now. */
  | {
      readonly type: 'counted'
      readonly egress_bytes: number
      readonly dropped: number
      readonly skipped: number
      /** Connections that were not taken, of addresses that open too many. */
      readonly refused: number
      /** Viewers by protocol. */
      readonly viewers: Readonly<Record<string, number>>
      /** Viewers, publishers and connections that are neither yet. */
      readonly connections: number
    }
  /** Lines of the log as they were written, JSON each. */
  | { readonly type: 'log'; readonly lines: readonly string[] }
  /** Everybody was told; nothing comes behind it. */
  | { readonly type: 'stopped' }

/** The owner's side of the same. */
export type ToWorker =
  /** Units of pulls. */
  | { readonly type: 'units'; readonly batch: ArrayBuffer }
  | {
      readonly type: 'opened'
      readonly pull: number
      readonly path: StreamPath
      readonly origin: StreamOrigin
      readonly session_id: SessionId
      /** The head and the newest group of pictures. */
      readonly batch: ArrayBuffer
    }
  /** The pull that the worker has of this stream goes on, and counts as watched until it says how many do. */
  | { readonly type: 'held'; readonly pull: number; readonly path: StreamPath }
  | { readonly type: 'refused'; readonly path: StreamPath; readonly error: ThreadError }
  | { readonly type: 'pull_over'; readonly pull: number; readonly end: SubscriberEnd }
  | { readonly type: 'publish_answer'; readonly publication: number; readonly outcome: PublishOutcome }
  | { readonly type: 'publication_ended'; readonly publication: number; readonly reason: string }
  | { readonly type: 'answer'; readonly ask: number; readonly answer: ThreadAnswer }
  /** Some of the streams that the owner has. */
  | { readonly type: 'live'; readonly paths: readonly StreamPath[] }
  /** Who watches this stream on the worker? */
  | { readonly type: 'list_subscribers'; readonly ask: number; readonly path: StreamPath }
  /** This viewer is told why it is let go, where it is on the worker. */
  | { readonly type: 'end_subscriber'; readonly path: StreamPath; readonly id: string; readonly reason: string }
  /** What the ports prove themselves with from now on. */
  | { readonly type: 'certificate'; readonly material: TlsMaterial }
  | { readonly type: 'acceptance'; readonly acceptance: Acceptance }
  /** Everybody is told in their protocol's words, then the thread ends. */
  | { readonly type: 'stop' }

export type PublishOutcome = { readonly session_id: SessionId } | { readonly error: ThreadError }

/** What a worker asks on behalf of a client and cannot answer by itself. */
export type ThreadQuestion =
  | { readonly about: 'hls'; readonly request: HlsRequest; readonly viewer: Omit<HlsViewer, 'signal'> }
  /** A page about the node, by its path. */
  | {
      readonly about: 'page'
      readonly path: string
      readonly query: string
      readonly accept: string
      readonly address: string
    }
  /** Something about the cluster. */
  | { readonly about: 'cluster'; readonly request: DeskRequest }
  /** Whether this client may ask about the cluster at all. */
  | { readonly about: 'cluster_key'; readonly request: Omit<DeskRequest, 'body'> }
  /** A client came with a ticket. */
  | { readonly about: 'ticket'; readonly use: TicketUse }
  /** Somebody wants to publish, or to watch by something else than HLS: may they? */
  | { readonly about: 'publisher'; readonly publisher: AskingPublisher }
  | { readonly about: 'viewer'; readonly viewer: AskingViewer }

export type ThreadAnswer =
  | { readonly hls: ThreadHlsAnswer }
  | { readonly page: NodePageAnswer }
  | { readonly at_desk: DeskAnswer }
  /** Null: the client may ask. */
  | { readonly refused_at_desk: DeskAnswer | null }
  /** The ticket was good. */
  | { readonly redeemed: true }
  | { readonly publisher: LetInPublisher }
  /** The viewer is served here, and says by this number that it has left. */
  | { readonly place: number }
  | { readonly error: ThreadError }

type HlsBytes = Extract<HlsAnswer, { kind: 'bytes' }>
/** An answer of HLS between threads: its body as one block that is handed over. */
export type ThreadHlsAnswer = (Omit<HlsBytes, 'body'> & { readonly body: ArrayBuffer }) | Exclude<HlsAnswer, HlsBytes>
