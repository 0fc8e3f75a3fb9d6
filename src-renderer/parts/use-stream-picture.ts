import { type RefObject, useEffect, useState } from 'react'

/** How often a still is asked for while it can be seen, in ms; where there is none, ever more seldom up to the longest. */
const REFRESH_MS = 5_000
const LONGEST_MS = 60_000
/** A still that takes longer, or is larger, is none. */
const DEADLINE_MS = 8_000
const MAX_BYTES = 16 * 1024 * 1024

interface LoadedPicture {
  readonly src: string
  /** As the node says; the same again means that nothing is new. */
  readonly changed: string | null
}

/** Fetches a still; null where there is none, or none that is newer. @param known when the one that is shown changed */
async function loadPicture(
  url: string,
  known: string | null,
  signal: AbortSignal,
): Promise<LoadedPicture | 'same' | null> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)])
  const answer = await fetch(url, { signal: within, credentials: 'omit', referrerPolicy: 'no-referrer' })
  const changed = answer.headers.get('last-modified')
  const size = Number(answer.headers.get('content-length'))
  if (!answer.ok || size > MAX_BYTES || (changed !== null && changed === known)) {
    await answer.body?.cancel()
    return answer.ok && size <= MAX_BYTES ? 'same' : null
  }
  return { src: URL.createObjectURL(await answer.blob()), changed }
}

/** Whether the element is on the screen, of a page that is. */
function useSeen(element: RefObject<HTMLElement | null>): boolean {
  const [within, setWithin] = useState(false)
  const [page, setPage] = useState(document.visibilityState === 'visible')
  useEffect(() => {
    if (element.current === null) return
    const observer = new IntersectionObserver((entries) => setWithin(entries.at(-1)?.isIntersecting === true))
    observer.observe(element.current)
    return () => observer.disconnect()
  }, [element])
  useEffect(() => {
    const look = () => setPage(document.visibilityState === 'visible')
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  return within && page
}

/**
 * Stills of a stream for as long as `element` can be seen, as addresses for video elements: the one that is shown, and over it the next one until it
 * is there. Nothing is asked for, and nothing kept, of what cannot be seen.
 */
export function useStreamPicture(element: RefObject<HTMLElement | null>, url: string | null) {
  const seen = useSeen(element)
  const [pictures, setPictures] = useState<readonly string[]>([])

  useEffect(() => {
    if (url === null || !seen) return
    const life = new AbortController()
    const made: string[] = []
    let changed: string | null = null
    let wait_ms = REFRESH_MS
    let timer: number | undefined
    const look = async () => {
      const loaded = await loadPicture(url, changed, life.signal)
      if (loaded === null) throw new Error('There is no picture.')
      wait_ms = REFRESH_MS
      if (loaded === 'same') return
      changed = loaded.changed
      made.push(loaded.src)
      if (life.signal.aborted) return URL.revokeObjectURL(loaded.src)
      setPictures((shown) => [...shown.slice(-1), loaded.src])
      for (const old of made.splice(0, made.length - 2)) URL.revokeObjectURL(old)
    }
    const again = () => {
      look()
        .catch(() => {
          // A node that is away, a page over https, a stream that has just ended: the place stays empty, and is tried again later.
          wait_ms = Math.min(LONGEST_MS, wait_ms * 2)
        })
        .finally(() => {
          if (!life.signal.aborted) timer = window.setTimeout(again, wait_ms)
        })
    }
    again()
    return () => {
      life.abort()
      window.clearTimeout(timer)
      setPictures([])
      for (const src of made) URL.revokeObjectURL(src)
    }
  }, [url, seen])

  return {
    pictures,
    /** This one is there: the one before it may go. */
    onLoaded: (src: string) => setPictures((shown) => shown.slice(Math.max(0, shown.indexOf(src)))),
    onFailed: (src: string) => setPictures((shown) => shown.filter((one) => one !== src)),
  }
}
