import { mkdtemp, rm } from 'node:fs/promises'
import { type IncomingMessage, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { nodeConfigSchema } from '#contract/config.ts'
import type { NodeStatus, NodeThreads } from '#contract/local-control.ts'
import { askLocalControl } from './agent/local-control.ts'
import { OriginDouble } from './agent/origin-double.ts'
import { publishFile } from './protocols/rtmp/publish-file.ts'
import { type RunningNode, startNode } from './start-node.ts'

const token = `enroll_${'t'.repeat(43)}`
const clip = join(import.meta.dirname, '../scripts/demo/test-picture.flv')
const undo: (() => unknown)[] = []
/** Threads that the node under test has started, oldest first. */
const threads: Worker[] = []
const onWorker = (worker: Worker) => void threads.push(worker)
let directory: string
let origin: OriginDouble
let logged: Record<string, unknown>[]
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'hw-workers-'))
  origin = new OriginDouble()
  await origin.start()
  logged = []
  process.on('worker', onWorker)
})
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
  process.off('worker', onWorker)
  threads.length = 0
  await origin.stop().catch(() => undefined)
  await rm(directory, { recursive: true, force: true })
})

async function start(media: Record<string, unknown> = {}): Promise<RunningNode> {
  const config = nodeConfigSchema.parse({
    data_dir: join(directory, 'node'),
    name: 'node',
    origin: origin.url,
    token,
    media: { listen_host: '127.0.0.1', rtmp_port: 0, media_port: 0, workers: 2, ...media },
  })
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line)) })
  const node = await startNode(config, { log, signal: new AbortController().signal })
  undo.push(() => node.stop(AbortSignal.abort()))
  return node
}

async function statusOf(node: RunningNode): Promise<NodeStatus> {
  const outcome = await askLocalControl(node.ready.data_dir, { do: 'status' })
  if (outcome.kind === 'answered' && outcome.answer.ok) return outcome.answer.status
  throw new Error('the node does not say how it is')
}

async function threadsOf(node: RunningNode): Promise<NodeThreads> {
  const { threads } = await statusOf(node)
  if (!threads) throw new Error('the node has no ports open')
  return threads
}

async function until(what: string, holds: () => boolean | Promise<boolean>, deadline_ms = 10_000): Promise<void> {
  for (const give_up = performance.now() + deadline_ms; performance.now() < give_up; ) {
    if (await holds()) return
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  throw new Error(`still not so after ${deadline_ms} ms: ${what}`)
}

/** As `tryToPublish`, and it is live. */
async function publish(node: RunningNode, name = 'test') {
  const publisher = tryToPublish(node, name)
  await until('it is live', async () =>
    (await statusOf(node)).streams.some(({ stream_path }) => stream_path === `live/${name}`),
  )
  return publisher
}

/** Publishes the clip until the test is over. */
function tryToPublish(node: RunningNode, name = 'test') {
  const stopped = new AbortController()
  const url = `${node.ready.rtmp_url}/live/${name}`
  const log = pino({ level: 'silent' })
  const over = publishFile({ file: clip, url, loop: false, log, signal: stopped.signal }).then(
    () => null,
    (error: unknown) => error,
  )
  const stop = async () => {
    stopped.abort()
    return await over
  }
  undo.push(stop)
  return { over, stop }
}

/** A viewer over HTTP-FLV on a connection of its own. */
class Viewer {
  bytes = 0
  ended = false
  readonly #abort = new AbortController()

  constructor(url: string) {
    undo.push(() => this.leave())
    void this.#watch(url)
  }

  leave(): void {
    this.#abort.abort()
  }

  async #watch(url: string): Promise<void> {
    try {
      const sent = request(url, { agent: false, signal: this.#abort.signal })
      sent.end()
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
      sent.once('response', resolve)
      sent.on('error', reject)
      const answer = await promise
      if (answer.statusCode === 200) for await (const chunk of answer) this.bytes += chunk.length
    } catch {
      // Left, or cut off: either way it watches no more.
    }
    this.ended = true
  }
}

/** Viewers until every thread has some. */
async function watchOnEveryThread(node: RunningNode, there_already = 0): Promise<Viewer[]> {
  const viewers: Viewer[] = []
  for (let round = 0; round < 10; round++) {
    for (let nth = 0; nth < 8; nth++) viewers.push(new Viewer(`${node.ready.media_url}/live/test.flv?latency=low`))
    await until('all see something', () => viewers.every(({ bytes }) => bytes > 0))
    let on_all = false
    await until('all are counted', async () => {
      const { main, workers } = await threadsOf(node)
      const counts = [main, ...workers].map(({ subscribers }) => subscribers)
      on_all = workers.length === 2 && counts.every((count) => count > 0)
      return counts.reduce((sum, count) => sum + count, 0) === there_already + viewers.length
    })
    if (on_all) return viewers
  }
  throw new Error('some thread gets no connection')
}

/** Publishes until the publisher's connection is on a worker. */
async function publishOnWorker(node: RunningNode, name = 'test') {
  for (let attempt = 0; attempt < 20; attempt++) {
    const publisher = await publish(node, name)
    if ((await threadsOf(node)).workers.some(({ publishers }) => publishers > 0)) return publisher
    await publisher.stop()
    await until('it is over', async () => (await statusOf(node)).streams.length === 0)
  }
  throw new Error('no publisher came to a worker')
}

describe('a node with two workers', { timeout: 60_000 }, () => {
  test('serves one stream from every thread, counts all its viewers as one, and forgets them when they leave', async () => {
    const node = await start()
    await publish(node)
    const viewers = await watchOnEveryThread(node)
    expect((await statusOf(node)).streams).toMatchObject([{ stream_path: 'live/test', subscribers: viewers.length }])
    for (const viewer of viewers) viewer.leave()
    await until('nobody is counted', async () => (await statusOf(node)).streams[0]?.subscribers === 0)
    const { main, workers } = await threadsOf(node)
    expect([main, ...workers].map(({ subscribers }) => subscribers)).toEqual([0, 0, 0])
    await until('what was sent is counted', () => {
      const load = [...origin.nodes.values()][0]?.received.findLast(({ type }) => type === 'heartbeat')
      return load?.type === 'heartbeat'
    })
  })

  test('shows the same pages about itself on every thread, with all viewers on them', async () => {
    const node = await start()
    await publish(node)
    const viewers = await watchOnEveryThread(node)
    const read = async (path: string) => {
      const answer = await fetch(`${node.ready.media_url}${path}`, { headers: { connection: 'close' } })
      return await answer.text()
    }
    const flv = `headwater_viewers{protocol="flv"} ${viewers.length}\n`
    await until('the workers have counted', async () => (await read('/metrics')).includes(flv))
    for (let attempt = 0; attempt < 8; attempt++) {
      const metrics = await read('/metrics')
      expect(metrics).toContain(flv)
      expect(metrics).toContain('headwater_viewers{protocol="hls"} 0\n')
      const { data } = JSON.parse(await read('/api/v1/subscribers?stream=live/test'))
      expect(data).toMatchObject({ total: viewers.length, hls_viewers: 0 })
      expect(data.items).toHaveLength(viewers.length)
      const { error } = JSON.parse(await read('/live/none.flv'))
      expect(error.details.live).toEqual(['/live/test.flv'])
    }
  })

  test('loses with a worker its own connections alone, and starts it again', async () => {
    const node = await start()
    await publish(node)
    const viewers = await watchOnEveryThread(node)
    const [first, second] = (await threadsOf(node)).workers
    const lost = first?.subscribers ?? 0
    const published_there = (first?.publishers ?? 0) > 0
    await threads[published_there ? 1 : 0]?.terminate()
    const gone = published_there ? (second?.subscribers ?? 0) : lost
    await until('its viewers are cut off', () => viewers.filter(({ ended }) => ended).length === gone)
    const others = viewers.filter(({ ended }) => !ended)
    expect(others.length).toBe(viewers.length - gone)
    const seen = others.map(({ bytes }) => bytes)
    await until('all others see more', () => others.every(({ bytes }, index) => bytes > (seen[index] ?? 0)))
    expect(logged).toContainEqual(expect.objectContaining({ event: 'worker.lost', level: 50 }))
    await until('it is back', async () => (await threadsOf(node)).workers.length === 2)
    await until('the rest is counted', async () => (await statusOf(node)).streams[0]?.subscribers === others.length)
    await watchOnEveryThread(node, others.length)
  })

  test('takes a publisher on a worker, whom every thread can watch, and no second one of its name anywhere', async () => {
    const node = await start()
    const publisher = await publishOnWorker(node)
    const viewers = await watchOnEveryThread(node)
    for (let attempt = 0; attempt < 6; attempt++) {
      expect(String(await tryToPublish(node).over)).toContain('already being published')
    }
    const session = await untilSession(node)
    expect(session).toMatchObject({ state: 'live', protocol: 'rtmp', publisher_address: '127.0.0.1' })
    await publisher.stop()
    await until('every viewer hears the end', () => viewers.every(({ ended }) => ended))
    expect((await statusOf(node)).streams).toEqual([])
  })

  test('keeps the viewers of a publisher whose worker fails, and it goes on when the publisher is back', async () => {
    const node = await start()
    const publisher = await publishOnWorker(node)
    const { workers } = await threadsOf(node)
    const viewers = await watchOnEveryThread(node)
    await threads[workers.findIndex(({ publishers }) => publishers > 0)]?.terminate()
    expect(await publisher.over).toBeInstanceOf(Error)
    await until('its worker’s viewers are cut off', () => viewers.some(({ ended }) => ended))
    await publish(node)
    const others = viewers.filter(({ ended }) => !ended)
    expect(others.length).toBeGreaterThan(0)
    const seen = others.map(({ bytes }) => bytes)
    await until('all others see more', () => others.every(({ bytes }, index) => bytes > (seen[index] ?? 0)))
  })

  test('ends a session that an operator ends, wherever its publisher and viewers are', async () => {
    const node = await start()
    const publisher = await publishOnWorker(node)
    const viewers = await watchOnEveryThread(node)
    const { id } = await untilSession(node)
    const known = origin.nodes.get(node.ready.node_id)
    if (!known) throw new Error('the origin does not know this node')
    origin.command(known, { kind: 'end_session', session_id: id, reason: 'an operator ended it' })
    expect(String(await publisher.over)).toContain('an operator ended it')
    await until('every viewer hears the end', () => viewers.every(({ ended }) => ended))
  })

  test('takes nothing new on any thread while it is drained', async () => {
    const node = await start()
    await publish(node)
    const viewers = await watchOnEveryThread(node)
    const known = origin.nodes.get(node.ready.node_id)
    if (!known) throw new Error('the origin does not know this node')
    const mode = { ...known.mode, value: 'draining' as const, reason: 'new disks', revision: 5 }
    const id = origin.command(known, { kind: 'set_mode', mode })
    await origin.until('the answer', () =>
      known.received.some((message) => message.type === 'command_ack' && message.id === id && message.ok),
    )
    for (let attempt = 0; attempt < 12; attempt++) {
      const answer = await fetch(`${node.ready.media_url}/live/test.flv`, { headers: { connection: 'close' } })
      expect(answer.status).toBe(503)
      expect(await answer.text()).toContain('new disks')
    }
    expect(String(await tryToPublish(node, 'other').over)).toContain('drained')
    expect(viewers.every(({ ended }) => !ended)).toBe(true)
  })

  test('stops within a second with viewers and publishers on every thread', async () => {
    const node = await start()
    await publish(node)
    const viewers = await watchOnEveryThread(node)
    const from = performance.now()
    await node.stop()
    expect(performance.now() - from).toBeLessThan(1_500)
    expect(viewers.every(({ ended }) => ended)).toBe(true)
  })

  test('has its two ports for itself: a second node on them is refused', async () => {
    const node = await start()
    const other = nodeConfigSchema.parse({
      data_dir: join(directory, 'other'),
      name: 'other',
      origin: origin.url,
      token,
      media: { listen_host: '127.0.0.1', rtmp_port: node.ready.rtmp_port, media_port: 0, workers: 2 },
    })
    const refused = startNode(other, { log: pino({ level: 'silent' }), signal: new AbortController().signal })
    await expect(refused).rejects.toMatchObject({ code: 'port_unavailable' })
  })
})

async function untilSession(node: RunningNode) {
  const live = () =>
    [...(origin.nodes.get(node.ready.node_id)?.sessions.values() ?? [])].find((s) => s.state === 'live')
  await origin.until('the session is reported', () => live() !== undefined)
  const session = live()
  if (!session) throw new Error('it is over again')
  return session
}
