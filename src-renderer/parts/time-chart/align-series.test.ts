import { expect, test } from 'vitest'
import { alignSeries, isolated } from './align-series.ts'

const line = (label: string, ...points: [number, number | null][]) => ({ label, points })

test('lines with other times than one another share a row of times, and neither breaks off for it', () => {
  expect(alignSeries([line('a', [1, 10], [3, 30]), line('b', [2, 20], [3, 31])])).toEqual([
    [1, 2, 3],
    [10, undefined, 30],
    [undefined, 20, 31],
  ])
})

test('points that are further apart than a gap are not joined', () => {
  const aligned = alignSeries([line('a', [1_000, 1], [6_000, 2], [60_000, 3])], 15_000)
  expect(aligned).toEqual([
    [1_000, 6_000, 6_001, 60_000],
    [1, 2, null, 3],
  ])
})

test('nothing measured is an empty drawing', () => {
  expect(alignSeries([line('a')])).toEqual([[], []])
})

test('a point between two gaps is found, for a line would leave it out', () => {
  expect(isolated([1, 2, null, undefined, 5, null, 7])).toEqual([4, 6])
  expect(isolated([4])).toEqual([0])
  expect(isolated([null, null])).toEqual([])
})
