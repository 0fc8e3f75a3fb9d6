import { type ComponentType, useEffect, useState } from 'react'

const load = () => import('./command-palette.tsx')

/** When it is brought in after the first screen stands, and tried again where the origin did not answer, in ms. */
const FIRST_AFTER_MS = 800
const AGAIN_AFTER_MS = 2_000

/** Opens the command palette; loads it first where that has not happened. */
export function openPalette(): void {
  // What cannot be fetched now is being tried again; the frame says meanwhile that the origin is away.
  load().then(
    ({ palette }) => palette.open(),
    () => undefined,
  )
}

/**
 * Brings the command palette in once the first screen stands, so that Ctrl+K finds it. Not with `lazy`, which keeps a
 * failure for good and would take the whole panel with it when the origin goes away at that moment.
 */
export function LazyPalette() {
  const [Palette, setPalette] = useState<ComponentType | null>(null)
  useEffect(() => {
    let gone = false
    const bring = () => {
      load().then(
        ({ default: CommandPalette }) => {
          if (!gone) setPalette(() => CommandPalette)
        },
        () => {
          if (!gone) timer = window.setTimeout(bring, AGAIN_AFTER_MS)
        },
      )
    }
    let timer = window.setTimeout(bring, FIRST_AFTER_MS)
    return () => {
      gone = true
      window.clearTimeout(timer)
    }
  }, [])
  return Palette === null ? null : <Palette />
}
