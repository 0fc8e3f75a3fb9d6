import { statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, test } from 'vitest'
import { DiskRoom } from './disk-room.ts'

const settle = () => new Promise((resolve) => setTimeout(resolve, 50))

test('room on the disk is told once it was seen, and looked at again after a minute', async () => {
  let now_ms = 0
  const room = new DiskRoom(tmpdir(), () => now_ms)
  expect(room.last).toEqual({})
  await settle()
  const { blocks, bsize } = statfsSync(tmpdir())
  const seen = room.last
  expect(seen).toEqual({ disk_free_bytes: expect.any(Number), disk_total_bytes: blocks * bsize })
  now_ms = 59_000
  expect(room.last).toBe(seen)
  now_ms = 60_000
  expect(room.last).toBe(seen)
  await settle()
  expect(room.last).not.toBe(seen)
})

test('of a disk that cannot be seen nothing is told', async () => {
  const room = new DiskRoom('/nowhere/at/all')
  expect(room.last).toEqual({})
  await settle()
  expect(room.last).toEqual({})
})
