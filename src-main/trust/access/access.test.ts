import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAccessPolicySchema } from '#contract/access-policy.ts'
import type { NodeId, SessionId, StreamPath } from '#contract/ids.ts'
import type { StreamSession } from '#contract/stream.ts'
import { createStreamKeySchema } from '#contract/stream-key.ts'
import { SqliteActivityLog } from '../../store/sqlite-activity-log.ts'
import { openStore, type Store } from '../../store/store.ts'
import { DataKey } from '../data-key.ts'
import { Access } from './access.ts'

const actor = 'operator:owner'
const live = 'live/test' as StreamPath

const data_key = DataKey.random()
let folder: string
let store: Store
let activity: SqliteActivityLog
let now: number
let ended: string[]
let access: Access

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'hw-access-'))
  store = openStore(path.join(folder, 'headwater.db'))
  activity = new SqliteActivityLog(store, { log: pino({ level: 'silent' }) })
  now = Date.parse('2026-11-26T15:00:00.000Z')
  ended = []
  access = open()
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

function open(): Access {
  const endPublicationsBy = (key_id: string) => ended.push(key_id)
  return new Access({ store, activity, clock: () => now, data_key, endPublicationsBy })
}
const policy = (body: object) => access.policies.create(createAccessPolicySchema.parse(body), actor)
const makeKey = (body: object) => access.keys.create(createStreamKeySchema.parse(body), actor)
const said = (key_id: string, generation = 1) =>
  ({
    id: '11111111-8f7c-4f2e-9a51-0d6a3a0f7b11' as SessionId,
    publish_node_id: '22222222-8f7c-4f2e-9a51-0d6a3a0f7b11' as NodeId,
    ...{ key_id, generation, stream_path: live, publisher_address: '203.0.113.7', state: 'live' },
  }) as StreamSession

describe('access policies', () => {
  it('are kept, the most specific holds, changes are told and recorded with before and after', () => {
    const revisions: number[] = []
    access.onChanged(() => revisions.push(access.told.revision))
    const wide = policy({ pattern: '*', play_networks: ['10.0.0.0/8'] })
    const app = policy({ pattern: 'live' })
    expect([access.policies.of(live)?.id, access.policies.of('other/x' as StreamPath)?.id]).toEqual([app.id, wide.id])
    const changed = access.policies.change(app.id, { publish_with: 'key' }, actor)
    expect(changed).toMatchObject({ revision: 2, pattern: 'live/*', rules: { publish_with: 'key' } })
    expect(open().policies.list()).toEqual(access.told.policies)
    expect(() => policy({ pattern: 'live/*' })).toThrow(/an access policy for live\/\* already/)
    access.policies.remove(wide.id, actor)
    expect(access.policies.of('other/x' as StreamPath)).toBeNull()
    expect([...revisions].sort((one, other) => one - other)).toEqual(revisions)
    expect(new Set(revisions).size).toBe(4)
    const [removed, change] = activity.list({ limit: 2 })
    expect([removed?.type, change?.type]).toEqual(['access_policy.removed', 'access_policy.changed'])
    expect(change?.data).toMatchObject({ before: { revision: 1 }, after: { revision: 2 } })
  })
})

describe('stream keys', () => {
  it('one is replaced by another for the same streams, and both are good for a while', () => {
    const before = makeKey({ pattern: 'live/*', label: 'studio', ttl: '24h' })
    now += 3_600_000
    const after = access.keys.rotate(before.info.id, 7_200_000, actor)
    expect(after.info).toMatchObject({ pattern: 'live/*', label: 'studio', state: 'active' })
    expect(after.info.expires_at).toBe(new Date(now + 86_400_000).toISOString())
    expect(access.told.stream_keys.map(({ id }) => id).toSorted()).toEqual([before.info.id, after.info.id].toSorted())
    expect(access.keys.find(before.info.id)?.replaced_by).toBe(after.info.id)
    // Once more: its end is that of the overlap by now.
    expect(() => access.keys.rotate(before.info.id, 7_200_000, actor)).toThrow('was replaced already')
    now += 7_200_000
    expect(access.keys.find(before.info.id)?.state).toBe('expired')
    expect(access.told.stream_keys.map(({ id }) => id)).toEqual([after.info.id])
    expect(() => access.keys.rotate(before.info.id, 0, actor)).toThrow('lets nobody in any more')
    const at_once = access.keys.rotate(after.info.id, 0, actor)
    expect(access.told.stream_keys.map(({ id }) => id)).toEqual([at_once.info.id])
    // Who came in by it stays: that is what the overlap is not about.
    expect(access.keys.used(said(after.info.id))).toBe(false)
    expect(activity.list({ limit: 1 })[0]?.message).toMatch(/was replaced by .* at once\.$/)
    // It never lasts longer than it would have.
    const short = makeKey({ pattern: 'live/*', ttl: '1h' })
    access.keys.rotate(short.info.id, 86_400_000, actor)
    expect(access.keys.find(short.info.id)?.expires_at).toBe(short.info.expires_at)
  })

  it('keys are on no disk, and told as hashes while they are good', () => {
    const { key, info } = makeKey({ pattern: 'live/*', label: 'studio', ttl: '1h' })
    expect(key).toMatch(/^stream_[A-Za-z0-9_-]{43}$/)
    expect(access.told.stream_keys).toMatchObject([{ id: info.id, pattern: 'live/*', digest: expect.any(String) }])
    for (const file of readdirSync(folder)) expect(readFileSync(path.join(folder, file)).includes(key)).toBe(false)
    now += 3_600_000
    expect(access.told.stream_keys).toEqual([])
    expect(access.keys.find(info.id)?.state).toBe('expired')
    now += 31 * 86_400_000
    makeKey({ pattern: 'other/*' })
    expect(access.keys.find(info.id)).toBeUndefined()
  })

  it('say when and from where they were used, once for each publication', () => {
    const { info } = makeKey({ pattern: 'live/*' })
    access.reported(said(info.id))
    const { last_used } = access.keys.find(info.id) ?? {}
    expect(last_used).toMatchObject({ address: '203.0.113.7', stream_path: live, at: '2026-11-26T15:00:00.000Z' })
    now += 60_000
    access.reported(said(info.id))
    expect(access.keys.find(info.id)?.last_used).toEqual(last_used)
    access.reported(said(info.id, 2))
    expect(access.keys.find(info.id)?.last_used?.at).toBe('2026-11-26T15:01:00.000Z')
    access.reported(said('99999999-8f7c-4f2e-9a51-0d6a3a0f7b11'))
  })

  it('that are revoked are told no more before publications end, also those that are heard of later', () => {
    const { info } = makeKey({ pattern: 'live/*' })
    const order: string[] = []
    access.onChanged(() => order.push(`told ${access.told.stream_keys.length}, ended ${ended.length}`))
    expect(access.revokeKey(info.id, true, actor)).toMatchObject({ key: { state: 'revoked' }, disconnected: 1 })
    expect(order).toEqual(['told 0, ended 0'])
    access.reported(said(info.id))
    access.reported(said(info.id))
    expect(ended).toEqual([info.id, info.id])
    const { info: kept } = makeKey({ pattern: 'live/*' })
    expect(access.revokeKey(kept.id, false, actor).disconnected).toBe(0)
    access.reported(said(kept.id))
    expect(ended).toHaveLength(2)
    expect(() => access.revokeKey('nothing', true, actor)).toThrow(/no stream key nothing/)
  })
})
