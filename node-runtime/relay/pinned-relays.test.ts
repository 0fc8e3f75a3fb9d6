import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { StreamPath } from '#contract/ids.ts'
import { PinnedRelays } from './pinned-relays.ts'

const [one, other] = ['live/one', 'live/other'] as StreamPath[] as [StreamPath, StreamPath]
const now = Date.parse('2026-11-21T07:30:00.000Z')
const at = (ms: number) => new Date(now + ms).toISOString()

beforeEach(() => vi.useFakeTimers({ now }))
afterEach(() => vi.useRealTimers())

test('the streams that are named are held, each to its time, and let go when they are named no more', () => {
  const said: [string, string | null | undefined][] = []
  const pinned = new PinnedRelays({ pin: (path, until) => said.push([path, until]) })
  pinned.hold([
    { stream_path: one, until: at(1_000) },
    { stream_path: other, until: null },
    { stream_path: 'live/past' as StreamPath, until: at(-1) },
  ])
  expect(said.splice(0)).toEqual([
    [one, at(1_000)],
    [other, null],
  ])
  vi.advanceTimersByTime(1_001)
  expect(said.splice(0)).toEqual([
    [one, undefined],
    [other, null],
  ])
  pinned.hold([])
  expect(said).toEqual([[other, undefined]])
  expect(vi.getTimerCount()).toBe(0)
})
