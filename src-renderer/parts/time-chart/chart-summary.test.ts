import { expect, test } from 'vitest'
import { chartUnits, topOf } from './chart-series.ts'
import { chartRows, chartSentence, rowLength } from './chart-summary.ts'

const MINUTE = 60_000
const window = { from_ms: 0, to_ms: 5 * MINUTE }

test('a chart is told in a sentence a line: the newest value, the span and the mean of what the window shows', () => {
  const series = [
    {
      label: 'CPU',
      points: [[-1, 99] as const, [1, 10] as const, [2, 30] as const, [3, null] as const, [4, 20] as const],
    },
    { label: 'Memory', points: [] },
  ]
  expect(chartSentence(series, chartUnits.percent, window)).toBe('CPU: 20%, between 10% and 30%, 20% on average.')
  expect(chartSentence([], chartUnits.percent, window)).toBe('Nothing was measured in this time.')
})

test('as a table it has one row every five seconds of five minutes, and one every quarter of an hour of a day', () => {
  expect(rowLength(5 * MINUTE)).toBe(5_000)
  expect(rowLength(24 * 60 * MINUTE)).toBe(15 * MINUTE)
})

test('rows are the means of their stretch, the newest first, and none where nothing is known', () => {
  const rows = chartRows(
    [
      {
        label: 'in',
        points: [
          [1_000, 2],
          [3_000, 4],
          [60_000, 6],
          [400_000, 9],
        ],
      },
      { label: 'out', points: [[60_001, 1]] },
    ],
    window,
  )
  expect(rows).toEqual([
    { from_ms: 60_000, values: [6, 1] },
    { from_ms: 0, values: [3, null] },
  ])
})

test('the scale holds the line, and the limit where the line comes near it', () => {
  const limit = { label: 'limit', value: 1_000 }
  expect(topOf(12, chartUnits.percent, undefined)).toBe(100)
  expect(topOf(0, chartUnits.count, limit)).toBe(4)
  expect(topOf(300, chartUnits.count, limit)).toBe(324)
  expect(topOf(700, chartUnits.count, limit)).toBe(1_040)
})
