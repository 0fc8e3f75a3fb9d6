import { expect, test } from 'vitest'
import { FailedAttempts } from './failed-attempts.ts'

test('the wait doubles with each failure, up to a minute, and a success ends it', () => {
  let now = 0
  const slowed: string[] = []
  const attempts = new FailedAttempts({ clock: () => now, onSlowed: (address) => slowed.push(address) })
  const waits = []
  for (let n = 0; n < 14; n += 1) {
    attempts.failed('10.0.0.1')
    waits.push(attempts.wait_ms('10.0.0.1'))
  }
  expect(waits).toEqual([0, 0, 0, 0, 1e3, 2e3, 4e3, 8e3, 16e3, 32e3, 6e4, 6e4, 6e4, 6e4])
  expect(slowed).toEqual(['10.0.0.1'])
  expect(attempts.wait_ms('10.0.0.2')).toBe(0)
  now += 59_000
  expect(attempts.wait_ms('::ffff:10.0.0.1')).toBe(1_000)
  attempts.succeeded('10.0.0.1')
  expect(attempts.wait_ms('10.0.0.1')).toBe(0)
})

test('a quarter of an hour of silence is forgiven', () => {
  let now = 0
  const attempts = new FailedAttempts({ clock: () => now })
  for (let n = 0; n < 6; n += 1) attempts.failed('10.0.0.1')
  now += 15 * 60_000
  attempts.failed('10.0.0.1')
  expect(attempts.wait_ms('10.0.0.1')).toBe(0)
})

test('all addresses of one IPv6 customer count as one', () => {
  const attempts = new FailedAttempts({ clock: () => 0 })
  for (const address of ['2001:db8::1', '2001:db8::2', '2001:0db8:0:0:1::3', '2001:db8:0::4', '2001:db8::5%eth0']) {
    attempts.failed(address)
  }
  expect(attempts.wait_ms('2001:db8:0:0:ffff::1')).toBe(1_000)
  expect(attempts.wait_ms('2001:db8:0:1::1')).toBe(0)
})
