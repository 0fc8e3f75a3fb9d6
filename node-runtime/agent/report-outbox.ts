import type { NodeMessage } from '#contract/control-channel.ts'
import type { Clock } from '../media/clock.ts'

/** Waits so long before it looks again whether a crowded connection has emptied, in ms. */
const CONGESTED_PAUSE_MS = 100

export interface ReportOutboxOptions {
  /** False: it was not sent and need not be, because the next connection begins with everything. */
  readonly send: (message: NodeMessage) => boolean
  readonly congested: () => boolean
  readonly clock: Clock
}

interface Entry {
  readonly make: () => NodeMessage | null
  readonly due_at: number
}

/**
 * What changed and is to be told, one entry for each thing however often it changed: its latest state is read when it
 * goes out. Bounded by the number of things there are.
 */
export class ReportOutbox {
  readonly #options: ReportOutboxOptions
  readonly #waiting = new Map<string, Entry>()
  /** When each thing was told last; entries of things that are settled go with {@link forget}. */
  readonly #told_at = new Map<string, number>()
  #cancel: (() => void) | null = null
  #state: 'closed' | 'gathering' | 'open' = 'closed'

  constructor(options: ReportOutboxOptions) {
    this.#options = options
  }

  /** A full report was just made. What changes from here waits for {@link open}. */
  reset(): void {
    this.close()
    this.#state = 'gathering'
  }

  /** The other side listens now. */
  open(): void {
    this.#state = 'open'
    this.#arm()
  }

  /** Nobody listens; what changes will be in the next full report. */
  close(): void {
    this.#state = 'closed'
    this.#waiting.clear()
    this.#told_at.clear()
    this.#disarm()
  }

  /**
   * @param key names the thing
   * @param interval_ms it is told at most so often; the first time at once
   * @param make its state when it goes out; null: there is nothing to tell
   */
  put(key: string, interval_ms: number, make: () => NodeMessage | null): void {
    if (this.#state === 'closed') return
    const now = this.#options.clock.now()
    const earliest = (this.#told_at.get(key) ?? Number.NEGATIVE_INFINITY) + interval_ms
    const due_at = Math.min(this.#waiting.get(key)?.due_at ?? Number.POSITIVE_INFINITY, Math.max(now, earliest))
    this.#waiting.set(key, { make, due_at })
    this.#arm()
  }

  /** The thing is over and was told for the last time. */
  forget(key: string): void {
    this.#told_at.delete(key)
  }

  #arm(): void {
    this.#disarm()
    if (this.#state !== 'open' || this.#waiting.size === 0) return
    let due_at = Number.POSITIVE_INFINITY
    for (const entry of this.#waiting.values()) due_at = Math.min(due_at, entry.due_at)
    this.#cancel = this.#options.clock.after(Math.max(0, due_at - this.#options.clock.now()), () => this.#flush())
  }

  #disarm(): void {
    this.#cancel?.()
    this.#cancel = null
  }

  #flush(): void {
    this.#cancel = null
    if (this.#options.congested()) {
      this.#cancel = this.#options.clock.after(CONGESTED_PAUSE_MS, () => this.#flush())
      return
    }
    const now = this.#options.clock.now()
    for (const [key, entry] of this.#waiting) {
      // Timers fire up to a millisecond early.
      if (entry.due_at > now + 1) continue
      this.#waiting.delete(key)
      this.#told_at.set(key, now)
      const message = entry.make()
      if (message !== null && !this.#options.send(message)) return
    }
    this.#arm()
  }
}
