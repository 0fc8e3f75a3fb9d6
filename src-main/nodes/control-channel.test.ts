import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { channelCloseCode, type NodeMessage } from '#contract/control-channel.ts'
import type { EnrollmentAnswer } from '#contract/enrollment.ts'
import type { NodeId, SessionId } from '#contract/ids.ts'
import type { Participation } from '#contract/stream.ts'
import { type BareNode, openChannel, PATIENCE_MS } from './testing-channel.ts'
import { helloOf, idleLoad } from './testing-node.ts'

let opened: Awaited<ReturnType<typeof openChannel>>
let activity: (typeof opened)['activity']
let nodes: (typeof opened)['nodes']
let channel: (typeof opened)['channel']
let said: (typeof opened)['said']

beforeEach(async () => {
  opened = await openChannel()
  ;({ activity, nodes, channel, said } = opened)
})
afterEach(() => opened[Symbol.asyncDispose]())

const enrol = (name: string) => opened.enrol(name)
const dial = (credential: string, protocol?: string) => opened.dial(credential, protocol)
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
    const recorded = activity.list({ limit: 5 })
    expect(recorded.map(({ type }) => type)).toContain('node.stale_epoch_refused')
    expect(recorded.find(({ type }) => type === 'node.superseded')).toMatchObject({
      severity: 'warning',
      data: {
        epoch: 6,
        ended_epoch: 5,
        address: expect.stringMatching(/127/),
        ended_address: expect.stringMatching(/127/),
      },
    })
  })

  it('of one epoch are a copy: the one that is connected stays, the other is told so', async () => {
    const identity = enrol('copied')
    const [first_run, second_run] = [crypto.randomUUID(), crypto.randomUUID()]
    const first = await dial(identity.credential).opened()
    first.say({ ...helloOf(identity.node_id, 3), run_id: first_run })
    await first.hears('welcome')
    const copy = await dial(identity.credential).opened()
    copy.say({ ...helloOf(identity.node_id, 3), run_id: second_run })
    expect((await copy.closed).code).toBe(channelCloseCode.superseded)
    const again = await dial(identity.credential).opened()
    again.say({ ...helloOf(identity.node_id, 3), run_id: first_run })
    await again.hears('welcome')
    expect((await first.closed).code).toBe(1006)
    expect(activity.list({ limit: 5 }).filter(({ type }) => type === 'node.superseded')).toHaveLength(1)
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
