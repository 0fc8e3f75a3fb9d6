import { execFile } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { pino } from 'pino'
import { afterEach, describe, expect, test } from 'vitest'
import type { Peer } from '#contract/control-channel.ts'
import { findBun } from './quic/find-bun.ts'
import { QuicSidecar } from './quic/quic-sidecar.ts'
import {
  endAll,
  never,
  path,
  publish,
  publishLarge,
  pullOf,
  sourceOf,
  startPair,
  type TestNode,
  testIdentity,
  watch,
} from './relay-test-nodes.ts'

afterEach(endAll)

const bun = findBun()
const why = bun === null ? ' (skipped: no Bun is installed)' : ''

/** The same source, as it would be known under another QUIC port or certificate. */
function changed(answer: ReturnType<typeof sourceOf>, change: (peer: Peer) => Peer): ReturnType<typeof sourceOf> {
  return answer.source === null ? answer : { ...answer, source: { ...answer.source, peer: change(answer.source.peer) } }
}

const kill = (node: TestNode) => process.kill(node.quic.pid ?? 0, 'SIGKILL')

const isActiveOver = (node: TestNode, transport: string) =>
  node.resolver.list().some((relay) => relay.transport === transport && relay.state === 'active')

/** A UDP port that takes everything and answers nothing, as a firewall does. */
async function deadUdpPort() {
  const socket = createSocket('udp4').bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return { port: socket.address().port, [Symbol.dispose]: () => socket.close() }
}

/** A UDP path between two sidecars that a test can freeze. */
class UdpProxy implements AsyncDisposable {
  readonly port: number
  readonly #front: Socket
  readonly #backs = new Map<number, Socket>()
  #frozen = false

  private constructor(front: Socket, target: number) {
    this.#front = front
    this.port = front.address().port
    front.on('message', (packet, { port }) => {
      if (!this.#frozen) this.#backFor(port).send(packet, target, '127.0.0.1')
    })
  }

  static async start(target: number): Promise<UdpProxy> {
    const front = createSocket('udp4').bind(0, '127.0.0.1')
    await once(front, 'listening')
    return new UdpProxy(front, target)
  }

  freeze(): void {
    this.#frozen = true
  }

  #backFor(port: number): Socket {
    const known = this.#backs.get(port)
    if (known !== undefined) return known
    const back = createSocket('udp4')
    back.on('message', (packet) => {
      if (!this.#frozen) this.#front.send(packet, port, '127.0.0.1')
    })
    this.#backs.set(port, back)
    return back
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const back of this.#backs.values()) back.close()
    this.#front.close()
  }
}

describe.skipIf(bun === null)(`a relay over QUIC${why}`, () => {
  test('carries a stream to its viewers and says that it is QUIC (M-25)', async () => {
    const { a, b } = await startPair({ transport: 'auto' })
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length >= 20)
    const first = viewer.frames[0] ?? -1
    expect(first % 10).toBe(0)
    expect(viewer.frames).toEqual(viewer.frames.map((_, place) => first + place))
    expect(b.resolver.list()).toMatchObject([{ state: 'active', transport: 'quic' }])
    expect(a.source.pulls).toBe(1)
  })

  test('ends for its viewers at once when the publisher stops, with the reason', async () => {
    const { a, b } = await startPair({ transport: 'quic' })
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 3)
    const from = performance.now()
    stream.end('The publisher stopped.')
    expect(await viewer.ended).toMatchObject({ code: 'stream_ended', message: 'The publisher stopped.' })
    expect(performance.now() - from).toBeLessThan(500)
    expect(b.resolver.list()).toEqual([])
  })

  test('is TLS within two seconds where UDP is blocked, and the next one at once', async () => {
    const { a, b } = await startPair({ transport: 'auto', policy: { release_delay_ms: 0 } })
    using dead = await deadUdpPort()
    const { stream } = publish(a)
    const blocked = (peer: Peer) => ({ ...peer, endpoints: { ...peer.endpoints, quic_port: dead.port } })
    b.located.answers = [changed(sourceOf(a, stream), blocked)]
    const from = performance.now()
    const first = watch(await b.resolver.resolve(path, never))
    expect(performance.now() - from).toBeLessThan(2_000)
    expect(b.resolver.list()).toMatchObject([{ state: 'active', transport: 'tls' }])
    first.subscription.detach()
    expect(b.resolver.list()).toEqual([])
    const again = performance.now()
    watch(await b.resolver.resolve(path, never))
    expect(performance.now() - again).toBeLessThan(500)
    expect(b.resolver.list()).toMatchObject([{ state: 'active', transport: 'tls' }])
  })

  test('goes on over TLS without a missing frame when the sidecar of the pulling node is killed, which then comes back', async () => {
    const { a, b } = await startPair({ transport: 'auto' })
    const { stream } = publish(a, { frame: 0, keyframe_every: 200 })
    b.located.answers = [sourceOf(a, stream)]
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 20)
    expect(b.resolver.list()).toMatchObject([{ transport: 'quic' }])
    kill(b)
    await viewer.sees(() => isActiveOver(b, 'tls'))
    const seen = viewer.frames.length
    await viewer.sees(() => viewer.frames.length > seen + 25)
    const first = viewer.frames[0] ?? 0
    expect(viewer.frames).toEqual(viewer.frames.map((_, place) => first + place))
    await viewer.sees(() => b.quic.ready)
  })

  const breaks = [
    { what: 'the sidecar of the source is killed', spoil: (a: TestNode) => kill(a) },
    { what: 'its path is blocked', spoil: (_a: TestNode, path_to: UdpProxy) => path_to.freeze() },
  ]
  test.each(breaks)('goes on over TLS within a second and without a missing frame when $what', async ({ spoil }) => {
    const { a, b } = await startPair({ transport: 'auto' })
    await using path_to = await UdpProxy.start(a.peer.endpoints.quic_port ?? 0)
    const { stream } = publish(a, { frame: 0, keyframe_every: 300 })
    const through = (peer: Peer) => ({ ...peer, endpoints: { ...peer.endpoints, quic_port: path_to.port } })
    b.located.answers = [changed(sourceOf(a, stream), through)]
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 20)
    expect(isActiveOver(b, 'quic')).toBe(true)
    const from = performance.now()
    spoil(a, path_to)
    await viewer.sees(() => isActiveOver(b, 'tls'))
    expect(performance.now() - from).toBeLessThan(1_000)
    const seen = viewer.frames.length
    await viewer.sees(() => viewer.frames.length > seen + 25)
    const first = viewer.frames[0] ?? 0
    expect(viewer.frames).toEqual(viewer.frames.map((_, place) => first + place))
    expect(b.located.asked).toHaveLength(1)
  })

  test('stays one over QUIC when the stream itself pauses', async () => {
    const { a, b } = await startPair({ transport: 'auto' })
    const { stream, silence, resume } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 20)
    const doubted = Promise.withResolvers<void>()
    a.directory.on('subscribers', ({ relays }) => {
      if (relays === 2) doubted.resolve()
    })
    silence()
    await doubted.promise
    resume()
    const seen = viewer.frames.length
    await viewer.sees(() => viewer.frames.length > seen + 25 && stream.relays === 1)
    expect(isActiveOver(b, 'quic')).toBe(true)
  })

  test('is served on another UDP port where the one of the same number is taken', async () => {
    using taken = await deadUdpPort()
    const identity = await testIdentity()
    const log = pino({ level: 'silent' })
    const quic = new QuicSidecar({
      identity,
      host: '127.0.0.1',
      port: taken.port,
      onPuller: (link) => link.destroy(),
      log,
    })
    await quic.start()
    expect(quic.ready).toBe(true)
    expect(quic.port).not.toBe(taken.port)
    await quic.stop()
  })

  test('gets nothing from a source with another certificate than the origin named', async () => {
    const { a, b } = await startPair({ transport: 'quic', policy: { retry_attempts: 0 } })
    const { stream } = publish(a)
    const impostor = await testIdentity()
    b.located.answers = [changed(sourceOf(a, stream), (peer) => ({ ...peer, relay_fingerprint: impostor.fingerprint }))]
    await expect(b.resolver.resolve(path, never)).rejects.toThrow('another certificate')
    expect(stream.relays).toBe(0)
  })

  test('is not served to a node that the origin has not named', async () => {
    const { a, b } = await startPair({ transport: 'quic', policy: { retry_attempts: 0 } })
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    a.peers.set(a.peer)
    await expect(b.resolver.resolve(path, never)).rejects.toThrow('unknown_requestor')
  })

  test('is not served to a client that proves nothing, or another one than it is', async () => {
    const { a, b } = await startPair({ transport: 'quic' })
    publish(a)
    const program = fileURLToPath(new URL('quic-sidecar/stranger.test-program.ts', import.meta.url))
    const { stdout } = await promisify(execFile)(bun ?? '', [
      program,
      `${a.peer.endpoints.quic_port}`,
      b.node_id,
      b.identity.certificate_pem,
    ])
    expect(JSON.parse(stdout)).toEqual({
      silent: 'closed, 0 bytes',
      impostor: 'closed, 0 bytes',
      chatty: 'closed, 0 bytes',
    })
    expect(a.source.pulls).toBe(0)
  }, 30_000)

  test('of a puller that stops reading costs a bound on both sides, and then its connection', async () => {
    const { a, b } = await startPair({ transport: 'quic' })
    const { stream } = publishLarge(a)
    const link = await b.quic.dial(a.peer, never)
    link.pause()
    link.write(pullOf(b, stream.session_id))
    const dropped = Promise.withResolvers<void>()
    let pulled = false
    a.directory.on('subscribers', ({ relays }) => {
      if (pulled && relays === 0) dropped.resolve()
      pulled ||= relays === 1
    })
    const before = [await residentBytes(a), await residentBytes(b)]
    await dropped.promise
    const after = [await residentBytes(a), await residentBytes(b)]
    for (const [place, bytes] of after.entries()) expect(bytes - (before[place] ?? 0)).toBeLessThan(32 * 1024 * 1024)
    link.destroy()
  })
})

async function residentBytes({ quic }: TestNode): Promise<number> {
  const [, pages] = (await readFile(`/proc/${quic.pid}/statm`, 'utf8')).split(' ')
  return Number(pages) * 4096
}
