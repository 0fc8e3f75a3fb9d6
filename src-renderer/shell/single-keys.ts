import { useSyncExternalStore } from 'react'

const STORAGE_KEY = 'headwater-single-keys'
const listeners = new Set<() => void>()
let on = read()

function read(): boolean {
  try {
    return localStorage.getItem(STORAGE_KEY) !== 'off'
  } catch {
    // A browser that keeps nothing: they are on, as for somebody new.
    return true
  }
}

/** Turns the shortcuts of a single key on or off, for this browser: who speaks to it presses them unawares (WCAG 2.1.4). */
export function setSingleKeys(wanted: boolean): void {
  on = wanted
  try {
    localStorage.setItem(STORAGE_KEY, wanted ? 'on' : 'off')
  } catch {
    // It holds until the page is loaded again.
  }
  for (const listener of listeners) listener()
}

/** Whether the shortcuts of a single key are on. */
export function useSingleKeys(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => on,
  )
}
