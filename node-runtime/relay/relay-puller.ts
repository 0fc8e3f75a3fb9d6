import type { Logger } from 'pino'
import type { Located, Peer } from '#contract/control-channel.ts'
import type { NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import type { Relay } from '#contract/stream.ts'
import type { LiveStream, Publication } from '../media/live-stream.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import { StreamBusyError, StreamNotFoundError } from '../media/stream-errors.ts'
import { RelayConnection } from './relay-connection.ts'
import { logRelayState } from './relay-log.ts'
import {
  isOver,
  type RelayEffect,
  type RelayEvent,
  type RelayMachine,
  type RelayPolicy,
  requestRelay,
  transition,
} from './relay-machine.ts'
import type { RelayTransports } from './relay-transports.ts'
import { ResumeFilter } from './resume-filter.ts'
import { WaitingViewers } from './waiting-viewers.ts'

/** Where a stream can be pulled from, or why from nowhere. */
export type LocateAnswer = Pick<Located, 'source' | 'reason' | 'wait_ms'>

/**
 * Asks where a stream can be pulled from.
 * @throws whatever went wrong, with a message for the viewer
 */
export type LocateSource = (path: StreamPath, exclude: readonly NodeId[], signal: AbortSignal) => Promise<LocateAnswer>

export interface RelayPullerOptions {
  readonly id: RelayId
  readonly path: StreamPath
  readonly node_id: NodeId
  readonly transports: RelayTransports
  readonly directory: StreamDirectory
  readonly locate: LocateSource
  readonly policy: RelayPolicy
  readonly silence_limit_ms?: number
  readonly log: Logger
  /** Its state, its source or its number of subscribers changed. */
  readonly onChanged: (relay: RelayPuller) => void
}

const choiceOf = ({ peer, session_id }: NonNullable<Located['source']>) => ({ node_id: peer.node_id, session_id })

/** Pulls one stream from another node and publishes it here: the shell around {@link transition}. One per path. */
export class RelayPuller {
  readonly id: RelayId
  readonly path: StreamPath
  readonly #options: RelayPullerOptions
  readonly #log: Logger
  readonly #created_at = new Date()
  readonly #waiting = new WaitingViewers(() => this.recount())
  readonly #inbox: RelayEvent[] = []
  readonly #resume = new ResumeFilter()
  #machine: RelayMachine
  #handling = false
  /** The right to feed the stream here; of the last session that was pulled. */
  #publication: Publication | null = null
  #source: NonNullable<Located['source']> | null = null
  /** The last source that the origin named by itself; taken if the machine goes there. */
  #offered: NonNullable<Located['source']> | null = null
  /** The session whose media the viewers saw last. */
  #session_id: SessionId | null = null
  #connection: RelayConnection | null = null
  #locating: AbortController | null = null
  #wake: NodeJS.Timeout | null = null
  #frames = 0
  #bytes_before = 0
  /** Of the connection before, while there is none. */
  #transport: Relay['transport'] = 'tls'
  #last_frame_at: Date | null = null
  #unwatched_since: number | null = null

  constructor(options: RelayPullerOptions) {
    this.#options = options
    this.id = options.id
    this.path = options.path
    this.#log = options.log.child({ relay_id: options.id, stream_path: options.path })
    this.#machine = requestRelay(1, performance.now(), options.policy).machine
  }

  /** Asks for the source; call it after the first {@link wait}, which it counts on. */
  start(): void {
    this.#log.debug({ event: 'relay.requested' }, `somebody here asked for ${this.path}; looking for its source`)
    this.#perform({ do: 'locate', exclude: [] })
    this.#armWake()
  }

  /** Whether it is over and another puller may be made for the path. */
  get over(): boolean {
    return isOver(this.#machine)
  }

  get state(): RelayMachine['state'] {
    return this.#machine.state
  }

  /** For how long it has had no viewer, in ms; 0 while it has one, or is over. */
  get unwatched_ms(): number {
    return this.#unwatched_since === null || this.over ? 0 : performance.now() - this.#unwatched_since
  }

  /** Why the last attempt failed; null while all is well. */
  get error(): string | null {
    return this.#machine.error
  }

  /**
   * The stream, as soon as its source sends it.
   * @throws {StreamNotFoundError} with the reason, when it cannot be had
   */
  wait(signal: AbortSignal): Promise<LiveStream> {
    return this.#waiting.wait(signal)
  }

  /** Counts viewers again; call it when the directory says that the stream's subscribers changed. */
  recount(): void {
    const stream = this.#publication?.stream
    const count = this.#waiting.count + (stream?.viewers ?? 0) + (stream?.relays ?? 0)
    if (count > 0) this.#unwatched_since = null
    else this.#unwatched_since ??= performance.now()
    if (count !== this.#machine.subscribers) this.#tell({ type: 'subscribers', count })
  }

  /** Ends it and tells its viewers why. Idempotent. */
  stop(reason: string): void {
    this.#tell({ type: 'stopped', reason })
  }

  /** A publisher took the path on this very node: those who wait get that stream. */
  yieldTo(stream: LiveStream): void {
    this.#waiting.resolve(stream)
    this.stop('the stream is published on this node now')
  }

  /** The origin says by itself where the stream is now. */
  moved(source: NonNullable<Located['source']>): void {
    this.#offered = source
    this.#tell({ type: 'moved', source: choiceOf(source) })
  }

  /** The node it pulls from, as it was named last; null until one was. */
  get source(): Peer | null {
    return this.#source?.peer ?? null
  }

  /** The relay as the origin and the panel know it; null until a source was named. */
  view(): Relay | null {
    const source = this.#source
    if (source === null) return null
    return {
      id: this.id,
      stream_path: this.path,
      session_id: this.#session_id ?? source.session_id,
      source_node_id: source.peer.node_id,
      dest_node_id: this.#options.node_id,
      transport: this.#connection?.transport ?? this.#transport,
      state: this.#machine.state,
      attempts: this.#machine.attempts,
      subscribers: this.#machine.subscribers,
      frames: this.#frames,
      bytes: this.#bytes_before + (this.#connection?.bytes ?? 0),
      error: this.#machine.error,
      created_at: this.#created_at.toISOString(),
      last_frame_at: this.#last_frame_at?.toISOString() ?? null,
    }
  }

  /** One event at a time: what an effect causes (a viewer's end changes the count) waits its turn. */
  #tell(event: RelayEvent): void {
    this.#inbox.push(event)
    if (this.#handling) return
    this.#handling = true
    try {
      for (let next = this.#inbox.shift(); next !== undefined; next = this.#inbox.shift()) this.#handle(next)
    } finally {
      this.#handling = false
    }
  }

  #handle(event: RelayEvent): void {
    const before = this.#machine
    const { machine, effects } = transition(before, event, performance.now(), this.#options.policy)
    this.#machine = machine
    if (machine.state !== before.state) {
      logRelayState(this.#log, this.path, this.#source?.peer ?? null, machine, event)
      if (machine.state === 'retrying') this.#publication?.setDry(true)
    }
    for (const effect of effects) this.#perform(effect)
    this.#armWake()
    if (machine.state !== before.state || machine.subscribers !== before.subscribers) this.#options.onChanged(this)
  }

  #armWake(): void {
    if (this.#wake !== null) clearTimeout(this.#wake)
    this.#wake = null
    const { wake_at } = this.#machine
    if (wake_at === null) return
    // A timer may fire a fraction of a millisecond early by the monotonic clock; the machine would not take it.
    const delay_ms = Math.max(0, Math.ceil(wake_at - performance.now())) + 1
    this.#wake = setTimeout(() => this.#tell({ type: 'woke' }), delay_ms)
  }

  #perform(effect: RelayEffect): void {
    switch (effect.do) {
      case 'locate':
        void this.#locate(effect.exclude)
        return
      case 'connect':
        this.#connect()
        return
      case 'disconnect':
        this.#disconnect()
        return
      case 'end_stream':
        this.#endStream(effect.reason)
        return
      default:
        effect satisfies never
    }
  }

  async #locate(exclude: readonly NodeId[]): Promise<void> {
    this.#locating?.abort()
    const asked = new AbortController()
    this.#locating = asked
    try {
      const answer = await this.#options.locate(this.path, exclude, asked.signal)
      if (asked.signal.aborted) return
      const { source, reason, wait_ms } = answer
      if (source !== null) {
        this.#source = source
        this.#tell({ type: 'located', source: choiceOf(source) })
      } else if (wait_ms !== undefined) {
        this.#tell({ type: 'told_to_wait', reason: reason ?? 'its publisher is waited for', wait_ms })
      } else {
        this.#tell({ type: 'not_located', reason: reason ?? 'nobody publishes it' })
      }
    } catch (error) {
      if (asked.signal.aborted) return
      this.#tell({ type: 'not_located', reason: error instanceof Error ? error.message : String(error) })
    }
  }

  #connect(): void {
    const offered = this.#offered
    const wanted = this.#machine.source
    if (offered?.session_id === wanted?.session_id && offered?.peer.node_id === wanted?.node_id) this.#source = offered
    const source = this.#source
    if (source === null) throw new Error('a relay connects only to a source that was located')
    this.#connection = new RelayConnection({
      source: source.peer,
      transports: this.#options.transports,
      pull: {
        type: 'pull',
        request_id: this.id,
        requestor_id: this.#options.node_id,
        stream_path: this.path,
        session_id: source.session_id,
        hops: [this.#options.node_id],
      },
      ...(this.#options.silence_limit_ms === undefined ? {} : { silence_limit_ms: this.#options.silence_limit_ms }),
      onAccepted: (session_id) => this.#onAccepted(session_id),
      onUnit: (unit) => {
        if (!this.#resume.admits(unit)) return
        this.#frames += 1
        this.#last_frame_at = new Date()
        this.#publication?.push(unit)
      },
      onInterrupted: (interrupted) => this.#publication?.setDry(interrupted),
      onEnded: (reason) => this.#tell({ type: 'ended', reason }),
      onLost: (error, other_way) => this.#tell({ type: 'lost', error, other_way }),
    })
  }

  #onAccepted(session_id: SessionId): void {
    const same = this.#publication !== null && session_id === this.#session_id
    if (!same && !this.#claim(session_id)) return
    this.#resume.begin(same)
    this.#session_id = session_id
    this.#publication?.setDry(false)
    this.#tell({ type: 'accepted' })
    const stream = this.#publication?.stream
    if (stream === undefined) return
    this.#log.info(
      {
        event: 'relay.established',
        transport: this.#connection?.transport,
        source_node_id: this.#source?.peer.node_id,
      },
      `${this.path} is pulled from ${this.#source?.peer.name} over ${this.#connection?.transport.toUpperCase()}`,
    )
    this.#waiting.resolve(stream)
    // Those who waited attach in the microtasks that follow; until then they are counted as they were.
    setImmediate(() => this.recount())
  }

  /** Begins the stream here, or goes on with it in another session. False: a publisher came first, and those who wait have its stream. */
  #claim(session_id: SessionId): boolean {
    const source_node_id = this.#machine.source?.node_id ?? this.#options.node_id
    const { directory } = this.#options
    // The claim of another session ends the publication before, which is no end of this relay.
    this.#publication = null
    try {
      const publication = directory.claim(this.path, { kind: 'relay', session_id, source_node_id }, session_id)
      this.#publication = publication
      publication.ended.addEventListener('abort', () => this.#onPublicationOver(publication), { once: true })
      return true
    } catch (error) {
      const local = error instanceof StreamBusyError ? directory.find(this.path) : undefined
      if (local !== undefined) this.yieldTo(local)
      else this.stop(error instanceof Error ? error.message : String(error))
      return false
    }
  }

  #onPublicationOver(publication: Publication): void {
    if (publication !== this.#publication) return
    if (publication.stream.ended.aborted) this.stop('the stream was ended on this node')
    else this.yieldTo(publication.stream)
  }

  #disconnect(): void {
    this.#locating?.abort()
    this.#locating = null
    this.#bytes_before += this.#connection?.bytes ?? 0
    this.#transport = this.#connection?.transport ?? this.#transport
    this.#connection?.close()
    this.#connection = null
  }

  #endStream(reason: string): void {
    this.#publication?.end(reason)
    this.#waiting.reject(new StreamNotFoundError(this.path, reason))
  }
}
