import { describe, expect, test } from 'vitest'
import type { Node } from '#contract/node.ts'
import { asItIs, type Sentence, say } from '#contract/sentence.ts'
import type { Stream } from '#contract/stream.ts'
import type { AlertFacts } from '../facts.ts'
import { BitrateMedians } from './bitrate-medians.ts'
import { LastPublished } from './last-published.ts'
import { LostPublishers } from './lost-publishers.ts'
import { clockSkew, lostNodes, nodeDiskLow, nodeLost, versionSkew } from './node-rules.ts'
import { bitrateLow, publisherLost } from './stream-rules.ts'
import { backupOld, certificateExpiring, diskLow, tokenExpiring } from './upkeep-rules.ts'

const AT = '2026-11-26T12:00:00.000Z'
const NOW = Date.parse(AT)
const DAY = 86_400_000
const days = (count: number) => new Date(NOW + count * DAY).toISOString()

const node = (change: Partial<{ state: string; mode: string; skew: number; version: string }> = {}): Node =>
  ({
    ...{ id: 'n1', name: 'edge-1', registration: 'registered', version: change.version ?? '1.0.0' },
    mode: { value: change.mode ?? 'normal' },
    liveness: {
      ...{ state: change.state ?? 'alive', missed: 3, heartbeat_interval_ms: 5_000, last_seen_at: AT },
      clock_skew_ms: change.skew ?? 0,
    },
  }) as unknown as Node

/** A node that says how much room its disk has. */
const withDisk = (free_gib: number, change: object = {}): Node => ({
  ...node(),
  load: { disk_free_bytes: free_gib * 1024 ** 3, disk_total_bytes: 40 * 1024 ** 3 } as unknown as Node['load'],
  ...change,
})

const stream = (state: string, bitrate_kbps = 4_000): Stream =>
  ({
    ...{ stream_path: 'live/test', subscribers: 3 },
    session: { id: 's1', state, bitrate_kbps, publish_node_id: 'n1', publisher_address: '10.0.0.7' },
  }) as unknown as Stream

const facts = (change: Partial<AlertFacts> = {}): AlertFacts => ({
  ...{ nodes: [node()], streams: [], certificates: [], tokens: [], origin_version: '1.0.0' },
  storage_sentence: asItIs(''),
  storage: {
    state: 'ok',
    detail: '',
    since: AT,
    free_bytes: 1,
    total_bytes: 2,
    activity_waiting: 0,
    activity_dropped: 0,
  },
  low_room: { low_free_bytes: 500 * 1024 ** 2, low_free_percent: 10 },
  backups: { wanted: true, newest_at: days(-1), last_try: null },
  ...{ origin_started_at: days(-1), now_ms: NOW },
  ...change,
})

describe('the rules about nodes', () => {
  test('tell a disk that is short of room, of nodes that say how theirs is and are not the origin’s own', () => {
    const told = (one: Node) => nodeDiskLow(facts({ nodes: [one] })).map(({ severity }) => severity)
    expect(told(withDisk(5))).toEqual([])
    expect(told(withDisk(3.2))).toEqual(['warning'])
    expect(told(withDisk(0.01))).toEqual(['error'])
    expect(nodeDiskLow(facts({ nodes: [withDisk(3.2)] }))[0]?.evidence).toEqual(['3.2 of 40.0 GiB free'])
    expect(told(withDisk(3.2, { is_origin: true }))).toEqual([])
    expect(told(node({ mode: 'maintenance' }))).toEqual([])
    expect(told(node())).toEqual([])
  })

  test('say that a node is lost when it was tried once more, and not that it is late', () => {
    const published = new LastPublished()
    const told = (probed: ReadonlyMap<string, Sentence>) =>
      nodeLost({ nodes: [node({ state: 'offline' })] }, probed, (id) => published.of(id))
    const probed = new Map([['n1', say`its media port ${'10.0.0.2:8080'} does not answer: ${'EPIPE'}`]])
    expect(told(probed)[0]?.text).toMatch(/^Its viewers/)
    published.look([node()], [])
    expect(told(probed)[0]?.text).toMatch(/^It published no stream. Its viewers/)
    published.look([node()], [stream('live')])
    // With a node its streams are gone at the same moment.
    published.look([node({ state: 'offline' })], [])
    expect(told(new Map())).toEqual([])
    const [condition] = told(probed)
    expect(condition).toMatchObject({
      ...{ title: 'Node edge-1 is lost', last_good_at: AT, text: expect.stringContaining('live/test') },
      evidence: ['3 heartbeats missed in a row, one each 5 s', 'its media port 10.0.0.2:8080 does not answer: EPIPE'],
    })
    expect(lostNodes([node({ state: 'suspect' }), node({ state: 'left' })])).toEqual([])
  })

  test('are silent of a node in maintenance', () => {
    const out = [node({ state: 'offline', mode: 'maintenance' }), node({ skew: 9_000, mode: 'maintenance' })]
    expect(lostNodes(out)).toEqual([])
    expect(clockSkew(facts({ nodes: out }))).toEqual([])
  })

  test('tell a wrong clock with its direction, and another version', () => {
    expect(clockSkew(facts({ nodes: [node({ skew: -2_600 })] }))[0]?.title).toContain('2.6 s behind')
    expect(clockSkew(facts({ nodes: [node({ skew: 1_900 })] }))).toEqual([])
    expect(versionSkew(facts({ nodes: [node({ version: '0.9.0' })] }))[0]?.evidence).toEqual([
      'node 0.9.0, origin 1.0.0',
    ])
  })
})

describe('the rules about streams', () => {
  test('miss a publisher that went without a word until it is back, and never one that ended its stream', () => {
    const lost = new LostPublishers()
    lost.look([stream('live')], NOW)
    lost.look([], NOW + 1_000)
    expect(lost.list()).toEqual([])
    lost.look([stream('interrupted')], NOW + 2_000)
    // Its node has waited long enough; people still miss it.
    lost.look([], NOW + 60_000)
    expect(publisherLost(lost.list(), facts())).toMatchObject([{ hold_ms: 10_000, subject: { id: 'live/test' } }])
    expect(publisherLost(lost.list(), facts({ nodes: [node({ state: 'offline' })] }))).toEqual([])
    lost.look([stream('live')], NOW + 70_000)
    expect(lost.list()).toEqual([])
  })

  test('tell a bit rate below half of its median, which what is low does not pull down', () => {
    const medians = new BitrateMedians()
    const low = facts({ streams: [stream('live', 1_500)] })
    for (let n = 0; n < 30; n += 1) medians.sample([stream('live')], NOW + n * 10_000)
    expect(bitrateLow(facts({ streams: [stream('live', 2_100)] }), medians)).toEqual([])
    for (let n = 30; n < 80; n += 1) medians.sample(low.streams, NOW + n * 10_000)
    expect(bitrateLow(low, medians)[0]?.title).toBe('live/test comes in at 38 % of its usual bit rate')
    // Ten minutes of it are the new measure.
    for (let n = 80; n < 130; n += 1) medians.sample(low.streams, NOW + n * 10_000)
    expect(bitrateLow(low, medians)).toEqual([])
  })
})

describe('the rules about upkeep', () => {
  const certificate = (from: number, until: number) =>
    ({
      ...{ source: 'files', shown_by: 'origin', problem: null, next_try_at: null },
      certificate: { names: ['live.example.com'], issuer: 'CA', valid_from: days(from), valid_until: days(until) },
    }) as unknown as AlertFacts['certificates'][number]

  test('tell certificates that were not renewed in time, and leave those that renew themselves', () => {
    const of = (one: AlertFacts['certificates'][number]) => certificateExpiring(facts({ certificates: [one] }))
    expect(of(certificate(-77, 13))).toHaveLength(1)
    expect(of(certificate(-60, 30))).toEqual([])
    // A certificate of seven days with five left is in its prime.
    expect(of(certificate(-2, 5))).toEqual([])
    expect(of(certificate(-90, -1))[0]?.title).toContain('has expired')
  })

  test('tell long-lived tokens of their end, and not those that were made for a day', () => {
    const token = (from: number, until: number) => ({
      ...{
        id: 't',
        name: say`API key ${'nightly'}`,
        path: '/settings/api-keys',
        created_at: days(from),
        expires_at: days(until),
      },
    })
    expect(tokenExpiring(facts({ tokens: [token(-80, 6)] }))).toHaveLength(1)
    expect(tokenExpiring(facts({ tokens: [token(-80, 8), token(0, 1), token(-80, -1)] }))).toEqual([])
  })

  test('tell a disk that is short of room and backups that stopped', () => {
    expect(diskLow(facts())).toEqual([])
    const storage = { ...facts().storage, state: 'critical' as const }
    expect(diskLow(facts({ storage }))).toMatchObject([{ severity: 'error' }])
    expect(backupOld(facts())).toEqual([])
    expect(backupOld(facts({ backups: { wanted: true, newest_at: days(-8), last_try: null } }))).toHaveLength(1)
    expect(
      backupOld(facts({ backups: { wanted: false, newest_at: null, last_try: null }, origin_started_at: days(-30) })),
    ).toEqual([])
  })
})
