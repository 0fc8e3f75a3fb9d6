import type { Part } from './from-stream.ts'
import type { TargetDurations } from './target-durations.ts'

/** One segment, whole or still growing. */
export interface Segment {
  /** Media sequence number. */
  readonly msn: number
  /** Number of the init segment (EXT-X-MAP) it needs. */
  readonly init: number
  /** It cannot be played behind the one before it without a new start. */
  readonly discontinuity: boolean
  readonly start_ms: number
  readonly parts: readonly Part[]
  readonly duration_ms: number
  readonly bytes: number
}

export interface SegmentWindowLimits {
  /** Shared with the other renditions of the stream. */
  readonly targets: TargetDurations
  /** The most that all segments held may have, in bytes. */
  readonly max_bytes: number
  /** Media sequence number of the first segment. Default 0. */
  readonly first_msn?: number
}

/** Target durations listed in a playlist; three is the least (RFC 8216bis 6.2.2), and what is older than six can be skipped in a delta update. */
const LISTED_TARGETS = 10
/** Segments that stay whatever their size: a playlist of fewer cannot be played. */
const FEWEST_SEGMENTS = 2

type Growing = { -readonly [Key in keyof Segment]: Segment[Key] } & { readonly parts: Part[] }

/** The segments of one output: those listed, those listed until lately, and the one that grows. Bounded in time and in bytes. */
export class SegmentWindow {
  readonly #limits: SegmentWindowLimits
  readonly #inits = new Map<number, Buffer>()
  #init = -1
  #whole: Segment[] = []
  #growing: Growing
  #first_listed = 0
  #discontinuities_gone = 0
  #version = 0
  #ended = false

  constructor(limits: SegmentWindowLimits) {
    this.#limits = limits
    this.#growing = this.#next(limits.first_msn ?? 0)
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version
  }

  get ended(): boolean {
    return this.#ended
  }

  /** EXT-X-TARGETDURATION, in seconds. */
  get target_s(): number {
    return this.#limits.targets.target_s
  }

  /** The longest a part is meant to be or was, in ms. */
  get part_target_ms(): number {
    return this.#limits.targets.part_target_ms
  }

  /** Whole segments in the playlist, oldest first. */
  get listed(): readonly Segment[] {
    return this.#whole.filter(({ msn }) => msn >= this.#first_listed)
  }

  /** The segment that grows; none after the end. */
  get growing(): Segment | null {
    return this.#ended ? null : this.#growing
  }

  /** Where the list ends: the newest segment and the part of it that came last; null while there is nothing. */
  get last(): { readonly msn: number; readonly part: number | null } | null {
    const { growing } = this
    if (growing && growing.parts.length > 0) return { msn: growing.msn, part: growing.parts.length - 1 }
    const whole = this.#whole.at(-1)
    return whole ? { msn: whole.msn, part: whole.parts.length - 1 } : null
  }

  /** The same of a list without parts. */
  get lastWhole(): { readonly msn: number; readonly part: null } | null {
    const whole = this.#whole.at(-1)
    return whole ? { msn: whole.msn, part: null } : null
  }

  get discontinuity_sequence(): number {
    return this.#discontinuities_gone
  }

  /** Bytes held. */
  get bytes(): number {
    return this.#whole.reduce((sum, { bytes }) => sum + bytes, this.#growing.bytes)
  }

  init(number: number): Buffer | undefined {
    return this.#inits.get(number)
  }

  /** A whole segment that is still held, listed or not. */
  segment(msn: number): Segment | undefined {
    return this.#whole.find((segment) => segment.msn === msn)
  }

  part(msn: number, index: number): Part | undefined {
    return (msn === this.#growing.msn ? this.#growing : this.segment(msn))?.parts[index]
  }

  /** What follows has other tracks, and needs this init segment if there is one. */
  startTracks(init: Buffer | null): void {
    this.#init++
    if (init) this.#inits.set(this.#init, init)
    this.#growing = { ...this.#next(this.#growing.msn), discontinuity: this.#init > 0 }
    this.#version++
  }

  addPart(part: Part, part_target_ms: number): void {
    const segment = this.#growing
    if (segment.parts.length === 0) segment.start_ms = part.start_ms
    segment.parts.push(part)
    segment.duration_ms += part.duration_ms
    segment.bytes += part.bytes.length
    this.#limits.targets.notePart(Math.max(part_target_ms, part.duration_ms))
    this.#version++
  }

  /**
   * The segment that grows is whole.
   * @param keyframe_distance_ms segments are expected to become so long
   */
  endSegment(keyframe_distance_ms: number): void {
    const segment = this.#growing
    if (segment.parts.length === 0) return
    this.#whole.push(segment)
    this.#growing = this.#next(segment.msn + 1)
    this.#limits.targets.noteSegment(Math.max(segment.duration_ms, keyframe_distance_ms))
    this.#trim()
    this.#version++
  }

  /** Nothing follows. */
  end(): void {
    this.#ended = true
    this.#version++
  }

  #next(msn: number): Growing {
    return { msn, init: this.#init, discontinuity: false, start_ms: 0, parts: [], duration_ms: 0, bytes: 0 }
  }

  /** Segments leave the playlist when those behind them are long enough, and memory when they could have been played since (RFC 8216bis 6.2.2). */
  #trim(): void {
    const listed_ms = this.target_s * 1000 * LISTED_TARGETS
    const first_listed = this.#firstWithin(listed_ms)
    this.#delist(first_listed)
    this.#drop(this.#firstWithin(listed_ms * 2))
    while (this.bytes > this.#limits.max_bytes && this.#whole.length > FEWEST_SEGMENTS) {
      const oldest = this.#whole[0]
      if (!oldest) break
      this.#delist(oldest.msn + 1)
      this.#drop(oldest.msn + 1)
    }
  }

  /** The first segment such that it and those behind it last so long. */
  #firstWithin(duration_ms: number): number {
    let sum_ms = 0
    for (let index = this.#whole.length - 1; index >= 0; index--) {
      const segment = this.#whole[index]
      if (!segment) break
      sum_ms += segment.duration_ms
      if (sum_ms >= duration_ms) return segment.msn
    }
    return 0
  }

  #delist(first_listed: number): void {
    for (const { msn, discontinuity } of this.#whole) {
      if (discontinuity && msn >= this.#first_listed && msn < first_listed) this.#discontinuities_gone++
    }
    this.#first_listed = Math.max(this.#first_listed, first_listed)
  }

  #drop(first_kept: number): void {
    this.#whole = this.#whole.filter(({ msn }) => msn >= first_kept)
    const oldest_init = this.#whole[0]?.init ?? this.#init
    for (const number of this.#inits.keys()) if (number < oldest_init) this.#inits.delete(number)
  }
}
