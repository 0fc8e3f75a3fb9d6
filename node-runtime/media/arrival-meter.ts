import { type ArrivalSample, STREAM_SAMPLES_KEPT } from '#contract/stream-samples.ts'

/** An interval shorter than this says little: it counts for the next one, in ms. */
const SHORTEST_MS = 500
/** What is recent, in ms. */
const RECENT_MS = 30_000

interface Kept extends ArrivalSample {
  readonly ended_at_ms: number
}

/**
 * How a stream arrives, by the clock of this machine and not by the stream's own: a few additions a frame, and one measure whenever
 * {@link sample} is called. Times are of one clock that never goes back, in ms.
 */
export class ArrivalMeter {
  #kept: Kept[] = []
  #seq = 0
  #began_at_ms: number
  #bytes = 0
  #frames = 0
  #longest_ms = 0
  #last_frame_ms: number | null = null

  constructor(now_ms: number) {
    this.#began_at_ms = now_ms
  }

  /** Number of the newest measure, counted from 1; 0 before the first. */
  get seq(): number {
    return this.#seq
  }

  /** Another session begins. */
  reset(now_ms: number): void {
    this.#kept = []
    this.#seq = 0
    this.#last_frame_ms = null
    this.#begin(now_ms)
  }

  bytes(count: number): void {
    this.#bytes += count
  }

  /** A frame of what gaps are measured by: the main picture, or the sound where there is none. */
  frame(now_ms: number): void {
    this.#frames++
    if (this.#last_frame_ms !== null) this.#longest_ms = Math.max(this.#longest_ms, now_ms - this.#last_frame_ms)
    this.#last_frame_ms = now_ms
  }

  /** Ends an interval. One in which nothing came has the gap as long as it is by now. */
  sample(now_ms: number): void {
    const lasted_ms = now_ms - this.#began_at_ms
    if (lasted_ms < SHORTEST_MS) return
    const per_second = 1_000 / lasted_ms
    this.#kept.push({
      bitrate_kbps: Math.round((this.#bytes * 8 * per_second) / 1_000),
      fps: Math.round(this.#frames * per_second * 10) / 10,
      frame_gap_ms: Math.round(this.#longestNow(now_ms)),
      ended_at_ms: now_ms,
    })
    if (this.#kept.length > STREAM_SAMPLES_KEPT) this.#kept.shift()
    this.#seq++
    this.#begin(now_ms)
  }

  /** The measures that came after number `seq`, as far as they are kept, oldest first. */
  after(seq: number): ArrivalSample[] {
    const count = Math.min(this.#seq - seq, this.#kept.length)
    return count <= 0 ? [] : this.#kept.slice(-count).map(({ ended_at_ms: _, ...sample }) => sample)
  }

  /** The longest gap that ended, or goes on, within the last half minute, in ms. */
  recentGapMs(now_ms: number): number {
    let longest_ms = this.#longestNow(now_ms)
    for (let index = this.#kept.length - 1; index >= 0; index--) {
      const kept = this.#kept[index]
      if (kept === undefined || now_ms - kept.ended_at_ms > RECENT_MS) break
      longest_ms = Math.max(longest_ms, kept.frame_gap_ms)
    }
    return Math.round(longest_ms)
  }

  #longestNow(now_ms: number): number {
    return Math.max(this.#longest_ms, this.#last_frame_ms === null ? 0 : now_ms - this.#last_frame_ms)
  }

  #begin(now_ms: number): void {
    this.#began_at_ms = now_ms
    this.#bytes = 0
    this.#frames = 0
    this.#longest_ms = 0
  }
}
