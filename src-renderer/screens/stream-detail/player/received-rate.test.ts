import { expect, test } from 'vitest'
import { ReceivedRate } from './received-rate.ts'

test('what arrives in bursts is told as a steady rate, and ends when nothing comes', () => {
  const rate = new ReceivedRate()
  expect(rate.kbps(0)).toBeNull()
  for (let at_ms = 0; at_ms < 60_000; at_ms += 2_000) rate.add(250_000, at_ms)
  expect(rate.kbps(58_500)).toBeGreaterThan(900)
  expect(rate.kbps(58_500)).toBeLessThan(1_300)
  expect(rate.kbps(80_000)).toBe(0)
})
