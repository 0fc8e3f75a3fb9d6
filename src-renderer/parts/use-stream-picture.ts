import { type RefObject, useEffect, useState } from 'react'
import { type PassFor, usePassFor, withQuery } from '../data/watch-pass.ts'
import { fetchFromNode } from '../media-door/fetch-from-node.ts'

/** How often a still is asked for while it can be seen, in ms; where there is none, ever more seldom up to the longest. */
const REFRESH_MS = 5_000
const LONGEST_MS = 60_000
/** What has been seen for so long is looked at: rows that are scrolled past ask for nothing. In ms. */
const REST_MS = 250
/** A still that takes longer, or is larger, is none. */
const DEADLINE_MS = 8_000
const MAX_BYTES = 16 * 1024 * 1024
/** A video element that was given an address a moment ago has not begun with it, and complains where it is gone. */
const LET_GO_AFTER_MS = 2_000

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
): Promise<LoadedPicture | 'same' | 'refused' | null> {
  const within = AbortSignal.any([signal, AbortSignal.timeout(DEADLINE_MS)])
  const answer = await fetchFromNode(url, { signal: within })
  if (answer.status === 401 || answer.status === 403) {
    await answer.body?.cancel()
    return 'refused'
  }
  const changed = answer.headers.get('last-modified')
  const size = Number(answer.headers.get('content-length'))
  if (!answer.ok || size > MAX_BYTES || (changed !== null && changed === known)) {
    await answer.body?.cancel()
    return answer.ok && size <= MAX_BYTES ? 'same' : null
  }
  return { src: URL.createObjectURL(await answer.blob()), changed }
}

/** Frees a still that is not shown any more. */
function letGo(src: string): void {
  window.setTimeout(() => URL.revokeObjectURL(src), LET_GO_AFTER_MS)
}

const NONE: readonly string[] = []

interface Following {
  readonly url: string
  readonly stream_path: string
  readonly passFor: PassFor
  /** The new one, over those that are shown. */
  readonly onPicture: (src: string) => void
}

/** Asks for stills, the first one once it has waited, until it is told to stop. @returns what stops it */
function followPicture({ url, stream_path, passFor, onPicture }: Following): () => void {
  const life = new AbortController()
  const made: string[] = []
  let changed: string | null = null
  let wait_ms = REFRESH_MS
  let pass: string | null = null
  const look = async () => {
    let loaded = await loadPicture(withQuery(url, pass), changed, life.signal)
    if (loaded === 'refused') {
      // Not everybody may watch it; who is signed in here may.
      pass = await passFor(stream_path)
      loaded = pass === null ? null : await loadPicture(withQuery(url, pass), changed, life.signal)
    }
    if (loaded === null || loaded === 'refused') throw new Error('There is no picture.')
    wait_ms = REFRESH_MS
    if (loaded === 'same') return
    changed = loaded.changed
    made.push(loaded.src)
    if (life.signal.aborted) return URL.revokeObjectURL(loaded.src)
    onPicture(loaded.src)
    for (const old of made.splice(0, made.length - 2)) letGo(old)
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
  let timer = window.setTimeout(again, REST_MS)
  return () => {
    life.abort()
    window.clearTimeout(timer)
    for (const src of made) letGo(src)
  }
}

/**
 * Stills of a stream for as long as `element` can be seen, as addresses for video elements: the one that is shown, and over it the next one until it
 * is there. Nothing is asked for, and nothing kept, of what cannot be seen or only passes by.
 */
export function useStreamPicture(element: RefObject<HTMLElement | null>, stream_path: string, url: string | null) {
  const [pictures, setPictures] = useState(NONE)
  const passFor = usePassFor()

  useEffect(() => {
    if (url === null || element.current === null) return
    let within = false
    let stop: (() => void) | null = null
    const onPicture = (src: string) => setPictures((shown) => [...shown.slice(-1), src])
    // No state of its own: a row that is scrolled past would be drawn twice for it.
    const look = () => {
      const seen = within && document.visibilityState === 'visible'
      if (seen) stop ??= followPicture({ url, stream_path, passFor, onPicture })
      else end()
    }
    const end = () => {
      stop?.()
      stop = null
      setPictures(NONE)
    }
    const observer = new IntersectionObserver((entries) => {
      within = entries.at(-1)?.isIntersecting === true
      look()
    })
    observer.observe(element.current)
    document.addEventListener('visibilitychange', look)
    return () => {
      observer.disconnect()
      document.removeEventListener('visibilitychange', look)
      end()
    }
  }, [element, url, stream_path, passFor])

  return {
    pictures,
    /** This one is there: the one before it may go. */
    onLoaded: (src: string) => setPictures((shown) => shown.slice(Math.max(0, shown.indexOf(src)))),
    onFailed: (src: string) => setPictures((shown) => shown.filter((one) => one !== src)),
  }
}
