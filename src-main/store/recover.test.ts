import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { NewActivity } from './activity-log.ts'
import { backupsOf, damageOf } from './backup-files.ts'
import { Backups } from './backups.ts'
import { carryOver } from './carry-over.ts'
import { endedText, openOrRecover, recoveryActivity, restoreDatabase, whatStaysEnded } from './recover.ts'
import { openStore, type Store } from './store.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hw-recover-'))
  file = path.join(folder, 'origin.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const log = pino({ level: 'silent' })

function backups(
  store: Store,
  options: { interval_ms?: number; kept?: number; room?: () => number; settle_ms?: number } = {},
) {
  const recorded: NewActivity[] = []
  const activity = {
    record: (entry: NewActivity) => {
      recorded.push(entry)
      return { ...entry, id: recorded.length, at: '' }
    },
  }
  const made = new Backups({
    sql: store.sql,
    file,
    activity,
    log,
    interval_ms: 0,
    kept: 14,
    room: () => 1e12,
    settle_ms: 0,
    ...options,
  })
  return { made, recorded }
}

function addOperator(store: Store, name: string): void {
  store.sql
    .prepare('INSERT INTO operators (id, name, role, created_at) VALUES (?, ?, ?, ?)')
    .run(`id-${name}`, name, 'owner', new Date().toISOString())
}

const operators = (store: Store) =>
  (store.sql.prepare('SELECT name FROM operators ORDER BY name').all() as { name: string }[]).map(({ name }) => name)

/** Writes rubbish over all but the first page, which is what a failing disk may leave. */
async function damage(from_byte = 4_096): Promise<void> {
  const handle = await open(file, 'r+')
  const rest = statSync(file).size - from_byte
  await handle.write(Buffer.alloc(rest, 0xa5), 0, rest, from_byte)
  await handle.close()
}

describe('backups', () => {
  test('are made while the database is written, are whole, and only so many are kept', async () => {
    const store = openStore(file)
    const { made, recorded } = backups(store, { kept: 2 })
    addOperator(store, 'ada')
    const first = made.make('operator:ada')
    addOperator(store, 'brook')
    expect((await first).size_bytes).toBeGreaterThan(4_096)
    for (let n = 0; n < 3; n += 1) {
      await new Promise((resolve) => setTimeout(resolve, 2))
      await made.make('origin')
    }
    expect(made.list()).toHaveLength(2)
    for (const backup of backupsOf(file)) {
      expect(damageOf(backup.path)).toBeNull()
      expect(statSync(backup.path).mode & 0o077).toBe(0)
      expect(Math.abs(Date.parse(backup.made_at) - Date.now())).toBeLessThan(60_000)
    }
    expect(readdirSync(path.join(folder, 'backups'))).toHaveLength(2)
    expect(recorded.map(({ type, actor }) => [type, actor])).toEqual([['backup.made', 'operator:ada']])
    await made.stop()
    store.close()
  })

  test('give way to a new one where the disk is short of room, but for the last', async () => {
    const store = openStore(file)
    // Room for one more only once two are gone.
    const { made, recorded } = backups(store, { room: () => (backupsOf(file).length > 1 ? 0 : 1e12) })
    const names: string[] = []
    for (let n = 0; n < 3; n += 1) {
      names.push((await made.make('operator:ada')).name)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    expect(backupsOf(file).map(({ name }) => name)).toEqual([names[2], names[1]])
    await made.stop()
    const { made: without } = backups(store, { room: () => 0 })
    await expect(without.make('operator:ada')).rejects.toMatchObject({
      code: 'backup_failed',
      message: expect.stringContaining('there is no room'),
    })
    expect(backupsOf(file).map(({ name }) => name)).toEqual([names[2]])
    expect(recorded).toHaveLength(3)
    store.close()
  })

  test('do not keep the origin from its work while one is checked', async () => {
    const store = openStore(file)
    store.sql.exec('CREATE TABLE load (at INTEGER PRIMARY KEY, what BLOB)')
    const insert = store.sql.prepare('INSERT INTO load (what) VALUES (randomblob(900))')
    store.transaction(() => {
      for (let n = 0; n < 40_000; n += 1) insert.run()
    })
    const { made } = backups(store)
    let longest_ms = 0
    let last_ms = performance.now()
    const look = setInterval(() => {
      longest_ms = Math.max(longest_ms, performance.now() - last_ms)
      last_ms = performance.now()
    }, 5)
    const { size_bytes } = await made.make('operator:ada')
    clearInterval(look)
    expect(size_bytes).toBeGreaterThan(30_000_000)
    // A check of it here would take as long as reading it all.
    expect(longest_ms).toBeLessThan(1_000)
    await made.stop()
    store.close()
  })

  test('are made by themselves where none is young enough', async () => {
    const store = openStore(file)
    const { made } = backups(store, { interval_ms: 3_600_000 })
    await expect.poll(() => made.list().length, { timeout: 5_000 }).toBe(1)
    await made.stop()
    store.close()
  })

  test('that cannot be made are said once, with the reason', async () => {
    const store = openStore(file)
    const { made, recorded } = backups(store)
    writeFileSync(path.join(folder, 'backups'), 'a file where the folder should be')
    for (let n = 0; n < 2; n += 1) await expect(made.make('origin')).rejects.toThrow(/could not be made/)
    expect(recorded.map(({ type }) => type)).toEqual(['backup.failed'])
    await made.stop()
    store.close()
  })
})

describe('a damaged database', () => {
  test('gives way to the newest whole backup, with an account of what is missing', async () => {
    const store = openStore(file)
    addOperator(store, 'ada')
    const { made } = backups(store)
    await made.make('origin')
    await new Promise((resolve) => setTimeout(resolve, 2))
    const newest = await made.make('origin')
    addOperator(store, 'brook')
    store.close()
    // The newest is damaged as well.
    truncateSync(made.pathOf(newest.name) ?? '', 5_000)
    await damage()

    const { store: restored, recovery } = openOrRecover(file, {})
    expect(operators(restored)).toEqual(['ada'])
    expect(recovery?.from).toBe(backupsOf(file)[1]?.path)
    expect(existsSync(recovery?.damaged ?? '')).toBe(true)
    if (recovery === null) throw new Error('it was not recovered')
    expect(recoveryActivity(recovery)).toMatchObject({
      type: 'store.recovered',
      severity: 'error',
      message: expect.stringMatching(/is in its place.*nobody can say what came later.*is kept as/s),
    })
    restored.close()
  })

  test('says by name what came after the backup where it can still be read', async () => {
    const store = openStore(file)
    addOperator(store, 'ada')
    const { made } = backups(store)
    await made.make('origin')
    addOperator(store, 'brook')
    // Enough for pages that none of what is kept for good is in.
    const many = store.sql.prepare('INSERT INTO settings (key, value_json) VALUES (?, ?)')
    for (let n = 0; n < 500; n += 1) many.run(`k${n}`, JSON.stringify('x'.repeat(200)))
    store.close()
    await damage(statSync(file).size - 8 * 4_096)
    const { store: restored, recovery } = openOrRecover(file, {})
    expect(recovery).toMatchObject({ compared: true, missing: ['1 operator (brook)'] })
    restored.close()
  })

  test('is not taken for a new one where its log is gone and nothing is left in it', async () => {
    const store = openStore(file)
    addOperator(store, 'ada')
    const { made } = backups(store)
    await made.make('origin')
    store.close()
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true })
    new SqliteDatabase(file).exec('PRAGMA journal_mode = WAL').close()
    const { store: restored, recovery } = openOrRecover(file, {})
    expect(operators(restored)).toEqual(['ada'])
    expect(recovery?.damage).toMatch(/holds nothing/)
    restored.close()
  })

  test('is refused, and left as it was, where there is no backup', async () => {
    const store = openStore(file)
    addOperator(store, 'ada')
    store.close()
    await damage()
    expect(() => openOrRecover(file, {})).toThrow(/is damaged/)
    expect(readdirSync(folder).filter((name) => name.includes('.damaged-'))).toEqual([])
  })
})

describe('restoring', () => {
  test('puts a backup in place and keeps what was there', async () => {
    const store = openStore(file)
    addOperator(store, 'ada')
    const { made } = backups(store)
    const { name } = await made.make('origin')
    addOperator(store, 'brook')
    store.close()
    const { aside } = restoreDatabase(file, made.pathOf(name) ?? '')
    const restored = openStore(file)
    expect(operators(restored)).toEqual(['ada'])
    restored.close()
    const before = openStore(aside ?? '')
    expect(operators(before)).toEqual(['ada', 'brook'])
    before.close()
    expect(readdirSync(folder).filter((found) => found.includes('trial'))).toEqual([])
  })

  test.each([
    ['is not there', null, /There is no file/],
    ['is not a database', 'hello', /is damaged/],
    ['is empty', '', /is damaged/],
  ])('changes nothing where the backup %s', (_what, content, refusal) => {
    const store = openStore(file)
    addOperator(store, 'ada')
    store.close()
    const backup = path.join(folder, 'backup.db')
    if (content !== null) writeFileSync(backup, content)
    expect(() => restoreDatabase(file, backup)).toThrow(refusal)
    const same = openStore(file)
    expect(operators(same)).toEqual(['ada'])
    same.close()
  })
})

test('a restored database brings nothing back that was ended since', () => {
  const before = openStore(file)
  addOperator(before, 'ada')
  const at = new Date().toISOString()
  const add = (store: Store, id: string, revoked_at: string | null) =>
    store.sql
      .prepare(
        'INSERT INTO api_keys (id, prefix, key_hash, operator_id, name, created_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(id, `sk_${id}`, `hash-${id}`, 'id-ada', id, at, revoked_at)
  add(before, 'ended', null)
  const backup = path.join(folder, 'backup.db')
  before.sql.prepare('VACUUM INTO ?').run(backup)
  before.sql.prepare("UPDATE api_keys SET revoked_at = ? WHERE id = 'ended'").run(at)
  add(before, 'asking', null)
  add(before, 'later', null)
  before.close()
  const { missing } = restoreDatabase(file, backup, (restored) =>
    carryOver(restored, file, { session_ids: [], api_key_ids: ['asking'] }),
  )
  expect(missing).toEqual(['2 API keys (asking, later)'])
  const restored = openStore(file)
  expect(restored.sql.prepare('SELECT id, revoked_at FROM api_keys ORDER BY id').all()).toEqual([
    { id: 'asking', revoked_at: null },
    { id: 'ended', revoked_at: at },
  ])
  restored.close()
})

test('a run that was ended since does not go on, and a login that was forgotten is not kept again', () => {
  const before = openStore(file)
  addOperator(before, 'ada')
  before.sql.exec(
    `INSERT INTO provisioning_runs (id, state, created_at, run_json) VALUES ('run', 'running', '2026-01-02', '{}');
     INSERT INTO provisioning_steps (run_id, step, position, step_json) VALUES ('run', 'remove', 0, '{}');
     INSERT INTO node_logins (node_id, host, port, user, sealed_target, kept_by, kept_at) VALUES ('node', 'box', 22, 'root', x'00', 'ada', '2026-01-02')`,
  )
  const backup = path.join(folder, 'backup.db')
  before.sql.prepare('VACUUM INTO ?').run(backup)
  before.sql.exec(
    `UPDATE provisioning_runs SET state = 'cancelled', ended_at = '2026-01-03'; DELETE FROM node_logins;
     INSERT INTO provisioning_runs (id, state, created_at, run_json) VALUES ('later', 'succeeded', '2026-01-03', '{}')`,
  )
  before.close()
  restoreDatabase(file, backup, (restored) => carryOver(restored, file, { session_ids: [], api_key_ids: [] }))
  const restored = openStore(file)
  const states = restored.sql.prepare('SELECT id, state FROM provisioning_runs ORDER BY number').all()
  expect(states).toEqual([
    { id: 'run', state: 'cancelled' },
    { id: 'later', state: 'succeeded' },
  ])
  expect(restored.sql.prepare('SELECT count(*) FROM provisioning_steps').pluck().get()).toBe(1)
  expect(restored.sql.prepare('SELECT count(*) FROM node_logins').pluck().get()).toBe(0)
  restored.close()
})

test('and neither keys, operators and their roles and passwords, nor authorities come back; what an older state never knew is not ended', () => {
  const before = openStore(file)
  for (const name of ['ada', 'bob', 'eve']) addOperator(before, name)
  const at = '2026-01-02T00:00:00.000Z'
  const addKey = (id: string, created_at = at) =>
    before.sql
      .prepare(
        "INSERT INTO stream_keys (id, prefix, key_hash, pattern, created_at, created_by) VALUES (?, 'stream_', ?, '*', ?, 'origin')",
      )
      .run(id, `hash-${id}`, created_at)
  for (const id of ['good', 'replaced', 'revoked', 'swept']) addKey(id)
  addKey('unknown', '2026-01-05T00:00:00.000Z')
  before.sql.exec(
    `INSERT INTO signing_keys (id, use, pattern, prefix, sealed_key, created_at, created_by) VALUES ('sign', 'addresses', '*', 'sign_', x'00', '${at}', 'origin');
     INSERT INTO authorities (id, key_fingerprint, certificate_pem, state, created_at, not_after) VALUES ('old', 'a', 'pem', 'signing', '${at}', '${at}');
     UPDATE operators SET role = 'owner', password_hash = 'stolen' WHERE name = 'ada'`,
  )
  const backup = path.join(folder, 'backup.db')
  before.sql.prepare('VACUUM INTO ?').run(backup)
  before.sql.exec(
    `UPDATE stream_keys SET revoked_at = '2026-01-09' WHERE id = 'revoked';
     UPDATE stream_keys SET expires_at = '2026-01-10', replaced_by = 'good' WHERE id = 'replaced';
     DELETE FROM stream_keys WHERE id IN ('swept', 'unknown');
     DELETE FROM signing_keys;
     DELETE FROM operators WHERE name = 'eve';
     UPDATE operators SET role = 'viewer', password_hash = 'new' WHERE name = 'ada';
     UPDATE authorities SET state = 'dropped' WHERE id = 'old';
     INSERT INTO authorities (id, key_fingerprint, certificate_pem, state, created_at, not_after) VALUES ('new', 'b', 'pem', 'signing', '${at}', '${at}');
     INSERT INTO activity (at, type, severity, actor, message, data_json)
       VALUES ('2026-01-07T00:00:00.000Z', 'store.restored', 'warning', 'origin', '', '{"knows_until":"2026-01-04T00:00:00.000Z"}')`,
  )
  before.close()
  const { ended } = restoreDatabase(file, backup, (restored) =>
    carryOver(restored, file, { session_ids: [], api_key_ids: [] }),
  )
  expect(ended).toEqual(['2 stream keys', '1 signing key', '1 operator'])
  const { sql, close } = (() => {
    const store = openStore(file)
    return { sql: store.sql, close: () => store.close() }
  })()
  const good = sql.prepare('SELECT id FROM stream_keys WHERE revoked_at IS NULL ORDER BY id').pluck().all()
  expect(good).toEqual(['good', 'replaced', 'unknown'])
  expect(sql.prepare("SELECT expires_at, replaced_by FROM stream_keys WHERE id = 'replaced'").get()).toEqual({
    ...{ expires_at: '2026-01-10', replaced_by: 'good' },
  })
  expect(sql.prepare('SELECT name, role, password_hash FROM operators ORDER BY name').all()).toMatchObject([
    { name: 'ada', role: 'viewer', password_hash: 'new' },
    { name: 'bob' },
  ])
  expect(sql.prepare('SELECT id, state FROM authorities ORDER BY id').all()).toEqual([
    { id: 'new', state: 'signing' },
    { id: 'old', state: 'dropped' },
  ])
  close()
})

test('a database that cannot be read for what was ended is said to be so, and everybody is signed out', () => {
  const before = openStore(file)
  addOperator(before, 'ada')
  const backup = path.join(folder, 'backup.db')
  before.sql.prepare('VACUUM INTO ?').run(backup)
  before.close()
  writeFileSync(file, Buffer.alloc(8_192, 7))
  const { ended } = restoreDatabase(file, backup, (restored) => whatStaysEnded(restored, file))
  expect(ended).toBeNull()
  expect(endedText(ended)).toContain('could not be read')
})
