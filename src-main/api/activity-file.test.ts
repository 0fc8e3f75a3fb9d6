import { expect, test } from 'vitest'
import type { Activity } from '#contract/api.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import { activityFile } from './activity-file.ts'

const entry = (id: number, message: string): Activity => ({
  ...{ id, at: '2026-11-26T12:00:00.000Z', type: 'node.offline', severity: 'warning', actor: 'origin' },
  ...{ node_id: null, stream_path: null, message, data: { missed: 3 } },
})
/** A log of so many entries that answers as the real one does. */
const logOf = (entries: readonly Activity[]) =>
  ({
    list: ({ limit, before_id = Number.POSITIVE_INFINITY }: { limit: number; before_id?: number }) =>
      entries.filter(({ id }) => id < before_id).slice(0, limit),
  }) as unknown as ActivityLog

async function textOf(entries: readonly Activity[], format: 'csv' | 'json'): Promise<string> {
  let text = ''
  for await (const part of activityFile(logOf(entries), {}, format)) text += part
  return text
}

test('activity as CSV quotes what has to be, and gives no formula to a spreadsheet', async () => {
  const text = await textOf([entry(2, '=HYPERLINK("http://x")'), entry(1, 'said "no", twice')], 'csv')
  const [head, first, second] = text.split('\r\n')
  expect(head).toBe('id,at,severity,type,actor,node_id,stream_path,message,data')
  expect(first).toContain(`"'=HYPERLINK(""http://x"")"`)
  expect(second).toContain('"said ""no"", twice","{""missed"":3}"')
})

test('activity as JSON is one list over all pages, and an empty one where nothing happened', async () => {
  const many = Array.from({ length: 1_234 }, (_, index) => entry(1_234 - index, 'x'))
  expect((JSON.parse(await textOf(many, 'json')) as Activity[]).map(({ id }) => id)).toEqual(many.map(({ id }) => id))
  expect(JSON.parse(await textOf([], 'json'))).toEqual([])
})
