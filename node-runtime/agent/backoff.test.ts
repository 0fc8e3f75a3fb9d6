import fc from 'fast-check'
import { expect, test } from 'vitest'
import { backoffDelay, pause } from './backoff.ts'

test('the first attempt after a loss is made at once', () => {
  expect(backoffDelay(0, 0.5)).toBe(0)
})

test('every later pause lies between 0.5 s and 10 s, however often it failed', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 100_000 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempt, random) => {
        const delay_ms = backoffDelay(attempt, random)
        expect(delay_ms).toBeGreaterThanOrEqual(500)
        expect(delay_ms).toBeLessThanOrEqual(10_000)
      },
    ),
  )
})

test('row 4: ten thousand nodes that lost their origin dial it twice a second each at the most, and ever more rarely', () => {
  const nodes = 10_000
  const dials = new Map<number, number>()
  let seed = 1
  const random = () => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0
    return seed / 2 ** 32
  }
  for (let node = 0; node < nodes; node += 1) {
    for (let attempt = 0, at_ms = 0; at_ms < 60_000; attempt += 1) {
      at_ms += backoffDelay(attempt, random())
      const second = Math.floor(at_ms / 1_000)
      dials.set(second, (dials.get(second) ?? 0) + 1)
    }
  }
  expect(Math.max(...dials.values())).toBeLessThanOrEqual(2 * nodes)
  const late = [...dials].filter(([second]) => second >= 30 && second < 60).map(([, count]) => count)
  expect(Math.max(...late)).toBeLessThan(nodes / 3)
})

test('a pause ends with its signal', async () => {
  const abort = new AbortController()
  const paused = pause(60_000, abort.signal)
  abort.abort()
  expect(await paused).toBe(false)
  expect(await pause(1, new AbortController().signal)).toBe(true)
})
