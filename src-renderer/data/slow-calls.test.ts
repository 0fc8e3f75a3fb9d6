import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SLOW_AFTER_MS, SlowCalls } from './slow-calls.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('an origin is slow from the moment that one answer is late until the last late one is there', () => {
  const calls = new SlowCalls()
  const told: boolean[] = []
  calls.subscribe(() => told.push(calls.any))
  calls.begin()()
  const one = calls.begin()
  vi.advanceTimersByTime(SLOW_AFTER_MS / 2)
  const other = calls.begin()
  vi.advanceTimersByTime(SLOW_AFTER_MS)
  expect(calls.any).toBe(true)
  one()
  one()
  expect(calls.any).toBe(true)
  other()
  expect(told).toEqual([true, false])
})
