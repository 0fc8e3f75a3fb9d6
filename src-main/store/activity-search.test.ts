import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { activityQuerySchema } from '#contract/api.ts'
import type { StreamPath } from '#contract/ids.ts'
import type { NewActivity } from './activity-log.ts'
import { searchActivity } from './activity-search.ts'
import { SqliteActivityLog } from './sqlite-activity-log.ts'
import { openStore, type Store } from './store.ts'

let folder: string
let store: Store
let log: SqliteActivityLog
let now: number

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwater-search-'))
  store = openStore(join(folder, 'origin.db'))
  now = Date.parse('2026-11-27T12:00:00.000Z')
  log = new SqliteActivityLog(store, { log: pino({ level: 'silent' }), clock: () => now })
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const entry = (message: string, more: Partial<NewActivity> = {}): NewActivity => ({
  ...{ type: 'node.joined', severity: 'info', actor: 'origin', node_id: null, stream_path: null, message, data: {} },
  ...more,
})
const found = async (query: Record<string, unknown>) =>
  (await searchActivity(log, activityQuerySchema.parse(query))).map(({ message }) => message)

/** So many entries of no interest, a second apart. */
function fill(count: number): void {
  const at = store.sql.prepare(
    `INSERT INTO activity (at, type, severity, actor, message, data_json) VALUES (?, 'node.joined', 'info', 'origin', ?, '{}')`,
  )
  store.transaction(() => {
    for (let nth = 0; nth < count; nth += 1) {
      now += 1_000
      at.run(new Date(now).toISOString(), `Node edge-${nth} has started and joined.`)
    }
  })
}

test('every word has to be there, in any place and order, and no character is a joker', async () => {
  log.record(entry('Node edge-1 drains: 100% of its viewers are moved.', { actor: 'operator:mira' }))
  log.record(entry('Node edge-2 drains.', { actor: 'operator:jonas' }))
  log.record(entry('live/a_b is being published.', { type: 'session.started', stream_path: 'live/a_b' as StreamPath }))
  expect(await found({ text: 'EDGE drains' })).toHaveLength(2)
  expect(await found({ text: 'mira edge' })).toEqual(['Node edge-1 drains: 100% of its viewers are moved.'])
  expect(await found({ text: '100%' })).toHaveLength(1)
  expect(await found({ text: '1%s' })).toEqual([])
  expect(await found({ text: 'a_b session' })).toHaveLength(1)
  expect(await found({ text: 'aXb' })).toEqual([])
  expect(await found({ text: 'drains', type: 'session' })).toEqual([])
})

test('who caused it is one of them, or all of a kind, whoever is called alike', async () => {
  for (const actor of ['operator:mira', 'operator:mira2', 'operator:Mira', 'api_key:hwk_1', 'origin', 'operator2:x'])
    log.record(entry(actor, { actor }))
  expect(await found({ actor: 'operator:mira' })).toEqual(['operator:mira'])
  expect(await found({ actor: 'operator' })).toEqual(['operator:Mira', 'operator:mira2', 'operator:mira'])
  expect(await found({ actor: 'origin' })).toEqual(['origin'])
  expect(await found({ actor: 'oper' })).toEqual([])
})

test('the time is bounded on both sides, with any offset', async () => {
  for (const message of ['eleven', 'noon', 'one']) {
    now = Date.parse(`2026-11-27T${{ eleven: 11, noon: 12, one: 13 }[message]}:00:00.000Z`)
    log.record(entry(message))
  }
  expect(await found({ since: '2026-11-27T12:00:00Z' })).toEqual(['one', 'noon'])
  expect(await found({ until: '2026-11-27T14:00:00+02:00' })).toEqual(['eleven'])
  expect(await found({ since: '2026-11-27T11:30:00Z', until: '2026-11-27T12:30:00Z' })).toEqual(['noon'])
  expect(await found({ since: '2026-11-28T00:00:00Z' })).toEqual([])
  expect(await found({ until: '2026-11-01T00:00:00Z' })).toEqual([])
})

test('what is far back is found, page by page, and others have their turn meanwhile', async () => {
  for (let nth = 0; nth < 5; nth += 1) log.record(entry(`needle ${nth}`))
  fill(60_000)
  let turns = 0
  const other = setInterval(() => {
    turns += 1
  }, 0)
  expect(await found({ text: 'needle', limit: 3 })).toEqual(['needle 4', 'needle 3', 'needle 2'])
  clearInterval(other)
  expect(turns).toBeGreaterThan(1)
  expect(await found({ text: 'needle', limit: 3, before_id: 3 })).toEqual(['needle 1', 'needle 0'])
  expect(await found({ text: 'needle', since: '2026-11-27T12:00:01Z' })).toEqual([])
  expect(await found({ text: 'edge-59999' })).toHaveLength(1)
})

test('an entry that waited to be written is in the time at which it was seen', async () => {
  fill(3)
  const insert = store.sql.prepare(
    `INSERT INTO activity (at, type, severity, actor, message, data_json) VALUES (?, 'node.lost', 'info', 'origin', 'late', '{}')`,
  )
  insert.run(new Date(now - 2_500).toISOString())
  expect(await found({ until: new Date(now - 1_500).toISOString() })).toEqual([
    'late',
    'Node edge-0 has started and joined.',
  ])
})
