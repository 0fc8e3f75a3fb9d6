import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { allMigrations } from '../store/migrations/all-migrations.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore } from '../store/store.ts'
import { Trust } from './trust.ts'

test('sessions and API keys of before there were operators hold on, and can be listed and ended', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hw-upgrade-'))
  const file = path.join(folder, 'headwater.db')
  const at = (offset_ms: number) => new Date(Date.now() + offset_ms).toISOString()
  const [cookie, bearer] = [`session_${'s'.repeat(43)}`, `sk_${'k'.repeat(43)}`]
  const hashed = (secret: string) => createHash('sha256').update(secret).digest('hex')
  const before = openStore(file, { migrations: allMigrations.filter(({ name }) => name !== 'operators').slice(0, 7) })
  before.sql.prepare("INSERT INTO operators VALUES ('o', 'owner', 'owner', ?)").run(at(0))
  const session = before.sql.prepare("INSERT INTO operator_sessions VALUES (?, 'o', ?, ?, ?, 'Firefox')")
  session.run(hashed(cookie), at(0), at(0), at(60_000))
  session.run(hashed('another'), at(0), at(0), at(60_000))
  const key = before.sql.prepare("INSERT INTO api_keys VALUES ('k', 'sk_kkkkkk', ?, 'o', 'ci', ?, NULL, NULL)")
  key.run(hashed(bearer), at(0))
  before.close()

  const store = openStore(file)
  const trust = new Trust({ store, activity: new SqliteActivityLog(store, { log: pino({ level: 'silent' }) }) })
  const principal = trust.authenticate({ cookie })
  expect(principal).toMatchObject({ operator_id: 'o', role: 'owner', by: 'session', proven_until: null })
  expect(trust.authenticate({ bearer })).toMatchObject({ role: 'owner', scopes: null })
  const listed = trust.sessions.list('o', principal?.session_id ?? null)
  expect(listed.map(({ current, address }) => [current, address]).sort()).toEqual([
    [false, null],
    [true, null],
  ])
  expect(trust.sessions.endOthers('o', principal?.session_id ?? null, 'operator:owner', 'x')).toBe(1)
  expect(trust.operators.byName('OWNER')?.id).toBe('o')
  store.close()
  rmSync(folder, { recursive: true, force: true })
})
