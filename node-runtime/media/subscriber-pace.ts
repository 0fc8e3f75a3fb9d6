/** When a subscriber counts as behind, and how much patience it gets. */
export interface PaceLimits {
  /** The most that may wait for it, in bytes. */
  readonly max_bytes: number
  /** The longest that a byte may wait for it, in ms. */
  readonly max_behind_ms: number
  /** Behind again so soon after a skip: dropped, in ms. */
  readonly again_within_ms: number
  /** Skipping for so long without getting rid of half its bound: dropped, in ms. */
  readonly skip_limit_ms: number
}

/** The bound of a subscriber by bytes, with the usual patience. */
export function paceLimits(max_bytes: number): PaceLimits {
  return { max_bytes, max_behind_ms: 20_000, again_within_ms: 10_000, skip_limit_ms: 10_000 }
}

/**
 * What to do with one group for one subscriber: `start` sends the head before it, `send` sends it, `skip` leaves it out and
 * is said once at the beginning of a skip, `hold` leaves it out, `resume` sends it after a skip, `drop` ends the subscription.
 */
export type PaceVerdict = 'start' | 'send' | 'resume' | 'skip' | 'hold' | 'drop'

/**
 * How one subscriber keeps up: waiting for its first keyframe, playing, or skipping to the next keyframe because it was over its bound. Knows no
 * clock and no socket. Asked once per subscriber and group, so it changes itself instead of making a state anew.
 */
export class SubscriberPace {
  readonly #limits: PaceLimits
  #mode: 'waiting' | 'playing' | 'skipping' = 'waiting'
  #skipping_since = 0
  #resumed_at = Number.NEGATIVE_INFINITY
  /** A position in the bytes written, and when it was set: until it is taken, something older than that waits. */
  #mark = 0
  #marked_at = 0

  constructor(limits: PaceLimits) {
    this.#limits = limits
  }

  get mode(): 'waiting' | 'playing' | 'skipping' {
    return this.#mode
  }

  get started(): boolean {
    return this.#mode !== 'waiting'
  }

  /** How long the oldest byte that is still to be read has waited, at least, in ms. */
  behindMs(now: number): number {
    return now - this.#marked_at
  }

  /** The subscriber got its head and what was cached. */
  start(now: number): void {
    this.#mode = 'playing'
    this.#marked_at = now
  }

  /** Something waits from now on that was written to a subscriber for whom nothing waited; `written` includes it. */
  lag(written: number, now: number): void {
    this.#mark = written
    this.#marked_at = now
  }

  /**
   * @param written bytes handed to the sink so far
   * @param buffered bytes of these that wait in the sink
   * @param starts decoding can start at this group
   */
  next(written: number, buffered: number, starts: boolean, now: number): PaceVerdict {
    if (this.#mode === 'waiting') {
      if (!starts) return 'hold'
      this.start(now)
      return 'start'
    }
    if (written - buffered >= this.#mark) {
      this.#mark = written
      this.#marked_at = now
    }
    const late = this.behindMs(now) > this.#limits.max_behind_ms
    if (this.#mode === 'playing') {
      if (!late && buffered <= this.#limits.max_bytes) return 'send'
      if (now - this.#resumed_at < this.#limits.again_within_ms) return 'drop'
      this.#mode = 'skipping'
      this.#skipping_since = now
      return 'skip'
    }
    const hopeless = late || buffered > this.#limits.max_bytes / 2
    if (starts) {
      if (hopeless) return 'drop'
      this.#mode = 'playing'
      this.#resumed_at = now
      return 'resume'
    }
    return hopeless && now - this.#skipping_since > this.#limits.skip_limit_ms ? 'drop' : 'hold'
  }
}
