import type { Logger } from 'pino'
import type { NodeId, SessionId, StreamPath } from '#contract/ids.ts'
import type { MediaProtocol, Track } from '#contract/stream.ts'
import type { Clock } from './clock.ts'
import { FanOut, METADATA_DTS_MS } from './fan-out.ts'
import { GopCache } from './gop-cache.ts'
import { HeadKeeper } from './head-keeper.ts'
import { Listeners } from './listeners.ts'
import type { MediaLimits } from './media-limits.ts'
import type { OutputFormat, Packager } from './packager.ts'
import { StreamNotFoundError } from './stream-errors.ts'
import { Subscriber } from './subscriber.ts'
import { factsOf, type SubscriberFacts } from './subscriber-facts.ts'
import { paceLimits } from './subscriber-pace.ts'
import type { SubscriberEnd, SubscriberSink } from './subscriber-sink.ts'
import { TimestampRepair } from './timestamp-repair.ts'
import { TrackFacts } from './track-facts.ts'
import type { MediaUnit } from './unit.ts'
import { type UnitTap, type UnitTapOptions, UnitTaps } from './unit-taps.ts'

/** A stream that sent neither video nor metadata that announces some for so long is sound alone, in ms of its own time. */
const SOUND_ALONE_AFTER_MS = 1000

/** Where a stream on this node comes from. */
export type StreamOrigin =
  | {
      readonly kind: 'publisher'
      readonly protocol: MediaProtocol
      /** What the publisher calls itself, as far as it said. */
      readonly encoder: string | null
      /** IP address without the port. */
      readonly address: string
    }
  | { readonly kind: 'relay'; readonly session_id: SessionId; readonly source_node_id: NodeId }

/** `low`: one write per video frame. `normal`: one write per group interval. */
export type Latency = 'low' | 'normal'

export interface AttachOptions {
  readonly format: OutputFormat
  readonly latency: Latency
  /** A relay gets no preamble: FLV tags from the first byte on, without the FLV file header. */
  readonly kind: 'viewer' | 'relay'
  readonly sink: SubscriberSink
  /** Names the subscriber in logs: `<protocol> <address>:<port>`, or the relay's id. */
  readonly id: string
}

/** One subscriber of a stream, from attach to detach. */
export interface Subscription {
  /** How often it was behind its bound and skipped to a keyframe. */
  readonly skips: number
  /** Bytes handed to its sink. */
  readonly bytes: number
  /** Takes the subscriber out; its sink is not called any more. Idempotent. Needed whenever the sink's connection closes. */
  detach(): void
}

/** What is known and measured of a stream at this moment. */
export interface StreamFacts {
  readonly tracks: Track[]
  readonly bitrate_kbps: number
  /** What made the stream, by its metadata or else as its publisher introduced itself; null where neither says. */
  readonly encoder: string | null
  /** Time between the last two keyframes, in ms; null before the second. */
  readonly keyframe_interval_ms: number | null
  /** `starting` until the first frame that decoding can start at. */
  readonly state: 'starting' | 'live'
  /** Frames of video and of sound so far. */
  readonly frames: number
  readonly bytes: number
  readonly last_unit_at: Date | null
}

/** What a stream tells its directory. */
export interface LiveStreamEvents {
  changed: []
  ended: [reason: string]
  subscribers: []
}

/** Sums over all streams of a directory; they only grow. */
export interface MediaCounters {
  egress_bytes: number
  ingress_bytes: number
  dropped: number
  skipped: number
}

export interface LiveStreamOptions {
  readonly path: StreamPath
  readonly origin: StreamOrigin
  readonly session_id: SessionId
  readonly packagers: readonly Packager[]
  readonly limits: MediaLimits
  readonly counters: MediaCounters
  readonly clock: Clock
  readonly log: Logger
}

/** One stream that is live on this node, from its publisher or from another node. Made by {@link StreamDirectory.publish}. */
export class LiveStream {
  readonly path: StreamPath
  readonly origin: StreamOrigin
  readonly session_id: SessionId
  readonly started_at = new Date()
  readonly events = new Listeners<LiveStreamEvents>()
  readonly #options: LiveStreamOptions
  readonly #ended = new AbortController()
  readonly #head = new HeadKeeper()
  readonly #gop: GopCache
  readonly #repair = new TimestampRepair()
  readonly #facts = new TrackFacts()
  readonly #fan_outs = new Map<string, FanOut>()
  readonly #taps: UnitTaps
  #viewers = 0
  #relays = 0
  #state: 'starting' | 'live' = 'starting'
  #first_dts_ms: number | null = null
  #frames = 0
  #bytes = 0
  #last_unit_at = 0
  #told_tracks = ''
  #told_outgrown = false

  constructor(options: LiveStreamOptions) {
    this.#options = options
    this.path = options.path
    this.origin = options.origin
    this.session_id = options.session_id
    this.#gop = new GopCache(this.#cacheLimits())
    this.#taps = new UnitTaps({
      onViewers: (change) => {
        this.#viewers += change
        this.events.emit('subscribers')
      },
      onSent: (bytes) => {
        options.counters.egress_bytes += bytes
      },
    })
  }

  /** Aborts when the stream is over; its reason is an Error whose message says why. */
  get ended(): AbortSignal {
    return this.#ended.signal
  }

  get viewers(): number {
    return this.#viewers
  }

  get relays(): number {
    return this.#relays
  }

  /** Takes one unit from the publisher or the relay. After the end it is ignored. */
  push(unit: MediaUnit): void {
    if (this.#ended.signal.aborted) return
    this.#bytes += unit.body.length
    this.#options.counters.ingress_bytes += unit.body.length
    this.#last_unit_at = Date.now()
    if (unit.config) this.#pushConfig(unit)
    else this.#pushFrame(unit)
  }

  /**
   * Takes a subscriber in. The head and the newest group of pictures are written before this returns if there is one; else with the next keyframe.
   * @throws {StreamNotFoundError} the stream is over
   */
  attach(options: AttachOptions): Subscription {
    if (this.#ended.signal.aborted) throw new StreamNotFoundError(this.path, `${this.path} has just ended.`)
    const { limits } = this.#options
    const subscriber = new Subscriber(
      options.id,
      options.kind,
      options.sink,
      paceLimits(limits.subscriber_buffer_bytes),
    )
    const key = `${options.format}:${options.latency}`
    let fan_out = this.#fan_outs.get(key)
    if (!fan_out) {
      fan_out = this.#makeFanOut(options.format, options.latency)
      this.#fan_outs.set(key, fan_out)
    }
    this.#countSubscriber(subscriber, 1)
    fan_out.attach(subscriber, limits.subscriber_buffer_bytes)
    const attached_to = fan_out
    return {
      get skips() {
        return subscriber.skips
      },
      get bytes() {
        return subscriber.bytes
      },
      detach: () => this.#detach(subscriber, attached_to),
    }
  }

  /**
   * Takes in one who wants units. The head and the newest group of pictures are handed over before this returns if there is one.
   * @throws {StreamNotFoundError} the stream is over
   */
  tap(options: UnitTapOptions): UnitTap {
    if (this.#ended.signal.aborted) throw new StreamNotFoundError(this.path, `${this.path} has just ended.`)
    const { metadata, configs } = this.#head.head
    const head = metadata ? [metadata, ...configs] : configs
    for (const unit of head) options.onUnit(unit, false)
    for (const [index, unit] of this.#gop.units.entries()) options.onUnit(unit, index === 0)
    return this.#taps.attach(options)
  }

  /** Ends the stream: what is gathered goes out, then every subscriber is told. Idempotent. */
  end(reason: string, code: 'stream_ended' | 'node_stopping' = 'stream_ended'): void {
    if (this.#ended.signal.aborted) return
    this.#ended.abort(new Error(reason))
    const ending: SubscriberEnd = { code, message: reason }
    for (const fan_out of this.#fan_outs.values()) {
      fan_out.flush()
      fan_out.close()
      for (const subscriber of fan_out.subscribers) {
        fan_out.detach(subscriber)
        this.#countSubscriber(subscriber, -1)
        subscriber.sink.end(ending)
      }
    }
    this.#fan_outs.clear()
    this.#taps.end(ending)
    this.#gop.clear()
    this.events.emit('ended', reason)
  }

  /** Everybody behind a fan-out, viewers and relays, in no order; viewers of taps (HLS) are counted and not listed. */
  subscribers(): SubscriberFacts[] {
    return [...this.#fan_outs.values()].flatMap(({ subscribers }) => subscribers.map(factsOf))
  }

  facts(): StreamFacts {
    const said = this.#head.metadata?.values?.get('encoder')
    const quiet = Date.now() - this.#last_unit_at > 3000
    return {
      tracks: this.#facts.tracks(),
      bitrate_kbps: quiet ? 0 : this.#facts.bitrate_kbps,
      encoder: typeof said === 'string' ? said : this.origin.kind === 'publisher' ? this.origin.encoder : null,
      keyframe_interval_ms: this.#facts.keyframe_interval_ms,
      state: this.#state,
      frames: this.#frames,
      bytes: this.#bytes,
      last_unit_at: this.#last_unit_at === 0 ? null : new Date(this.#last_unit_at),
    }
  }

  #pushConfig(unit: MediaUnit): void {
    const verdict = this.#head.keep(unit)
    if (verdict === 'repeated' || verdict === 'refused') return
    this.#facts.describe(unit)
    if (verdict === 'changed' && unit.kind !== 'metadata') {
      // What is cached belongs to the decoder configuration before, and cannot be played behind the new one.
      this.#gop.clear()
      for (const fan_out of this.#fan_outs.values()) fan_out.reset()
    }
    const placed = { ...unit, dts_ms: unit.kind === 'metadata' ? METADATA_DTS_MS : this.#repair.position_ms }
    for (const fan_out of this.#fan_outs.values()) fan_out.push(placed, false, this.#head.expects_video)
    this.#taps.push(placed, false)
    if (this.#state === 'live') this.#tellTracks()
  }

  #pushFrame(unit: MediaUnit): void {
    const dts_ms = this.#repair.next(unit.kind, unit.dts_ms)
    const placed = dts_ms === unit.dts_ms ? unit : { ...unit, dts_ms }
    this.#head.noteTrack(unit.kind)
    this.#facts.count(placed)
    if (unit.kind !== 'metadata') this.#frames++
    this.#first_dts_ms ??= dts_ms
    const expects_video = this.#head.expects_video
    const starts = unit.kind === 'video' ? unit.keyframe : unit.kind === 'audio' && this.#soundAlone(dts_ms)
    this.#gop.push(placed, starts)
    for (const fan_out of this.#fan_outs.values()) fan_out.push(placed, starts, expects_video)
    this.#taps.push(placed, starts)
    if (!starts) {
      if (this.#gop.outgrown && !this.#told_outgrown) this.#tellOutgrown()
      return
    }
    if (this.#state === 'starting') {
      this.#state = 'live'
      this.#tellTracks()
    } else if (unit.kind === 'video') {
      this.#tellTracks()
    }
  }

  #soundAlone(dts_ms: number): boolean {
    if (this.#head.expects_video) return false
    return this.#head.metadata !== null || dts_ms - (this.#first_dts_ms ?? dts_ms) >= SOUND_ALONE_AFTER_MS
  }

  #tellTracks(): void {
    const tracks = JSON.stringify([this.#state, this.#facts.tracks(), this.#facts.keyframe_interval_ms === null])
    if (tracks === this.#told_tracks) return
    this.#told_tracks = tracks
    this.events.emit('changed')
  }

  #tellOutgrown(): void {
    this.#told_outgrown = true
    const { log, limits } = this.#options
    log.warn(
      { event: 'stream.keyframes_far_apart', stream_path: this.path, ...this.#cacheLimits() },
      `${this.path} has more than ${limits.gop_cache_ms / 1000} s or ${limits.gop_cache_bytes} bytes between keyframes: viewers who join wait for the next one. Set a keyframe every 2 s in the encoder.`,
    )
  }

  #cacheLimits() {
    const { gop_cache_bytes, gop_cache_ms } = this.#options.limits
    return { max_bytes: gop_cache_bytes, max_ms: gop_cache_ms }
  }

  #makeFanOut(format: OutputFormat, latency: Latency): FanOut {
    const { packagers, limits, clock, counters } = this.#options
    const packager = packagers.find((candidate) => candidate.format === format)
    if (!packager)
      throw new Error(`This node sends no ${format}: no packager for it was handed to the stream directory.`)
    const fan_out: FanOut = new FanOut({
      packager,
      interval_ms: latency === 'low' ? 0 : limits.group_interval_ms,
      cache: this.#cacheLimits(),
      head: this.#head,
      clock,
      onSent: (bytes) => {
        counters.egress_bytes += bytes
      },
      onSkipped: (subscriber, buffered_bytes) => {
        counters.skipped++
        this.#logPace('subscriber.skipped', subscriber, buffered_bytes)
      },
      onDropped: (subscriber, buffered_bytes) => this.#drop(subscriber, buffered_bytes, fan_out),
    })
    fan_out.prime(this.#gop.units)
    return fan_out
  }

  #drop(subscriber: Subscriber, buffered_bytes: number, fan_out: FanOut): void {
    this.#options.counters.dropped++
    this.#logPace('subscriber.dropped', subscriber, buffered_bytes)
    this.#countSubscriber(subscriber, -1)
    subscriber.sink.end({
      code: 'fell_behind',
      message: `Reading too slowly: ${buffered_bytes} bytes were waiting. Connect again, or choose a lower bitrate.`,
    })
    this.#removeIfUnused(fan_out)
  }

  #logPace(event: 'subscriber.skipped' | 'subscriber.dropped', subscriber: Subscriber, buffered_bytes: number): void {
    const { log, limits, clock } = this.#options
    const bound_bytes = limits.subscriber_buffer_bytes
    const behind_ms = Math.round(subscriber.pace.behindMs(clock.now()))
    const { id, kind, skips, bytes } = subscriber
    const what = event === 'subscriber.skipped' ? 'skips to the next keyframe' : 'is dropped'
    log.warn(
      { event, stream_path: this.path, subscriber: id, kind, buffered_bytes, bound_bytes, behind_ms, skips, bytes },
      `${kind} ${id} of ${this.path} reads too slowly and ${what}: ${buffered_bytes} bytes are waiting (the bound is ${bound_bytes}), some for ${behind_ms / 1000} s`,
    )
  }

  #detach(subscriber: Subscriber, fan_out: FanOut): void {
    if (subscriber.place === -1) return
    fan_out.detach(subscriber)
    this.#countSubscriber(subscriber, -1)
    this.#removeIfUnused(fan_out)
  }

  #removeIfUnused(fan_out: FanOut): void {
    if (!fan_out.empty) return
    fan_out.close()
    for (const [key, kept] of this.#fan_outs) if (kept === fan_out) this.#fan_outs.delete(key)
  }

  #countSubscriber(subscriber: Subscriber, change: 1 | -1): void {
    if (subscriber.kind === 'viewer') this.#viewers += change
    else this.#relays += change
    this.events.emit('subscribers')
  }
}
