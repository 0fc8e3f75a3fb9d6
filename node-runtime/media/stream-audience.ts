import type { Logger } from 'pino'
import type { StreamPath } from '#contract/ids.ts'
import type { Clock } from './clock.ts'
import type { Departure } from './departure.ts'
import { FanOut, type StreamContents } from './fan-out.ts'
import type { HeadKeeper } from './head-keeper.ts'
import type { MediaLimits } from './media-limits.ts'
import type { OutputFormat, Packager } from './packager.ts'
import { Subscriber } from './subscriber.ts'
import { factsOf, type SubscriberFacts } from './subscriber-facts.ts'
import { paceLimits } from './subscriber-pace.ts'
import type { SubscriberEnd, SubscriberSink } from './subscriber-sink.ts'
import type { MediaUnit } from './unit.ts'
import { type UnitTap, type UnitTapOptions, UnitTaps } from './unit-taps.ts'

/** `low`: one write per video frame. `normal`: one write per group interval. */
export type Latency = 'low' | 'normal'

export interface AttachOptions {
  readonly format: OutputFormat
  readonly latency: Latency
  /** A relay gets no preamble: FLV tags from the first byte on, without the FLV file header. */
  readonly kind: 'viewer' | 'relay'
  readonly sink: SubscriberSink
  /** Absent: `main` for a viewer, `all` for a relay, behind which may be viewers of either. */
  readonly contents?: StreamContents
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

/** Sums over all streams of a directory; they only grow. */
export interface MediaCounters {
  egress_bytes: number
  ingress_bytes: number
  dropped: number
  skipped: number
}

export interface StreamAudienceOptions {
  readonly path: StreamPath
  readonly head: HeadKeeper
  /** The units since the newest keyframe, for a format that is asked for the first time. */
  readonly recent: () => readonly MediaUnit[]
  readonly packagers: readonly Packager[]
  readonly limits: MediaLimits
  readonly counters: MediaCounters
  readonly clock: Clock
  /** Absent: the node never drains. */
  readonly departure?: Departure | undefined
  /** The stream comes from another node: who pulls it from here finds it there too. */
  readonly relayed: () => boolean
  readonly log: Logger
  /** The number of viewers or of relays changed. */
  readonly onCounted: () => void
}

const DRAINING: SubscriberEnd = {
  code: 'node_draining',
  message: 'This node is being drained. Connect again to go on elsewhere.',
}
const MOVED: SubscriberEnd = { code: 'stream_moved', message: 'This node is being drained.' }

/** Everybody who gets a stream: subscribers by format and latency, and those who take its units. */
export class StreamAudience {
  readonly #options: StreamAudienceOptions
  readonly #fan_outs = new Map<string, FanOut>()
  readonly #taps: UnitTaps
  #viewers = 0
  #relays = 0

  constructor(options: StreamAudienceOptions) {
    this.#options = options
    this.#taps = new UnitTaps({
      onViewers: (change) => {
        this.#viewers += change
        options.onCounted()
      },
      onSent: (bytes) => {
        options.counters.egress_bytes += bytes
      },
    })
  }

  get viewers(): number {
    return this.#viewers
  }

  get relays(): number {
    return this.#relays
  }

  /** @param starts decoding can start at this unit; @param has_video whether sound may wait for a frame of video */
  push(unit: MediaUnit, starts: boolean, has_video: boolean): void {
    // What came before the keyframe is a whole that can be shown; the next node begins with a keyframe too.
    if (starts && this.#options.departure?.leaving) this.#letGo(this.#options.departure)
    for (const fan_out of this.#fan_outs.values()) fan_out.push(unit, starts, has_video)
    if (!unit.enhanced_only) this.#taps.push(unit, starts)
  }

  /** No track of this kind comes any more. */
  gone(kind: 'video' | 'audio'): void {
    this.#taps.gone(kind)
  }

  /** Forgets what was cached, because what comes now cannot follow it. */
  reset(): void {
    for (const fan_out of this.#fan_outs.values()) fan_out.reset()
  }

  attach(options: AttachOptions): Subscription {
    const { limits } = this.#options
    const { id, kind, sink } = options
    const subscriber = new Subscriber(id, kind, sink, paceLimits(limits.subscriber_buffer_bytes))
    const contents = options.contents ?? (kind === 'relay' ? 'all' : 'main')
    const key = `${options.format}:${options.latency}:${contents}`
    let fan_out = this.#fan_outs.get(key)
    if (!fan_out) {
      fan_out = this.#makeFanOut(options.format, options.latency, contents)
      this.#fan_outs.set(key, fan_out)
    }
    this.#count(subscriber, 1)
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

  tap(options: UnitTapOptions): UnitTap {
    return this.#taps.attach(options)
  }

  /** Everybody behind a fan-out, viewers and relays, in no order; viewers of taps (HLS) are counted and not listed. */
  subscribers(): SubscriberFacts[] {
    const now = this.#options.clock.now()
    return [...this.#fan_outs.values()].flatMap(({ subscribers }) => subscribers.map((one) => factsOf(one, now)))
  }

  /** What is gathered goes out, then everybody is told. */
  end(ending: SubscriberEnd): void {
    this.#endSubscribers(ending, () => true)
    this.#taps.end(ending)
  }

  /** Tells the relays to other nodes alone. */
  endRelays(ending: SubscriberEnd): void {
    this.#endSubscribers(ending, ({ kind }) => kind === 'relay')
  }

  /** Tells the viewers alone, also those behind taps. */
  endViewers(ending: SubscriberEnd): void {
    this.#endSubscribers(ending, ({ kind }) => kind === 'viewer')
    this.#taps.end(ending)
  }

  /** Tells one viewer. @returns whether there is one of this id */
  endViewer(id: string, ending: SubscriberEnd): boolean {
    const before = this.#viewers
    this.#endSubscribers(ending, (one) => one.kind === 'viewer' && one.id === id)
    return this.#viewers < before
  }

  #letGo(departure: Departure): void {
    const relayed = this.#options.relayed()
    this.#endSubscribers(DRAINING, ({ kind, id }) => kind === 'viewer' && departure.ends(id))
    if (relayed) this.#endSubscribers(MOVED, ({ kind, id }) => kind === 'relay' && departure.moves(id))
  }

  #endSubscribers(ending: SubscriberEnd, isMeant: (subscriber: Subscriber) => boolean): void {
    for (const fan_out of [...this.#fan_outs.values()]) {
      fan_out.flush()
      for (const subscriber of fan_out.subscribers.filter(isMeant)) {
        fan_out.detach(subscriber)
        this.#count(subscriber, -1)
        subscriber.sink.end(ending)
      }
      this.#removeIfUnused(fan_out)
    }
  }

  #makeFanOut(format: OutputFormat, latency: Latency, contents: StreamContents): FanOut {
    const { packagers, limits, clock, counters, head, recent } = this.#options
    const packager = packagers.find((candidate) => candidate.format === format)
    if (!packager)
      throw new Error(`This node sends no ${format}: no packager for it was handed to the stream directory.`)
    const fan_out: FanOut = new FanOut({
      packager,
      contents,
      interval_ms: latency === 'low' ? 0 : limits.group_interval_ms,
      cache: { max_bytes: limits.gop_cache_bytes, max_ms: limits.gop_cache_ms },
      head,
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
    fan_out.prime(recent())
    return fan_out
  }

  #drop(subscriber: Subscriber, buffered_bytes: number, fan_out: FanOut): void {
    this.#options.counters.dropped++
    this.#logPace('subscriber.dropped', subscriber, buffered_bytes)
    this.#count(subscriber, -1)
    subscriber.sink.end({
      code: 'fell_behind',
      message: `Reading too slowly: ${buffered_bytes} bytes were waiting. Connect again, or choose a lower bitrate.`,
    })
    this.#removeIfUnused(fan_out)
  }

  #logPace(event: 'subscriber.skipped' | 'subscriber.dropped', subscriber: Subscriber, buffered_bytes: number): void {
    const { log, limits, clock, path } = this.#options
    const bound_bytes = limits.subscriber_buffer_bytes
    const behind_ms = Math.round(subscriber.pace.behindMs(clock.now()))
    const { id, kind, skips, bytes } = subscriber
    const what = event === 'subscriber.skipped' ? 'skips to the next keyframe' : 'is dropped'
    log.warn(
      { event, stream_path: path, subscriber: id, kind, buffered_bytes, bound_bytes, behind_ms, skips, bytes },
      `${kind} ${id} of ${path} reads too slowly and ${what}: ${buffered_bytes} bytes are waiting (the bound is ${bound_bytes}), some for ${behind_ms / 1000} s`,
    )
  }

  #detach(subscriber: Subscriber, fan_out: FanOut): void {
    if (subscriber.place === -1) return
    fan_out.detach(subscriber)
    this.#count(subscriber, -1)
    this.#removeIfUnused(fan_out)
  }

  #removeIfUnused(fan_out: FanOut): void {
    if (!fan_out.empty) return
    fan_out.close()
    for (const [key, kept] of this.#fan_outs) if (kept === fan_out) this.#fan_outs.delete(key)
  }

  #count(subscriber: Subscriber, change: 1 | -1): void {
    if (subscriber.kind === 'viewer') this.#viewers += change
    else this.#relays += change
    this.#options.onCounted()
  }
}
