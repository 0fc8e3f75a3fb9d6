/** Where media gets its time from; a test hands in its own. */
export interface Clock {
  /** Monotonic milliseconds; only differences mean anything. */
  now(): number
  /** Runs `run` once after `delay_ms`; the function returned cancels it. */
  after(delay_ms: number, run: () => void): () => void
  /** Runs `run` once when what is running now is done, before anything else arrives. */
  soon(run: () => void): void
}

/** The machine's monotonic clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after(delay_ms, run) {
    const timer = setTimeout(run, delay_ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
  soon: (run) => queueMicrotask(run),
}
