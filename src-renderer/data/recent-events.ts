import type { LiveEvent } from '#contract/live-event.ts'

const KEPT_MS = 15_000
const KEPT_EVENTS = 5_000

/**
 * The live events of the last seconds. A list that was asked for before an event and answered after it would put the
 * older state back on the screen; applying these once more to the answer prevents that.
 */
export class RecentEvents {
  readonly #readers = new Set<LiveEvent[]>()
  #kept: { readonly at: number; readonly event: LiveEvent }[] = []

  /** @param now_ms by `performance.now()` */
  add(events: readonly LiveEvent[], now_ms: number): void {
    for (const reader of this.#readers) for (const event of events) reader.push(event)
    const fresh = events.map((event) => ({ at: now_ms, event }))
    this.#kept = [...this.#kept.filter(({ at }) => now_ms - at < KEPT_MS), ...fresh].slice(-KEPT_EVENTS)
  }

  /** Reads something that may take long, with every event that comes meanwhile, however many. It ends when the reading does. */
  async during<T>(read: () => Promise<T>): Promise<readonly [T, readonly LiveEvent[]]> {
    const events: LiveEvent[] = []
    this.#readers.add(events)
    try {
      return [await read(), events]
    } finally {
      this.#readers.delete(events)
    }
  }

  /** Events that came at or after this time. */
  since(from_ms: number): readonly LiveEvent[] {
    return this.#kept.filter(({ at }) => at >= from_ms).map(({ event }) => event)
  }
}
