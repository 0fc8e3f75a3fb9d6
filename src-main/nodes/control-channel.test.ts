import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import {
  CONTROL_CHANNEL_PROTOCOL,
  channelCloseCode,
  type NodeMessage,
  type OriginMessage,
  originMessageSchema,
} from '#contract/control-channel.ts'
import type { EnrollmentAnswer } from '#contract/enrollment.ts'
import type { ClusterId, NodeId, SessionId } from '#contract/ids.ts'
import type { Participation } from '#contract/stream.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore, type Store } from '../store/store.ts'
import { Trust } from '../trust/trust.ts'
import { systemClock } from './clock.ts'
import { ControlChannel } from './control-channel.ts'
import type { NodeReports } from './node-reports.ts'
import { Nodes } from './nodes.ts'
import { helloOf, idleLoad } from './testing-node.ts'

const log = pino({ level: 'silent' })
const settings = {
  heartbeat_interval_ms: 500,
  suspect_after_missed: 2,
  offline_after_missed: 3,
  recover_after_beats: 1,
}
const PATIENCE_MS = 5_000

/** A node's end of the channel, as bare as it can be. */
class BareNode {
  readonly heard: OriginMessage[] = []
  readonly socket: WebSocket
  readonly closed: Promise<{ code: number; reason: string }>

  constructor(url: string, credential: string, protocol = CONTROL_CHANNEL_PROTOCOL) {
    this.socket = new WebSocket(url, protocol, { headers: { authorization: `Bearer ${credential}` } })
    this.socket.on('message', (data) => this.heard.push(originMessageSchema.parse(JSON.parse(data.toString()))))
    // What a test is about is how it ends, by 'close' or by 'opened'.
    this.socket.on('error', () => undefined)
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: String(reason) }))
    })
  }

  async opened(): Promise<this> {
    await once(this.socket, 'open')
    return this
  }

  say(message: NodeMessage): void {
    this.socket.send(JSON.stringify(message))
  }

  async hears<Type extends OriginMessage['type']>(
    type: Type,
    nth = 1,
  ): Promise<Extract<OriginMessage, { type: Type }>> {
    const found = () => this.heard.filter((message) => message.type === type)[nth - 1]
    await expect.poll(found, { timeout: PATIENCE_MS, interval: 5 }).toBeDefined()
    return found() as Extract<OriginMessage, { type: Type }>
  }
}

let data_dir: string
let store: Store
let trust: Trust
let activity: SqliteActivityLog
let nodes: Nodes
let channel: ControlChannel
let server: Server
let url: string
let said: [string, NodeId, unknown][]
let sockets: BareNode[]

beforeEach(async () => {
  data_dir = mkdtempSync(join(tmpdir(), 'headwater-channel-'))
  store = openStore(join(data_dir, 'origin.db'))
  activity = new SqliteActivityLog(store, { log })
  trust = new Trust({ store, activity })
  const events = { publish: () => undefined }
  nodes = new Nodes({ store, activity, trust, events, clock: systemClock, log, settings, isOwnNodeToken: () => false })
  said = []
  sockets = []
  const reports: NodeReports = {
    replaced: (id, report) => said.push(['replaced', id, report]),
    session: (id, session) => said.push(['session', id, session]),
    participation: (id, participation) => said.push(['participation', id, participation]),
    relay: (id, relay) => said.push(['relay', id, relay]),
    renewed: (id) => said.push(['renewed', id, null]),
    locate: () => ({ source: null, reason: 'nobody publishes it' }),
    allocate: () => ({ nodes: [], error: { code: 'no_candidates', message: 'no node can take it' } }),
    admit: () => ({ refused: null, nodes: [] }),
    redeem: () => ({ code: 'unknown', message: 'This ticket is not known.' }),
  }
  channel = new ControlChannel({
    nodes,
    reports,
    activity,
    clock: systemClock,
    log,
    settings,
    relay_limits: { max_hops: 3, max_out: 20 },
    origin_version: '1.0.0',
    loopback_means: null,
  })
  server = createServer().on('upgrade', (request, socket, head) => channel.handleUpgrade(request, socket, head))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1/channel`
})
afterEach(async () => {
  for (const { socket } of sockets) socket.terminate()
  await channel.stop()
  nodes.stop()
  server.close()
  server.closeAllConnections()
  store.close()
  rmSync(data_dir, { recursive: true })
})

function enrol(name: string): EnrollmentAnswer {
  const cluster_id = 'main' as ClusterId
  const made = { cluster_id, name: null, usage_limit: 1, ttl_ms: 60_000, created_by: 'test' }
  const { token } = trust.createEnrollmentToken(made)
  const relay_fingerprint = Buffer.from(name.padEnd(32, '.')).toString('hex')
  const request = { token: token as never, name, region: null, version: '1.0.0', relay_fingerprint }
  return nodes.enroll(request, '127.0.0.1')
}
function dial(credential: string, protocol?: string): BareNode {
  const node = new BareNode(url, credential, protocol)
  sockets.push(node)
  return node
}
async function join1({ node_id, credential }: EnrollmentAnswer, epoch = 1): Promise<BareNode> {
  const node = await dial(credential).opened()
  node.say(helloOf(node_id, epoch))
  await node.hears('peers')
  return node
}
const heartbeat = (seq: number): NodeMessage => ({
  type: 'heartbeat',
  seq,
  sent_at: new Date().toISOString(),
  load: idleLoad,
  rtt_ms: null,
})
const state = (id: NodeId) => nodes.find(id)?.liveness.state
const refusedWith = async (node: BareNode) => {
  const [, response] = await once(node.socket, 'unexpected-response')
  return response.statusCode as number
}

describe('the door of the control channel', () => {
  it('answers an unknown credential with 401, an evicted node with 410, another subprotocol with 400', async () => {
    const identity = enrol('edge')
    expect(await refusedWith(dial(`node_${'x'.repeat(43)}`))).toBe(401)
    expect(await refusedWith(dial(identity.credential, 'something.else'))).toBe(400)
    nodes.evict(identity.node_id, { force: true, reason: 'test' }, 'operator:owner')
    expect(await refusedWith(dial(identity.credential))).toBe(410)
  })

  it('welcomes a node, tells it where it and its peers are, and counts the hello as a heartbeat', async () => {
    const identity = enrol('edge')
    const node = await join1(identity)
    expect(await node.hears('welcome')).toMatchObject({ node_name: 'edge', heartbeat_interval_ms: 500 })
    expect(state(identity.node_id)).toBe('alive')
    const { peers } = await node.hears('peers')
    expect(peers).toMatchObject([{ node_id: identity.node_id, endpoints: { address: '127.0.0.1', media_port: 8080 } }])
    expect(said[0]).toMatchObject(['replaced', identity.node_id, { sessions: [] }])
  })

  it('tells every node of new peers, several at once together', async () => {
    const one = await join1(enrol('one'))
    await one.hears('peers', 2)
    await Promise.all([join1(enrol('two')), join1(enrol('three'))])
    await expect
      .poll(() => one.heard.at(-1), { timeout: PATIENCE_MS })
      .toMatchObject({
        type: 'peers',
        peers: [{ name: 'one' }, { name: 'two' }, { name: 'three' }],
      })
    const revisions = one.heard.flatMap((message) => (message.type === 'peers' ? [message.revision] : []))
    expect(revisions).toEqual([...new Set(revisions)].sort())
  })
})

describe('a channel', () => {
  it('acknowledges heartbeats, and ignores one that is replayed', async () => {
    const identity = enrol('edge')
    const node = await join1(identity)
    node.say(heartbeat(1))
    node.say(heartbeat(1))
    node.say(heartbeat(2))
    expect((await node.hears('heartbeat_ack', 2)).seq).toBe(2)
    expect(channel.refused.replayed).toBe(1)
    expect(said.filter(([what]) => what === 'renewed')).toHaveLength(2)
  })

  it.each([
    ['that is not JSON', '{'],
    ['of an unknown type', '{"type":"take_over"}'],
    ['with a wrong field', '{"type":"heartbeat","seq":"one"}'],
    ['that says hello again', JSON.stringify(helloOf('11111111-1111-4111-8111-111111111111' as NodeId))],
    ['that is binary', Buffer.from([1, 2, 3])],
  ])('is closed with 4400 by a frame %s, and counted', async (_what, frame) => {
    const node = await join1(enrol('edge'))
    node.socket.send(frame)
    expect((await node.closed).code).toBe(channelCloseCode.protocolError)
    expect(channel.refused.malformed).toBe(1)
  })

  it('is closed by anything that comes before hello', async () => {
    const node = await dial(enrol('edge').credential).opened()
    node.say(heartbeat(1))
    expect(await node.closed).toMatchObject({ code: channelCloseCode.protocolError, reason: 'heartbeat before hello' })
  })

  it('drops: the node is suspect at once, and offline after three silent intervals', async () => {
    const identity = enrol('edge')
    const node = await join1(identity)
    node.socket.terminate()
    await expect.poll(() => state(identity.node_id), { interval: 5 }).toBe('suspect')
    await expect.poll(() => state(identity.node_id), { timeout: PATIENCE_MS }).toBe('offline')
  })

  it('that is silent for three intervals is cut', async () => {
    const node = await join1(enrol('edge'))
    const from = performance.now()
    expect((await node.closed).code).toBe(1006)
    expect(performance.now() - from).toBeLessThan(3_000)
  })

  it('ends with a goodbye: the node has left and is not suspect', async () => {
    const identity = enrol('edge')
    const node = await join1(identity)
    node.say({ type: 'leave', reason: 'maintenance' })
    expect((await node.closed).code).toBe(1000)
    expect(state(identity.node_id)).toBe('left')
  })

  it('is closed with 4503 when the origin stops, without a word about its node', async () => {
    const identity = enrol('edge')
    const node = await join1(identity)
    await channel.stop()
    expect((await node.closed).code).toBe(channelCloseCode.originStopping)
    expect(state(identity.node_id)).toBe('alive')
  })
})

describe('a node speaks for itself alone', () => {
  it('a hello of another node is refused and recorded', async () => {
    const liar = enrol('liar')
    const other = enrol('other')
    const node = await dial(liar.credential).opened()
    node.say(helloOf(other.node_id))
    expect((await node.closed).code).toBe(channelCloseCode.protocolError)
    expect(state(other.node_id)).toBe('joining')
    expect(activity.list({ limit: 1 })[0]).toMatchObject({ type: 'node.foreign_claim_refused', node_id: liar.node_id })
  })

  it('a participation of another node is refused, counted, and recorded once', async () => {
    const liar = enrol('liar')
    const other = enrol('other')
    const node = await join1(liar)
    const participation = {
      node_id: other.node_id,
      stream_path: 'live/test',
      subscribers: 9,
      since: '2026-11-21T07:30:00Z',
    }
    for (let nth = 0; nth < 3; nth += 1) {
      node.say({ type: 'participation', participation: participation as Participation })
    }
    node.say(heartbeat(1))
    await node.hears('heartbeat_ack')
    expect(said.filter(([what]) => what === 'participation')).toEqual([])
    expect(channel.refused.foreign).toBe(3)
    expect(activity.list({ limit: 50 }).filter(({ type }) => type === 'node.foreign_claim_refused')).toHaveLength(1)
  })
})

describe('two programs of one node', () => {
  it('the newer takes over, the older is told so and is refused from then on', async () => {
    const identity = enrol('twice')
    const older = await join1(identity, 5)
    const newer = await join1(identity, 6)
    expect((await older.closed).code).toBe(channelCloseCode.superseded)
    const again = await dial(identity.credential).opened()
    again.say(helloOf(identity.node_id, 5))
    expect((await again.closed).code).toBe(channelCloseCode.superseded)
    expect(state(identity.node_id)).toBe('alive')
    newer.say(heartbeat(1))
    await newer.hears('heartbeat_ack')
    expect(activity.list({ limit: 5 }).map(({ type }) => type)).toContain('node.stale_epoch_refused')
  })

  it('the same program that dials again is not told to stop', async () => {
    const identity = enrol('again')
    const first = await join1(identity, 1)
    await join1(identity, 1)
    expect((await first.closed).code).toBe(1006)
    expect(state(identity.node_id)).toBe('alive')
  })
})

describe('a command', () => {
  const end = { kind: 'end_session', session_id: crypto.randomUUID() as SessionId, reason: 'because' } as const

  it('is sent again after a reconnect until it is acknowledged, and not after that', async () => {
    const identity = enrol('edge')
    channel.command(identity.node_id, end)
    const first = await join1(identity)
    const { id, command } = await first.hears('command')
    expect(command).toEqual(end)
    first.socket.terminate()
    const second = await join1(identity)
    expect((await second.hears('command')).id).toBe(id)
    second.say({ type: 'command_ack', id, ok: true, error: null })
    second.say(heartbeat(1))
    await second.hears('heartbeat_ack')
    const third = await join1(identity)
    third.say(heartbeat(1))
    await third.hears('heartbeat_ack')
    expect(third.heard.filter(({ type }) => type === 'command')).toEqual([])
  })

  it('that a node could not follow is recorded', async () => {
    const identity = enrol('edge')
    const node = await join1(identity)
    channel.command(identity.node_id, end)
    const { id } = await node.hears('command')
    node.say({ type: 'command_ack', id, ok: false, error: 'disk full' })
    await expect.poll(() => activity.list({ limit: 1 })[0]?.type).toBe('node.command_failed')
  })

  it('with its mode reaches a node that missed it while it was away, the newest one alone', async () => {
    const identity = enrol('edge')
    const force = { reason: null, deadline_ms: null, on_deadline: 'end' as const, after_drain: null, force: true }
    nodes.drain(identity.node_id, force, 'operator:owner')
    nodes.resume(identity.node_id, null, 'operator:owner')
    nodes.drain(identity.node_id, force, 'operator:owner')
    const node = await join1(identity)
    node.say(heartbeat(1))
    await node.hears('heartbeat_ack')
    const commands = node.heard.flatMap((message) => (message.type === 'command' ? [message.command] : []))
    expect(commands).toMatchObject([{ kind: 'set_mode', mode: { value: 'draining', revision: 3 } }])
  })
})

describe('an eviction', () => {
  it('closes the channel with 4410 and tells the peers', async () => {
    const identity = enrol('edge')
    const other = await join1(enrol('other'))
    const node = await join1(identity)
    await expect.poll(() => other.heard.at(-1), { timeout: PATIENCE_MS }).toMatchObject({ peers: [{}, {}] })
    nodes.evict(identity.node_id, { force: true, reason: 'test' }, 'operator:owner')
    expect((await node.closed).code).toBe(channelCloseCode.gone)
    await expect.poll(() => other.heard.at(-1), { timeout: PATIENCE_MS }).toMatchObject({ peers: [{ name: 'other' }] })
  })
})

describe('a question where a stream is', () => {
  it('is answered under its id', async () => {
    const node = await join1(enrol('edge'))
    const id = crypto.randomUUID()
    node.say({ type: 'locate', id, stream_path: 'live/test' as never, exclude_node_ids: [] })
    expect(await node.hears('located')).toMatchObject({ id, source: null, reason: 'nobody publishes it' })
  })
})
