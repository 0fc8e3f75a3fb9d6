import { Audience } from './audience.ts'
import type { Clock } from './clock.ts'
import type { GopCacheLimits } from './gop-cache.ts'
import { GroupCache } from './group-cache.ts'
import type { HeadKeeper } from './head-keeper.ts'
import type { Packager } from './packager.ts'
import type { Subscriber } from './subscriber.ts'
import type { MediaUnit } from './unit.ts'

/** At low latency sound waits for the next frame of video, so that both are one write; this is the longest it waits, in ms. */
const LOW_HOLD_MS = 40
/** A group that grows to this is sent at once, in bytes. */
const MAX_GROUP_BYTES = 1024 * 1024

/** Players take metadata with any other time for subtitles (FFmpeg's FLV demuxer does). */
export const METADATA_DTS_MS = 0

/** `main`: the main track of each kind, as every player takes it; `all`: what else there is, too. */
export type StreamContents = 'main' | 'all'

export interface FanOutOptions {
  readonly packager: Packager
  /** Whether everything goes out, or the main tracks alone, without what only players of enhanced RTMP know. */
  readonly contents: StreamContents
  /** How long units are gathered into one write, in ms; 0: one write per video frame. */
  readonly interval_ms: number
  readonly cache: GopCacheLimits
  readonly head: HeadKeeper
  readonly clock: Clock
  /** A subscriber skipped to the next keyframe, or must go; the fan-out has taken the latter out already. */
  readonly onSkipped: (subscriber: Subscriber, buffered_bytes: number) => void
  readonly onDropped: (subscriber: Subscriber, buffered_bytes: number) => void
  /** So many bytes were handed to one or more sinks. */
  readonly onSent: (bytes: number) => void
}

/**
 * Turns the units of one stream into groups of one format and hands each group, as one buffer, to every subscriber.
 * What is done per subscriber and group is one look at its backlog and one write.
 */
export class FanOut {
  readonly #options: FanOutOptions
  readonly #audience = new Audience()
  readonly #cache: GroupCache
  #pending: MediaUnit[] = []
  #pending_bytes = 0
  #pending_starts = false
  #last_flush = Number.NEGATIVE_INFINITY
  #cancel_timer: (() => void) | null = null
  #flushes_soon = false
  readonly #on_timer: () => void
  readonly #on_soon: () => void

  constructor(options: FanOutOptions) {
    this.#options = options
    this.#cache = new GroupCache(options.cache)
    this.#on_timer = () => {
      this.#cancel_timer = null
      this.flush()
    }
    this.#on_soon = () => {
      this.#flushes_soon = false
      this.flush()
    }
  }

  /** Everybody who is attached, in no order. */
  get subscribers(): readonly Subscriber[] {
    return this.#audience.all()
  }

  get empty(): boolean {
    return this.#audience.size === 0
  }

  /** Fills the cache with the units since the newest keyframe. Only for a fan-out that was just made. */
  prime(units: readonly MediaUnit[]): void {
    const own = units.filter((unit) => this.#carries(unit))
    const first = own[0]
    if (first) this.#cache.push(this.#group(own), true, first.dts_ms)
  }

  /** @param starts decoding can start at this unit; @param has_video whether sound may wait for a frame of video */
  push(unit: MediaUnit, starts: boolean, has_video: boolean): void {
    if (!this.#carries(unit)) return
    // A group starts with its first unit: where sound is alone, one that began without a start (with metadata) must not hide one.
    if (starts && this.#pending.length > 0 && (unit.kind === 'video' || !this.#pending_starts)) this.flush()
    if (this.#pending.length === 0) this.#pending_starts = starts
    this.#pending.push(unit)
    this.#pending_bytes += unit.body.length
    const { interval_ms } = this.#options
    const at_once = interval_ms === 0 && !unit.config && (unit.kind === 'video' || !has_video)
    if (this.#pending_bytes >= MAX_GROUP_BYTES) {
      this.flush()
    } else if (at_once) {
      this.#flushSoon()
    } else if (!this.#cancel_timer) {
      const wait_ms =
        interval_ms === 0 ? LOW_HOLD_MS : Math.max(0, this.#last_flush + interval_ms - this.#options.clock.now())
      this.#cancel_timer = this.#options.clock.after(wait_ms, this.#on_timer)
    }
  }

  /** Forgets what was cached, because what comes now cannot follow it. */
  reset(): void {
    this.flush()
    this.#cache.clear()
  }

  /** Takes a subscriber in. If a keyframe is there, its first write has the head and everything since that keyframe. */
  attach(subscriber: Subscriber, max_first_bytes: number): void {
    // A keyframe that is still being gathered is newer than what is cached: the join starts there.
    if (this.#pending_starts && this.#pending[0]?.kind === 'video') this.flush()
    this.#audience.add(subscriber)
    if (this.#cache.empty || this.#cache.bytes > max_first_bytes) return
    subscriber.pace.start(this.#options.clock.now())
    this.#send(subscriber, [...this.#opening(subscriber, this.#cache.first_dts_ms), ...this.#cache.buffers()])
  }

  /** Takes a subscriber out; nothing more is written to it. */
  detach(subscriber: Subscriber): void {
    this.#audience.remove(subscriber)
  }

  /** Sends what is gathered. */
  flush(): void {
    this.#cancel_timer?.()
    this.#cancel_timer = null
    const first = this.#pending[0]
    if (!first) return
    const group = this.#group(this.#pending)
    const starts = this.#pending_starts
    this.#pending = []
    this.#pending_bytes = 0
    this.#pending_starts = false
    this.#last_flush = this.#options.clock.now()
    this.#cache.push(group, starts, first.dts_ms)
    this.#deliver(group, starts, first.dts_ms)
  }

  /** Stops the timer. The subscribers are the caller's to end. */
  close(): void {
    this.#cancel_timer?.()
    this.#cancel_timer = null
    this.#pending = []
    this.#cache.clear()
  }

  /**
   * Flushes when everything that arrived together has been taken in: sound that came with a frame goes out with it, and when sending
   * took longer than a frame lasts, the frames that came meanwhile are one write.
   */
  #flushSoon(): void {
    if (this.#flushes_soon) return
    this.#flushes_soon = true
    this.#options.clock.soon(this.#on_soon)
  }

  #carries(unit: MediaUnit): boolean {
    if (this.#options.contents === 'all') return true
    return unit.enhanced_only !== true && (unit.track_id ?? 0) === 0
  }

  #deliver(group: Buffer, starts: boolean, dts_ms: number): void {
    const now = this.#options.clock.now()
    const paced = this.#audience.paced()
    const sent = this.#audience.send(group, (subscriber) => subscriber.pace.lag(subscriber.bytes, now))
    if (sent > 0) this.#options.onSent(sent * group.length)
    for (const subscriber of paced) this.#deliverPaced(subscriber, group, starts, dts_ms, now)
  }

  /** One group for a subscriber that has not begun, or for whom something waits. */
  #deliverPaced(subscriber: Subscriber, group: Buffer, starts: boolean, dts_ms: number, now: number): void {
    const buffered = subscriber.sink.buffered_bytes
    const verdict = subscriber.pace.next(subscriber.bytes, buffered, starts, now)
    switch (verdict) {
      case 'send':
        this.#send(subscriber, [group])
        if (subscriber.sink.buffered_bytes === 0) this.#audience.clear(subscriber)
        return
      case 'start':
      case 'resume':
        this.#send(subscriber, [...this.#opening(subscriber, dts_ms), group])
        return
      case 'skip':
        subscriber.skips++
        this.#options.onSkipped(subscriber, buffered)
        return
      case 'drop':
        this.detach(subscriber)
        this.#options.onDropped(subscriber, buffered)
        return
      case 'hold':
        return
      default:
        verdict satisfies never
    }
  }

  #send(subscriber: Subscriber, buffers: readonly Buffer[]): void {
    const size = buffers.reduce((sum, buffer) => sum + buffer.length, 0)
    subscriber.count(size)
    this.#options.onSent(size)
    subscriber.sink.write(buffers)
  }

  /** What must stand before a frame for a subscriber whose head is not the newest, at that frame's time; a relay gets no preamble. */
  #opening(subscriber: Subscriber, dts_ms: number): Buffer[] {
    const { head, packager } = this.#options
    if (subscriber.head_version === head.version) return []
    const first = subscriber.head_version === -1
    subscriber.head_version = head.version
    const { metadata, configs } = head.head
    const opening = first && subscriber.kind === 'viewer' ? [packager.preamble(head.head)] : []
    if (metadata) opening.push(this.#group([metadata], METADATA_DTS_MS))
    const carried = configs.filter((unit) => this.#carries(unit))
    opening.push(this.#group(carried, dts_ms))
    return opening.filter((buffer) => buffer.length > 0)
  }

  #group(units: readonly MediaUnit[], dts_ms?: number): Buffer {
    const { packager } = this.#options
    let size = 0
    for (const unit of units) size += packager.sizeOf(unit, dts_ms ?? unit.dts_ms)
    const header = size > 0 ? packager.groupHeader?.(size) : undefined
    const group = Buffer.allocUnsafeSlow(size + (header?.length ?? 0))
    let offset = header?.copy(group) ?? 0
    for (const unit of units) offset = packager.write(unit, dts_ms ?? unit.dts_ms, group, offset)
    return group
  }
}
