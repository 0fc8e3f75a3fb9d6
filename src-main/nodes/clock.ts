import type { Timestamp } from '#contract/ids.ts'

/** One moment, by both clocks: the monotonic one decides, the wall clock is shown to people. */
export interface Instant {
  /** Milliseconds since an arbitrary start; never goes back. */
  readonly monotonic_ms: number
  readonly at: Timestamp
}

/** Time and timers, handed in so that tests can turn the hands. */
export interface Clock {
  now(): Instant
  /** Calls back once after `delay_ms`, unless disposed before. The timer alone keeps no process alive. */
  after(delay_ms: number, callback: () => void): Disposable
}

/** Longest delay a Node timer takes, in ms (2^31 - 1); a longer one would fire at once. */
const LONGEST_TIMER_MS = 2_147_483_647

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => ({ monotonic_ms: performance.now(), at: new Date().toISOString() }),
  after(delay_ms, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delay_ms), LONGEST_TIMER_MS))
    timer.unref()
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  },
}
