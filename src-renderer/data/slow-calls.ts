import { useSyncExternalStore } from 'react'

/** An origin that takes longer for an answer is slow, in ms. */
export const SLOW_AFTER_MS = 2_500

/** The calls that wait for the origin's answer for long. */
export class SlowCalls {
  readonly #listeners = new Set<() => void>()
  #waiting = 0

  /** Whether any call has waited for longer than {@link SLOW_AFTER_MS}. */
  get any(): boolean {
    return this.#waiting > 0
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A call begins. @returns to be called when it is over, however it ends */
  begin(): () => void {
    let waits = false
    const timer = setTimeout(() => {
      waits = true
      this.#count(1)
    }, SLOW_AFTER_MS)
    return () => {
      clearTimeout(timer)
      if (waits) this.#count(-1)
      waits = false
    }
  }

  #count(by: number): void {
    const before = this.any
    this.#waiting += by
    if (this.any !== before) for (const listener of this.#listeners) listener()
  }
}

/** Of this panel. */
export const slowCalls = new SlowCalls()

/** Whether the origin keeps the panel waiting at this moment. */
export function useOriginIsSlow(): boolean {
  return useSyncExternalStore(slowCalls.subscribe, () => slowCalls.any)
}
