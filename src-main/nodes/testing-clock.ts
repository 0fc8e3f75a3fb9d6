import type { Clock, Instant } from './clock.ts'

/** A clock whose hands a test turns; its timers fire at their time, in their order. */
export class TestingClock implements Clock {
  #now_ms = 0
  #timers: { readonly due_ms: number; readonly callback: () => void }[] = []
  readonly #start = Date.parse('2026-11-21T07:30:00.000Z')

  now(): Instant {
    return { monotonic_ms: this.#now_ms, at: new Date(this.#start + this.#now_ms).toISOString() }
  }

  after(delay_ms: number, callback: () => void): Disposable {
    const timer = { due_ms: this.#now_ms + delay_ms, callback }
    this.#timers.push(timer)
    return {
      [Symbol.dispose]: () => {
        this.#timers = this.#timers.filter((other) => other !== timer)
      },
    }
  }

  /** Lets so much time go by, firing every timer at its moment. */
  pass(duration_ms: number): void {
    const until_ms = this.#now_ms + duration_ms
    for (;;) {
      const next = this.#timers.filter(({ due_ms }) => due_ms <= until_ms).sort((a, b) => a.due_ms - b.due_ms)[0]
      if (next === undefined) break
      this.#now_ms = Math.max(this.#now_ms, next.due_ms)
      this.#timers = this.#timers.filter((timer) => timer !== next)
      next.callback()
    }
    this.#now_ms = until_ms
  }

  /** The program that set the timers is gone, and its timers with it. */
  forgetTimers(): void {
    this.#timers = []
  }

  /** The program is not run for so long: time goes by, and what was due fires late, at its end. */
  stall(duration_ms: number): void {
    this.#now_ms += duration_ms
    this.pass(0)
  }
}
