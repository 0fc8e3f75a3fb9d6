import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { relaySessionSchema } from '#contract/cluster-api.ts'
import { clusterRelays } from './cluster-relays.ts'
import { answerClusterApi, isForClusterApi } from './protocols/http/cluster-api.ts'
import { endAll, never, path, publish, sourceOf, startPair, type TestNode, watch } from './relay/relay-test-nodes.ts'

afterEach(endAll)

const key = 'a key of some length'
const envelopeSchema = z.object({ code: z.number(), message: z.string(), data: z.unknown() })
const framesOf = (data: unknown) => z.array(relaySessionSchema).parse(data)[0]?.frame_count ?? 0

async function serve(node: TestNode, own_key: string | null = key) {
  const api = clusterRelays({
    key: own_key,
    directory: node.directory,
    resolver: node.resolver,
    notAccepting: () => node.drain.reason,
    ports: () => ({ media_port: 8080, quic_port: 8443 }),
  })
  const server = createServer((request, response) => {
    if (isForClusterApi(request.url ?? '')) void answerClusterApi(api, request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cluster/api/`
  const ask = async (target: string, init: RequestInit = {}) => {
    const answer = await fetch(`${url}${target}`, { headers: { 'X-Cluster-Api-Key': key }, ...init })
    const said = envelopeSchema.parse(await answer.json())
    return { status: answer.status, ...said }
  }
  return {
    ask,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const pull = (stream_path: unknown) => ({ method: 'POST', body: JSON.stringify({ stream_path, timestamp: 1 }) })

describe('whoever asks a node about its relays', () => {
  test('is refused without the key, with a wrong one, and where there is none (M-8)', async () => {
    const { a } = await startPair()
    await using node = await serve(a)
    await using closed = await serve(a, null)
    expect(await node.ask('relay/sessions')).toMatchObject({ status: 200, code: 0 })
    expect(await node.ask('relay/sessions', { headers: { Authorization: `Bearer ${key}` } })).toMatchObject({ code: 0 })
    for (const headers of [{}, { 'X-Cluster-Api-Key': 'another' }, { Authorization: 'Bearer another' }]) {
      expect(await node.ask('relay/sessions', { headers })).toMatchObject({ status: 401, code: 401, data: null })
    }
    expect(await closed.ask('relay/sessions')).toMatchObject({ status: 401, code: 401 })
  })

  test('learns whether a stream may be pulled from here, and where (M-17)', async () => {
    const { a } = await startPair()
    await using node = await serve(a)
    expect(await node.ask('relay/pull', pull(path))).toMatchObject({
      status: 200,
      code: 0,
      message: 'success',
      data: { accepted: false, reason: `Nobody publishes ${path} here.`, session_id: null },
    })
    const { stream } = publish(a)
    expect(await node.ask('relay/pull', pull(path))).toMatchObject({
      data: { accepted: true, reason: null, session_id: stream.session_id, quic_addr: ':8443', tls_addr: ':8080' },
    })
    a.drain.reason = 'This node is being drained.'
    expect(await node.ask('relay/pull', pull(path))).toMatchObject({
      data: { accepted: false, reason: a.drain.reason },
    })
  })

  test('is told what is wrong with a request (M-7)', async () => {
    const { a } = await startPair()
    await using node = await serve(a)
    expect(await node.ask('relay/pull', pull(undefined))).toMatchObject({ status: 400, code: 400, data: null })
    expect(await node.ask('relay/pull', { method: 'POST', body: '{' })).toMatchObject({ status: 400, code: 400 })
    const large = { method: 'POST', body: JSON.stringify({ stream_path: 'x'.repeat(100_000) }) }
    expect(await node.ask('relay/pull', large)).toMatchObject({ status: 400, code: 400 })
    expect(await node.ask('relay/none')).toMatchObject({ status: 404, code: 404 })
  })

  test('sees the relays of this node, and their frames grow (M-18)', async () => {
    const { a, b } = await startPair()
    const { stream } = publish(a)
    b.located.answers = [sourceOf(a, stream)]
    await using node = await serve(b)
    const viewer = watch(await b.resolver.resolve(path, never))
    await viewer.sees(() => viewer.frames.length > 3)
    const first = await node.ask('relay/sessions')
    expect(first.data).toMatchObject([
      { stream_path: path, state: 'active', subscriber_count: 1, transport: 'tls', source_quic_addr: null },
    ])
    const seen = viewer.frames.length
    await viewer.sees(() => viewer.frames.length > seen + 3)
    const later = await node.ask('relay/sessions')
    expect(framesOf(later.data)).toBeGreaterThan(framesOf(first.data))
  })
})
