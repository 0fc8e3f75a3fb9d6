import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { z } from 'zod'
import { accessPolicySchema } from '#contract/access-policy.ts'
import { createdStreamKeySchema, streamKeySchema } from '#contract/stream-key.ts'
import { streamPolicySchema } from '#contract/stream-policy.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { NodeProgram } from '../harness/node-program.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor, within } from '../harness/wait-for.ts'

/** So many connections that each thread of a node gets some, whoever the system hands them to. */
const BOTH_THREADS = 8

describe('who may publish and watch in a running cluster', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let edge: NodeProgram
  const policy = (body: object) => origin.api.call('POST', '/api/v1/access-policies', accessPolicySchema, body)
  const makeKey = (body: object) => origin.api.call('POST', '/api/v1/stream-keys', createdStreamKeySchema, body)
  const keyOf = async (id: string) => {
    const { items } = await origin.api.call('GET', '/api/v1/stream-keys', z.object({ items: z.array(streamKeySchema) }))
    return items.find((key) => key.id === id)
  }
  const rtmp = (name: string, query = '') => `${edge.ready.rtmp_url}/${name}${query}`
  const flv = (name: string, query = '') => `${edge.ready.media_url}/${name}.flv${query}`
  /** By a key that was made a moment ago: every thread of the node hears of it within another one. */
  const publishesSoon = async (url: string): Promise<Publisher> => {
    let publisher: Publisher | undefined
    await waitFor('a new key is known', async () => {
      publisher = await Publisher.start(url).catch((error: Error) => {
        if (error.message.includes('unknown here')) return undefined
        throw error
      })
      return publisher !== undefined
    })
    return publisher ?? expect.fail('nobody publishes')
  }
  /** Publishes so often that each thread of the node hears of it, and is refused every time. */
  const isRefused = async (url: string) => {
    for (let time = 0; time < 3; time++) {
      await using refused = await Publisher.launch(url)
      await within(`a publisher is refused at ${url.split('?')[0]}`, 10_000, refused.exited)
      expect(refused.sent_ms).toBe(0)
    }
  }

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    origin = stack.use(await OriginProgram.start())
    // Nobody here is in a network that may publish without a key.
    const media = { workers: '1', publish_allow: '203.0.113.0/24' }
    edge = stack.use(await NodeProgram.start(origin, { name: 'edge', settings: { media } }))
    await waitFor('all nodes are alive', async () => (await origin.api.nodes()).every(({ routable }) => routable))
  })
  afterAll(() => stack?.disposeAsync())

  test('a stream key lets a publisher in from anywhere, for its streams alone, by RTMP and by HTTP, and says when it was used', async () => {
    const one = await makeKey({ pattern: 'live/*', label: 'studio' })
    const other = await makeKey({ pattern: 'live/other' })
    expect(one.obs_stream_key).toBe(`NAME?key=${one.key}`)
    await isRefused(rtmp('live/test'))
    await isRefused(rtmp('live/test', '?key=stream_made-up'))
    await isRefused(rtmp('live/test', `?key=${other.key}`))
    expect((await keyOf(one.id))?.last_used).toBeNull()
    await using publisher = await Publisher.start(rtmp('live/test', `?key=${one.key}`))
    await using viewer = await FlvViewer.watch(flv('live/test'))
    await viewer.sees(10)
    const used = await waitFor('its use is known', async () => (await keyOf(one.id))?.last_used)
    expect(used).toMatchObject({ address: '127.0.0.1', stream_path: 'live/test', node_id: edge.id })
    const head = ['-method', 'PUT', '-headers', `Authorization: Bearer ${one.key}\r\n`]
    await using by_http = await Publisher.start(flv('live/by-http'), 'both', head)
    await by_http.sendsOn(500)
    await publisher.end()
    const log = await origin.api.activity()
    expect(JSON.stringify(log)).not.toContain(one.key)
  })

  test('a key that is revoked ends who came in by it, and nobody comes in by it again; another one goes on', async () => {
    const [first, second] = [await makeKey({ pattern: 'two/test' }), await makeKey({ pattern: 'two/*' })]
    const publisher = await publishesSoon(rtmp('two/test', `?streamkey=${first.key}`))
    await waitFor('the origin knows of it', async () => (await keyOf(first.id))?.last_used)
    const revoked = await origin.api.call(
      'POST',
      `/api/v1/stream-keys/${first.id}/revoke`,
      streamKeySchema.extend({ disconnected: z.number() }),
      {},
    )
    expect(revoked).toMatchObject({ state: 'revoked', disconnected: 1 })
    await within('the publisher is ended', 10_000, publisher.exited)
    await isRefused(rtmp('two/test', `?key=${first.key}`))
    await using again = await Publisher.start(rtmp('two/test', `?key=${second.key}`))
    await again.sendsOn(500)
  })

  test('a key that is replaced lets in for the overlap and no longer, and who came in by it stays', async () => {
    const before = await makeKey({ pattern: 'three/*' })
    const rotate = (id: string, overlap: string) =>
      origin.api.call('POST', `/api/v1/stream-keys/${id}/rotate`, createdStreamKeySchema, { overlap })
    // Long enough for an encoder to start on a machine that is busy.
    const after = await rotate(before.id, '12s')
    await using publisher = await Publisher.start(rtmp('three/old', `?key=${before.key}`))
    await using by_new = await Publisher.start(rtmp('three/new', `?key=${after.key}`))
    const over = async () => (await keyOf(before.id))?.state === 'expired' || undefined
    await waitFor('the old one is over', over, { deadline_ms: 20_000 })
    await isRefused(rtmp('three/late', `?key=${before.key}`))
    await publisher.sendsOn(500)
    const last = await rotate(after.id, '0s')
    // The node hears of both at once.
    await using _ = await waitFor('the last one is good', () =>
      Publisher.start(rtmp('three/last', `?key=${last.key}`)).catch(() => undefined),
    )
    await isRefused(rtmp('three/later', `?key=${after.key}`))
    await by_new.sendsOn(500)
  })

  test('an access policy says so for the node that lets everybody in, and bounds where clients come from', async () => {
    const at_origin = `${origin.own_node.rtmp_url}/closed/test`
    const { key } = await makeKey({ pattern: 'closed/*' })
    await using before = await Publisher.start(at_origin)
    await before.end()
    await policy({ pattern: 'closed/*', publish_with: 'key', play_denied_networks: ['127.0.0.0/8'] })
    await isRefused(at_origin)
    await using _ = await Publisher.start(`${at_origin}?key=${key}`)
    const answer = await fetch(`${origin.own_node.media_url}/closed/test.flv`)
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({
      error: { code: 'viewer_not_allowed', message: expect.stringContaining('access policy closed/*') },
    })
    for (const name of ['closed/test.m3u8', 'closed/test.flv'])
      expect((await fetch(`${edge.ready.media_url}/${name}`)).status).toBe(403)
  })

  test('viewers by WebSocket hold to stream policies on every thread, as all others', async () => {
    await origin.api.call('POST', '/api/v1/stream-policies', streamPolicySchema, {
      pattern: 'abroad/*',
      allowed_regions: ['mars'],
    })
    const ends = Array.from({ length: BOTH_THREADS }, async () => {
      const socket = new WebSocket(flv('abroad/test').replace(/^http/, 'ws'))
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      socket.on('close', (code, reason) => resolve(`${code} ${reason}`))
      socket.on('error', reject)
      return await within('it is closed', 10_000, promise)
    })
    for (const end of await Promise.all(ends)) expect(end).toMatch(/^1013 .*stream policy abroad\/\*/)
  })

  test('while the origin is away a node lets in whom it knew, also after a restart', async () => {
    const { key } = await makeKey({ pattern: 'away/*' })
    await origin.kill()
    await isRefused(rtmp('away/test', '?key=stream_wrong'))
    await using publisher = await Publisher.start(rtmp('away/test', `?key=${key}`))
    await publisher.sendsOn(500)
    await edge.kill()
    await edge.restart()
    await isRefused(rtmp('away/test'))
    await using again = await Publisher.start(rtmp('away/test', `?key=${key}`))
    await again.sendsOn(500)
    await origin.restart()
  })
})
