import { expect, test } from 'vitest'
import { ThreadCounters } from './thread-counters.ts'

test('bytes taken by either end are counted on over the wrap of 32 bits', () => {
  const mine = new ThreadCounters()
  const theirs = new ThreadCounters(mine.shared)
  for (let gigabyte = 0; gigabyte < 5; gigabyte++) theirs.addTaken('worker', 2 ** 30)
  expect(mine.takenBy('worker')).toBe(2 ** 30)
  expect((mine.takenBy('worker') - 3 * 2 ** 30) >>> 0).toBe(2 ** 31)
  expect(mine.takenBy('owner')).toBe(0)
})

test('who waits for an answer that came already does not wait, and who waits for none does so for its time', () => {
  const counters = new ThreadCounters()
  const seen = counters.answers
  counters.answered()
  expect(counters.waitForAnswer(seen, 10_000)).toBe(true)
  expect(counters.waitForAnswer(counters.answers, 1)).toBe(false)
})
