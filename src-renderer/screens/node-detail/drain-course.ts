import type { Node } from '#contract/node.ts'
import type { NodeHistory } from '#contract/node-history.ts'
import type { DrainLeft } from '../../parts/drain-left.ts'

/** A drain in which nothing has moved for so long will not be over by itself soon, in ms. */
const STUCK_AFTER_MS = 5 * 60_000
/** Heartbeats do not come to the moment: as far back as this the oldest one of a window may miss, in ms. */
const MISSING_MS = 20_000

/** How the viewers of a node that drains went since it began to, the oldest first; null is a gap. */
export function drainCourse(
  { at_ms, mean }: Pick<NodeHistory, 'at_ms' | 'mean'>,
  { set_at }: Pick<Node['mode'], 'set_at'>,
): readonly (number | null)[] {
  const began_ms = Date.parse(set_at)
  // The last one of before says from how many they went.
  const first = Math.max(0, at_ms.findIndex((at) => at >= began_ms) - 1)
  return at_ms.some((at) => at >= began_ms) ? mean.subscribers.slice(first) : []
}

/**
 * What holds a drain in which nothing has moved for five minutes; null: it moves, or it is too early to tell.
 * @param history of the last five minutes
 */
export function stuckBy(
  { at_ms, mean }: Pick<NodeHistory, 'at_ms' | 'mean'>,
  { set_at }: Pick<Node['mode'], 'set_at'>,
  { viewers, publishers }: Pick<DrainLeft, 'viewers' | 'publishers'>,
  now_ms: number,
): 'publishers' | 'viewers' | null {
  const from_ms = Math.max(Date.parse(set_at), now_ms - STUCK_AFTER_MS)
  if (now_ms - Date.parse(set_at) < STUCK_AFTER_MS || viewers + publishers === 0) return null
  const known = at_ms.flatMap((at, nth) => (at >= from_ms ? [{ at, viewers: mean.subscribers[nth] ?? null }] : []))
  const [first] = known
  if (first === undefined || first.at - from_ms > MISSING_MS) return null
  if (known.some((sample) => sample.viewers === null || sample.viewers > viewers)) return null
  return publishers > 0 ? 'publishers' : 'viewers'
}
