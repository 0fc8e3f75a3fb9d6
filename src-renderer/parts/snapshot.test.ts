import { expect, test } from 'vitest'
import { snapshotName } from './snapshot.ts'

test('a snapshot is named after its stream and its time, without what a file may not have', () => {
  const at = new Date(2026, 10, 26, 4, 5, 9)
  expect(snapshotName('live/show', at)).toBe('live-show-2026-11-26-04-05-09.png')
  expect(snapshotName('live/a:b c', at)).toBe('live-a-b-c-2026-11-26-04-05-09.png')
})
