import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { channelCloseCode, type NodeMessage } from '#contract/control-channel.ts'
import type { NodeId, SessionId, StreamPath } from '#contract/ids.ts'
import type { StreamSession } from '#contract/stream.ts'
import { ChannelClient, emptyReport, enrol, idleLoad } from '../harness/channel-client.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { staysTrue, waitFor } from '../harness/wait-for.ts'

const heartbeat = (seq: number): NodeMessage => ({
  type: 'heartbeat',
  seq,
  sent_at: new Date().toISOString(),
  load: idleLoad,
  rtt_ms: null,
})

const sessionOf = (publish_node_id: NodeId, stream_path: string): StreamSession => ({
  id: crypto.randomUUID() as SessionId,
  stream_path: stream_path as StreamPath,
  generation: 1,
  publish_node_id,
  state: 'live',
  protocol: 'rtmp',
  encoder: null,
  publisher_address: '127.0.0.1',
  tracks: [],
  bitrate_kbps: 0,
  keyframe_interval_ms: null,
  started_at: new Date().toISOString(),
  ended_at: null,
  end_reason: null,
})

/** Messages that were not acted on, by why, since the origin started. */
async function refusedMessages(origin: OriginProgram) {
  const page = await (await fetch(`${origin.ready.url}/metrics`)).text()
  const count = (reason: string) =>
    Number(new RegExp(`^headwater_control_channel_refused_total\\{reason="${reason}"\\} (\\d+)`, 'm').exec(page)?.[1])
  return { malformed: count('malformed'), foreign: count('foreign'), replayed: count('replayed') }
}

describe('row 29: the control channel', () => {
  let cluster: Cluster
  let publisher: Publisher
  let viewer: FlvViewer
  beforeAll(async () => {
    cluster = await startCluster()
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/test.flv`)
    await waitFor('the stream is live', async () => {
      const [stream] = await cluster.origin.api.streams()
      return stream?.session.state === 'live'
    })
  })
  afterAll(async () => {
    await viewer?.[Symbol.asyncDispose]()
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
  })

  let joined = 0
  const join = async () => {
    joined += 1
    const identity = await enrol(cluster.origin, `bare-${joined}`)
    return { identity, channel: await ChannelClient.join(cluster.origin, identity) }
  }
  const isUnharmed = async () => {
    const stream = await cluster.origin.api.stream('live/test')
    expect(stream.session).toMatchObject({ state: 'live', publish_node_id: cluster.origin.own_node.node_id })
    expect(viewer.interruption).toBe(null)
  }

  test('welcomes a node, tells it its peers and answers its heartbeats', async () => {
    const { identity, channel: opened } = await join()
    await using channel = opened
    expect((await channel.hears('welcome')).mode.value).toBe('normal')
    const { peers } = await channel.hears('peers')
    expect(peers.map((peer) => peer.node_id)).toEqual(
      expect.arrayContaining([cluster.origin.own_node.node_id, cluster.edge.id]),
    )
    channel.send(heartbeat(1))
    expect((await channel.hears('heartbeat_ack')).seq).toBe(1)
    await waitFor('alive', async () => (await cluster.origin.api.node(identity.node_id)).liveness.state === 'alive')
  })

  test('refuses who has no credential or one that is none', async () => {
    for (const credential of ['', 'node_short', `node_${'A'.repeat(43)}`, cluster.origin.ready.api_key]) {
      await expect(ChannelClient.open(cluster.origin, credential)).rejects.toThrow(/401|403|4401/)
    }
  })

  test.for([
    ['as another node', (_own: NodeId, other: NodeId) => ({ node_id: other })],
    [
      'with another node’s session',
      (_own: NodeId, other: NodeId) => ({ report: { ...emptyReport, sessions: [sessionOf(other, 'live/test')] } }),
    ],
  ] as const)('does not let a node introduce itself %s', async ([, lie]) => {
    const identity = await enrol(cluster.origin, `liar-${Math.random().toString(36).slice(2, 8)}`)
    await using channel = await ChannelClient.open(cluster.origin, identity.credential)
    const hello = {
      type: 'hello',
      node_id: identity.node_id,
      epoch: 1,
      version: '0',
      mode_revision: 0,
      report: emptyReport,
    }
    channel.sendText(JSON.stringify({ ...hello, ...lie(identity.node_id, cluster.edge.id) }))
    await staysTrue('nothing of it is applied', 700, async () => {
      await isUnharmed()
      const edge = await cluster.origin.api.node(cluster.edge.id)
      return edge.endpoints?.media_port === cluster.edge.ready.media_port && edge.epoch === 1
    })
  })

  test('does not apply a session, a participation or a relay of another node', async () => {
    const { channel: opened, identity } = await join()
    await using channel = opened
    const other = cluster.origin.own_node.node_id
    const ended = { ...sessionOf(other, 'live/test'), state: 'ended' as const }
    const { session } = await cluster.origin.api.stream('live/test')
    channel.send({ type: 'session', session: { ...ended, id: session.id } })
    channel.send({ type: 'session', session: sessionOf(other, 'live/invented') })
    const participation = { node_id: cluster.edge.id, stream_path: session.stream_path, since: session.started_at }
    channel.send({ type: 'participation', participation: { ...participation, subscribers: 4_711 } })
    await staysTrue('nothing of it is applied', 700, async () => {
      await isUnharmed()
      const streams = await cluster.origin.api.streams()
      return streams.length === 1 && (streams[0]?.subscribers ?? 0) < 100
    })
    await waitFor('the liar is still only itself', async () => {
      const nodes = await cluster.origin.api.nodes()
      return nodes.some((node) => node.id === identity.node_id)
    })
  })

  test.for([
    ['of 10 MB', 'x'.repeat(10 * 1024 * 1024), 1009],
    ['that is no JSON', '{"type": "heart', channelCloseCode.protocolError],
    ['in binary', Buffer.from([1, 2, 3]), channelCloseCode.protocolError],
    ['with a field of a wrong type', JSON.stringify({ ...heartbeat(1), seq: 'one' }), channelCloseCode.protocolError],
  ] as const)('is closed by a frame %s', async ([, frame, code]) => {
    const { channel: opened } = await join()
    await using channel = opened
    channel.sendText(frame)
    expect((await channel.untilClosed()).code).toBe(code)
    await isUnharmed()
  })

  test('survives a message of a type that is none: it is ignored, or closes that channel alone', async () => {
    const { channel: opened } = await join()
    await using channel = opened
    channel.sendText(JSON.stringify({ type: 'take_over', node_id: cluster.edge.id }))
    channel.sendText(JSON.stringify({ type: 'hello', __proto__: { admin: true } }))
    await waitFor('closed, or still answering', () => {
      if (channel.closed !== null) return true
      channel.send(heartbeat(1))
      return channel.heard.some((message) => message.type === 'heartbeat_ack')
    })
    await isUnharmed()
  })

  test('does not apply a heartbeat before the hello', async () => {
    const identity = await enrol(cluster.origin, 'impatient')
    await using channel = await ChannelClient.open(cluster.origin, identity.credential)
    channel.send(heartbeat(1))
    await channel.untilClosed()
    expect((await cluster.origin.api.node(identity.node_id)).liveness.state).not.toBe('alive')
  })

  test('counts what is replayed, comes in another order, is of another node or is nonsense, and takes none of it', async () => {
    const before = await refusedMessages(cluster.origin)
    const { channel: opened, identity } = await join()
    await using channel = opened
    channel.send(heartbeat(5))
    await channel.hears('heartbeat_ack')
    // Both the same again, and one that was overtaken; the last is answered.
    for (const seq of [5, 3, 5, 6]) channel.send(heartbeat(seq))
    channel.send({ type: 'session', session: sessionOf(cluster.edge.id, 'live/invented') })
    await waitFor('the sixth is answered', () =>
      channel.heard.some((message) => message.type === 'heartbeat_ack' && message.seq === 6),
    )
    const acknowledged = channel.heard.flatMap((message) => (message.type === 'heartbeat_ack' ? [message.seq] : []))
    expect(acknowledged).toEqual([5, 6])
    channel.sendText('{"type": "take_over"}')
    expect((await channel.untilClosed()).code).toBe(channelCloseCode.protocolError)
    const after = await refusedMessages(cluster.origin)
    expect(after.replayed - before.replayed).toBe(3)
    expect(after.foreign - before.foreign).toBe(1)
    expect(after.malformed - before.malformed).toBe(1)
    const recorded = (await cluster.origin.api.activity()).filter(({ node_id }) => node_id === identity.node_id)
    expect(recorded.map(({ type }) => type)).toContain('node.foreign_claim_refused')
    await isUnharmed()
  })

  test('a page in a browser cannot open one (row 32)', async () => {
    const identity = await enrol(cluster.origin, 'browser')
    const headers = { origin: 'https://elsewhere.example' }
    await expect(ChannelClient.open(cluster.origin, identity.credential, headers)).rejects.toThrow(/403|421|400/)
  })
})
