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

/** The last moment that was written out: of thousands of heartbeats a second many fall into the same millisecond. */
let written = { ms: 0, at: new Date(0).toISOString() }

function wallTime(): Timestamp {
  const ms = Date.now()
  if (ms !== written.ms) written = { ms, at: new Date(ms).toISOString() }
  return written.at
}

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => ({ monotonic_ms: performance.now(), at: wallTime() }),
  after(delay_ms, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delay_ms), LONGEST_TIMER_MS))
    timer.unref()
    return { [Symbol.dispose]: () => clearTimeout(timer) }
  },
}
