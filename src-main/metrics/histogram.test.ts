import { expect, test } from 'vitest'
import { Histogram } from './histogram.ts'

test('a histogram counts each value in every bucket whose bound it does not pass', () => {
  const histogram = new Histogram([0.1, 1])
  for (const value of [0.05, 0.1, 0.5, 3]) histogram.observe(value)
  expect(histogram.read({ of: 'x' })).toEqual({
    labels: { of: 'x' },
    buckets: [
      { bound: 0.1, count: 2 },
      { bound: 1, count: 3 },
    ],
    count: 4,
    sum: 3.65,
  })
})
