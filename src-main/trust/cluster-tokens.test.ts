import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore, type Store } from '../store/store.ts'
import { ClusterTokens } from './cluster-tokens.ts'

const HOUR = 3_600_000
const actor = 'operator:owner'

let folder: string
let store: Store
let activity: SqliteActivityLog
let tokens: ClusterTokens
let now: number

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hw-cluster-tokens-'))
  store = openStore(path.join(folder, 'headwater.db'))
  activity = new SqliteActivityLog(store, { log: pino({ level: 'silent' }) })
  now = Date.parse('2026-11-21T07:30:00Z')
  tokens = new ClusterTokens(store, activity, () => now)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('a cluster token', () => {
  test('lets boxes in again and again until it is revoked, and is on the disk as a hash alone', () => {
    const { info, token } = tokens.create({ name: 'Paris', ttl_ms: null }, actor)
    expect(token).toMatch(/^clt_[A-Za-z0-9_-]{43}$/)
    for (const address of ['10.0.0.1', '10.0.0.2']) expect(tokens.prove(token, address)).toBe(true)
    expect(tokens.prove(`${token.slice(0, -1)}!`, '10.0.0.1')).toBe(false)
    store.sql.pragma('wal_checkpoint(TRUNCATE)')
    expect(readFileSync(path.join(folder, 'headwater.db')).includes(token)).toBe(false)
    tokens.revoke(info.id, actor)
    expect(tokens.prove(token, '10.0.0.1')).toBe(false)
    expect(tokens.any).toBe(false)
  })

  test('is replaced without a gap: while a rotation overlaps, both let boxes in', () => {
    const before = tokens.create({ name: 'Paris', ttl_ms: null }, actor)
    const after = tokens.rotate(before.info.id, 24 * HOUR, actor)
    const good = () => [before, after].map(({ token }) => tokens.prove(token, '10.0.0.1'))
    expect(good()).toEqual([true, true])
    now += 24 * HOUR
    expect(good()).toEqual([false, true])
    expect(tokens.list().map(({ state }) => state)).toEqual(['active', 'expired'])
    expect(() => tokens.rotate(before.info.id, HOUR, actor)).toThrow('lets nobody in any more')
  })

  test('never lives longer by a rotation than it would have', () => {
    const { info, token } = tokens.create({ name: 'Paris', ttl_ms: HOUR }, actor)
    tokens.rotate(info.id, 24 * HOUR, actor)
    now += HOUR
    expect(tokens.prove(token, '10.0.0.1')).toBe(false)
  })

  test('says when it was used last, and each address that used it is in the activity log, once an hour', () => {
    const { token } = tokens.create({ name: 'Paris', ttl_ms: null }, actor)
    for (const address of ['10.0.0.1', '10.0.0.1', '10.0.0.2']) tokens.prove(token, address)
    const uses = () => activity.list({ limit: 9, type: 'cluster_token.used' })
    expect(uses().map(({ data }) => data)).toMatchObject([{ address: '10.0.0.2' }, { address: '10.0.0.1' }])
    expect(tokens.list()[0]?.last_used_at).toBe(new Date(now).toISOString())
    now += HOUR
    tokens.prove(token, '10.0.0.1')
    expect(uses()).toHaveLength(3)
  })

  test('there are not without bound: of those that ended the oldest goes first', () => {
    const first = tokens.create({ name: 'first', ttl_ms: HOUR }, actor)
    for (let made = 1; made < 100; made += 1) tokens.create({ name: `${made}`, ttl_ms: null }, actor)
    expect(() => tokens.create({ name: 'one more', ttl_ms: null }, actor)).toThrow('100 cluster tokens')
    now += HOUR
    tokens.create({ name: 'one more', ttl_ms: null }, actor)
    expect(tokens.list().map(({ id }) => id)).not.toContain(first.info.id)
  })
})
