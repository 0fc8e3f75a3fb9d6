import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { nextEpoch } from './epoch.ts'

let data_dir: string
beforeEach(async () => {
  data_dir = await mkdtemp(join(tmpdir(), 'headwater-epoch-'))
})
afterEach(async () => {
  await rm(data_dir, { recursive: true, force: true })
})

test('every start of a node has a larger epoch than the one before', async () => {
  expect(await nextEpoch(data_dir, true)).toBe(1)
  expect(await nextEpoch(data_dir, false)).toBe(2)
  expect(await nextEpoch(data_dir, false)).toBe(3)
})

test('an epoch that was lost or damaged is followed by a larger one, never by a smaller', async () => {
  await nextEpoch(data_dir, true)
  await writeFile(join(data_dir, 'identity', 'epoch'), 'x')
  const after_damage = await nextEpoch(data_dir, false)
  expect(after_damage).toBeGreaterThan(1_700_000_000)
  expect(await nextEpoch(data_dir, false)).toBe(after_damage + 1)
  await rm(join(data_dir, 'identity', 'epoch'))
  expect(await nextEpoch(data_dir, false)).toBeGreaterThan(1_700_000_000)
})
