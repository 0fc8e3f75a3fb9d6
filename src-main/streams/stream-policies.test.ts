import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { AdmitRequest, NodeCommand, PinnedStream } from '#contract/control-channel.ts'
import type { NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { Relay, StreamSession } from '#contract/stream.ts'
import { createStreamPolicySchema } from '#contract/stream-policy.ts'
import { createLiveState } from '../live-state/create-live-state.ts'
import type { LiveState } from '../live-state/live-state.ts'
import { TestingClock } from '../nodes/testing-clock.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore, type Store } from '../store/store.ts'
import { StreamPolicies } from './stream-policies.ts'
import { Streams } from './streams.ts'
import { testingNode } from './testing-node.ts'

const log = pino({ level: 'silent' })
const path = 'live/test' as StreamPath
const at = '2026-11-21T07:30:00.000Z'
const [a, b, c] = [
  testingNode('a', { region: 'eu' }),
  testingNode('b', { region: 'eu' }),
  testingNode('c', { region: 'us' }),
]
const session = (node: Node, publisher_address: string, is: Partial<StreamSession> = {}): StreamSession => ({
  ...{ id: crypto.randomUUID() as SessionId, stream_path: path, generation: 1, publish_node_id: node.id },
  ...{ state: 'live', protocol: 'rtmp', encoder: null, publisher_address, tracks: [], bitrate_kbps: 0 },
  ...{ keyframe_interval_ms: null, started_at: at, ended_at: null, end_reason: null },
  ...is,
})
const relay = (from: Node, to: Node, of: StreamSession): Relay => ({
  ...{ id: crypto.randomUUID() as RelayId, stream_path: of.stream_path, session_id: of.id, hops: [from.id] },
  ...{ source_node_id: from.id, dest_node_id: to.id, transport: 'tls', state: 'active', attempts: 0, subscribers: 1 },
  ...{ frames: 0, bytes: 0, error: null, created_at: at, last_frame_at: null },
})
const viewers = (node: Node, subscribers: number) => ({ node_id: node.id, stream_path: path, subscribers, since: at })
const play = { stream_path: path, protocol: 'flv', region: null } as const

let data_dir: string
let store: Store
let live: LiveState
let activity: SqliteActivityLog
let clock: TestingClock
let nodes: Map<NodeId, Node>
let commands: [NodeId, NodeCommand][]
let policies: StreamPolicies
let pinned: [NodeId, readonly PinnedStream[]][]
let streams: Streams

const make = (rules: object, pattern = 'live/*') =>
  policies.create(createStreamPolicySchema.parse({ pattern, ...rules }), 'operator:owner')

beforeEach(async () => {
  data_dir = mkdtempSync(join(tmpdir(), 'headwater-policies-'))
  store = openStore(join(data_dir, 'origin.db'))
  activity = new SqliteActivityLog(store, { log })
  live = await createLiveState({ mode: 'memory', data_dir, prefix: 't:', log, signal: new AbortController().signal })
  clock = new TestingClock()
  nodes = new Map([a, b, c].map((node) => [node.id, node]))
  commands = []
  pinned = []
  policies = new StreamPolicies({ store, activity, clock })
  streams = new Streams({
    ...{ live, activity, clock, log, policies, ttl_ms: 30_000, publisher_grace_ms: 10_000 },
    events: { publish: () => undefined },
    command: (node_id, command) => commands.push([node_id, command]),
    tellSource: () => undefined,
    pin: (node_id, told) => pinned.push([node_id, told]),
    disconnect: (node_id) => node_id !== c.id,
    relay_limits: { max_hops: 3, max_out: 20 },
    nodes: {
      placeable: () => [...nodes.values()],
      find: (id) => nodes.get(id),
      glance: (id) => nodes.get(id),
      peer: (id) => {
        const { name, endpoints, relay_fingerprint } = nodes.get(id) ?? a
        return endpoints === null ? null : { node_id: id, name, endpoints, relay_fingerprint }
      },
    },
  })
})
afterEach(async () => {
  streams.stop()
  await live.stop()
  store.close()
  rmSync(data_dir, { recursive: true })
})

describe('stream policies', () => {
  it('are kept, changed by revision, told anew with each change, and recorded with before and after', () => {
    const told: number[] = []
    policies.onChanged(() => told.push(policies.told.revision))
    const { id } = make({ max_replicas: 3 })
    const changed = policies.change(id, { max_viewers: 10 }, 'operator:owner')
    expect(changed).toMatchObject({ revision: 2, rules: { max_replicas: 3, max_viewers: 10 } })
    expect(new StreamPolicies({ store, activity, clock }).list()).toEqual([changed])
    expect(() => make({}, 'live')).toThrow(/a stream policy for live\/\* already/)
    expect(() => policies.change(id, { min_replicas: 4 }, 'operator:owner')).toThrow(/min_replicas may not be more/)
    policies.remove(id, 'operator:owner')
    expect(policies.of(path)).toBe(null)
    expect(told).toEqual([...told].sort((one, other) => one - other))
    expect(new Set(told).size).toBe(3)
    const [removed, change] = activity.list({ limit: 2 })
    expect([removed?.type, change?.type]).toEqual(['stream_policy.removed', 'stream_policy.changed'])
    expect(change?.data).toMatchObject({ before: { revision: 1 }, after: { revision: 2 } })
  })
})

describe('where a policy names regions', () => {
  it('clients are sent only there, and the explanation names it for every other node', () => {
    make({ allowed_regions: ['eu'], ingest_regions: ['us'] })
    streams.session(c.id, session(c, '10.0.0.1'))
    const explained = streams.placement.explain('play', play)
    expect(explained.candidates.map(({ node_name }) => node_name)).toEqual(['a', 'b'])
    expect(explained.rejected).toEqual([
      {
        node_id: c.id,
        node_name: 'c',
        reason: expect.stringContaining('policy live/* lets it be played and pulled only in eu'),
      },
    ])
    expect(explained.policy).toMatchObject({ pattern: 'live/*', summary: 'regions eu; published in us' })
    expect(streams.placement.allocate('publish', play).candidates.map(({ node_name }) => node_name)).toEqual(['c'])
    expect(streams.find(path)?.policy).toMatchObject({ pattern: 'live/*' })
  })

  it('no other node pulls it, and what it pulls when that is said is ended', () => {
    const published = session(a, '10.0.0.1')
    streams.session(a.id, published)
    const pulled = relay(a, c, published)
    streams.relay(c.id, pulled)
    make({ allowed_regions: ['eu'] })
    expect(commands).toEqual([[c.id, expect.objectContaining({ kind: 'end_session', session_id: published.id })]])
    expect(streams.locate(c.id, { stream_path: path, exclude_node_ids: [] })).toMatchObject({
      source: null,
      reason: expect.stringContaining('only in eu, and this node is in us'),
    })
    expect(streams.locate(b.id, { stream_path: path, exclude_node_ids: [] }).source).not.toBe(null)
    const here = {
      type: 'admit',
      id: crypto.randomUUID(),
      stream_path: path,
      protocol: 'flv',
      exclude: [],
    } satisfies AdmitRequest
    const sent_on = streams.admit(c.id, here)
    expect(sent_on.refused).toContain('policy live/*')
    expect(sent_on.nodes.map(({ node_name }) => node_name)).toEqual(['a', 'b'])
  })
})

describe('where a policy says how many', () => {
  it('nodes have a stream, no further one gets it', () => {
    make({ max_replicas: 2 })
    const published = session(a, '10.0.0.1')
    streams.session(a.id, published)
    expect(streams.locate(b.id, { stream_path: path, exclude_node_ids: [] }).source).not.toBe(null)
    // b was told where it is and has not said yet that it pulls it.
    expect(streams.locate(c.id, { stream_path: path, exclude_node_ids: [] }).reason).toMatch(/lets 2 nodes have it/)
    streams.relay(b.id, relay(a, b, published))
    const explained = streams.placement.explain('play', play)
    expect(explained.candidates.map(({ node_name }) => node_name)).toEqual(['a', 'b'])
    expect(explained.rejected[0]?.reason).toMatch(/policy live\/\* lets 2 nodes have it at one time/)
  })

  it('viewers it has, no further one is sent or let in, those on their way counted', () => {
    make({ max_viewers: 3 })
    streams.session(a.id, session(a, '10.0.0.1'))
    streams.participation(a.id, viewers(a, 2))
    const asked = {
      type: 'admit',
      id: crypto.randomUUID(),
      stream_path: path,
      protocol: 'flv',
      exclude: [],
    } satisfies AdmitRequest
    expect(streams.admit(b.id, asked).refused).toBe(null)
    expect(streams.admit(a.id, asked)).toMatchObject({
      refused: expect.stringContaining('allows 3 viewers'),
      nodes: [],
    })
    expect(() => streams.placement.allocate('play', play)).toThrow(/takes no viewer more/)
    streams.participation(b.id, viewers(b, 0))
    expect(streams.placement.allocate('play', play).candidates).toHaveLength(3)
  })

  it('viewers it has, whoever comes with a ticket that is not good is none of them', () => {
    make({ max_viewers: 1 })
    streams.session(a.id, session(a, '10.0.0.1'))
    const bad = { ticket_id: crypto.randomUUID(), kind: 'play', stream_path: path, protocol: 'flv' } as const
    expect(streams.placement.redeem(b.id, bad)).toMatchObject({ code: 'unknown' })
    expect(streams.placement.allocate('play', play).candidates).not.toEqual([])
  })
})

describe('a stream that is to be on several nodes before viewers come', () => {
  it('is held by the best others from its time to its time, told again to whoever has it not', () => {
    const [from, until] = ['2026-11-21T07:30:10.000Z', '2026-11-21T07:31:00.000Z']
    make({ min_replicas: 2, prewarm_at: from, prewarm_until: until, allowed_regions: ['eu'] })
    streams.session(a.id, session(a, '10.0.0.1'))
    clock.pass(5_000)
    expect(pinned).toEqual([])
    clock.pass(5_000)
    expect(pinned).toEqual([[b.id, [{ stream_path: path, until }]]])
    clock.pass(5_000)
    expect(pinned).toHaveLength(2)
    streams.relay(b.id, relay(a, b, session(a, '')))
    clock.pass(20_000)
    expect(pinned).toHaveLength(2)
    clock.pass(30_000)
    expect(pinned.at(-1)).toEqual([b.id, []])
  })

  it('is held by another one when that one takes no work any more, and by nobody when it is over', () => {
    make({ min_replicas: 2 })
    const published = session(a, '10.0.0.1')
    streams.session(a.id, published)
    clock.pass(100)
    expect(pinned.map(([id]) => id)).toEqual([b.id])
    nodes.set(b.id, testingNode('b', { region: 'eu', mode: 'draining' }))
    clock.pass(5_000)
    expect(pinned.slice(1)).toEqual([
      [c.id, [{ stream_path: path, until: null }]],
      [b.id, []],
    ])
    streams.session(a.id, { ...published, state: 'ended' })
    clock.pass(100)
    expect(pinned.at(-1)).toEqual([c.id, []])
  })
})

describe('the viewers of a stream', () => {
  it('are let go on one node or on all, which is recorded; where none can be told, that is said', () => {
    streams.session(a.id, session(a, '10.0.0.1'))
    for (const node of [a, b, c]) streams.participation(node.id, viewers(node, 2))
    expect(streams.disconnectViewers(path, b.id, 'test', 'operator:owner')).toEqual([viewers(b, 2)])
    expect(streams.disconnectViewers(path, null, 'test', 'operator:owner')).toHaveLength(2)
    expect(activity.list({ limit: 1 })[0]?.message).toBe('4 viewers of live/test on a, b were let go: test.')
    expect(() => streams.disconnectViewers(path, c.id, 'test', 'operator:owner')).toThrow(
      /nobody watches live\/test on node c/,
    )
  })
})

describe('a second publisher on another node, where the policy says take over', () => {
  beforeEach(() => make({ on_second_publisher: 'take_over' }))

  it('is the stream with its first picture; the first is told who goes on, and viewers follow', () => {
    const first = session(a, '10.0.0.1')
    streams.session(a.id, first)
    const second = session(b, '10.0.0.2', { state: 'starting' })
    streams.session(b.id, second)
    expect([streams.find(path)?.session.id, commands]).toEqual([first.id, []])
    streams.session(b.id, { ...second, state: 'live' })
    expect(streams.find(path)?.session.id).toBe(second.id)
    expect(commands).toEqual([
      [
        a.id,
        {
          ...{ kind: 'end_session', session_id: first.id },
          reason: expect.stringMatching(/taken live\/test over on node b, as the stream policy live\/\*/),
          successor: { session_id: second.id, node_id: b.id },
        },
      ],
    ])
    expect(activity.list({ limit: 1 })[0]).toMatchObject({ type: 'session.taken_over' })
  })

  it('is refused where it has lost the stream a moment ago, and not where that is long ago', () => {
    const [first, second, third] = [session(a, '10.0.0.1'), session(b, '10.0.0.2'), session(c, '10.0.0.1')]
    for (const one of [first, second]) streams.session(one.publish_node_id, one)
    streams.session(a.id, { ...first, state: 'ended' })
    streams.session(c.id, third)
    expect(streams.find(path)?.session.id).toBe(second.id)
    expect(commands.at(-1)?.[0]).toBe(c.id)
    clock.pass(31_000)
    streams.session(a.id, session(a, '10.0.0.1'))
    expect(streams.find(path)?.session.publish_node_id).toBe(a.id)
  })
})
