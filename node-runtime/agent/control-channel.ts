import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import {
  type AdmitRequest,
  type Admitted,
  type Allocated,
  type AllocateRequest,
  type CertificateIssued,
  type ClusterAnswered,
  type ClusterAsked,
  channelCloseCode,
  type EndViewer,
  type FullReport,
  type ListViewers,
  type Located,
  type LogsWanted,
  type MediaCertificateTold,
  type NodeCommand,
  type NodeMessage,
  type OriginMessage,
  type PeersChanged,
  type PeersTold,
  type PinnedStream,
  type Redeemed,
  type RedeemRequest,
  type RelaySourceChoice,
  type ViewerEnded,
  type Welcome,
} from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { InstalledForm, NodeLoad } from '#contract/node.ts'
import type { ToldPolicies } from '#contract/stream-policy.ts'
import type { ToldViewers } from '#contract/stream-viewers.ts'
import type { ToldAccess } from '#contract/told-access.ts'
import { AnsweredCommands } from './answered-commands.ts'
import { backoffDelay, pause } from './backoff.ts'
import { ChannelConnection, type ConnectionEnd } from './channel-connection.ts'
import { refusalOf } from './channel-refusal.ts'
import { Heartbeats } from './heartbeats.ts'
import type { NodeFailure } from './node-errors.ts'
import { OriginAwayError, OriginQuestions } from './origin-questions.ts'
import type { OriginTls } from './origin-tls.ts'

/** Time between the dial and the welcome, in ms. */
const WELCOME_TIMEOUT_MS = 10_000

/** While a viewer waits for an answer, a lost origin is dialled at once, but no more often than this, in ms. */
const HURRY_INTERVAL_MS = 1_000

/** How long such a viewer waits for that dial, in ms. */
const HURRY_PATIENCE_MS = 2_000

/** A client that can be sent on by what this node knows itself waits so long for the origin's word, in ms. */
const ALLOCATE_TIMEOUT_MS = 1_000

/** Somebody who asks this node about the cluster waits so long for the origin's word, in ms; then this node's own has to do. */
const CLUSTER_TIMEOUT_MS = 2_000

/** A connection that held for so long was a good one: after its loss the first dial is made at once. */
const STEADY_AFTER_MS = 2_000

export interface ControlChannelOptions {
  /** Base URL of the origin. */
  readonly origin: string
  /** Where the origin said that it would be; null: it stays. */
  readonly next_origin: string | null
  /** A secret. */
  readonly credential: string
  /** How the origin is proven over https, and this node to it. Absent: by what this machine trusts. */
  readonly tls?: Pick<OriginTls, 'options' | 'failed'>
  readonly node_id: NodeId
  readonly epoch: number
  readonly version: string
  readonly form: InstalledForm
  /** Everything there is to report, at this moment; deltas count from here. */
  readonly report: () => FullReport
  readonly load: () => NodeLoad
  readonly modeRevision: () => number
  /** The origin answered; deltas may be sent from now on. */
  readonly onWelcome: (welcome: Welcome) => void
  /** A connection is over, welcomed or not; deltas wait for the next full report. */
  readonly onLost: () => void
  /** @returns the nodes that are known from before and that the origin did not speak of; it is asked about them */
  readonly onPeers: (told: PeersTold) => readonly NodeId[]
  readonly onPeersChanged: (told: PeersChanged) => void
  /** Streams to hold ready, all of them. */
  readonly onPinned: (streams: readonly PinnedStream[]) => void
  readonly onDisconnectViewers: (path: StreamPath, reason: string) => void
  readonly onListViewers: (asked: ListViewers) => Promise<ToldViewers>
  readonly onEndViewer: (asked: EndViewer) => Promise<ViewerEnded['viewer']>
  /** What operators say of streams, whole. */
  readonly onPolicies: (told: ToldPolicies) => void
  /** Who may publish and watch, whole. */
  readonly onAccess: (told: ToldAccess) => void
  /** Which authorities are trusted, the one that signs first, PEM. */
  readonly onAuthorities: (certificates: readonly string[]) => void
  readonly onCertificate: (issued: CertificateIssued) => void
  /** The origin would sign a certificate for the media port. */
  readonly onMediaCertificateWanted: () => void
  readonly onMediaCertificate: (told: MediaCertificateTold) => void
  /** The origin says by itself where a stream is to be pulled from now, best first. */
  readonly onLocated: (path: StreamPath, sources: readonly RelaySourceChoice[]) => void
  /** Where the origin will be; the channel dials there in turn already. */
  readonly onNextOrigin: (url: string | null) => void
  /** Somebody looks at this program's log. Absent: it cannot be asked for it. */
  readonly onLogsWanted?: (wanted: LogsWanted) => void
  readonly onCommand: (command: NodeCommand) => Promise<void>
  /** The origin wants no more of this program: the channel has stopped for good. Called at most once. */
  readonly onRefused: (failure: NodeFailure) => void
  readonly log: Logger
}

/** How the channel is, for people. */
export interface ChannelStatus {
  readonly url: string
  readonly connected: boolean
  readonly since: Date
  readonly rtt_ms: number | null
  readonly error: string | null
}

/** The node's end of the control channel (contract/control-channel.ts): dials, and dials again until it is stopped. */
export class ControlChannel {
  readonly #options: ControlChannelOptions
  readonly #stopping = new AbortController()
  readonly #run_id = randomUUID()
  readonly #commands: AnsweredCommands
  readonly #locates = new OriginQuestions<Located>('streams')
  readonly #redeems = new OriginQuestions<Redeemed>('tickets')
  readonly #allocations = new OriginQuestions<Allocated>('clients', ALLOCATE_TIMEOUT_MS)
  readonly #admissions = new OriginQuestions<Admitted>('viewers', ALLOCATE_TIMEOUT_MS)
  readonly #cluster = new OriginQuestions<ClusterAnswered>('requests about the cluster', CLUSTER_TIMEOUT_MS)
  #origin: string
  /** Dialled in turn with {@link #origin}; null: there is none. */
  #next_origin: string | null
  #tried_next = false
  #dialled: string
  #dialled_with: string
  #credential: string
  #connection: ChannelConnection | null = null
  #heartbeats: Heartbeats | null = null
  #rest = new AbortController()
  #resting = false
  #changing: Promise<void> | null = null
  #attempt = Promise.withResolvers<void>()
  #hurried_at = Number.NEGATIVE_INFINITY
  #since = new Date()
  #error: string | null = 'it has not been dialled yet'
  #welcomed_at: number | null = null
  #failures = 0
  #unknown = 0
  #running: Promise<void> = Promise.resolve()

  constructor(options: ControlChannelOptions) {
    this.#options = options
    this.#origin = options.origin
    this.#dialled = options.origin
    this.#dialled_with = options.credential
    this.#next_origin = options.next_origin
    this.#credential = options.credential
    this.#commands = new AnsweredCommands(options.onCommand)
  }

  start(): void {
    this.#running = this.#run()
  }

  get connected(): boolean {
    return this.#welcomed_at !== null
  }

  get status(): ChannelStatus {
    return {
      url: this.#origin,
      connected: this.connected,
      since: this.#since,
      rtt_ms: this.#heartbeats?.rtt_ms ?? null,
      error: this.connected ? null : this.#error,
    }
  }

  /** Whether what can wait should wait. */
  get congested(): boolean {
    return this.#connection?.congested ?? false
  }

  /** Sends if the origin has welcomed this node; false: it was not sent, and the next full report will say it. */
  send(message: NodeMessage): boolean {
    if (this.#welcomed_at === null) return false
    return this.#connection?.send(message) ?? false
  }

  /**
   * Asks where a stream can be pulled from; an origin that is away is dialled for it at once.
   * @throws {OriginAwayError} when there is no answer within 5 s, or the dial does not succeed within 2 s
   */
  async locate(stream_path: StreamPath, exclude: readonly NodeId[], signal: AbortSignal): Promise<Located> {
    if (!this.connected) await this.#hurry(signal)
    return await this.#locates.ask(signal, (id) => {
      const message: NodeMessage = { type: 'locate', id, stream_path, exclude_node_ids: [...exclude] }
      if (!this.send(message))
        throw new OriginAwayError(`the origin is out of reach: ${this.#error ?? 'not connected'}`)
    })
  }

  /**
   * Uses up a ticket that a client came with; null: it was good.
   * @throws {OriginAwayError} the origin cannot be asked now, which nobody waits for
   */
  async redeem(use: Omit<RedeemRequest, 'type' | 'id'>, signal: AbortSignal): Promise<Redeemed['refused']> {
    const { refused } = await this.#redeems.ask(signal, (id) => {
      if (!this.send({ type: 'redeem', id, ...use })) throw new OriginAwayError('the origin is out of reach')
    })
    return refused
  }

  /** Asks which nodes are the best for a client. @throws {OriginAwayError} when there is no answer within 1 s, or no connection */
  async allocate(asked: Omit<AllocateRequest, 'type' | 'id'>, signal: AbortSignal): Promise<Allocated> {
    return await this.#allocations.ask(signal, (id) => {
      if (!this.send({ type: 'allocate', id, ...asked })) throw new OriginAwayError('the origin is out of reach')
    })
  }

  /** Asks whether a viewer may be served here. @throws {OriginAwayError} when there is no answer within 1 s, or no connection */
  async admit(asked: Omit<AdmitRequest, 'type' | 'id'>, signal: AbortSignal): Promise<Admitted> {
    return await this.#admissions.ask(signal, (id) => {
      if (!this.send({ type: 'admit', id, ...asked })) throw new OriginAwayError('the origin is out of reach')
    })
  }

  /** Passes on what somebody asked of the cluster API. @throws {OriginAwayError} when there is no answer within 2 s, or no connection */
  async askCluster(asked: Omit<ClusterAsked, 'type' | 'id'>, signal: AbortSignal): Promise<ClusterAnswered> {
    return await this.#cluster.ask(signal, (id) => {
      if (!this.send({ type: 'cluster_request', id, ...asked })) throw new OriginAwayError('the origin is out of reach')
    })
  }

  /** The origin is elsewhere now, or knows this node by another credential: dials again at once. */
  redial(change: { readonly origin?: string; readonly credential?: string }): void {
    this.#origin = change.origin ?? this.#origin
    this.#credential = change.credential ?? this.#credential
    this.#connection?.close(1000, 'the node dials again')
    this.#failures = 0
    this.#rest.abort()
  }

  /** While this goes on, an origin that refuses the old credential is not believed; then {@link redial} says which is the new one. */
  async changing<Result>(work: Promise<Result>): Promise<Result> {
    const over = work.then(
      () => undefined,
      () => undefined,
    )
    this.#changing = over
    try {
      return await work
    } finally {
      if (this.#changing === over) this.#changing = null
    }
  }

  /** Says that the node leaves on purpose, and closes. */
  async stop(reason: string): Promise<void> {
    this.send({ type: 'leave', reason: reason.slice(0, 256) })
    this.#stopping.abort()
    this.#rest.abort()
    this.#connection?.close(1000, 'the node stops')
    await this.#running
  }

  /** Ends the pause before the next dial, and waits for what comes of it. An origin that is back is found by the first who needs it. */
  async #hurry(signal: AbortSignal): Promise<void> {
    if (this.#resting) {
      const now = performance.now()
      if (now - this.#hurried_at < HURRY_INTERVAL_MS) return
      this.#hurried_at = now
      this.#rest.abort()
    }
    const settled = new AbortController()
    void this.#attempt.promise.then(() => settled.abort())
    await pause(HURRY_PATIENCE_MS, AbortSignal.any([signal, this.#stopping.signal, settled.signal]))
  }

  async #run(): Promise<void> {
    const stopping = this.#stopping.signal
    while (!stopping.aborted) {
      this.#rest = new AbortController()
      this.#attempt = Promise.withResolvers<void>()
      this.#resting = true
      await pause(backoffDelay(this.#failures, Math.random()), AbortSignal.any([stopping, this.#rest.signal]))
      this.#resting = false
      if (stopping.aborted) return
      const end = await this.#connectOnce()
      const held_ms = this.#lost(end)
      if (stopping.aborted) return
      const failure = refusalOf(end)
      if (failure !== null && this.#changing !== null) {
        // Who enrols anew is cut off under its old credential, and comes back under the new one.
        await this.#changing
        continue
      }
      // What is said of a credential that is not this node's any more says nothing.
      if (failure !== null && this.#dialled_with !== this.#credential) continue
      if (failure !== null && this.#isFinal()) {
        this.#options.onRefused(failure)
        return
      }
      const asked_to_wait = end.code === channelCloseCode.originStopping || end.code === channelCloseCode.protocolError
      this.#failures = held_ms >= STEADY_AFTER_MS ? (asked_to_wait ? 1 : 0) : this.#failures + 1
    }
  }

  /** Where the origin may be elsewhere by now, who refuses is not believed before the other place was tried. */
  #isFinal(): boolean {
    return this.#next_origin === null || (this.#dialled === this.#origin && this.#tried_next)
  }

  /** Resolves when the connection is over, whether it ever opened or not. */
  async #connectOnce(): Promise<ConnectionEnd> {
    const { promise, resolve } = Promise.withResolvers<ConnectionEnd>()
    const elsewhere = this.#failures % 2 === 1 ? this.#next_origin : null
    this.#dialled = elsewhere ?? this.#origin
    this.#dialled_with = this.#credential
    if (elsewhere !== null) this.#tried_next = true
    const connection = new ChannelConnection({
      origin: this.#dialled,
      credential: this.#credential,
      tls: this.#options.tls?.options() ?? {},
      onOpen: () => this.#hello(connection),
      onMessage: (message) => this.#receive(connection, message),
      onUnknown: () => {
        this.#unknown += 1
        this.#options.log.debug(
          { event: 'channel.unknown_message', count: this.#unknown },
          'a message of an unknown type',
        )
      },
      onEnd: resolve,
    })
    this.#connection = connection
    const patience = setTimeout(() => {
      if (this.#welcomed_at === null) connection.cut('it did not welcome this node in time')
    }, WELCOME_TIMEOUT_MS)
    const end = await promise
    clearTimeout(patience)
    if (end.unproven) this.#options.tls?.failed()
    return end
  }

  #hello(connection: ChannelConnection): void {
    const { node_id, epoch, version, form, report, modeRevision, onLogsWanted } = this.#options
    const tells_logs = onLogsWanted === undefined ? {} : { tells_logs: true as const }
    const start = { epoch, run_id: this.#run_id, version, form, ...tells_logs }
    connection.send({ type: 'hello', node_id, ...start, mode_revision: modeRevision(), report: report() })
  }

  #receive(connection: ChannelConnection, message: OriginMessage): void {
    switch (message.type) {
      case 'welcome':
        this.#welcome(connection, message)
        break
      case 'authorities':
        this.#options.onAuthorities(message.certificates)
        break
      case 'certificate_issued':
        this.#options.onCertificate(message)
        break
      case 'media_certificate_wanted':
        this.#options.onMediaCertificateWanted()
        break
      case 'media_certificate':
        this.#options.onMediaCertificate(message)
        break
      case 'heartbeat_ack':
        this.#heartbeats?.acknowledged(message.seq)
        break
      case 'peers':
        this.#peers(connection, message)
        break
      case 'peers_changed':
        this.#options.onPeersChanged(message)
        break
      case 'located':
        if (!this.#locates.answered(message) && message.source !== null) {
          this.#options.onLocated(message.stream_path, [message.source, ...(message.alternatives ?? [])])
        }
        break
      case 'admitted':
        this.#admissions.answered(message)
        break
      case 'stream_policies': {
        const { type: _, ...told } = message
        this.#options.onPolicies(told)
        break
      }
      case 'access': {
        const { type: _, ...told } = message
        this.#options.onAccess(told)
        break
      }
      case 'next_origin':
        this.#next_origin = message.url
        this.#options.onNextOrigin(message.url)
        break
      case 'pinned_streams':
        this.#options.onPinned(message.streams)
        break
      case 'disconnect_viewers':
        this.#options.onDisconnectViewers(message.stream_path, message.reason)
        break
      case 'list_viewers':
        void this.#options.onListViewers(message).then((told) => {
          connection.send({ type: 'viewers', id: message.id, ...told })
        })
        break
      case 'end_viewer':
        void this.#options.onEndViewer(message).then((viewer) => {
          connection.send({ type: 'viewer_ended', id: message.id, viewer })
        })
        break
      case 'allocated':
        this.#allocations.answered(message)
        break
      case 'cluster_answered':
        this.#cluster.answered(message)
        break
      case 'redeemed':
        this.#redeems.answered(message)
        break
      case 'logs_wanted':
        this.#options.onLogsWanted?.(message)
        break
      case 'command': {
        const { id } = message
        void this.#commands.answer(id, message.command).then((answer) => {
          connection.send({ type: 'command_ack', id, ...answer })
        })
        break
      }
      default:
        message satisfies never
    }
  }

  #peers(connection: ChannelConnection, told: PeersTold): void {
    const node_ids = this.#options.onPeers(told)
    if (node_ids.length > 0) connection.send({ type: 'known_peers', node_ids: [...node_ids] })
  }

  #welcome(connection: ChannelConnection, welcome: Welcome): void {
    if (this.#welcomed_at !== null) return
    this.#welcomed_at = performance.now()
    this.#attempt.resolve()
    this.#since = new Date()
    this.#error = null
    this.#origin = this.#dialled
    this.#tried_next = false
    this.#options.log.info(
      { event: 'channel.opened', origin: this.#origin, origin_version: welcome.origin_version },
      `connected to the origin at ${this.#origin}`,
    )
    this.#options.onWelcome(welcome)
    this.#heartbeats = new Heartbeats({
      interval_ms: welcome.heartbeat_interval_ms,
      send: (seq, rtt_ms) => {
        const sent_at = new Date().toISOString()
        connection.send({ type: 'heartbeat', seq, sent_at, load: this.#options.load(), rtt_ms })
      },
      onDead: () => connection.cut('it acknowledged no heartbeat for two intervals'),
    })
  }

  /** Tidies up after a connection; returns how long it was a welcomed one, in ms. */
  #lost(end: ConnectionEnd): number {
    const { log, onLost } = this.#options
    this.#connection = null
    this.#attempt.resolve()
    this.#heartbeats?.stop()
    this.#heartbeats = null
    const held_ms = this.#welcomed_at === null ? 0 : performance.now() - this.#welcomed_at
    const was_connected = this.#welcomed_at !== null
    this.#welcomed_at = null
    const repeated = this.#error === end.reason
    this.#error = end.reason
    this.#locates.abandon(`the origin went away: ${end.reason}`)
    this.#redeems.abandon(`the origin went away: ${end.reason}`)
    this.#allocations.abandon(`the origin went away: ${end.reason}`)
    this.#admissions.abandon(`the origin went away: ${end.reason}`)
    this.#cluster.abandon(`the origin went away: ${end.reason}`)
    onLost()
    if (this.#stopping.signal.aborted) return held_ms
    const facts = { event: was_connected ? 'channel.lost' : 'channel.not_opened', origin: this.#origin, code: end.code }
    if (was_connected) {
      this.#since = new Date()
      log.warn(facts, `lost the origin (${end.reason}); serving on what is known and dialling again`)
    } else if (!repeated) {
      log.warn(facts, `cannot reach the origin at ${this.#origin}: ${end.reason}; dialling again`)
    }
    return held_ms
  }
}
