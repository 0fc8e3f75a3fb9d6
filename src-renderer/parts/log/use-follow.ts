import { useCallback, useLayoutEffect, useRef, useState } from 'react'

/** Closer to its end than this a log counts as followed, in pixels: half a line that shows is no wish to stay. */
const NEAR_PX = 24

/** Keeps a scrolling part at its end while it grows, until somebody scrolls up; then counts what came. @param newest number of the newest line */
export function useFollow(newest: number) {
  const ref = useRef<HTMLDivElement>(null)
  /** The newest line when it was scrolled up; null: it is followed. */
  const [left_at, setLeftAt] = useState<number | null>(null)
  const following = left_at === null
  /** Where it stood, in pixels. Only who goes up leaves the end: it also moves when the part or its lines change their size. */
  const top = useRef(0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new line moves the end
  useLayoutEffect(() => {
    if (following) ref.current?.scrollTo({ top: ref.current.scrollHeight })
  }, [newest, following])
  const onScroll = useCallback(() => {
    const part = ref.current
    if (part === null) return
    const went_up = part.scrollTop < top.current
    top.current = part.scrollTop
    if (part.scrollHeight - part.scrollTop - part.clientHeight < NEAR_PX) setLeftAt(null)
    else if (went_up) setLeftAt((before) => before ?? newest)
  }, [newest])
  const resume = useCallback(() => setLeftAt(null), [])
  return { ref, onScroll, following, missed: left_at === null ? 0 : Math.max(0, newest - left_at), resume }
}
