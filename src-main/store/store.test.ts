import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import SqliteDatabase from 'better-sqlite3'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NewActivity } from './activity-log.ts'
import { databaseCopies } from './database-file.ts'
import { initial } from './migrations/0001-initial.ts'
import { allMigrations } from './migrations/all-migrations.ts'
import type { Migration } from './migrations/migration.ts'
import { SqliteActivityLog } from './sqlite-activity-log.ts'
import { openStore } from './store.ts'
import { StoreError } from './store-error.ts'

/** Of a form that no program knows yet. */
const NEXT_VERSION = (allMigrations.at(-1)?.version ?? 0) + 1

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hw-store-'))
  file = path.join(folder, 'data', 'headwater.db')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

function refusal(open: () => unknown): StoreError {
  try {
    open()
  } catch (error) {
    if (error instanceof StoreError) return error
    throw error
  }
  throw new Error('it was not refused')
}

const mode = (name: string) => statSync(name).mode & 0o777

describe('the database', () => {
  test('is made with its folder, for its owner only', () => {
    const store = openStore(file)
    store.run(store.db.insertInto('settings').values({ key: 'a', value_json: '1' }))
    expect(mode(path.dirname(file))).toBe(0o700)
    for (const name of [file, `${file}-wal`, `${file}-shm`]) expect(mode(name)).toBe(0o600)
    store.close()
  })

  test('that everybody may read is taken from everybody', () => {
    openStore(file).close()
    chmodSync(file, 0o644)
    chmodSync(path.dirname(file), 0o755)
    openStore(file).close()
    expect([mode(file), mode(path.dirname(file))]).toEqual([0o600, 0o700])
  })

  test("leaves a folder alone that holds somebody else's files", () => {
    mkdirSync(path.dirname(file), { mode: 0o755 })
    writeFileSync(path.join(path.dirname(file), 'letter.txt'), '')
    chmodSync(path.dirname(file), 0o755)
    openStore(file).close()
    expect([mode(file), mode(path.dirname(file))]).toEqual([0o600, 0o755])
  })

  test('writes ahead, and fully', () => {
    const store = openStore(file)
    const { sql } = store
    expect(sql.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(sql.pragma('synchronous', { simple: true })).toBe(2)
    expect(sql.pragma('foreign_keys', { simple: true })).toBe(1)
    store.close()
  })

  test('of a newer program is refused politely, and not a byte of it is changed', () => {
    openStore(file, {
      migrations: [...allMigrations, { version: NEXT_VERSION, name: 'future', up: () => undefined }],
    }).close()
    const before = readFileSync(file)
    const error = refusal(() => openStore(file))
    expect(error.code).toBe('database_newer')
    expect(error.message).toContain(file)
    expect(error.hint).toContain('newer Headwater')
    expect(readFileSync(file).equals(before)).toBe(true)
  })

  test('of another program is refused', () => {
    mkdirSync(path.dirname(file))
    const other = new SqliteDatabase(file)
    other.exec('CREATE TABLE bookmarks (url TEXT)')
    other.close()
    expect(refusal(() => openStore(file)).code).toBe('database_foreign')
  })

  test('that is damaged is refused, and the newest copy is named', () => {
    openStore(file).close()
    const second: Migration = { version: NEXT_VERSION, name: 'second', up: () => undefined }
    openStore(file, { migrations: [...allMigrations, second] }).close()
    const [copy] = databaseCopies(file)
    writeFileSync(file, Buffer.concat([readFileSync(file).subarray(0, 4096), Buffer.alloc(60_000, 0xa5)]))
    const error = refusal(() => openStore(file))
    expect(error.code).toBe('database_damaged')
    expect(error.hint).toContain(copy)
    truncateSync(file, 0)
    expect(refusal(() => openStore(file)).code).toBe('database_damaged')
  })

  test('that is no database at all is refused', () => {
    mkdirSync(path.dirname(file))
    writeFileSync(file, 'this is a letter, not a database. '.repeat(100))
    expect(refusal(() => openStore(file)).code).toBe('database_damaged')
  })

  test('in a place where no folder can be is refused with what to do', () => {
    writeFileSync(path.join(folder, 'data'), '')
    const error = refusal(() => openStore(file))
    expect(error.code).toBe('database_unusable')
    expect(error.hint).toContain('read and write')
  })

  test('is copied before it is brought to a new form, and a form that fails changes nothing', () => {
    const store = openStore(file)
    store.run(store.db.insertInto('settings').values({ key: 'kept', value_json: '1' }))
    store.close()
    const failing: Migration = {
      version: NEXT_VERSION,
      name: 'failing',
      up: (sql) => {
        sql.exec('DELETE FROM settings; CREATE TABLE half (a TEXT)')
        throw new Error('half way')
      },
    }
    const error = refusal(() => openStore(file, { migrations: [...allMigrations, failing] }))
    expect(error.code).toBe('migration_failed')
    expect(error.message).toContain('half way')
    const [copy] = databaseCopies(file)
    expect(error.hint).toContain(copy)
    expect(copy !== undefined && mode(copy)).toBe(0o600)
    const again = openStore(file)
    expect(again.first(again.db.selectFrom('settings').selectAll())).toEqual({ key: 'kept', value_json: '1' })
    expect(again.sql.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").get()).toBeUndefined()
    again.close()
  })

  test('keeps three of the copies made before new forms', () => {
    const migrations: Migration[] = [initial]
    openStore(file, { migrations }).close()
    for (let version = 2; version <= 6; version += 1) {
      migrations.push({ version, name: `v${version}`, up: () => undefined })
      openStore(file, { migrations }).close()
    }
    expect(databaseCopies(file)).toHaveLength(3)
  })

  test('holds every answered write when its program is killed in the middle of writing', async () => {
    const script = `
      const { openStore } = await import(${JSON.stringify(path.join(import.meta.dirname, 'store.ts'))})
      const store = openStore(${JSON.stringify(file)})
      for (let n = 0; ; n += 1) {
        store.run(store.db.insertInto('settings').values({ key: process.argv[1] + '-' + n, value_json: 'x'.repeat(n % 3000) }))
        process.stdout.write(process.argv[1] + '-' + n + '\\n')
        if (n % 16 === 0) await new Promise((resolve) => setImmediate(resolve))
      }`
    const answered: string[] = []
    for (let run = 0; run < 6; run += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', script, `r${run}`], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      const lines = createInterface({ input: child.stdout })
      lines.on('line', (line) => answered.push(line))
      await once(lines, 'line')
      await sleep(Math.random() * 150)
      child.kill('SIGKILL')
      await once(lines, 'close')
    }
    const store = openStore(file)
    expect(store.sql.pragma('integrity_check', { simple: true })).toBe('ok')
    const kept = new Set(store.all(store.db.selectFrom('settings').select('key')).map(({ key }) => key))
    // The last line may have been cut by the kill.
    expect(answered.filter((key) => /^r\d-\d+$/.test(key) && !kept.has(key))).toEqual([])
    expect(answered.length).toBeGreaterThan(20)
    store.close()
  }, 30_000)
})

describe('the activity log', () => {
  const entry: NewActivity = {
    type: 'node.joined',
    severity: 'info',
    actor: 'origin',
    node_id: null,
    stream_path: null,
    message: 'A node joined.',
    data: { n: 1 },
  }
  const silent = pino({ level: 'silent' })

  test('tells its listeners, and lists the newest first, page by page', () => {
    const store = openStore(file)
    const log = new SqliteActivityLog(store, { log: silent })
    const heard: number[] = []
    log.onRecorded(() => {
      throw new Error('a listener that fails')
    })
    const stop = log.onRecorded(({ id }) => heard.push(id))
    for (let n = 0; n < 5; n += 1) log.record({ ...entry, data: { n } })
    stop()
    log.record(entry)
    expect(heard).toEqual([1, 2, 3, 4, 5])
    expect(log.list({ limit: 2 }).map(({ id }) => id)).toEqual([6, 5])
    expect(log.list({ limit: 2, before_id: 5 }).map(({ data }) => data)).toEqual([{ n: 3 }, { n: 2 }])
    store.close()
  })

  test('lists what is of a type or of a family of types, and of at least a severity', () => {
    const store = openStore(file)
    const log = new SqliteActivityLog(store, { log: silent })
    for (const [type, severity] of [
      ['node.suspected', 'warning'],
      ['nodes_elsewhere', 'error'],
      ['node.went_offline', 'error'],
      ['session.started', 'info'],
    ] as const) {
      // Entries of another version may be of types that this one does not know.
      log.record({ ...entry, type: type as NewActivity['type'], severity })
    }
    const types = (query: Partial<Parameters<typeof log.list>[0]>) =>
      log.list({ limit: 9, ...query }).map(({ type }) => type)
    expect(types({ type: 'node' })).toEqual(['node.went_offline', 'node.suspected'])
    expect(types({ type: 'node.suspected' })).toEqual(['node.suspected'])
    expect(types({ severity: 'warning' })).toEqual(['node.went_offline', 'nodes_elsewhere', 'node.suspected'])
    expect(types({ severity: 'error', type: 'node' })).toEqual(['node.went_offline'])
    expect(types({ severity: 'info' })).toHaveLength(4)
    store.close()
  })

  test('writes a few observed entries at once and thousands in batches, in order, and says what it left out', async () => {
    const store = openStore(file)
    let transactions = 0
    const transaction = store.transaction.bind(store)
    store.transaction = (work) => {
      transactions += 1
      return transaction(work)
    }
    const log = new SqliteActivityLog(store, { log: silent })
    const ns = (limit: number) => log.list({ limit }).map(({ data }) => data.n)
    for (let n = 0; n < 3; n += 1) log.observe({ ...entry, data: { n } })
    expect(ns(9)).toEqual([2, 1, 0])
    for (let n = 3; n < 1_003; n += 1) log.observe({ ...entry, data: { n } })
    expect(log.list({ limit: 2_000 }).length).toBeLessThan(10)
    await expect.poll(() => log.backlog.waiting, { timeout: 5_000 }).toBe(0)
    expect(ns(2_000)).toEqual(Array.from({ length: 1_003 }, (_, n) => 1_002 - n))
    expect(transactions).toBeLessThan(10)

    for (let n = 0; n < 50_020; n += 1) log.observe({ ...entry, data: { n } })
    expect(log.backlog).toEqual({ waiting: 50_000, left_out: expect.any(Number) })
    const { left_out } = log.backlog
    expect(left_out).toBeGreaterThan(10)
    log.stop()
    expect(log.list({ limit: 1 })[0]).toMatchObject({ type: 'activity.left_out', data: { count: left_out } })
    expect(log.backlog).toEqual({ waiting: 0, left_out })
    store.close()
  })

  test('keeps observed entries that the database does not take, and puts them before what is done later', async () => {
    const store = openStore(file)
    const log = new SqliteActivityLog(store, { log: silent })
    for (let n = 0; n < 20; n += 1) log.observe({ ...entry, data: { n } })
    const { transaction } = store
    store.transaction = () => {
      throw new Error('the disk is full')
    }
    log.record({ ...entry, type: 'node.drained' })
    expect(log.backlog.waiting).toBeGreaterThan(0)
    store.transaction = transaction
    log.record({ ...entry, type: 'node.evicted' })
    expect(log.backlog.waiting).toBe(0)
    expect(log.list({ limit: 2 }).map(({ type }) => type)).toEqual(['node.evicted', 'node.joined'])
    log.stop()
    store.close()
  })

  test('tells nobody of what was rolled back, and of the rest only once it is on disk', () => {
    const store = openStore(file)
    const log = new SqliteActivityLog(store, { log: silent })
    const heard: unknown[] = []
    log.onRecorded(({ data }) => heard.push({ ...data, in_transaction: store.sql.inTransaction }))
    const refused = () =>
      store.transaction(() => {
        log.record({ ...entry, data: { kept: false } })
        throw new Error('refused')
      })
    expect(refused).toThrow('refused')
    store.transaction(() => {
      log.record({ ...entry, data: { kept: true } })
      expect(refused).toThrow('refused')
      expect(heard).toEqual([])
    })
    expect(heard).toEqual([{ kept: true, in_transaction: false }])
    expect(log.list({ limit: 10 })).toHaveLength(1)
    store.close()
  })

  test('lists what is about one stream', () => {
    const store = openStore(file)
    const log = new SqliteActivityLog(store, { log: silent })
    log.record(entry)
    log.record({ ...entry, stream_path: 'live/a' as never })
    expect(log.list({ limit: 10, stream_path: 'live/a' }).map(({ id }) => id)).toEqual([2])
    store.close()
  })

  test('forgets what is older than 90 days, a slice at a time', () => {
    const store = openStore(file)
    let now = Date.parse('2026-01-01T00:00:00Z')
    const log = new SqliteActivityLog(store, { log: silent, clock: () => now })
    for (let n = 0; n < 1_200; n += 1) log.record(entry)
    now += 91 * 86_400_000
    const counts = [0, 1, 2, 3].map(() => {
      log.record(entry)
      return log.list({ limit: 5_000 }).length
    })
    expect(counts).toEqual([701, 202, 3, 4])
    store.close()
  })

  test('keeps no more entries than it may', () => {
    const store = openStore(file)
    let now = 0
    const log = new SqliteActivityLog(store, { log: silent, max_entries: 10, clock: () => now })
    for (let n = 0; n < 50; n += 1) {
      now += 61_000
      log.record(entry)
    }
    expect(log.list({ limit: 100 })).toHaveLength(10)
    store.close()
  })

  test('is not left half open', () => {
    openStore(file).close()
    expect(existsSync(`${file}-wal`)).toBe(false)
  })
})
