import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { enrollmentTokenSchema, nodeCredentialSchema } from '#contract/enrollment.ts'
import type { ClusterId } from '#contract/ids.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore, type Store } from '../store/store.ts'
import { Trust } from './trust.ts'
import { TrustError } from './trust-error.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const from = { user_agent: 'a browser', address: '10.0.0.9' }

let folder: string
let store: Store
let trust: Trust
let now: number
const activity = () => new SqliteActivityLog(store, { log: pino({ level: 'silent' }) })

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hw-trust-'))
  store = openStore(path.join(folder, 'headwater.db'))
  now = Date.parse('2026-11-21T07:30:00Z')
  trust = new Trust({ store, activity: activity(), clock: () => now })
})

afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})

function refusal(call: () => unknown): string {
  try {
    call()
  } catch (error) {
    if (error instanceof TrustError) {
      expect(error.hint).not.toBe('')
      return error.code
    }
    throw error
  }
  return 'nothing'
}

function token(wish: { usage_limit?: number; ttl_ms?: number; networks?: string[]; node_names?: string } = {}) {
  const cluster_id = 'main' as ClusterId
  return trust.createEnrollmentToken({
    cluster_id,
    name: null,
    usage_limit: 1,
    ttl_ms: DAY,
    created_by: 'origin',
    ...wish,
  })
}

describe('an operator', () => {
  test('who owns the installation is made once', () => {
    expect(trust.ensureOwner()).toEqual(trust.ensureOwner())
    expect(trust.ensureOwner()).toMatchObject({ name: 'owner', role: 'owner' })
  })

  test('signs in once with a link, and not after it ran out', () => {
    const owner = trust.ensureOwner()
    const link = trust.createSignInLink(owner.id, 10 * MINUTE)
    const { session_token } = trust.sign_in.byLink(link, from)
    expect(refusal(() => trust.sign_in.byLink(link, from))).toBe('sign_in_link_invalid')
    expect(trust.authenticate({ cookie: session_token })).toMatchObject({
      actor: 'operator:owner',
      role: 'owner',
      by: 'session',
      expires_at: new Date(now + 12 * HOUR).toISOString(),
    })
    const late = trust.createSignInLink(owner.id, 10 * MINUTE)
    now += 10 * MINUTE
    expect(refusal(() => trust.sign_in.byLink(late, from))).toBe('sign_in_link_expired')
    expect(
      activity()
        .list({ limit: 9 })
        .map(({ type }) => type),
    ).toEqual(['operator.signed_in'])
  })

  test('stays signed in while there is something to do, for 30 days at most', () => {
    const { session_token } = trust.sign_in.byLink(trust.createSignInLink(trust.ensureOwner().id, MINUTE), from)
    for (let hours = 0; hours < 30 * 24 - 11; hours += 11) {
      now += 11 * HOUR
      expect(trust.authenticate({ cookie: session_token })).not.toBeNull()
    }
    now += 11 * HOUR
    expect(trust.authenticate({ cookie: session_token })).toBeNull()
  })

  test('who does nothing for 12 hours is signed out, and so is one who signs out', () => {
    const owner = trust.ensureOwner()
    const [idle, active] = [1, 2].map(
      () => trust.sign_in.byLink(trust.createSignInLink(owner.id, MINUTE), from).session_token,
    )
    now += 12 * HOUR - 1
    expect(trust.authenticate({ cookie: active })).not.toBeNull()
    now += 1
    expect(trust.authenticate({ cookie: idle })).toBeNull()
    expect(trust.authenticate({ cookie: active })).not.toBeNull()
    trust.sessions.signOut(active ?? '')
    expect(trust.authenticate({ cookie: active })).toBeNull()
  })

  test('who asks a hundred times a minute writes once', () => {
    const { session_token } = trust.sign_in.byLink(trust.createSignInLink(trust.ensureOwner().id, MINUTE), from)
    const used = () => store.first(store.db.selectFrom('operator_sessions').select('last_used_at'))?.last_used_at
    const before = used()
    now += 59_000
    trust.authenticate({ cookie: session_token })
    expect(used()).toBe(before)
    now += 1_000
    trust.authenticate({ cookie: session_token })
    expect(used()).toBe(new Date(now).toISOString())
  })

  test('uses an API key until it runs out or is revoked, and a wrong key is not made good by a cookie', () => {
    const owner = trust.ensureOwner()
    const { id, key } = trust.createApiKey(owner.id, 'ci', null)
    const short = trust.createApiKey(owner.id, 'short', HOUR)
    expect(key).toMatch(/^sk_[\w-]{43}$/)
    expect(trust.authenticate({ bearer: key })).toMatchObject({
      by: 'api_key',
      actor: `api_key:${key.slice(0, 9)}`,
      expires_at: null,
    })
    expect(trust.authenticate({ bearer: short.key })).not.toBeNull()
    now += HOUR
    expect(trust.authenticate({ bearer: short.key })).toBeNull()
    trust.revokeApiKey(id, 'operator:owner')
    expect(trust.authenticate({ bearer: key })).toBeNull()
    expect(refusal(() => trust.revokeApiKey(id, 'operator:owner'))).toBe('api_key_not_found')
    const { session_token } = trust.sign_in.byLink(trust.createSignInLink(owner.id, MINUTE), from)
    expect(trust.authenticate({ cookie: session_token, bearer: key })).toBeNull()
    for (const odd of ['', 'sk_', session_token, 'x'.repeat(10_000)])
      expect(trust.authenticate({ bearer: odd })).toBeNull()
  })
})

const box = { name: 'edge-1', address: '10.0.0.9' }

describe('an enrollment token', () => {
  test.each([
    [{ networks: ['10.0.0.0/24'] }, box, null],
    [{ networks: ['192.0.2.0/24', '2001:db8::/32'] }, box, 'enrollment_token_wrong_address'],
    [{ networks: ['2001:db8::/32'] }, { ...box, address: '2001:db8::7' }, null],
    [{ networks: ['10.0.0.0/8'] }, { ...box, address: 'nowhere' }, 'enrollment_token_wrong_address'],
    [{ node_names: 'edge-1' }, box, null],
    [{ node_names: 'edge-*' }, { ...box, name: 'edge-paris' }, null],
    [{ node_names: 'edge-*' }, { ...box, name: 'hedge-1' }, 'enrollment_token_wrong_name'],
    [{ node_names: 'edge-1' }, { ...box, name: 'edge-11' }, 'enrollment_token_wrong_name'],
  ])('bound by %j takes %j or says why not (%s), and is not used up by a refusal', (bounds, by, expected) => {
    const { info, token: value } = token(bounds)
    expect(info).toMatchObject(bounds)
    const used = expected === null ? 1 : 0
    if (expected === null) trust.consumeEnrollmentToken(value, by)
    else expect(refusal(() => trust.consumeEnrollmentToken(value, by))).toBe(expected)
    expect(trust.listEnrollmentTokens()).toMatchObject([{ usage_count: used }])
  })

  test('lets as many nodes in as it says, and every refusal says why', () => {
    const { info, token: value } = token({ usage_limit: 2 })
    expect(enrollmentTokenSchema.parse(value)).toBe(value)
    expect(info).toMatchObject({ prefix: value.slice(0, 13), state: 'active', usage_count: 0 })
    expect(trust.consumeEnrollmentToken(value, box)).toEqual({
      token_id: info.id,
      cluster_id: 'main',
      prefix: info.prefix,
      node_id: null,
    })
    trust.consumeEnrollmentToken(value, box)
    expect(refusal(() => trust.consumeEnrollmentToken(value, box))).toBe('enrollment_token_usage_exceeded')
    expect(trust.listEnrollmentTokens()).toMatchObject([{ id: info.id, state: 'consumed', usage_count: 2 }])

    const late = token({ ttl_ms: HOUR })
    const revoked = token()
    now += HOUR
    expect(refusal(() => trust.consumeEnrollmentToken(late.token, box))).toBe('enrollment_token_expired')
    expect(trust.revokeEnrollmentToken(revoked.info.id, 'operator:owner').state).toBe('revoked')
    expect(trust.revokeEnrollmentToken(revoked.info.id, 'operator:owner').state).toBe('revoked')
    expect(refusal(() => trust.consumeEnrollmentToken(revoked.token, box))).toBe('enrollment_token_revoked')
    expect(refusal(() => trust.consumeEnrollmentToken(`enroll_${'x'.repeat(43)}`, box))).toBe(
      'enrollment_token_unknown',
    )
    expect(refusal(() => trust.revokeEnrollmentToken(crypto.randomUUID(), 'x'))).toBe('enrollment_token_not_found')
  })

  test('of a box that is refused afterwards is not used up', () => {
    const { token: value } = token()
    expect(() =>
      store.transaction(() => {
        trust.consumeEnrollmentToken(value, box)
        throw new Error('that name is taken')
      }),
    ).toThrow('taken')
    trust.consumeEnrollmentToken(value, box)
  })

  test('that is used at the same instant from several processes lets exactly one in, of as many as it says', async () => {
    const { token: single } = token()
    const { token: many } = token({ usage_limit: 50 })
    const module = (name: string) => JSON.stringify(path.join(import.meta.dirname, name))
    const script = `
      const { openStore } = await import(${module('../store/store.ts')})
      const { Trust } = await import(${module('trust.ts')})
      const { SqliteActivityLog } = await import(${module('../store/sqlite-activity-log.ts')})
      const store = openStore(process.argv[1])
      const trust = new Trust({ store, activity: new SqliteActivityLog(store, { log: console }), clock: () => ${now} })
      process.stdout.write('.')
      for await (const _ of process.stdin) break
      const tries = (token, times) => {
        let won = 0
        for (let n = 0; n < times; n += 1) { try { trust.consumeEnrollmentToken(token, { name: 'edge-1', address: '10.0.0.9' }); won += 1 } catch (error) { if (!error.hint) throw error } }
        return won
      }
      process.stdout.write(JSON.stringify([tries(process.argv[2], 3), tries(process.argv[3], 40)]))
      store.close()`
    const children = [1, 2, 3].map(() =>
      spawn(process.execPath, ['--input-type=module', '-e', script, path.join(folder, 'headwater.db'), single, many], {
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    )
    await Promise.all(children.map((child) => once(child.stdout, 'readable')))
    const outputs = children.map((child) => text(child.stdout))
    for (const child of children) child.stdin.write('go')
    const won = (await Promise.all(outputs)).map((output) => JSON.parse(output.slice(1)) as [number, number])
    for (const child of children) child.stdin.end()
    expect(won.reduce((sum, [count]) => sum + count, 0)).toBe(1)
    expect(won.reduce((sum, [, count]) => sum + count, 0)).toBe(50)
    expect(
      trust
        .listEnrollmentTokens()
        .map(({ usage_count }) => usage_count)
        .sort(),
    ).toEqual([1, 50])
  }, 20_000)

  test('and everything else that ran out is removed in time', () => {
    const owner = trust.ensureOwner()
    token({ ttl_ms: HOUR })
    trust.createSignInLink(owner.id, HOUR)
    trust.createApiKey(owner.id, 'short', HOUR)
    trust.sign_in.byLink(trust.createSignInLink(owner.id, HOUR), from)
    now += 31 * DAY
    trust.authenticate({})
    const left = ['enrollment_tokens', 'sign_in_links', 'api_keys', 'operator_sessions'].map(
      (table) => (store.sql.prepare(`SELECT count(*) AS n FROM ${table}`).get() as { n: number }).n,
    )
    expect(left).toEqual([0, 0, 0, 0])
  })
})

test('no secret is on the disk', () => {
  const owner = trust.ensureOwner()
  const link = trust.createSignInLink(owner.id, HOUR)
  const { session_token } = trust.sign_in.byLink(trust.createSignInLink(owner.id, HOUR), from)
  const { key } = trust.createApiKey(owner.id, 'ci', null)
  const { token: enroll } = token()
  const { credential, credential_hash } = trust.mintNodeCredential()
  expect(nodeCredentialSchema.parse(credential)).toBe(credential)
  expect(trust.secretMatches(credential, credential_hash)).toBe(true)
  expect(trust.secretMatches(`${credential}x`, credential_hash)).toBe(false)
  expect(trust.hashSecret(credential)).toBe(credential_hash)
  const disk = ['', '-wal']
    .map((end) => readFileSync(path.join(folder, `headwater.db${end}`)).toString('latin1'))
    .join('')
  for (const secret of [link, session_token, key, enroll, credential]) expect(disk).not.toContain(secret)
})
