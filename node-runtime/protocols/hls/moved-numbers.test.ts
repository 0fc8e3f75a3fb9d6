import { expect, test } from 'vitest'
import { movedTarget, parseAnchor } from './moved.ts'
import { MovedNumbers, shifted } from './moved-numbers.ts'
import { SegmentWindow } from './segment-window.ts'
import { TargetDurations } from './target-durations.ts'

/** A window whose segments of two seconds begin at these times, in s. */
function windowOf(first_msn: number, starts_s: readonly number[]): SegmentWindow {
  const window = new SegmentWindow({ targets: new TargetDurations(2_000), max_bytes: 1e6, first_msn })
  window.startTracks(null)
  for (const start_s of starts_s) {
    window.addPart({ start_ms: start_s * 1_000, duration_ms: 2_000, bytes: Buffer.alloc(1), independent: true }, 2_000)
    window.endSegment(2_000)
  }
  return window
}
const from = { msn: 700, start_ms: 10_000 }

test.each([
  ['has the same segments', windowOf(5_000, [6, 8, 10, 12]), 5_002 - 700],
  ['has others, nearest to them', windowOf(5_000, [7, 9, 11]), 5_002 - 701],
  ['begins behind a segment that the viewer never gets', windowOf(5_000, [14]), 5_000 - 702],
  ['is behind', windowOf(5_000, [4, 6]), 5_001 - 698],
])('a node that %s counts on from where the viewer was', (_, window, difference) => {
  const numbers = new MovedNumbers(10)
  expect(numbers.settle('viewer-1', from, window)).toBe(-difference)
  // What it was told stays so, whatever is listed later.
  expect(numbers.settle('viewer-1', { msn: 1, start_ms: 0 }, windowOf(9, [99]))).toBe(-difference)
  expect([numbers.of('viewer-1'), numbers.of('viewer-2'), numbers.of(null)]).toEqual([-difference, 0, 0])
})

test('a viewer of whom nothing is known, or on a node that has nothing yet, is told the own numbers', () => {
  const numbers = new MovedNumbers(1)
  expect([numbers.settle('a', null, windowOf(5, [0])), numbers.settle('a', from, windowOf(5, []))]).toEqual([0, 0])
  numbers.settle('a', from, windowOf(5, [10]))
  numbers.settle('b', from, windowOf(5, [10]))
  expect([numbers.of('a'), numbers.of('b')]).toEqual([0, 695])
})

test('only the first number of a playlist is another, and where a viewer was is read as it was written', () => {
  const playlist = '#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:5000\n#EXTINF:2,\nabc-s5000.ts\n'
  expect(shifted(playlist, -4_300)).toBe('#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:700\n#EXTINF:2,\nabc-s5000.ts\n')
  const common = { path: 'live/test' as never, container: 'ts', rendition: 0 } as const
  const target = new URL(movedTarget(common, 'viewer-1', null, from), 'http://node')
  expect(parseAnchor(target.searchParams.get('from'))).toEqual(from)
  for (const text of [null, '', '7', '1.2.3', '-1.5']) expect(parseAnchor(text)).toBe(null)
})
