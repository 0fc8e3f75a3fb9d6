import type { Logger } from 'pino'
import type { Located, Peer, RelaySourceChoice } from '#contract/control-channel.ts'
import type { NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import type { Relay } from '#contract/stream.ts'
import type { LiveStream, Publication } from '../media/live-stream.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import { StreamBusyError, StreamNotFoundError } from '../media/stream-errors.ts'
import type { MediaUnit } from '../media/unit.ts'
import { RelayConnection } from './relay-connection.ts'
import { RelayHandover, type RelayHearing } from './relay-handover.ts'
import { logRelayState } from './relay-log.ts'
import {
  isOver,
  type RelayEffect,
  type RelayEvent,
  type RelayMachine,
  type RelayPolicy,
  requestRelay,
  type SourceChoice,
  transition,
} from './relay-machine.ts'
import type { RelayTransports } from './relay-transports.ts'
import { ResumeFilter } from './resume-filter.ts'
import { WaitingViewers } from './waiting-viewers.ts'

/** Where a stream can be pulled from, or why from nowhere. */
export type LocateAnswer = Pick<Located, 'source' | 'alternatives' | 'reason' | 'wait_ms'>

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
  /** The session that it brings, or the nodes that it passes, are others than before. */
  readonly onChain: (relay: RelayPuller) => void
}

const choiceOf = ({ peer, session_id }: RelaySourceChoice): SourceChoice => ({ node_id: peer.node_id, session_id })

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
  #source: RelaySourceChoice | null = null
  /** The sources that were named last; the machine goes to one of them. */
  #named: readonly RelaySourceChoice[] = []
  /** The nodes that the stream passes, its source last; null while no source sends it. */
  #hops: readonly NodeId[] | null = null
  #over_for_all = false
  /** The session whose media the viewers saw last. */
  #session_id: SessionId | null = null
  #connection: RelayConnection | null = null
  #handover: RelayHandover | null = null
  #locating: AbortController | null = null
  #wake: NodeJS.Timeout | null = null
  #frames = 0
  #bytes_before = 0
  /** Of the connection before, while there is none. */
  #transport: Relay['transport'] = 'tls'
  #last_frame_at: Date | null = null
  #unwatched_since: number | null = null
  /** Undefined: it is held only while it is watched. */
  #pinned_until: string | null | undefined

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
    const pins = this.#pinned_until === undefined ? 0 : 1
    const count = this.#waiting.count + (stream?.viewers ?? 0) + (stream?.relays ?? 0) + pins
    if (count > 0) this.#unwatched_since = null
    else this.#unwatched_since ??= performance.now()
    if (count !== this.#machine.subscribers) this.#tell({ type: 'subscribers', count })
  }

  /** Holds it without viewers until then, as long as nothing else is said where that is null, or not any more where it is undefined. */
  pin(until: string | null | undefined): void {
    if (this.#pinned_until === until) return
    this.#pinned_until = until
    this.recount()
    this.#options.onChanged(this)
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

  /** The origin says by itself where the stream is to come from now, best first. */
  moved([source, ...alternatives]: readonly RelaySourceChoice[]): void {
    if (source === undefined) return
    this.#named = [source, ...alternatives]
    this.#tell({ type: 'moved', source: choiceOf(source), alternatives: alternatives.map(choiceOf) })
  }

  /** The nodes that the stream passes before it is here, its source last; null while no source sends it. */
  get hops(): readonly NodeId[] | null {
    return this.#hops
  }

  /** Its source said that the publication is over. */
  get over_for_all(): boolean {
    return this.#over_for_all
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
      hops: [...(this.#hops ?? [])],
      transport: this.#connection?.transport ?? this.#transport,
      state: this.#machine.state,
      attempts: this.#machine.attempts,
      subscribers: Math.max(0, this.#machine.subscribers - (this.#pinned_until === undefined ? 0 : 1)),
      frames: this.#frames,
      bytes: this.#bytes_before + (this.#connection?.bytes ?? 0),
      error: this.#machine.error,
      created_at: this.#created_at.toISOString(),
      last_frame_at: this.#last_frame_at?.toISOString() ?? null,
      ...(this.#pinned_until === undefined ? {} : { pinned_until: this.#pinned_until }),
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
      case 'prepare':
        this.#prepare(effect.source)
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
      const { source, alternatives = [], reason, wait_ms } = answer
      if (source !== null) {
        this.#named = [source, ...alternatives]
        this.#tell({ type: 'located', source: choiceOf(source), alternatives: alternatives.map(choiceOf) })
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
    const wanted = this.#machine.source
    const source = wanted === null ? undefined : this.#findNamed(wanted)
    if (source === undefined) throw new Error('a relay connects only to a source that was named')
    this.#source = source
    this.#connection = this.#dial(source, this.#hearing())
  }

  #findNamed({ node_id, session_id }: SourceChoice): RelaySourceChoice | undefined {
    const found = this.#named.find(({ peer }) => peer.node_id === node_id)
    // A source that went on in another session since it was named is asked for that one.
    return found === undefined ? undefined : { ...found, session_id }
  }

  #dial(source: RelaySourceChoice, hearing: RelayHearing): RelayConnection {
    const { node_id, transports, silence_limit_ms } = this.#options
    return new RelayConnection({
      source: source.peer,
      transports,
      pull: {
        type: 'pull',
        request_id: this.id,
        requestor_id: node_id,
        stream_path: this.path,
        session_id: source.session_id,
        hops: [node_id],
      },
      ...(silence_limit_ms === undefined ? {} : { silence_limit_ms }),
      ...hearing,
    })
  }

  #hearing(): RelayHearing {
    return {
      onAccepted: (session_id, hops) => this.#onAccepted(session_id, hops),
      onChain: (session_id, hops) => this.#onChain(session_id, hops),
      onUnit: (unit) => this.#onUnit(unit),
      onInterrupted: (interrupted) => this.#publication?.setDry(interrupted),
      onEnded: (reason) => {
        this.#over_for_all = true
        this.#tell({ type: 'ended', reason })
      },
      onLost: (error, other_way) => this.#tell({ type: 'lost', error, other_way }),
    }
  }

  #onUnit(unit: MediaUnit): void {
    const placed = this.#resume.place(unit)
    if (placed === null) return
    this.#frames += 1
    this.#last_frame_at = new Date()
    this.#publication?.push(placed)
    if (unit.kind !== 'video' || unit.keyframe) this.#handover?.look()
  }

  /** Asks another source for the same session, beside the one that carries it. */
  #prepare(choice: SourceChoice): void {
    this.#handover?.close()
    this.#handover = null
    const source = this.#findNamed(choice)
    if (source === undefined) throw new Error('a relay changes over only to a source that was named')
    const handover = new RelayHandover({
      connect: (hearing) => this.#dial(source, hearing),
      has: (unit) => this.#resume.has(unit),
      onReady: () => this.#changeOver(source, handover),
      onFailed: (error) => {
        if (this.#handover !== handover) return
        this.#handover = null
        this.#log.info({ event: 'relay.not_changed_over', error }, `${this.path} goes on as before: ${error}`)
        this.#tell({ type: 'not_prepared' })
      },
    })
    this.#handover = handover
  }

  #changeOver(source: RelaySourceChoice, handover: RelayHandover): void {
    if (this.#handover !== handover) return
    this.#handover = null
    this.#letGo()
    this.#source = source
    this.#connection = handover.connection
    this.#tell({ type: 'changed_over' })
    handover.finish(this.#hearing())
    this.#options.onChanged(this)
  }

  #onAccepted(session_id: SessionId, hops: readonly NodeId[]): void {
    if (!this.#carries(session_id, hops)) return
    this.#publication?.setDry(false)
    this.#tell({ type: 'accepted' })
    const stream = this.#publication?.stream
    if (stream === undefined) return
    this.#log.info(
      {
        event: 'relay.established',
        transport: this.#connection?.transport,
        source_node_id: this.#source?.peer.node_id,
        hops,
      },
      `${this.path} is pulled from ${this.#source?.peer.name} over ${this.#connection?.transport.toUpperCase()}`,
    )
    this.#waiting.resolve(stream)
    // Those who waited attach in the microtasks that follow; until then they are counted as they were.
    setImmediate(() => this.recount())
  }

  /** The source sends another session from here on, or gets this one another way. */
  #onChain(session_id: SessionId, hops: readonly NodeId[]): void {
    const same = session_id === this.#session_id
    if (same && this.#isLoop(hops)) return
    if (same) {
      this.#setHops(hops)
      this.#options.onChanged(this)
    } else if (this.#carries(session_id, hops)) {
      this.#options.onChanged(this)
    }
  }

  /** Takes what comes from here on as this session. False: it does not come here, and what follows from that has been done. */
  #carries(session_id: SessionId, hops: readonly NodeId[]): boolean {
    if (this.#isLoop(hops)) return false
    const same = this.#publication !== null && session_id === this.#session_id
    const before = this.#hops
    // Whoever pulls from here is told with the beginning of the session which way it comes.
    this.#hops = hops
    if (!same && !this.#claim(session_id)) {
      this.#hops = before
      return false
    }
    this.#resume.begin(same)
    this.#session_id = session_id
    this.#tell({ type: 'goes_on', session_id })
    this.#options.onChain(this)
    return true
  }

  #isLoop(hops: readonly NodeId[]): boolean {
    if (!hops.includes(this.#options.node_id)) return false
    const error = `${this.#source?.peer.name} gets ${this.path} from this node`
    this.#tell({ type: 'lost', error, looped: true })
    return true
  }

  #setHops(hops: readonly NodeId[] | null): void {
    this.#hops = hops
    this.#options.onChain(this)
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
    this.#handover?.close()
    this.#handover = null
    this.#hops = null
    this.#letGo()
  }

  /** Closes the connection that carries it. */
  #letGo(): void {
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
