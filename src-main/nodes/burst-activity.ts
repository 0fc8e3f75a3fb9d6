import type { ActivityLog, NewActivity } from '../store/activity-log.ts'
import type { Store } from '../store/store.ts'
import type { Clock } from './clock.ts'

export interface BurstActivityOptions {
  readonly activity: Pick<ActivityLog, 'record'>
  readonly store: Pick<Store, 'transaction'>
  readonly clock: Clock
}

/** Entries that are on disk at once within one window, the length of a window in ms, and entries of one transaction. */
const AT_ONCE = 5
const WINDOW_MS = 100
const BATCH = 200
/** Entries that wait at most; enough for ten thousand nodes to be lost and found again. */
const MAX_WAITING = 50_000

/**
 * Writes what is observed of nodes to the activity log: at once, unless thousands change together. Each entry by itself is a
 * write to disk, and ten thousand of them would keep the origin from its heartbeats for as long as they take.
 */
export class BurstActivity {
  readonly #options: BurstActivityOptions
  #waiting: NewActivity[] = []
  #timer: Disposable | null = null
  #written = 0

  constructor(options: BurstActivityOptions) {
    this.#options = options
  }

  /** Records the entry, now or within moments. */
  record(entry: NewActivity): void {
    if (this.#waiting.length === 0 && this.#written < AT_ONCE) {
      this.#written += 1
      this.#options.activity.record(entry)
    } else if (this.#waiting.length < MAX_WAITING) {
      this.#waiting.push(entry)
    }
    this.#timer ??= this.#options.clock.after(WINDOW_MS, () => this.#next())
  }

  /** Writes what still waits. */
  stop(): void {
    this.#timer?.[Symbol.dispose]()
    this.#timer = null
    while (this.#waiting.length > 0) this.#write()
  }

  #next(): void {
    this.#timer = null
    this.#written = 0
    if (this.#waiting.length === 0) return
    this.#write()
    this.#timer = this.#options.clock.after(WINDOW_MS, () => this.#next())
  }

  #write(): void {
    const batch = this.#waiting.splice(0, BATCH)
    const { store, activity } = this.#options
    store.transaction(() => {
      for (const entry of batch) activity.record(entry)
    })
  }
}
