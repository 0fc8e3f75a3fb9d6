import { monitorEventLoopDelay, performance } from 'node:perf_hooks'

/** How long a window of delays is: whoever scrapes sees the last whole one, however many scrape. In ms. */
const WINDOW_MS = 10_000
const RESOLUTION_MS = 10

/** How late the event loop was in the last whole window, in seconds; zeros before the first is over. */
export interface EventLoopDelay {
  readonly p50_s: number
  readonly p99_s: number
  readonly max_s: number
}

/** Watches how busy the thread that carries the media is. Costs a hundred timer ticks a second. */
export class EventLoopWatch {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  readonly #timer: NodeJS.Timeout
  #delay: EventLoopDelay = { p50_s: 0, p99_s: 0, max_s: 0 }

  constructor() {
    this.#histogram.enable()
    this.#timer = setInterval(() => this.#turn(), WINDOW_MS)
    this.#timer.unref()
  }

  get delay(): EventLoopDelay {
    return this.#delay
  }

  /** Time that the loop has been busy since the thread began, in seconds; only grows. */
  get active_s(): number {
    return performance.eventLoopUtilization().active / 1_000
  }

  stop(): void {
    clearInterval(this.#timer)
    this.#histogram.disable()
  }

  #turn(): void {
    // The histogram counts the wait that was asked for as well.
    const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - RESOLUTION_MS / 1_000)
    const { max } = this.#histogram
    this.#delay = {
      p50_s: late(this.#histogram.percentile(50)),
      p99_s: late(this.#histogram.percentile(99)),
      max_s: late(max),
    }
    this.#histogram.reset()
  }
}
