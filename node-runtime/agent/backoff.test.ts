import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffDelay, pause } from './backoff.ts'

test('the first attempt after a loss is made at once', () => {
  expect(backoffDelay(0, 0.5)).toBe(0)
})

test('every later pause lies between 0.25 s and 10 s, however often it failed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, random) => {
        const delay_ms = backoffDelay(attempt, random)
        expect(delay_ms).toBeGreaterThanOrEqual(250)
        expect(delay_ms).toBeLessThanOrEqual(10_000)
      },
    ),
  )
})

test('a pause ends with its signal', async () => {
  const abort = new AbortController()
  const paused = pause(60_000, abort.signal)
  abort.abort()
  expect(await paused).toBe(false)
  expect(await pause(1, new AbortController().signal)).toBe(true)
})
