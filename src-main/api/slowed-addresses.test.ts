import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { ActivityLog, NewActivity } from '../store/activity-log.ts'
import { SlowedAddresses } from './slowed-addresses.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the first address is told at once, those of the next second in one entry, and nothing twice', () => {
  const told: NewActivity[] = []
  const slowed = new SlowedAddresses({ record: (entry: NewActivity) => told.push(entry) } as unknown as ActivityLog)
  for (let nth = 1; nth <= 50; nth += 1) slowed.tell(`203.0.113.${nth}`, 5)
  expect(told.map(({ actor }) => actor)).toEqual(['address:203.0.113.1'])
  vi.advanceTimersByTime(1_000)
  expect(told).toHaveLength(2)
  expect(told[1]?.message).toContain('49 addresses, 203.0.113.2 among them')
  expect(told[1]?.data).toMatchObject({ count: 49 })
  vi.advanceTimersByTime(10_000)
  slowed.tell('203.0.113.77', 5)
  expect(told).toHaveLength(3)
  slowed.tell('203.0.113.78', 5)
  slowed.stop()
  expect(told).toHaveLength(4)
  expect(told[3]?.message).toContain('came from 203.0.113.78;')
})
