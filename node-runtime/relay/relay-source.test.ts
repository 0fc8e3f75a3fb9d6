import { once } from 'node:events'
import { connect as connectTcp } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { RELAY_ALPN } from '#contract/relay-protocol.ts'
import { FlvDemuxer } from '../protocols/flv/to-stream.ts'
import {
  closed,
  endAll,
  never,
  path,
  publish,
  publishWithHead,
  pullOf,
  sourceOf,
  startNode,
  startPair,
  type TestNode,
  testIdentity,
  watch,
} from './relay-test-nodes.ts'
import { dialTls } from './tls-dial.ts'

afterEach(endAll)

describe('a source of relays', () => {
  const refusals: readonly { does: string; spoil: (node: TestNode) => void; code: string }[] = [
    { does: 'a node that the origin has not named', spoil: (a) => a.peers.set(a.peer), code: 'unknown_requestor' },
    {
      does: 'a second one while it is drained',
      spoil: (a) => {
        a.drain.reason = 'This node is being drained.'
        const sink = { buffered_bytes: 0, send: () => true, write: () => undefined, end: () => undefined }
        a.directory.find(path)?.attach({ format: 'flv', latency: 'low', kind: 'relay', sink, id: 'the first' })
      },
      code: 'draining',
    },
    { does: 'a stream that it has not', spoil: (a) => a.directory.find(path)?.end('over'), code: 'unknown_stream' },
  ]
  test.each(refusals)('does not serve $does', async ({ spoil, code }) => {
    const { a, b } = await startPair({ policy: { retry_attempts: 0 } })
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    spoil(a)
    await expect(b.resolver.resolve(path, never)).rejects.toThrow(code)
    expect(stream.relays).toBe(code === 'draining' ? 1 : 0)
  })

  test('sends the metadata, then the sequence headers, then a keyframe, before anything else (M-17)', async () => {
    const { a, b } = await startPair()
    const { stream } = publishWithHead(a)
    const link = await dialTls(a.peer, b.identity, never)
    const tags: string[] = []
    const demuxer = new FlvDemuxer({
      header: 'none',
      onUnit: ({ kind, config, keyframe }) =>
        tags.push(`${kind}${kind === 'metadata' ? '' : config ? ' header' : keyframe ? ' keyframe' : ''}`),
      onTag: (_type, body) => tags.push(JSON.parse(body.toString()).type),
    })
    const five = new Promise<void>((resolve) => {
      link.on('data', (chunk: Buffer) => {
        demuxer.push(chunk)
        if (tags.length >= 5) resolve()
      })
    })
    link.write(pullOf(b, stream.session_id))
    await five
    expect(tags.slice(0, 5)).toEqual(['accepted', 'metadata', 'video header', 'audio header', 'video keyframe'])
    link.destroy()
  })

  test('serves what it pulls itself, but not to the node that it has it from: no loop comes to be (row 15)', async () => {
    const { a, b } = await startPair()
    const c = await startNode('c', { policy: { retry_attempts: 0 } })
    b.peers.set(a.peer, c.peer)
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    const pulled = await b.resolver.resolve(path, never)
    watch(pulled)
    c.located.answers = [sourceOf(b, pulled)]
    const viewer = watch(await c.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 3)
    expect(c.resolver.list()).toMatchObject([{ state: 'active', hops: [a.node_id, b.node_id] }])
    const link = await dialTls(b.peer, a.identity, never)
    const answer = new Promise<string>((resolve) => {
      const demuxer = new FlvDemuxer({
        header: 'none',
        onUnit: () => undefined,
        onTag: (_, body) => resolve(`${body}`),
      })
      link.on('data', (chunk: Buffer) => demuxer.push(chunk))
    })
    link.write(pullOf(a, pulled.session_id))
    expect(JSON.parse(await answer)).toMatchObject({ type: 'refused', code: 'loop' })
    link.destroy()
  })

  test.each([
    { limits: { max_out: 1 }, code: 'full' },
    { limits: { max_hops: 1 }, code: 'too_deep' },
  ])('refuses one more than its limits allow ($code)', async ({ limits, code }) => {
    const { a, b } = await startPair({ limits })
    const c = await startNode('c', { policy: { retry_attempts: 0 } })
    a.peers.set(a.peer, b.peer, c.peer)
    b.peers.set(a.peer, b.peer, c.peer)
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    const pulled = await b.resolver.resolve(path, never)
    watch(pulled)
    c.located.answers = [code === 'full' ? sourceOf(a, stream) : sourceOf(b, pulled)]
    await expect(c.resolver.resolve(path, never)).rejects.toThrow(code)
  })

  test('serves one node what is published on it alone while it drains, and the others have it from that one', async () => {
    const { a, b } = await startPair()
    const c = await startNode('c')
    for (const node of [a, b, c]) node.peers.set(a.peer, b.peer, c.peer)
    const { stream } = publish(a)
    a.drain.reason = 'This node is being drained.'
    b.located.answers = [sourceOf(a, stream)]
    const pulled = await b.resolver.resolve(path, never)
    watch(pulled)
    const { source, reason } = sourceOf(a, stream)
    const other = sourceOf(b, pulled).source
    c.located.answers = [{ source, reason, alternatives: other === null ? [] : [other] }]
    const viewer = watch(await c.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 3)
    expect(c.resolver.list()).toMatchObject([{ source_node_id: b.node_id, attempts: 0 }])
    expect(stream.relays).toBe(1)
  })

  test('cuts the relays of a node that the origin no longer names (row 21)', async () => {
    const { a, b } = await startPair({ policy: { retry_attempts: 0 } })
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 3)
    a.peers.set(a.peer)
    await viewer.ended
    expect(stream.relays).toBe(0)
  })

  test('and what comes from such a node is cut, too, and looked for elsewhere (row 21)', async () => {
    const { a, b } = await startPair({ policy: { retry_attempts: 0 } })
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream), { source: null, reason: 'nobody publishes it any more' }]
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 3)
    b.peers.set(b.peer)
    await viewer.ended
    await expect.poll(() => [b.resolver.list().length, stream.relays]).toEqual([0, 0])
  })

  test('gives nothing to a client without a certificate', async () => {
    const { a } = await startPair()
    publish(a)
    const stranger = connectTls({
      port: a.peer.endpoints.media_port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      ALPNProtocols: [RELAY_ALPN],
    })
    // Cut off, with or without a reset, but without one byte of a stream.
    stranger.on('error', () => undefined)
    let received = 0
    stranger.on('data', (chunk) => {
      received += chunk.length
    })
    await closed(stranger)
    expect(received).toBe(0)
    expect(a.source.pulls).toBe(0)
  })

  test('survives garbage, half a handshake and a pull that is none', async () => {
    const { a, b } = await startPair()
    publish(a)
    const garbage = connectTcp(a.peer.endpoints.media_port, '127.0.0.1')
    garbage.on('error', () => undefined)
    garbage.write(Buffer.from([0x16, 3, 1, 0xff, 0xff, 1, 2, 3]))
    garbage.end(Buffer.alloc(70_000, 0x55))
    await closed(garbage)
    const puller = connectTls({
      port: a.peer.endpoints.media_port,
      host: '127.0.0.1',
      key: b.identity.key_pem,
      cert: b.identity.certificate_pem,
      rejectUnauthorized: false,
      ALPNProtocols: [RELAY_ALPN],
    })
    puller.on('error', () => undefined)
    await once(puller, 'secureConnect')
    puller.write(Buffer.alloc(1_000, 0x41))
    puller.resume()
    await closed(puller)
    expect(a.source.pulls).toBe(0)
  })
})

test('a node that pulls sends nothing to a source whose certificate is not the one the origin named', async () => {
  const { a, b } = await startPair({ policy: { retry_attempts: 0 } })
  const { stream } = publish(a)
  const answer = sourceOf(a, stream)
  const impostor = await testIdentity()
  b.located.answers = [
    {
      ...answer,
      source: answer.source && {
        ...answer.source,
        peer: { ...answer.source.peer, relay_fingerprint: impostor.fingerprint },
      },
    },
  ]
  await expect(b.resolver.resolve(path, never)).rejects.toThrow('another certificate')
  expect(stream.relays).toBe(0)
})
