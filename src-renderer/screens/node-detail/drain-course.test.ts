import { describe, expect, test } from 'vitest'
import type { NodeHistory } from '#contract/node-history.ts'
import { drainCourse, stuckBy } from './drain-course.ts'

const NOW = Date.parse('2026-11-27T12:00:00.000Z')
/** A heartbeat every five seconds up to now; `of` says how many watched so many seconds ago. */
function history(of: (ago_s: number) => number | null): Pick<NodeHistory, 'at_ms' | 'mean'> {
  const agos = Array.from({ length: 60 }, (_, nth) => (59 - nth) * 5)
  return {
    at_ms: agos.map((ago) => NOW - ago * 1_000),
    mean: { subscribers: agos.map(of) } as unknown as NodeHistory['mean'],
  }
}
const since = (ago_s: number) => ({ set_at: new Date(NOW - ago_s * 1_000).toISOString() })

describe('how a drain goes', () => {
  test('its viewers are shown from the moment on at which it began', () => {
    const falls = history((ago) => ago / 5)
    expect(drainCourse(falls, since(12))).toEqual([3, 2, 1, 0])
    expect(drainCourse(falls, since(600))).toHaveLength(60)
    expect(drainCourse(falls, since(-60))).toEqual([])
  })

  test('nothing that moves, or that is young, is stuck', () => {
    expect(
      stuckBy(
        history((ago) => 10 + ago),
        since(900),
        { viewers: 10, publishers: 1 },
        NOW,
      ),
    ).toBeNull()
    expect(
      stuckBy(
        history(() => 10),
        since(290),
        { viewers: 10, publishers: 0 },
        NOW,
      ),
    ).toBeNull()
    expect(
      stuckBy(
        history(() => 0),
        since(900),
        { viewers: 0, publishers: 0 },
        NOW,
      ),
    ).toBeNull()
  })

  test('what stands still for five minutes is held by its publishers, or else by its viewers', () => {
    expect(
      stuckBy(
        history(() => 10),
        since(900),
        { viewers: 10, publishers: 1 },
        NOW,
      ),
    ).toBe('publishers')
    expect(
      stuckBy(
        history(() => 0),
        since(900),
        { viewers: 0, publishers: 1 },
        NOW,
      ),
    ).toBe('publishers')
    expect(
      stuckBy(
        history(() => 10),
        since(900),
        { viewers: 10, publishers: 0 },
        NOW,
      ),
    ).toBe('viewers')
  })

  test('where the node was not heard all the while, nothing is said', () => {
    const silent = history((ago) => (ago > 100 ? null : 10))
    expect(stuckBy(silent, since(900), { viewers: 10, publishers: 0 }, NOW)).toBeNull()
    const young = { at_ms: [NOW - 5_000], mean: { subscribers: [10] } as unknown as NodeHistory['mean'] }
    expect(stuckBy(young, since(900), { viewers: 10, publishers: 0 }, NOW)).toBeNull()
  })
})
