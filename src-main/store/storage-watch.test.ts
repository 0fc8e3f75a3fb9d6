import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, it } from 'vitest'
import { type Room, StorageWatch, storageState } from './storage-watch.ts'

const MB = 1024 * 1024
const low = { low_free_bytes: 500 * MB, low_free_percent: 10 }
const room = (free_mb: number, total_mb = 1_000_000): Room => ({ free_bytes: free_mb * MB, total_bytes: total_mb * MB })

it('warns below a tenth of the disk or the least there must be, and never where a large disk has room', () => {
  expect(storageState(room(999, 10_000), low, false, 'ok')).toBe('low')
  expect(storageState(room(1_001, 10_000), low, false, 'ok')).toBe('ok')
  expect(storageState(room(499, 4_000), low, false, 'ok')).toBe('low')
  expect(storageState(room(21_000), low, false, 'ok')).toBe('ok')
  expect(storageState(room(20_000), low, false, 'ok')).toBe('low')
})

it('stops what may wait first, and says full once a write found no room', () => {
  expect(storageState(room(31), low, false, 'low')).toBe('critical')
  expect(storageState(room(31), low, true, 'critical')).toBe('full')
  expect(storageState(room(31), low, false, 'full')).toBe('critical')
})

it('leaves a state only with some room more, so that it does not come and go', () => {
  expect(storageState(room(33), low, false, 'critical')).toBe('critical')
  expect(storageState(room(36), low, false, 'critical')).toBe('low')
  expect(storageState(room(1_050, 10_000), low, false, 'low')).toBe('low')
  expect(storageState(room(1_101, 10_000), low, false, 'low')).toBe('ok')
})

it('tells each change once, and is well again with the first write that found room', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'hw-storage-'))
  const told: string[] = []
  let now = room(100_000)
  const watch = new StorageWatch({
    ...low,
    folder,
    interval_ms: 3_600_000,
    read: async () => now,
    onChanged: (state, before) => told.push(`${before} -> ${state}`),
  })
  await watch.look()
  told.length = 0
  now = room(10)
  await watch.look()
  expect(watch.takes_history).toBe(false)
  watch.failed()
  watch.failed()
  now = room(100_000)
  await watch.look()
  expect([watch.takes_history, watch.state]).toEqual([true, 'full'])
  watch.written()
  expect(told).toEqual(['ok -> critical', 'critical -> full', 'full -> ok'])
  watch.stop()
  rmSync(folder, { recursive: true })
})
