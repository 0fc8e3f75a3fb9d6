import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import type { FullReport, NodeCommand, Peer, Welcome } from '#contract/control-channel.ts'
import type { NodeId, SessionId, StreamPath } from '#contract/ids.ts'
import type { NodeLoad } from '#contract/node.ts'
import { ControlChannel } from './control-channel.ts'
import type { NodeFailure } from './node-errors.ts'
import { OriginDouble } from './origin-double.ts'

const log = pino({ level: 'silent' })
const path = 'live/test' as StreamPath
const never = new AbortController().signal
const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

const load: NodeLoad = {
  cpu_percent: 1,
  memory_percent: 2,
  memory_total_bytes: 3,
  process_memory_bytes: 4,
  process_cpu_percent: 5,
  egress_mbps: 0,
  ingress_mbps: 0,
  publishers: 0,
  subscribers: 0,
  relays_in: 0,
  relays_out: 0,
  subscribers_dropped: 0,
}
const report: FullReport = {
  endpoints: { address: '0.0.0.0', rtmp_port: 1935, media_port: 8080 },
  host: {
    hostname: 'box',
    platform: 'linux',
    distribution: 'Debian 12',
    arch: 'x64',
    cpu_model: 'cpu',
    cpu_cores: 2,
    memory_total_bytes: 1,
    node_version: '24',
  },
  load,
  sessions: [],
  participations: [],
  relays: [],
}

async function setUp() {
  const origin = new OriginDouble()
  await origin.start()
  undo.push(() => origin.stop().catch(() => undefined))
  const node = origin.admit({
    token: `enroll_${'t'.repeat(43)}`,
    name: 'edge-1',
    region: null,
    version: '0',
    relay_fingerprint: 'a'.repeat(64),
  })
  const heard = {
    welcomes: [] as Welcome[],
    peers: [] as (readonly Peer[])[],
    commands: [] as NodeCommand[],
    lost: 0,
    refused: [] as NodeFailure[],
  }
  const fails: { next: string | null } = { next: null }
  const channel = new ControlChannel({
    origin: origin.url,
    next_origin: null,
    credential: node.credential,
    node_id: node.id,
    epoch: 7,
    version: '0',
    form: 'by_hand',
    report: () => report,
    load: () => load,
    modeRevision: () => 1,
    onWelcome: (welcome) => heard.welcomes.push(welcome),
    onLost: () => {
      heard.lost += 1
    },
    onPinned: () => undefined,
    onDisconnectViewers: () => undefined,
    onListViewers: async () => ({ total: 0, hls_viewers: 0, viewers: [] }),
    onEndViewer: async () => null,
    onPolicies: () => undefined,
    onAccess: () => undefined,
    onNextOrigin: () => undefined,
    onAuthorities: () => undefined,
    onCertificate: () => undefined,
    onMediaCertificateWanted: () => undefined,
    onMediaCertificate: () => undefined,
    onLocated: () => undefined,
    onPeers: ({ peers }) => {
      heard.peers.push(peers)
      return []
    },
    onPeersChanged: () => undefined,
    onCommand: async (command) => {
      heard.commands.push(command)
      if (fails.next !== null) throw new Error(fails.next)
    },
    onRefused: (failure) => heard.refused.push(failure),
    log,
  })
  channel.start()
  undo.push(() => channel.stop('the test is over'))
  return { origin, node, channel, heard, fails }
}

const beats = (node: { received: readonly { type: string }[] }) =>
  node.received.filter(({ type }) => type === 'heartbeat').length

describe('the control channel of a node', () => {
  test('says everything first, is welcomed, learns its peers and beats at the negotiated interval', async () => {
    const { origin, node, heard, channel } = await setUp()
    origin.heartbeat_interval_ms = 200
    await origin.until('three heartbeats', () => beats(node) >= 3)
    expect(node.received[0]).toMatchObject({ type: 'hello', epoch: 7, mode_revision: 1, report })
    expect(heard.welcomes).toHaveLength(1)
    expect(heard.peers[0]).toMatchObject([{ node_id: node.id }])
    expect(channel.status).toMatchObject({ connected: true, error: null })
    const seqs = node.received.flatMap((message) => (message.type === 'heartbeat' ? [message.seq] : []))
    expect(seqs.slice(0, 3)).toEqual([1, 2, 3])
    const last = node.received.findLast((message) => message.type === 'heartbeat')
    expect(last).toMatchObject({ rtt_ms: expect.any(Number) })
  })

  test('comes back by itself when its origin was killed and started again', async () => {
    const { origin, node, heard, channel } = await setUp()
    await origin.until('a welcome', () => heard.welcomes.length === 1)
    await origin.stop()
    await origin.until('the loss is seen', () => !channel.connected)
    expect(channel.send({ type: 'log', lines: [] })).toBe(false)
    await origin.start()
    await origin.until('another welcome', () => heard.welcomes.length === 2, 15_000)
    expect(node.received.filter(({ type }) => type === 'hello')).toHaveLength(2)
    expect(heard.lost).toBeGreaterThanOrEqual(1)
  })

  test('leaves an origin that hangs after two intervals without an answer, and dials anew', async () => {
    const { origin, heard } = await setUp()
    origin.heartbeat_interval_ms = 200
    await origin.until('a welcome', () => heard.welcomes.length === 1)
    origin.acknowledges = false
    await origin.until('it is left', () => heard.lost === 1)
    origin.acknowledges = true
    await origin.until('it is dialled again', () => heard.welcomes.length === 2)
  })

  test('does a command once, however often it comes, and answers each time', async () => {
    const { origin, node, heard } = await setUp()
    await origin.until('a welcome', () => heard.welcomes.length === 1)
    const command: NodeCommand = { kind: 'end_session', session_id: crypto.randomUUID() as SessionId, reason: 'kicked' }
    const id = origin.command(node, command)
    origin.command(node, command, id)
    const acks = () => node.received.filter((message) => message.type === 'command_ack' && message.id === id)
    await origin.until('two answers', () => acks().length === 2)
    expect(heard.commands).toEqual([command])
    expect(acks()[0]).toMatchObject({ ok: true, error: null })
  })

  test('says why a command failed, and tries it again when it is sent again', async () => {
    const { origin, node, heard, fails } = await setUp()
    await origin.until('a welcome', () => heard.welcomes.length === 1)
    fails.next = 'the disk is full'
    const command: NodeCommand = { kind: 'set_mode', mode: node.mode }
    const id = origin.command(node, command)
    const acks = () => node.received.filter((message) => message.type === 'command_ack')
    await origin.until('an answer', () => acks().length === 1)
    expect(acks()[0]).toMatchObject({ ok: false, error: 'the disk is full' })
    fails.next = null
    origin.command(node, command, id)
    await origin.until('another answer', () => acks().length === 2)
    expect(acks()[1]).toMatchObject({ ok: true })
  })

  test('finds out where a stream is', async () => {
    const { origin, node, channel, heard } = await setUp()
    await origin.until('a welcome', () => heard.welcomes.length === 1)
    expect(await channel.locate(path, [], never)).toMatchObject({ source: null, reason: `nobody publishes ${path}` })
    const asked = node.received.find((message) => message.type === 'locate')
    expect(asked).toMatchObject({ stream_path: path, exclude_node_ids: [] })
  })

  test('does not let a question hang when the origin goes away, or when nobody wants to know any more', async () => {
    const { origin, channel, heard } = await setUp()
    await origin.until('a welcome', () => heard.welcomes.length === 1)
    const left = new AbortController()
    const asked = channel.locate(path, [], left.signal)
    left.abort(new Error('the viewer left'))
    await expect(asked).rejects.toThrow('the viewer left')
    const open = channel.locate(path, [] as NodeId[], never)
    await origin.stop()
    await expect(open).rejects.toMatchObject({ code: 'origin_away' })
    await expect(channel.locate(path, [], never)).rejects.toMatchObject({ code: 'origin_away' })
    await origin.start()
  })

  test('answers a question that came while the origin is being dialled', async () => {
    const { channel } = await setUp()
    expect(await channel.locate(path, [], never)).toMatchObject({ source: null })
  })

  test('dials an origin that is back as soon as somebody asks, instead of after its pause', async () => {
    const { origin, node, channel, heard } = await setUp()
    await origin.until('a welcome', () => heard.welcomes.length === 1)
    origin.refuses = 503
    node.socket?.terminate()
    // By now the pause before the next dial is one of up to eight seconds.
    await origin.until('four dials in vain', () => origin.dials >= 5, 15_000)
    origin.refuses = null
    const asked_at = performance.now()
    expect(await channel.locate(path, [], never)).toMatchObject({ source: null })
    expect(performance.now() - asked_at).toBeLessThan(1_000)
  }, 20_000)

  test('dials an origin that is away at most once a second, however many ask', async () => {
    const { origin, node, channel, heard } = await setUp()
    await origin.until('a welcome', () => heard.welcomes.length === 1)
    origin.refuses = 503
    node.socket?.terminate()
    await origin.until('four dials in vain', () => origin.dials >= 5, 15_000)
    const before = origin.dials
    const asked_at = performance.now()
    const answers = await Promise.allSettled(Array.from({ length: 200 }, () => channel.locate(path, [], never)))
    const dials_due = 1 + Math.ceil((performance.now() - asked_at) / 250)
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true)
    expect(origin.dials - before).toBeLessThanOrEqual(dials_due)
  }, 20_000)

  test.each([
    [401, 'credential_refused', 77],
    [410, 'evicted', 77],
    [409, 'superseded', 75],
  ] as const)('stops dialling when it is refused with %i (%s)', async (status, code, exit_code) => {
    const { origin, node, heard } = await setUp()
    await origin.until('a welcome', () => heard.welcomes.length === 1)
    origin.refuses = status
    node.socket?.terminate()
    await origin.until('the refusal', () => heard.refused.length === 1)
    expect(heard.refused[0]).toMatchObject({ code, exit_code, hint: expect.any(String) })
    expect(origin.dials).toBe(2)
  })

  test.each([
    [4401, 'credential_refused'],
    [4410, 'evicted'],
    [4409, 'superseded'],
  ] as const)('stops dialling when it is closed with %i (%s)', async (close_code, code) => {
    const { origin, node, heard } = await setUp()
    await origin.until('a welcome', () => heard.welcomes.length === 1)
    node.socket?.close(close_code, 'because')
    await origin.until('the refusal', () => heard.refused.length === 1)
    expect(heard.refused[0]).toMatchObject({ code, message: expect.stringContaining('because') })
    expect(origin.dials).toBe(1)
  })

  test('ignores messages of a type it does not know, and leaves when one it knows is malformed', async () => {
    const { origin, node, heard, channel } = await setUp()
    await origin.until('a welcome', () => heard.welcomes.length === 1)
    node.socket?.send(JSON.stringify({ type: 'of_the_future', value: 1 }))
    const beats_before = beats(node)
    await origin.until('it beats on', () => beats(node) > beats_before)
    expect(channel.connected).toBe(true)
    node.socket?.send(JSON.stringify({ type: 'peers', peers: 'all' }))
    await origin.until('it dials again', () => heard.welcomes.length === 2)
  })

  test('says goodbye when the node stops', async () => {
    const { origin, node, heard, channel } = await setUp()
    await origin.until('a welcome', () => heard.welcomes.length === 1)
    await channel.stop('the node stops')
    await origin.until('the goodbye', () => node.received.at(-1)?.type === 'leave')
    expect(channel.connected).toBe(false)
  })

  test('dials an origin that moved', async () => {
    const { origin, node, heard, channel } = await setUp()
    await origin.until('a welcome', () => heard.welcomes.length === 1)
    const moved = new OriginDouble()
    await moved.start()
    undo.push(() => moved.stop())
    moved.nodes.set(node.id, node)
    channel.redial({ origin: moved.url })
    await moved.until('a welcome at the new address', () => heard.welcomes.length === 2)
    expect(channel.status.url).toBe(moved.url)
  })
})
