import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { type NodeId, type SessionId, type StreamPath, sessionIdSchema } from '#contract/ids.ts'
import type { MediaProtocol } from '#contract/stream.ts'
import type { ArrivalMeter } from './arrival-meter.ts'
import type { Clock } from './clock.ts'
import type { Departure } from './departure.ts'
import { FeedRight } from './feed-right.ts'
import { Listeners } from './listeners.ts'
import type { MediaLimits } from './media-limits.ts'
import type { NewestKeyframe } from './newest-keyframe.ts'
import type { Packager } from './packager.ts'
import {
  beginSession,
  type Feed,
  isWaiting,
  type SessionEffect,
  type SessionEvent,
  type SessionMachine,
  type SessionPolicy,
  transition,
} from './session-machine.ts'
import { type AttachOptions, type MediaCounters, StreamAudience, type Subscription } from './stream-audience.ts'
import { StreamBusyError, StreamNotFoundError } from './stream-errors.ts'
import { type StreamFacts, streamFacts } from './stream-facts.ts'
import { StreamIngest } from './stream-ingest.ts'
import type { SubscriberFacts } from './subscriber-facts.ts'
import type { SubscriberEnd } from './subscriber-sink.ts'
import type { MediaUnit } from './unit.ts'
import type { UnitTap, UnitTapOptions } from './unit-taps.ts'

export type { Latency, Subscription } from './stream-audience.ts'
export type { StreamFacts } from './stream-facts.ts'

/** Where a stream on this node comes from. */
export type StreamOrigin =
  | {
      readonly kind: 'publisher'
      readonly protocol: MediaProtocol
      /** What the publisher calls itself, as far as it said. */
      readonly encoder: string | null
      /** IP address without the port. */
      readonly address: string
      /** The stream key it came in by; null or absent: none. */
      readonly key_id?: string | null
    }
  | { readonly kind: 'relay'; readonly session_id: SessionId; readonly source_node_id: NodeId }

/** The right to feed a stream. */
export type Publication = FeedRight<LiveStream>

/** Why a stream is over, of the reasons for which a subscription is. */
export type StreamEnd = Exclude<SubscriberEnd['code'], 'fell_behind'>

/** What a stream tells its directory. */
export interface LiveStreamEvents {
  /** A session began: the first, or one that took the place of another. */
  session_started: []
  /** The session that the stream has is over and the stream goes on in another; told while it still shows the old one. */
  session_left: [reason: string]
  changed: []
  ended: [reason: string]
  subscribers: []
}

export interface LiveStreamOptions {
  readonly path: StreamPath
  readonly packagers: readonly Packager[]
  readonly limits: MediaLimits
  /** As it is now. */
  readonly policy: () => SessionPolicy
  readonly counters: MediaCounters
  readonly clock: Clock
  /** How viewers are let go while the node drains. Absent: it never does. */
  readonly departure?: Departure | undefined
  readonly log: Logger
}

/** One stream on this node, from its first feed to its end, whoever feeds it. Made by {@link StreamDirectory.claim}. */
export class LiveStream {
  readonly path: StreamPath
  readonly events = new Listeners<LiveStreamEvents>()
  readonly #options: LiveStreamOptions
  readonly #ended = new AbortController()
  readonly #ingest: StreamIngest
  readonly #audience: StreamAudience
  #origin: StreamOrigin
  #session_id: SessionId
  #started_at = new Date()
  #machine: SessionMachine
  #publication: Publication
  #cancel_wake: (() => void) | null = null
  #publisher_rtt_ms: number | null = null
  #told_tracks = 0

  constructor(options: LiveStreamOptions, feed: Feed, origin: StreamOrigin, session_id?: SessionId) {
    this.#options = options
    const { path, limits, log, counters, packagers, clock, departure } = options
    this.path = path
    this.#origin = origin
    this.#session_id = session_id ?? mintSessionId()
    this.#ingest = new StreamIngest({
      path,
      limits,
      log,
      onUnit: (unit, starts, has_video) => this.#audience.push(unit, starts, has_video),
      onReset: () => this.#audience.reset(),
      onGone: (kind) => this.#audience.gone(kind),
      onStart: (unit) => this.#onStart(unit),
      onDescribed: () => this.#tellTracks(),
    })
    this.#audience = new StreamAudience({
      ...{ path, packagers, limits, counters, clock, departure, log },
      relayed: () => this.#origin.kind === 'relay',
      head: this.#ingest.head,
      recent: () => this.#ingest.recent,
      onCounted: () => this.events.emit('subscribers'),
    })
    this.#machine = beginSession(feed)
    this.#publication = this.#makePublication(feed)
  }

  get origin(): StreamOrigin {
    return this.#origin
  }

  get session_id(): SessionId {
    return this.#session_id
  }

  /** When its session began. */
  get started_at(): Date {
    return this.#started_at
  }

  /** Grows each time a publisher takes the session up again. */
  get generation(): number {
    return this.#machine.generation
  }

  /** The right to feed it as it is held now; over while nobody holds it. */
  get publication(): Publication {
    return this.#publication
  }

  /** Whether it waits for its publisher, or for the node that has it, and viewers see nothing new. */
  get interrupted(): boolean {
    return this.#machine.state === 'interrupted' || this.#machine.dry
  }

  /** Aborts when the stream is over; its reason is an Error whose message says why. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  /** The newest keyframe of the main picture; null where there is none, or its codec has no sequence header. */
  get keyframe(): NewestKeyframe | null {
    return this.#ingest.keyframe
  }

  /** How it arrives, measured. */
  get arrivals(): ArrivalMeter {
    return this.#ingest.arrivals
  }

  get viewers(): number {
    return this.#audience.viewers
  }

  get relays(): number {
    return this.#audience.relays
  }

  /** Over the last five seconds; 0 where nothing comes. */
  get bitrate_kbps(): number {
    return Date.now() - this.#ingest.last_unit_at_ms > 3000 ? 0 : this.#ingest.facts.bitrate_kbps
  }

  /** Takes one unit in the name of whoever feeds it now; protocols push to their {@link FeedRight}. */
  push(unit: MediaUnit): void {
    this.#publication.push(unit)
  }

  /**
   * Asks for the right to feed it.
   * @param session_id of a relay's source; a publisher takes up the session there is, or begins one
   * @throws {StreamBusyError} it is fed by somebody who keeps it
   */
  claim(feed: Feed, origin: StreamOrigin, session_id?: SessionId): Publication {
    const { last_unit_at_ms } = this.#ingest
    const silent_ms = Date.now() - Math.max(last_unit_at_ms, this.#started_at.getTime())
    const effects = this.#step({ type: 'claimed', feed, silent_ms })
    const admitted = effects.find((effect) => effect.do === 'admit')
    if (admitted === undefined) throw new StreamBusyError(this.path, this.#whyBusy(effects))
    for (const effect of effects) this.#perform(effect)
    if (admitted.session === 'new') {
      if (this.#origin.kind === 'publisher') this.events.emit('session_left', 'The stream goes on on another node.')
      this.#session_id = session_id ?? mintSessionId()
      this.#started_at = new Date()
      this.#ingest.arrivals.reset(performance.now())
    }
    this.#origin = origin
    this.#publisher_rtt_ms = null
    this.#ingest.takeUp()
    const publication = this.#makePublication(feed)
    this.#publication = publication
    if (admitted.session === 'new') this.events.emit('session_started')
    else this.events.emit('changed')
    return publication
  }

  /**
   * Takes a subscriber in. The head and the newest group of pictures are written before this returns if there is one; else with the next keyframe.
   * @throws {StreamNotFoundError} the stream is over
   */
  attach(options: AttachOptions): Subscription {
    this.#refuseIfEnded()
    return this.#audience.attach(options)
  }

  /**
   * Takes in one who wants units. The head and the newest group of pictures are handed over before this returns if there is one.
   * @throws {StreamNotFoundError} the stream is over
   */
  tap(options: UnitTapOptions): UnitTap {
    this.#refuseIfEnded()
    const { metadata, configs } = this.#ingest.head.head
    const known = configs.filter((unit) => !unit.enhanced_only)
    const head = metadata ? [metadata, ...known] : known
    for (const unit of head) options.onUnit(unit, false)
    for (const [index, unit] of this.#ingest.recent.entries()) options.onUnit(unit, index === 0)
    return this.#audience.tap(options)
  }

  /** Ends the stream: what is gathered goes out, then every subscriber is told. Idempotent. */
  end(reason: string, code: StreamEnd = 'stream_ended'): void {
    this.#tell({ type: 'ended', reason }, code)
  }

  /**
   * The stream goes on in a session on another node: its publisher here is let go, relays look for it there, and viewers wait for the relay that
   * brings it back. Without viewers it ends.
   */
  moveTo(successor: { readonly session_id: SessionId; readonly source_node_id: NodeId }, reason: string): void {
    if (this.#ended.signal.aborted) return
    this.#audience.endRelays({ code: 'stream_moved', message: reason })
    if (this.viewers === 0) {
      this.end(reason, 'stream_moved')
      return
    }
    this.events.emit('session_left', reason)
    this.#origin = { kind: 'relay', ...successor }
    this.#session_id = successor.session_id
    this.#started_at = new Date()
    this.#tell({ type: 'moved', reason })
  }

  /** Tells all viewers why they are let go, and lets them go; those who come after it are served. */
  disconnectViewers(reason: string): void {
    this.#audience.endViewers({ code: 'stream_ended', message: reason })
  }

  /** Tells one viewer why it is let go, and lets it go. @param id as {@link subscribers} has it @returns whether there is such a viewer */
  disconnectViewer(id: string, reason: string): boolean {
    return this.#audience.endViewer(id, { code: 'stream_ended', message: reason })
  }

  /** Everybody behind a fan-out, viewers and relays, in no order; viewers of taps (HLS) are counted and not listed. */
  subscribers(): SubscriberFacts[] {
    return this.#audience.subscribers()
  }

  /** Round trip to the publisher as its protocol measured it, in ms. */
  notePublisherRtt(rtt_ms: number): void {
    this.#publisher_rtt_ms = rtt_ms
  }

  facts(): StreamFacts {
    return streamFacts(this.#ingest, {
      bitrate_kbps: this.bitrate_kbps,
      introduced_as: this.#origin.kind === 'publisher' ? this.#origin.encoder : null,
      state: this.#machine.state,
      interrupted_until: this.#interruptedUntil(),
      publisher_rtt_ms: this.#publisher_rtt_ms,
    })
  }

  /** Why another publisher is turned away; undefined: for being the second. */
  #whyBusy(effects: readonly SessionEffect[]): string | undefined {
    const { said_by } = this.#options.policy()
    if (effects.some((effect) => effect.do === 'refuse' && effect.ousted)) {
      return `Another publisher has taken ${this.path} over a moment ago, as the stream policy lets it. Stop that one, or try again in half a minute.`
    }
    if (said_by == null) return undefined
    return `${this.path} is already being published, and the stream policy ${said_by} refuses a second publisher. Stop the other one, or let the policy take over.`
  }

  #refuseIfEnded(): void {
    if (this.#ended.signal.aborted) throw new StreamNotFoundError(this.path, `${this.path} has just ended.`)
  }

  #interruptedUntil(): Date | null {
    const { interrupted_until } = this.#machine
    if (!isWaiting(this.#machine) || interrupted_until === null) return null
    return new Date(Date.now() + interrupted_until - this.#options.clock.now())
  }

  #makePublication({ id }: Feed): Publication {
    const { counters } = this.#options
    return new FeedRight<LiveStream>(this, {
      push: (unit) => {
        counters.ingress_bytes += unit.body.length
        this.#ingest.push(unit)
      },
      goodbye: (reason, code) => this.#tell({ type: 'said_goodbye', feed_id: id, reason }, code),
      lost: (reason) => this.#tell({ type: 'lost', feed_id: id, reason }),
      dry: (dry) => this.#tell({ type: 'dry', feed_id: id, dry }),
    })
  }

  #onStart(unit: MediaUnit): void {
    const { feed, state } = this.#machine
    if (state !== 'live' && feed !== null) {
      this.#told_tracks = this.#ingest.facts.version
      this.#tell({ type: 'started', feed_id: feed.id })
    } else if (unit.kind === 'video') {
      this.#tellTracks()
    }
  }

  #tell(event: SessionEvent, code?: StreamEnd): void {
    const { state, feed, dry } = this.#machine
    for (const effect of this.#step(event)) this.#perform(effect, code)
    if (this.#ended.signal.aborted) return
    if (state !== this.#machine.state || feed !== this.#machine.feed || dry !== this.#machine.dry) {
      if (this.#machine.state === 'interrupted') this.#interrupted(event)
      this.events.emit('changed')
    }
  }

  #step(event: SessionEvent): readonly SessionEffect[] {
    const { clock, policy } = this.#options
    const { machine, effects } = transition(this.#machine, event, clock.now(), policy())
    this.#machine = machine
    this.#armWake()
    return effects
  }

  #perform(effect: SessionEffect, code: StreamEnd = 'stream_ended'): void {
    switch (effect.do) {
      case 'dismiss':
        this.#publication.dismiss(effect.reason)
        return
      case 'end':
        this.#end(effect.reason, code)
        return
      case 'admit':
      case 'refuse':
        return
      default:
        effect satisfies never
    }
  }

  #interrupted(event: SessionEvent): void {
    const reason = 'reason' in event ? event.reason : ''
    this.#publication.dismiss(reason)
    const grace_ms = Math.round(Math.max(0, (this.#machine.interrupted_until ?? 0) - this.#options.clock.now()))
    this.#options.log.warn(
      { event: 'stream.interrupted', stream_path: this.path, session_id: this.#session_id, reason, grace_ms },
      `${this.path} is interrupted: ${reason} Its viewers are kept for ${Math.round(grace_ms / 100) / 10} s.`,
    )
  }

  #end(reason: string, code: StreamEnd): void {
    this.#ended.abort(new Error(reason))
    this.#publication.dismiss(reason)
    this.#audience.end({ code, message: reason })
    this.#ingest.close()
    this.events.emit('ended', reason)
  }

  /** One timer a stream, and only while it waits. */
  #armWake(): void {
    this.#cancel_wake?.()
    this.#cancel_wake = null
    const { interrupted_until } = this.#machine
    if (!isWaiting(this.#machine) || interrupted_until === null) return
    const { clock } = this.#options
    this.#cancel_wake = clock.after(Math.max(0, Math.ceil(interrupted_until - clock.now())) + 1, () => {
      this.#cancel_wake = null
      this.#tell({ type: 'woke' })
    })
  }

  /** Whoever shows the stream is told when its tracks say something new, not with every keyframe. */
  #tellTracks(): void {
    if (this.#machine.state !== 'live') return
    const { version } = this.#ingest.facts
    if (version === this.#told_tracks) return
    this.#told_tracks = version
    this.events.emit('changed')
  }
}

function mintSessionId(): SessionId {
  return sessionIdSchema.parse(randomUUID())
}
