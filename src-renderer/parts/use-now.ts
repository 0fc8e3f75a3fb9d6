import { useSyncExternalStore } from 'react'
import { serverNow } from '../data/server-clock.ts'

const listeners = new Set<() => void>()
let ticking: number | undefined
let now_ms = Date.now()

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  if (ticking === undefined) {
    now_ms = Date.now()
    ticking = window.setInterval(() => {
      now_ms = Date.now()
      for (const each of listeners) each()
    }, 1_000)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    window.clearInterval(ticking)
    ticking = undefined
  }
}

/** The time by this computer's clock in ms since 1970, once a second; one timer for the whole panel. */
export function useLocalNow(): number {
  return useSyncExternalStore(subscribe, () => now_ms)
}

/** The time by the origin's clock in ms since 1970, once a second: what ages of the origin's times are told by. */
export function useNow(): number {
  return serverNow(useLocalNow())
}
