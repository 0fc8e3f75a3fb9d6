import type { StreamPath } from '#contract/ids.ts'
import type { MediaProtocol } from '#contract/stream.ts'
import type { Elsewhere } from './play-elsewhere.ts'

/** What a client shows to be let in by, as it came. Secret: it belongs into no log and no message. */
export interface Shown {
  /** The query of its address, without the question mark; empty where it has none. */
  readonly query: string
  /** Of `Authorization: Bearer`, where its protocol has heads; null: none. */
  readonly bearer: string | null
}

/** A client that shows a ticket: what it wants by it. */
export interface TicketUse {
  /** As its address has it (`?ticket=`); null: it came without. */
  readonly ticket: string | null
  readonly kind: 'play' | 'publish'
  readonly path: StreamPath
  readonly protocol: MediaProtocol
}

/** Somebody who wants to publish. */
export interface AskingPublisher {
  readonly path: StreamPath
  readonly protocol: MediaProtocol
  /** IP address, without its port. */
  readonly address: string
  /** Origin of the page a browser publishes from (the `Origin` it sends); absent for everything but a browser. */
  readonly page?: string
  readonly shown: Shown
}

/** Somebody who wants to watch. */
export interface AskingViewer {
  readonly path: StreamPath
  readonly protocol: MediaProtocol
  /** IP address, without its port. */
  readonly address: string
  /** Nodes that sent it here, as its address says; null where it cannot be sent on. */
  readonly hops: readonly string[] | null
  /** That it came with; null: none. */
  readonly ticket: string | null
  /** The page that it watches on, by its `Referer` or `Origin`; null: it did not say, or has no page. */
  readonly referrer: string | null
  /** Of HLS: by what its requests are known. */
  readonly session?: string
  readonly shown: Shown
}

/** A viewer who could be sent on. */
export type Overflow = Pick<AskingViewer, 'path' | 'protocol'> & { readonly hops: readonly string[] }

/** A publisher who was let in. */
export interface LetInPublisher {
  /** The stream key it came in by; null: it came without one, or needed none. */
  readonly key_id: string | null
}

/** A viewer who was let in; whoever asked for it says when it has left. */
export interface LetInViewer {
  /** It has left. Idempotent. */
  leave(): void
  /** Of HLS: what the addresses in its playlists carry, as fields of a query; null: the stream is open to all. */
  grant(): string | null
}

/** One door for all who come to this node, whatever they speak; relays of other nodes prove themselves otherwise. */
export interface Admission {
  /**
   * Whether this publisher may begin. Asked before anything is spent on it.
   * @throws {PublisherNotAllowedError} its address, its page or what it shows is not good here
   * @throws {NodeNotAcceptingError} draining, in maintenance; the message says which
   */
  publish(publisher: AskingPublisher, signal: AbortSignal): Promise<LetInPublisher>
  /**
   * Whether this viewer may begin to watch here. A ticket is used up by it.
   * @throws {ViewerNotAllowedError} its address, its page or what it shows is not good here
   * @throws {TicketRefusedError} used, run out, or for something else
   * @throws {PlayElsewhereError} another node may have it, or is better
   * @throws {NodeNotAcceptingError} draining, in maintenance, or full; the message says which
   */
  play(viewer: AskingViewer, signal: AbortSignal): Promise<LetInViewer>
  /**
   * Whether this may be fetched by whoever asks: a piece of a stream, whose viewers go on with what they were granted. Absent: all may.
   * @throws {ViewerNotAllowedError}
   */
  fetch?(asked: Pick<AskingViewer, 'path' | 'address' | 'shown'>): void
  /**
   * Uses up the ticket that a publisher came with. Where nobody can be asked, and without a ticket, it is taken as any other. Absent: this node
   * knows no tickets.
   * @throws {TicketRefusedError} used, run out, or for something else
   */
  redeem?(use: TicketUse, signal: AbortSignal): Promise<void>
  /**
   * Where one who is here already may go on while this node drains; null: nowhere, it stays. Absent: nowhere.
   * @param role a publisher may go to any node, a viewer only where its stream can be had
   * @param hops nodes that sent it here
   */
  elsewhere?(role: 'publisher' | 'viewer', path: StreamPath, hops: readonly string[]): Elsewhere | null
}

/** What nobody need be told of. */
export const nobodyCounts: LetInViewer = { leave: () => undefined, grant: () => null }
