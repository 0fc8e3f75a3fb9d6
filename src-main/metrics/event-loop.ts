import { monitorEventLoopDelay, performance } from 'node:perf_hooks'

/** Whoever scrapes sees the last whole window, however many scrape; and how often the loop is looked at. In ms. */
const WINDOW_MS = 10_000
const RESOLUTION_MS = 10

/** How late the origin's event loop is, and how busy. Everything the origin does runs on it. */
export class EventLoopWatch {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  readonly #timer: NodeJS.Timeout
  /** Of the last whole window, in seconds by percentile; zeros before the first is over. */
  delay_s: Readonly<Record<'50' | '99' | '100', number>> = { 50: 0, 99: 0, 100: 0 }

  constructor() {
    this.#histogram.enable()
    this.#timer = setInterval(() => this.#turn(), WINDOW_MS)
    this.#timer.unref()
  }

  /** Time that the loop has been busy, in seconds; only grows. */
  get active_s(): number {
    return performance.eventLoopUtilization().active / 1_000
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#histogram.disable()
  }

  #turn(): void {
    const histogram = this.#histogram
    // The histogram counts the wait that was asked for as well.
    const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1_000)
    const [p50, p99] = [histogram.percentile(50), histogram.percentile(99)]
    this.delay_s = { 50: late(p50), 99: late(p99), 100: late(histogram.max) }
    histogram.reset()
  }
}
