import type { Clock } from '../../media/clock.ts'

/** Why a wait came to nothing: `late` is its deadline, `left` its own signal, `full` that too many wait already. */
export type WaitFailure = 'late' | 'left' | 'full'

/** How many requests wait at once, over all streams. */
export class WaitingCount {
  readonly max: number
  now = 0

  constructor(max: number) {
    this.max = max
  }
}

/** Requests that wait for something of one output to come: bounded in number and in time, and gone when their client is. */
export class WaitingRoom {
  readonly #count: WaitingCount
  readonly #clock: Clock
  /** Each looks whether its wait is over. */
  readonly #waits = new Set<() => void>()

  constructor(count: WaitingCount, clock: Clock) {
    this.#count = count
    this.#clock = clock
  }

  /** Gives what `find` finds, at once or as soon as a {@link wake} lets it find something. */
  async wait<T extends object>(
    find: () => T | null,
    deadline_ms: number,
    signal: AbortSignal,
  ): Promise<T | WaitFailure> {
    const found = find()
    if (found) return found
    if (signal.aborted) return 'left'
    if (this.#count.now >= this.#count.max) return 'full'
    this.#count.now++
    return await new Promise<T | WaitFailure>((resolve) => {
      const settle = (outcome: T | WaitFailure) => {
        if (!this.#waits.delete(look)) return
        this.#count.now--
        cancel()
        signal.removeEventListener('abort', onAbort)
        resolve(outcome)
      }
      const look = () => {
        const outcome = find()
        if (outcome) settle(outcome)
      }
      const onAbort = () => settle('left')
      this.#waits.add(look)
      const cancel = this.#clock.after(deadline_ms, () => settle('late'))
      signal.addEventListener('abort', onAbort, { once: true })
    })
  }

  /** Something changed: everyone looks. */
  wake(): void {
    for (const look of this.#waits) look()
  }
}
