import type { Logger } from 'pino'
import type { Peer, RelaySourceChoice } from '#contract/control-channel.ts'
import type { NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import type { Relay } from '#contract/stream.ts'
import type { LiveStream } from '../media/live-stream.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import { StreamNotFoundError } from '../media/stream-errors.ts'
import type { MediaUnit } from '../media/unit.ts'
import { choiceOf, type LocateSource, locatedEvent } from './locate-source.ts'
import { RelayFeed } from './relay-feed.ts'
import { RelayLine } from './relay-line.ts'
import { logRelayState } from './relay-log.ts'
import { requestRelay, transition } from './relay-machine.ts'
import {
  isOver,
  type RelayEffect,
  type RelayEvent,
  type RelayMachine,
  type RelayPolicy,
  type SourceChoice,
} from './relay-step.ts'
import type { RelayTransports } from './relay-transports.ts'
import { WaitingViewers } from './waiting-viewers.ts'

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

/** Pulls one stream from another node and publishes it here: the shell around {@link transition}. One per path. */
export class RelayPuller {
  readonly id: RelayId
  readonly path: StreamPath
  readonly #options: RelayPullerOptions
  readonly #log: Logger
  readonly #created_at = new Date()
  readonly #waiting = new WaitingViewers(() => this.recount())
  readonly #inbox: RelayEvent[] = []
  readonly #feed: RelayFeed
  readonly #line: RelayLine
  #machine: RelayMachine
  #handling = false
  /** The sources that were named last; the machine goes to one of them. */
  #named: readonly RelaySourceChoice[] = []
  #over_for_all = false
  #locating: AbortController | null = null
  #wake: NodeJS.Timeout | null = null
  #unwatched_since: number | null = null
  /** Undefined: it is held only while it is watched. */
  #pinned_until: string | null | undefined

  constructor(options: RelayPullerOptions) {
    this.#options = options
    this.id = options.id
    this.path = options.path
    this.#log = options.log.child({ relay_id: options.id, stream_path: options.path })
    this.#machine = requestRelay(1, performance.now(), options.policy).machine
    const { path, node_id, directory } = options
    this.#feed = new RelayFeed({
      ...{ path, node_id, directory },
      source_node_id: () => this.#machine.source?.node_id ?? null,
      onLocal: (stream) => this.yieldTo(stream),
      onOver: (reason) => this.stop(reason),
    })
    this.#line = new RelayLine({
      ...options,
      hearing: {
        onAccepted: (session_id, hops) => this.#onAccepted(session_id, hops),
        onChain: (session_id, hops) => this.#onChain(session_id, hops),
        onUnit: (unit) => this.#onUnit(unit),
        onInterrupted: (interrupted) => this.#feed.setDry(interrupted),
        onEnded: (reason) => {
          this.#over_for_all = true
          this.#tell({ type: 'ended', reason })
        },
        onLost: (error, other_way) => this.#tell({ type: 'lost', error, other_way }),
      },
      has: (unit) => this.#feed.has(unit),
      onChangedOver: (takeUp) => {
        this.#tell({ type: 'changed_over' })
        takeUp()
        this.#options.onChanged(this)
      },
      onNotPrepared: (error) => {
        this.#log.info({ event: 'relay.not_changed_over', error }, `${path} goes on as before: ${error}`)
        this.#tell({ type: 'not_prepared' })
      },
    })
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
    const { stream } = this.#feed
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

  /** Its source is no member any more if it is one of these; nor is it asked again. */
  forsake(gone: ReadonlySet<NodeId>): void {
    const { source } = this
    if (source === null || !gone.has(source.node_id)) return
    this.#tell({ type: 'lost', error: `${source.name} is no member of this cluster any more`, gone })
  }

  /** The nodes that the stream passes before it is here, its source last; null while no source sends it. */
  get hops(): readonly NodeId[] | null {
    return this.#feed.hops
  }

  /** Its source said that the publication is over. */
  get over_for_all(): boolean {
    return this.#over_for_all
  }

  /** The node it pulls from, as it was named last; null until one was. */
  get source(): Peer | null {
    return this.#line.source?.peer ?? null
  }

  /** The relay as the origin and the panel know it; null until a source was named. */
  view(): Relay | null {
    const { source, transport, bytes } = this.#line
    if (source === null) return null
    const { session_id, hops, frames, last_frame_at } = this.#feed
    return {
      id: this.id,
      stream_path: this.path,
      session_id: session_id ?? source.session_id,
      source_node_id: source.peer.node_id,
      dest_node_id: this.#options.node_id,
      hops: [...(hops ?? [])],
      transport,
      state: this.#machine.state,
      attempts: this.#machine.attempts,
      subscribers: Math.max(0, this.#machine.subscribers - (this.#pinned_until === undefined ? 0 : 1)),
      frames,
      bytes,
      error: this.#machine.error,
      created_at: this.#created_at.toISOString(),
      last_frame_at: last_frame_at?.toISOString() ?? null,
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
      logRelayState(this.#log, this.path, this.source, machine, event)
      if (machine.state === 'retrying') this.#feed.setDry(true)
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
        this.#line.connect(this.#findNamed(effect.source))
        return
      case 'prepare':
        this.#line.prepare(this.#findNamed(effect.source))
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
      if (answer.source !== null) this.#named = [answer.source, ...(answer.alternatives ?? [])]
      this.#tell(locatedEvent(answer))
    } catch (error) {
      if (asked.signal.aborted) return
      this.#tell({ type: 'not_located', reason: error instanceof Error ? error.message : String(error) })
    }
  }

  #findNamed({ node_id, session_id }: SourceChoice): RelaySourceChoice {
    const found = this.#named.find(({ peer }) => peer.node_id === node_id)
    if (found === undefined) throw new Error('a relay goes only to a source that was named')
    // A source that went on in another session since it was named is asked for that one.
    return { ...found, session_id }
  }

  #onUnit(unit: MediaUnit): void {
    if (!this.#feed.push(unit)) return
    if (unit.kind !== 'video' || unit.keyframe) this.#line.look()
  }

  #onAccepted(session_id: SessionId, hops: readonly NodeId[]): void {
    if (!this.#carries(session_id, hops)) return
    this.#feed.setDry(false)
    this.#tell({ type: 'accepted' })
    const { stream } = this.#feed
    if (stream === null) return
    const { source, transport } = this.#line
    this.#log.info(
      { event: 'relay.established', transport, source_node_id: source?.peer.node_id, hops },
      `${this.path} is pulled from ${source?.peer.name} over ${transport.toUpperCase()}`,
    )
    this.#waiting.resolve(stream)
    // Those who waited attach in the microtasks that follow; until then they are counted as they were.
    setImmediate(() => this.recount())
  }

  /** The source sends another session from here on, or gets this one another way. */
  #onChain(session_id: SessionId, hops: readonly NodeId[]): void {
    if (session_id !== this.#feed.session_id) {
      if (this.#carries(session_id, hops)) this.#options.onChanged(this)
    } else if (!this.#isLoop(hops)) {
      this.#feed.comesBy(hops)
      this.#options.onChain(this)
      this.#options.onChanged(this)
    }
  }

  /** Takes what comes from here on as this session. False: it does not come here, and what follows from that has been done. */
  #carries(session_id: SessionId, hops: readonly NodeId[]): boolean {
    if (this.#isLoop(hops) || !this.#feed.begin(session_id, hops)) return false
    this.#tell({ type: 'goes_on', session_id })
    this.#options.onChain(this)
    return true
  }

  #isLoop(hops: readonly NodeId[]): boolean {
    if (!hops.includes(this.#options.node_id)) return false
    const error = `${this.source?.name} gets ${this.path} from this node`
    this.#tell({ type: 'lost', error, looped: true })
    return true
  }

  #disconnect(): void {
    this.#locating?.abort()
    this.#locating = null
    this.#feed.comesBy(null)
    this.#line.close()
  }

  #endStream(reason: string): void {
    this.#feed.end(reason)
    this.#waiting.reject(new StreamNotFoundError(this.path, reason))
  }
}
