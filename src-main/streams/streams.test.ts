import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NodeCommand, Peer } from '#contract/control-channel.ts'
import type { NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { Node } from '#contract/node.ts'
import type { MediaProtocol, Relay, StreamSession } from '#contract/stream.ts'
import { createLiveState } from '../live-state/create-live-state.ts'
import type { LiveState } from '../live-state/live-state.ts'
import { TestingClock } from '../nodes/testing-clock.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore, type Store } from '../store/store.ts'
import { Streams } from './streams.ts'
import { testingNode } from './testing-node.ts'

const log = pino({ level: 'silent' })
const path = 'live/test' as StreamPath
const a = testingNode('a')
const b = testingNode('b')
const started_at = '2026-11-21T07:30:00.000Z'

const session = (node: Node, is: Partial<StreamSession> = {}): StreamSession => ({
  id: crypto.randomUUID() as SessionId,
  stream_path: path,
  generation: 1,
  publish_node_id: node.id,
  state: 'live',
  protocol: 'rtmp',
  encoder: null,
  publisher_address: '127.0.0.1',
  tracks: [],
  bitrate_kbps: 0,
  keyframe_interval_ms: null,
  started_at,
  ended_at: null,
  end_reason: null,
  ...is,
})
const relay = (from: Node, to: Node, of: StreamSession): Relay => ({
  id: crypto.randomUUID() as RelayId,
  stream_path: of.stream_path,
  session_id: of.id,
  source_node_id: from.id,
  dest_node_id: to.id,
  hops: [from.id],
  transport: 'tls',
  state: 'active',
  attempts: 0,
  subscribers: 1,
  frames: 0,
  bytes: 0,
  error: null,
  created_at: started_at,
  last_frame_at: null,
})

let data_dir: string
let store: Store
let live: LiveState
let activity: SqliteActivityLog
let clock: TestingClock
let nodes: Map<NodeId, Node>
let commands: [NodeId, NodeCommand][]
let told: [NodeId, SessionId][] = []
let events: LiveEvent[]
let streams: Streams

const inMemory = () =>
  createLiveState({ mode: 'memory', data_dir, prefix: 't:', log, signal: new AbortController().signal })
/** The origin was restarted: what it holds in memory is gone. */
const restart = async (ttl_ms?: number) => {
  streams.stop()
  await live.stop()
  live = await inMemory()
  streams = open(ttl_ms)
}
const open = (ttl_ms = 30_000) =>
  new Streams({
    live,
    activity,
    clock,
    log,
    ttl_ms,
    events: { publish: (event) => events.push(event) },
    command: (node_id, command) => commands.push([node_id, command]),
    tellSource: (node_id, _path, [best]) => {
      if (best !== undefined) told.push([node_id, best.session_id])
    },
    relay_limits: { max_hops: 3, max_out: 2 },
    publisher_grace_ms: 10_000,
    nodes: {
      placeable: () => [...nodes.values()],
      find: (id) => nodes.get(id),
      glance: (id) => nodes.get(id),
      peer: (id): Peer | null => {
        const node = nodes.get(id)
        if (node?.endpoints == null) return null
        const { name, endpoints, relay_fingerprint } = node
        return { node_id: id, name, endpoints, relay_fingerprint }
      },
    },
  })
const isNow = (node: Node) => nodes.set(node.id, node)
const recorded = () =>
  activity
    .list({ limit: 100 })
    .map(({ type }) => type)
    .reverse()

beforeEach(async () => {
  data_dir = mkdtempSync(join(tmpdir(), 'headwater-streams-'))
  store = openStore(join(data_dir, 'origin.db'))
  activity = new SqliteActivityLog(store, { log })
  live = await inMemory()
  clock = new TestingClock()
  nodes = new Map([a, b].map((node) => [node.id, node]))
  commands = []
  told = []
  events = []
  streams = open()
})
afterEach(async () => {
  streams.stop()
  await live.stop()
  store.close()
  rmSync(data_dir, { recursive: true })
})

describe('a stream', () => {
  it('is shown with who serves it over which relay, and goes with its last session', () => {
    const published = session(a)
    streams.session(a.id, published)
    streams.participation(b.id, { node_id: b.id, stream_path: path, subscribers: 7, since: started_at })
    const pulled = relay(a, b, published)
    streams.relay(b.id, pulled)
    expect(streams.find(path)).toEqual({
      stream_path: path,
      policy: null,
      session: published,
      participations: [{ node_id: b.id, stream_path: path, subscribers: 7, since: started_at }],
      relays: [pulled],
      subscribers: 7,
    })
    expect(streams.glances()).toEqual([{ stream_path: path, session: published, subscribers: 7 }])
    clock.pass(50)
    expect(events).toEqual([{ type: 'stream', stream: streams.find(path) }])
    streams.session(a.id, { ...published, state: 'ended', end_reason: 'the publisher left' })
    clock.pass(50)
    expect(events.at(-1)).toEqual({ type: 'stream_removed', stream_path: path })
    expect(streams.list()).toEqual([])
    expect(recorded()).toEqual(['session.started', 'session.ended'])
  })

  it('is not touched while its node is suspect, and is gone with all that belongs to it when the node is offline', () => {
    const published = session(a)
    streams.session(a.id, published)
    streams.relay(b.id, relay(a, b, published))
    streams.participation(b.id, { node_id: b.id, stream_path: path, subscribers: 1, since: started_at })
    isNow(testingNode('a', { liveness: 'suspect' }))
    expect(streams.find(path)?.session.state).toBe('live')
    expect(streams.locate(b.id, { stream_path: path, exclude_node_ids: [] }).source?.peer.node_id).toBe(a.id)
    isNow(testingNode('a', { liveness: 'offline' }))
    streams.mediaLost(a.id, 'offline')
    const shown = events.filter((event) => event.type === 'stream').at(-1)
    expect(shown?.stream.session).toMatchObject({ state: 'interrupted', end_reason: 'its node went offline' })
    clock.pass(50)
    expect(events.at(-1)?.type).toBe('stream_removed')
    expect(recorded()).toEqual(['session.started', 'session.interrupted'])
  })

  it('is what the node says in a full report: what is not in it has ended, what is known goes on without a word', async () => {
    const kept = session(a)
    const gone = session(a, { stream_path: 'live/gone' as StreamPath })
    streams.session(a.id, kept)
    streams.session(a.id, gone)
    streams.replaced(a.id, { sessions: [kept], participations: [], relays: [] })
    expect(streams.list().map(({ stream_path }) => stream_path)).toEqual([path])
    expect(recorded()).toEqual(['session.started', 'session.started', 'session.ended'])
    await restart()
    streams.replaced(a.id, { sessions: [kept], participations: [], relays: [] })
    expect(recorded()).toHaveLength(3)
  })

  it('runs out when nobody says it any more', async () => {
    await restart(200)
    streams.session(a.id, session(a))
    clock.pass(50)
    streams.renewed(a.id)
    expect(streams.list()).toHaveLength(1)
    await expect.poll(() => streams.list(), { timeout: 5_000 }).toEqual([])
    clock.pass(5_050)
    expect(events.at(-1)).toEqual({ type: 'stream_removed', stream_path: path })
  })

  it('of another node is not taken over by a session of the same id', () => {
    const published = session(a)
    streams.session(a.id, published)
    streams.session(b.id, { ...published, publish_node_id: b.id, state: 'ended' })
    expect(streams.find(path)?.session.publish_node_id).toBe(a.id)
  })
})

describe('a publisher that was lost', () => {
  it('is waited for; the session it takes up again is the same one, and both are said', () => {
    const published = session(a)
    streams.session(a.id, published)
    streams.session(a.id, { ...published, state: 'interrupted' })
    expect(streams.find(path)?.session.state).toBe('interrupted')
    streams.session(a.id, { ...published, state: 'starting', generation: 2 })
    streams.session(a.id, { ...published, generation: 2 })
    expect(streams.find(path)?.session).toMatchObject({ state: 'live', generation: 2 })
    expect(recorded()).toEqual(['session.started', 'session.interrupted', 'session.taken_up'])
  })

  it('and comes back on another node has its new session at once, and relays are led there', () => {
    const first = session(a)
    streams.session(a.id, { ...first, state: 'interrupted' })
    const c = testingNode('c')
    isNow(c)
    streams.relay(c.id, relay(a, c, first))
    const second = session(b)
    streams.session(b.id, { ...second, state: 'starting' })
    expect(streams.find(path)?.session.id).toBe(second.id)
    expect(told).toEqual([[c.id, second.id]])
    const successor = { session_id: second.id, node_id: b.id }
    expect(commands).toMatchObject([[a.id, { kind: 'end_session', session_id: first.id, successor }]])
  })

  it('with its whole node is waited for, by those whom that node failed', () => {
    streams.session(a.id, session(a))
    isNow(testingNode('a', { liveness: 'suspect' }))
    const located = streams.locate(b.id, { stream_path: path, exclude_node_ids: [a.id] })
    expect(located).toMatchObject({ source: null, wait_ms: 10_000 })
    expect(located.reason).toContain('out of reach')
  })
})

describe('a second publisher of a stream on another node', () => {
  it('is ended with the reason, and said once', () => {
    const first = session(a)
    const second = session(b)
    streams.session(a.id, first)
    streams.session(b.id, second)
    streams.renewed(b.id)
    expect(streams.find(path)?.session.id).toBe(first.id)
    const successor = { session_id: first.id, node_id: a.id }
    const told = {
      kind: 'end_session',
      session_id: second.id,
      successor,
      reason: 'live/test is published on node a already',
    }
    expect(commands).toEqual([
      [b.id, told],
      [b.id, told],
    ])
    expect(recorded().filter((type) => type === 'session.refused')).toHaveLength(1)
  })

  it('takes over while the first one is out of reach, and stays when that one comes back', () => {
    const first = session(a)
    const second = session(b)
    streams.session(a.id, first)
    isNow(testingNode('a', { liveness: 'suspect' }))
    streams.session(b.id, second)
    expect(streams.find(path)?.session.id).toBe(second.id)
    expect(commands).toEqual([])
    isNow(a)
    streams.renewed(a.id)
    expect(streams.find(path)?.session.id).toBe(second.id)
    expect(commands.map(([id, command]) => [id, 'session_id' in command && command.session_id])).toEqual([
      [a.id, first.id],
    ])
  })
})

describe('a node that asks where a stream is', () => {
  const ask = (node: Node) => streams.locate(node.id, { stream_path: path, exclude_node_ids: [] })

  it('is told its publisher’s node, or why there is no source', () => {
    expect(ask(b)).toEqual({ source: null, reason: 'nobody publishes live/test', unheard_of: true })
    const published = session(a)
    streams.session(a.id, published)
    expect(ask(b).source).toMatchObject({ session_id: published.id, peer: { node_id: a.id } })
    expect(ask(a).reason).toMatch(/this very node/)
    isNow(testingNode('a', { mode: 'maintenance' }))
    expect(ask(b).reason).toMatch(/a is in mode maintenance/)
    isNow(testingNode('a', { liveness: 'offline' }))
    expect(ask(b).reason).toMatch(/a is offline/)
  })

  it('is told the same source again though it failed, while there is no other', () => {
    streams.session(a.id, session(a))
    const located = streams.locate(b.id, { stream_path: path, exclude_node_ids: [a.id] })
    expect(located.source?.peer.node_id).toBe(a.id)
  })
})

describe('an allocation', () => {
  it('for a stream that nobody publishes says what is live instead', () => {
    streams.session(a.id, session(a, { stream_path: 'live/other' as StreamPath }))
    expect(() => streams.placement.playUrl(path, 'flv', null, false)).toThrowError(
      expect.objectContaining({ code: 'stream_not_found', hint: 'Live now: live/other.' }),
    )
  })

  it('is refused with every node’s reason when none can take it', () => {
    streams.session(a.id, session(a))
    isNow(testingNode('a', { mode: 'draining' }))
    isNow(testingNode('b', { liveness: 'offline' }))
    expect(() =>
      streams.placement.allocate('publish', { stream_path: path, protocol: 'rtmp', limit: 3, region: null }),
    ).toThrowError(
      expect.objectContaining({ code: 'no_candidates', hint: expect.stringMatching(/a is draining; b is offline/) }),
    )
  })

  it('names where to publish and play by each protocol', () => {
    streams.session(a.id, session(a))
    const urls = (kind: 'play' | 'publish', protocol: MediaProtocol) =>
      streams.placement.explain(kind, { stream_path: path, protocol, limit: 1, region: null }).candidates[0]?.url
    expect(urls('play', 'hls')).toBe('http://10.0.0.1:8080/live/test.m3u8')
    expect(urls('play', 'ws')).toBe('ws://10.0.0.1:8080/live/test.flv')
    expect(urls('publish', 'flv')).toBe('http://10.0.0.1:8080/live/test.flv')
    expect(() => urls('publish', 'hls')).toThrowError(expect.objectContaining({ code: 'protocol_not_supported' }))
  })

  it('is a ticket that is good once, where and for what it says', () => {
    streams.session(a.id, session(a))
    const issued = streams.placement.allocate('play', { stream_path: path, protocol: 'flv', limit: 3, region: null })
    expect(issued.candidates.map(({ node_name, has_stream, url }) => [node_name, has_stream, url])).toEqual([
      ['a', true, `http://10.0.0.1:8080/live/test.flv?ticket=${issued.ticket_id}`],
      ['b', false, `http://10.0.0.1:8080/live/test.flv?ticket=${issued.ticket_id}`],
    ])
    expect(Date.parse(issued.expires_at) - Date.parse(issued.issued_at)).toBe(30_000)
    const use = { ticket_id: issued.ticket_id, kind: 'play', stream_path: path, protocol: 'flv' } as const
    const redeem = (node_id: NodeId, change: object = {}) =>
      streams.placement.redeem(node_id, { ...use, ...change })?.code
    expect(redeem(randomUUID() as NodeId)).toBe('wrong_node')
    expect(redeem(a.id, { protocol: 'rtmp' })).toBe('wrong_protocol')
    expect(redeem(a.id, { kind: 'publish' })).toBe('wrong_stream')
    expect(redeem(a.id, { ticket_id: randomUUID() })).toBe('unknown')
    expect(streams.placement.ticket(issued.ticket_id)?.state).toBe('issued')
    expect(redeem(b.id)).toBeUndefined()
    expect(redeem(b.id)).toBe('used')
    expect(redeem(a.id)).toBe('used')
    expect(streams.placement.ticket(issued.ticket_id)?.state).toBe('redeemed')
  })

  it('runs out after 30 s, and reserves a place on its first node until then', () => {
    streams.session(a.id, session(a))
    const issue = () =>
      streams.placement.allocate('play', { stream_path: path, protocol: 'flv', limit: 3, region: null })
    const first = issue()
    const ahead = () =>
      streams.placement.explain('play', { stream_path: path, protocol: 'flv', limit: 3, region: null })
    const viewers = () => ahead().candidates.find(({ node_id }) => node_id === first.candidates[0]?.node_id)?.breakdown
    for (let nth = 0; nth < 100; nth += 1) issue()
    expect(viewers()?.subscribers).toBeLessThan(250)
    clock.pass(30_001)
    const use = { ticket_id: first.ticket_id, kind: 'play', stream_path: path, protocol: 'flv' } as const
    expect(streams.placement.redeem(a.id, use)?.code).toBe('expired')
    expect(viewers()?.subscribers).toBe(250)
    expect(streams.placement.outstanding).toBe(0)
  })

  it('is worth nothing after a restart of the origin', async () => {
    streams.session(a.id, session(a))
    const issued = streams.placement.allocate('play', { stream_path: path, protocol: 'flv', limit: 3, region: null })
    await restart()
    streams.session(a.id, session(a))
    const use = { ticket_id: issued.ticket_id, kind: 'play', stream_path: path, protocol: 'flv' } as const
    expect(streams.placement.redeem(a.id, use)?.code).toBe('unknown')
  })
})

describe('the deadline of a drain', () => {
  it('ends what the node publishes, relays and plays, each once', () => {
    const own = session(a, { stream_path: 'live/own' as StreamPath })
    const other = session(b)
    streams.session(a.id, own)
    streams.session(b.id, other)
    streams.relay(a.id, relay(b, a, other))
    streams.participation(a.id, { node_id: a.id, stream_path: path, subscribers: 2, since: started_at })
    streams.endOnNode(a.id, 'the deadline has come')
    expect(commands.map(([id, command]) => [id, 'session_id' in command && command.session_id])).toEqual([
      [a.id, own.id],
      [a.id, other.id],
    ])
    // What was published there may go on elsewhere, and viewers of other nodes wait for that.
    expect(commands.every(([, command]) => command.kind === 'end_session' && command.node_draining)).toBe(true)
  })
})
