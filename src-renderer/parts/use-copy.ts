import { useEffect, useRef, useState } from 'react'
import { copyText } from './copy-text.ts'

/** How long a button says what came of it, in ms. */
const TOLD_MS = 2_500

/** What came of the last time that something was copied; null: nothing to tell. */
export type CopyOutcome = 'copied' | 'failed' | null

/** Copies a value, and says for a moment what came of it. */
export function useCopy(value: string) {
  const [outcome, setOutcome] = useState<CopyOutcome>(null)
  const timer = useRef<number | undefined>(undefined)
  useEffect(() => () => window.clearTimeout(timer.current), [])
  const copy = async (near: Element) => {
    setOutcome((await copyText(value, near)) ? 'copied' : 'failed')
    window.clearTimeout(timer.current)
    timer.current = window.setTimeout(() => setOutcome(null), TOLD_MS)
  }
  return { outcome, copy }
}
