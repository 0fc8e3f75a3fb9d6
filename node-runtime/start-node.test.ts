import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nodeConfigSchema } from '#contract/config.ts'
import type { SessionId } from '#contract/ids.ts'
import type { NodeStatus } from '#contract/local-control.ts'
import { nodeReadySchema } from '#contract/program-output.ts'
import { loadIdentity } from './agent/identity.ts'
import { askLocalControl } from './agent/local-control.ts'
import { makeNextKey, settleKey } from './agent/next-key.ts'
import { type DoubleNode, OriginDouble } from './agent/origin-double.ts'
import { publishFile } from './protocols/rtmp/publish-file.ts'
import { type RunningNode, startNode } from './start-node.ts'

const log = pino({ level: 'silent' })
const token = `enroll_${'t'.repeat(43)}`
const clip = join(import.meta.dirname, '../scripts/demo/test-picture.flv')
const undo: (() => unknown)[] = []
let directory: string
let origin: OriginDouble
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hw-node-'))
  origin = new OriginDouble()
  await origin.start()
})
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
  await origin.stop().catch(() => undefined)
  await rm(directory, { recursive: true, force: true })
})

async function start(name: string, more: Record<string, unknown> = {}): Promise<RunningNode> {
  const config = nodeConfigSchema.parse({
    data_dir: join(directory, name),
    name,
    origin: origin.url,
    token,
    media: { listen_host: '127.0.0.1', rtmp_port: 0, media_port: 0, ...(more.media as object) },
    ...Object.fromEntries(Object.entries(more).filter(([key]) => key !== 'media')),
  })
  const node = await startNode(config, { log, signal: new AbortController().signal })
  undo.push(() => node.stop(AbortSignal.abort()))
  return node
}

/** Publishes the clip to a node until the test is over. */
function publish(node: RunningNode) {
  const stopped = new AbortController()
  const over = publishFile({
    file: clip,
    url: `${node.ready.rtmp_url}/live/test`,
    loop: false,
    log,
    signal: stopped.signal,
  }).catch((error: unknown) => error)
  undo.push(async () => {
    stopped.abort()
    await over
  })
  return over
}

const known = (node: RunningNode): DoubleNode => {
  const found = origin.nodes.get(node.ready.node_id)
  if (found === undefined) throw new Error('the origin does not know this node')
  return found
}
const isLive = (node: RunningNode) => [...known(node).sessions.values()].some(({ state }) => state === 'live')

/** Waits until a node says something of itself. */
async function untilStatus(node: RunningNode, isSo: (status: NodeStatus) => boolean): Promise<void> {
  for (const give_up = performance.now() + 5_000; performance.now() < give_up; ) {
    const outcome = await askLocalControl(node.ready.data_dir, { do: 'status' })
    if (outcome.kind === 'answered' && outcome.answer.ok && isSo(outcome.answer.status)) return
  }
  throw new Error('the node did not come to that state within 5 s')
}

describe('a node', () => {
  test('enrols, serves, and is the same node after a restart without a token', async () => {
    const first = await start('edge')
    expect(nodeReadySchema.parse(first.ready)).toMatchObject({ name: 'edge', connected: true, origin: origin.url })
    expect(await (await fetch(`${first.ready.media_url}/ready`)).json()).toEqual({ status: 'ready' })
    await first.stop()
    const again = await start('edge', { token: undefined, origin: undefined })
    expect(again.ready).toMatchObject({ node_id: first.ready.node_id, origin: origin.url, connected: true })
    const hellos = known(again).received.filter(({ type }) => type === 'hello')
    expect(hellos).toMatchObject([{ epoch: 1 }, { epoch: 2 }])
  })

  test('that enrols again is known by another credential at another origin, and what it carries goes on', async () => {
    const node = await start('edge')
    void publish(node)
    await untilStatus(node, ({ streams }) => streams.length === 1)
    const before = known(node)
    const elsewhere = new OriginDouble()
    await elsewhere.start()
    undo.push(() => elsewhere.stop())
    elsewhere.admit(before.request, before.id)
    await origin.stop()
    const { data_dir } = node.ready
    const request = { do: 'rejoin', origin: elsewhere.url, token, new_key: false } as const
    expect(await askLocalControl(data_dir, request)).toMatchObject({ answer: { ok: true } })
    await untilStatus(node, ({ origin: { url, connected } }) => connected && url === elsewhere.url)
    const now = elsewhere.nodes.get(before.id)
    expect(now?.credential).not.toBe(before.credential)
    expect([...(now?.sessions.values() ?? [])]).toMatchObject([{ state: 'live' }])
  })

  test('that enrols again under a new key stops, and is the same node under that key when it is started', async () => {
    const node = await start('edge')
    const { data_dir, node_id } = node.ready
    const before = known(node)
    origin.enrols_as = node_id
    const request = { do: 'rejoin', origin: origin.url, token, new_key: true } as const
    expect(await askLocalControl(data_dir, request)).toMatchObject({ answer: { ok: true } })
    await node.finished
    await node.stop()
    const again = await start('edge', { token: undefined })
    expect(again.ready).toMatchObject({ node_id, connected: true })
    expect(known(again).request.relay_fingerprint).not.toBe(before.request.relay_fingerprint)
    expect((await loadIdentity(data_dir)).fingerprint).toBe(known(again).request.relay_fingerprint)
  })

  test('whose power was cut while its key changed is whom the origin knows', async () => {
    const node = await start('edge')
    const { data_dir } = node.ready
    await node.stop()
    const { fingerprint } = await loadIdentity(data_dir)
    const made = await makeNextKey(data_dir)
    await settleKey(data_dir, {})
    expect((await loadIdentity(data_dir)).fingerprint).toBe(fingerprint)
    const next = await makeNextKey(data_dir)
    await settleKey(data_dir, { key: next.fingerprint })
    expect((await loadIdentity(data_dir)).fingerprint).toBe(next.fingerprint)
    expect(made.fingerprint).not.toBe(next.fingerprint)
  })

  test('keeps a second one off its data directory', async () => {
    const node = await start('edge')
    await expect(start('edge')).rejects.toMatchObject({
      code: 'already_running',
      message: expect.stringContaining(`${process.pid}`),
    })
    const outcome = await askLocalControl(node.ready.data_dir, { do: 'status' })
    expect(outcome).toMatchObject({ answer: { status: { state: 'running', node_id: node.ready.node_id } } })
  })

  test('that has not joined says what it needs, before it leaves anything on the disk', async () => {
    await expect(start('edge', { token: undefined, origin: undefined })).rejects.toMatchObject({
      code: 'not_enrolled',
      message: expect.stringContaining('--origin URL and --token TOKEN'),
    })
    expect(await readdir(join(directory, 'edge'))).toEqual([])
  })

  test('whose port is taken says which', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const address = taken.address()
    const port = typeof address === 'object' ? address?.port : 0
    await expect(start('edge', { media: { rtmp_port: port } })).rejects.toMatchObject({
      code: 'port_unavailable',
      message: expect.stringContaining(`${port}`),
    })
    taken.close()
  })

  test('that was removed joins again with the token it is given, and without one says what to do', async () => {
    const first = await start('edge')
    await first.stop()
    origin.nodes.clear()
    await expect(start('edge', { token: undefined })).rejects.toMatchObject({
      code: 'credential_refused',
      exit_code: 77,
    })
    const again = await start('edge')
    expect(again.ready.connected).toBe(true)
    expect(again.ready.node_id).not.toBe(first.ready.node_id)
  })

  test('serves without its origin on what it knew, pulls from whom it knew, and reports when the origin is back', async () => {
    const source = await start('source')
    const edge = await start('edge', { media: { relay_release_delay: '0ms' } })
    void publish(source)
    await origin.until('the stream is live', () => isLive(source))
    const watched = new AbortController()
    const before = await fetch(`${edge.ready.media_url}/live/test.flv`, { signal: watched.signal })
    expect(before.status).toBe(200)
    await origin.stop()
    watched.abort()
    await untilStatus(source, ({ streams }) => streams[0]?.relays_out === 0)
    const without = await fetch(`${edge.ready.media_url}/live/test.flv`)
    expect(without.status).toBe(200)
    const reader = without.body?.getReader()
    expect((await reader?.read())?.value?.subarray(0, 3)).toEqual(Uint8Array.from([0x46, 0x4c, 0x56]))
    const unknown = await fetch(`${edge.ready.media_url}/live/none.flv`)
    expect(unknown.status).toBe(404)
    expect(await unknown.text()).toContain('origin')
    known(edge).relays.clear()
    known(source).sessions.clear()
    await origin.start()
    await origin.until('it knows the relay again', () => known(edge).relays.size === 1, 15_000)
    await origin.until('it knows the session again', () => isLive(source), 15_000)
    await reader?.cancel()
  }, 30_000)

  test('takes nothing new while it is drained, also after a restart, until it is resumed', async () => {
    const node = await start('edge')
    const mode = { ...known(node).mode, value: 'draining' as const, reason: 'new disks', revision: 5 }
    known(node).mode = mode
    const id = origin.command(known(node), { kind: 'set_mode', mode })
    const acknowledged = () =>
      known(node).received.some((message) => message.type === 'command_ack' && message.id === id && message.ok)
    await origin.until('the answer', acknowledged)
    const refused = await fetch(`${node.ready.media_url}/live/test.flv`)
    expect(refused.status).toBe(503)
    expect(await refused.text()).toContain('new disks')
    expect(String(await publish(node))).toContain('drained')
    await node.stop()
    const again = await start('edge')
    expect((await fetch(`${again.ready.media_url}/live/test.flv`)).status).toBe(503)
    origin.command(known(again), { kind: 'set_mode', mode: { ...mode, value: 'normal', revision: 6 } })
    await origin.until('the answer', () => known(again).received.at(-1)?.type === 'command_ack')
    expect((await fetch(`${again.ready.media_url}/live/test.flv`)).status).toBe(404)
  })

  test('ends a publication when the origin says so', async () => {
    const node = await start('edge')
    const over = publish(node)
    await origin.until('the stream is live', () => isLive(node))
    const session_id = [...known(node).sessions.keys()][0] as SessionId
    origin.command(known(node), { kind: 'end_session', session_id, reason: 'an operator ended it' })
    expect(String(await over)).toContain('an operator ended it')
    await origin.until('the end is reported', () => known(node).sessions.get(session_id)?.state === 'ended')
    expect(known(node).sessions.get(session_id)?.end_reason).toContain('an operator ended it')
  })

  test('stops within a second with publishers and viewers on it, and says goodbye', async () => {
    const node = await start('edge')
    const over = publish(node)
    await origin.until('the stream is live', () => isLive(node))
    const viewer = await fetch(`${node.ready.media_url}/live/test.flv`)
    const from = performance.now()
    await node.stop()
    expect(performance.now() - from).toBeLessThan(1_000)
    await viewer.arrayBuffer()
    await over
    await origin.until('the goodbye', () => known(node).received.at(-1)?.type === 'leave')
    expect(await askLocalControl(node.ready.data_dir, { do: 'status' })).toEqual({ kind: 'nobody' })
  })
})
