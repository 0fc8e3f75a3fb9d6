import { useCallback, useEffect, useState } from 'react'
import {
  type DesktopApi,
  type DesktopCommand,
  type DesktopState,
  desktopAnswerSchema,
  desktopStateSchema,
} from '#contract/desktop.ts'
import { chosenLanguage } from '../languages/language.ts'
import { texts } from './texts.ts'

/** What the desktop app gives the page; null in a browser. */
function desktopApi(): DesktopApi | null {
  return (globalThis as { headwaterDesktop?: DesktopApi }).headwaterDesktop ?? null
}

/** How the desktop app around this panel is. */
export type DesktopAround =
  /** This is a browser. */
  | { readonly kind: 'none' }
  | { readonly kind: 'reading' }
  /** It says what this panel does not understand: it is of another version. */
  | { readonly kind: 'other_version'; readonly version: string }
  | { readonly kind: 'there'; readonly state: DesktopState }

/** The desktop app around this panel, as it changes. */
export function useDesktop(): DesktopAround {
  const [around, setAround] = useState<DesktopAround>(() => ({ kind: desktopApi() === null ? 'none' : 'reading' }))
  useEffect(() => {
    const api = desktopApi()
    if (api === null) return
    const take = (raw: unknown) => {
      const parsed = desktopStateSchema.safeParse(raw)
      setAround(
        parsed.success ? { kind: 'there', state: parsed.data } : { kind: 'other_version', version: api.version },
      )
    }
    // An app of before has its version alone.
    if (typeof api.state !== 'function') {
      take(undefined)
      return
    }
    const forget = api.onState(take)
    api.state().then(take, () => take(undefined))
    return forget
  }, [])
  return around
}

/**
 * Asks the desktop app for something.
 * @returns the function that asks, why the last one was refused (null: it was not), and whether one is under way
 */
export function useDesktopCommand(): {
  readonly ask: (command: DesktopCommand) => void
  readonly refused: string | null
  readonly is_asking: boolean
} {
  const [refused, setRefused] = useState<string | null>(null)
  const [is_asking, setAsking] = useState(false)
  const ask = useCallback((command: DesktopCommand) => {
    setAsking(true)
    setRefused(null)
    void send(command)
      .then(setRefused)
      .finally(() => setAsking(false))
  }, [])
  return { ask, refused, is_asking }
}

/**
 * Has the desktop app around this panel speak as its user chose here. Said each time the panel is loaded, which choosing does, too: the panel of
 * another origin may have another choice.
 */
export function tellLanguage(): void {
  const language = chosenLanguage()
  // An app of before has no such function, or does not know the command and says so.
  if (language !== null && typeof desktopApi()?.ask === 'function') void send({ type: 'set_language', language })
}

/** @returns why it was refused; null: it was not */
async function send(command: DesktopCommand): Promise<string | null> {
  try {
    const answer = desktopAnswerSchema.parse(await desktopApi()?.ask(command))
    return answer.ok ? null : answer.message
  } catch {
    return texts.desktopSilent
  }
}
