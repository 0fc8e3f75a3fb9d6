import type { Condition } from './condition.ts'
import { keyOf } from './condition.ts'

/** A matter under watch: since when it is bad, whether it was said, and since when it looks well again. */
interface Watched {
  readonly condition: Condition
  readonly bad_since_ms: number
  readonly raised: boolean
  readonly good_since_ms: number | null
}

/** By {@link keyOf}. */
export type Watch = ReadonlyMap<string, Watched>

/** What is to be said. */
export interface Said {
  readonly key: string
  readonly condition: Condition
}

export interface Step {
  readonly watch: Watch
  readonly raised: readonly Said[]
  readonly cleared: readonly Said[]
}

/** How long something that was said must look well until that is said, in ms: who comes and goes is said to be gone once. */
export const CLEAR_AFTER_MS = 15_000

/**
 * One look. Each matter is said once when it has lasted, and its end once when that has lasted; what is flickering says nothing new. Pure.
 * @param isKnown whether this look can tell: a rule that cannot (right after a start) neither raises nor clears
 * @param now_ms of a clock that never goes back
 */
export function look(
  watch: Watch,
  conditions: readonly Condition[],
  isKnown: (condition: Condition) => boolean,
  now_ms: number,
): Step {
  const next = new Map<string, Watched>()
  const raised: Said[] = []
  const cleared: Said[] = []
  for (const condition of conditions) {
    const key = keyOf(condition)
    const before = watch.get(key)
    const bad_since_ms = before?.bad_since_ms ?? now_ms
    const is_due = now_ms - bad_since_ms >= condition.hold_ms && isKnown(condition)
    if (is_due && before?.raised !== true) raised.push({ key, condition })
    next.set(key, { condition, bad_since_ms, raised: before?.raised === true || is_due, good_since_ms: null })
  }
  for (const [key, before] of watch) {
    if (next.has(key)) continue
    // What was never said ends without a word.
    if (!before.raised) continue
    const good_since_ms = before.good_since_ms ?? now_ms
    const is_over = isKnown(before.condition) && now_ms - good_since_ms >= CLEAR_AFTER_MS
    if (is_over) cleared.push({ key, condition: before.condition })
    else next.set(key, { ...before, good_since_ms: isKnown(before.condition) ? good_since_ms : null })
  }
  return { watch: next, raised, cleared }
}

/** What was said before the origin was started: it is not said again, and its end is. */
export function watchOf(open: readonly Condition[], now_ms: number): Watch {
  return new Map(
    open.map((condition) => [keyOf(condition), { condition, bad_since_ms: now_ms, raised: true, good_since_ms: null }]),
  )
}
