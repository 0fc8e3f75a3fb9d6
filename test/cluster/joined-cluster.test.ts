import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import type { NodeId } from '#contract/ids.ts'
import { joinAnswerSchema, type MemberRow, memberAnswerOf, memberRowSchema } from '#contract/streamhub-cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { readMetrics } from '../harness/read-metrics.ts'
import { waitFor } from '../harness/wait-for.ts'

const TOKEN = 'clt_of-this-very-test-0123'

interface Said {
  readonly status: number
  readonly body: unknown
}

/** Asks under `/api/v1/cluster/`, as scripts written for StreamHub do. */
async function ask(origin: OriginProgram, method: string, path: string, wish: { token?: string; body?: unknown } = {}) {
  const { token, body } = wish
  const answer = await fetch(`${origin.ready.url}/api/v1/cluster/${path}`, {
    method,
    headers: {
      ...(token === undefined ? {} : { 'X-Cluster-Token': token }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: answer.status, body: await answer.json() } satisfies Said
}

const edge = (more: object = {}) => ({ name: 'edge-eu', ip: '127.0.0.1', ...more })
const joinedOf = ({ body }: Said) => memberAnswerOf(joinAnswerSchema).parse(body).data

test('nobody joins by a token while none is set (S-7)', async () => {
  await using origin = await OriginProgram.start({ settings: { own_node: false } })
  const refused = { status: 503, body: { error: 'cluster joining disabled (STREAMHUB_CLUSTER_TOKEN unset)' } }
  expect(await ask(origin, 'POST', 'join', { token: TOKEN, body: edge() })).toEqual(refused)
  expect(await ask(origin, 'POST', 'heartbeat', { token: TOKEN, body: { nodeId: 'x' } })).toEqual(refused)
  expect(await origin.api.nodes()).toEqual([])
})

describe('the StreamHub cluster API of the origin', () => {
  let origin: OriginProgram
  let publisher: Publisher
  beforeAll(async () => {
    origin = await OriginProgram.start({ settings: { cluster_token: TOKEN } })
    publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await waitFor('the stream is live', async () => (await origin.api.streams()).length === 1)
  })
  afterAll(async () => {
    await publisher?.[Symbol.asyncDispose]()
    await origin?.[Symbol.asyncDispose]()
  })

  const join = (body: unknown, token: string | undefined = TOKEN) =>
    ask(origin, 'POST', 'join', { body, ...(token === undefined ? {} : { token }) })
  const beat = (body: unknown, token = TOKEN) => ask(origin, 'POST', 'heartbeat', { body, token })
  const operate = async (method: string, path: string, body?: unknown): Promise<Said> => {
    const answer = await origin.api.request(method, `/api/v1/cluster/${path}`, body === undefined ? {} : { body })
    return { status: answer.status, body: await answer.json() }
  }
  const rows = async (): Promise<MemberRow[]> =>
    memberAnswerOf(z.array(memberRowSchema)).parse((await operate('GET', 'nodes')).body).data

  test('takes a box once for each name, by the token alone (S-5 to S-7)', async () => {
    expect(await join(edge(), 'clt_wrong-wrong-wrong-1')).toMatchObject({ status: 401, body: { data: null } })
    expect(await ask(origin, 'POST', 'join', { body: edge() })).toMatchObject({ status: 401 })
    for (const wrong of [
      { name: '' },
      { name: 'a b' },
      { name: 'x'.repeat(65) },
      { ip: 'edge.example.com' },
      { url: 'ftp://x' },
    ]) {
      const [field] = Object.keys(wrong)
      const issues = [{ path: field, message: expect.any(String) }]
      expect(await join(edge(wrong))).toMatchObject({ status: 400, body: { data: null, issues } })
    }
    expect(await join('{"name":')).toMatchObject({ status: 400, body: { data: null } })
    expect((await rows()).map(({ name }) => name)).toEqual(['origin'])

    const first = await join(edge())
    const again = await join(edge({ region: 'eu "west" \\' }))
    expect([first.status, again.status]).toEqual([201, 200])
    expect(joinedOf(first)).toMatchObject({ name: 'edge-eu', redisUrl: null, heartbeatIntervalSeconds: 60 })
    expect(joinedOf(again).nodeId).toBe(joinedOf(first).nodeId)
    expect(await rows()).toMatchObject([
      { name: 'origin' },
      { name: 'edge-eu', region: 'eu "west" \\', status: 'active' },
    ])
  })

  test('hears members, and takes no more of them than it should (S-18)', async () => {
    const { nodeId, nodeToken } = joinedOf(await join(edge({ name: 'edge-beats' })))
    expect(await beat({ nodeId, stats: { cpu: 0.5 } })).toEqual({
      status: 200,
      body: { data: { ok: true }, error: null },
    })
    expect(await beat({ nodeId }, nodeToken)).toMatchObject({ status: 200 })
    expect((await rows()).find(({ id }) => id === nodeId)).toMatchObject({ stats: { cpu: 0.5 }, stale: false })
    const stats = (bytes: number) => ({ s: 'x'.repeat(bytes - '{"s":""}'.length) })
    expect([
      (await beat({ nodeId, stats: stats(4_096) })).status,
      (await beat({ nodeId, stats: stats(4_097) })).status,
    ]).toEqual([200, 413])
    expect((await beat({ nodeId, stats: stats(100_000) })).status).toBe(413)
    expect((await beat({ nodeId: crypto.randomUUID() })).status).toBe(404)
    expect((await beat({ nodeId: 'x'.repeat(65) })).status).toBe(400)
    expect((await beat({ nodeId }, 'clt_wrong-wrong-wrong-2')).status).toBe(401)
  })

  test('is steered by operators alone (S-13, S-16)', async () => {
    const { nodeId } = joinedOf(await join(edge({ name: 'edge-steered' })))
    expect([(await ask(origin, 'GET', 'nodes')).status, (await ask(origin, 'GET', 'info')).status]).toEqual([401, 401])
    expect((await ask(origin, 'PATCH', `nodes/${nodeId}`, { token: TOKEN, body: {} })).status).toBe(401)
    expect(await operate('PATCH', `nodes/${nodeId}`, {})).toMatchObject({
      status: 200,
      body: { data: { status: 'active' } },
    })
    expect((await operate('PATCH', `nodes/${nodeId}`, { status: 'gone' })).status).toBe(400)
    expect((await operate('PATCH', `nodes/${crypto.randomUUID()}`, {})).status).toBe(404)
    expect(await operate('PATCH', `nodes/${nodeId}`, { name: 'edge-eu' })).toMatchObject({
      status: 409,
      body: { data: null },
    })
    const own_id = origin.own_node.node_id
    expect((await operate('PATCH', `nodes/${own_id}`, { status: 'disabled' })).status).toBe(409)
    const info = await operate('GET', 'info')
    expect(info).toMatchObject({ body: { data: { enabled: true, clusterToken: 'clt_of-…' } } })
    expect(JSON.stringify(info)).not.toContain(TOKEN)
  })

  test('sends nobody to a member that is drained, whatever it says meanwhile (S-17)', async () => {
    const url = 'http://127.0.0.1:9/'
    const { nodeId } = joinedOf(await join(edge({ name: 'edge-drained', url })))
    const reasonFor = async (id: NodeId) => {
      const { candidates, rejected } = await origin.api.allocatePlay('live/test')
      return candidates.some(({ node_id }) => node_id === id) || rejected.find(({ node_id }) => node_id === id)?.reason
    }
    expect(await reasonFor(nodeId)).toBe(true)
    expect(await operate('PATCH', `nodes/${nodeId}`, { status: 'draining' })).toMatchObject({
      body: { data: { status: 'draining' } },
    })
    expect(await reasonFor(nodeId)).toBe('is draining')
    await beat({ nodeId, stats: { cpu: 0 } })
    await join(edge({ name: 'edge-drained', url }))
    expect(await reasonFor(nodeId)).toBe('is draining')
    await operate('PATCH', `nodes/${nodeId}`, { status: 'disabled' })
    expect(await reasonFor(nodeId)).toBe('is in maintenance')
    await operate('PATCH', `nodes/${nodeId}`, { status: 'active' })
    expect(await reasonFor(nodeId)).toBe(true)
    await operate('DELETE', `nodes/${nodeId}`)
  })

  test('lets a member that was removed back only when it is allowed (S-22)', async () => {
    const body = edge({ name: 'edge-removed' })
    const { nodeId, nodeToken } = joinedOf(await join(body))
    expect(await operate('DELETE', `nodes/${nodeId}`)).toEqual({
      status: 200,
      body: { data: { id: nodeId, deleted: true }, error: null },
    })
    expect((await operate('DELETE', `nodes/${nodeId}`)).status).toBe(404)
    expect([
      (await join(body)).status,
      (await beat({ nodeId })).status,
      (await beat({ nodeId }, nodeToken)).status,
    ]).toEqual([403, 410, 410])
    expect((await operate('POST', `nodes/${nodeId}/allow`)).status).toBe(200)
    expect(joinedOf(await join(body)).nodeId).toBe(nodeId)
  })

  test('loses sight of a member that falls silent, by the interval that it named (S-15)', async () => {
    const { nodeId } = joinedOf(await join(edge({ name: 'edge-silent', heartbeatIntervalSeconds: 1 })))
    await waitFor('it is down', async () => (await rows()).find(({ id }) => id === nodeId)?.status === 'down')
  })

  test('counts what it does for Prometheus', async () => {
    await using _viewer = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)
    await waitFor(
      'the viewer is counted',
      async () => (await readMetrics(origin.ready.url)).sum('headwater_viewers') === 1,
    )
    const metrics = await readMetrics(origin.ready.url)
    expect(metrics.sum('headwater_sessions')).toBe(1)
    expect(metrics.sum('headwater_control_channels')).toBe(1)
    for (const name of ['heartbeat', 'allocation', 'store_write']) {
      expect([name, metrics.sum(`headwater_${name}_duration_seconds_count`)]).toEqual([name, expect.any(Number)])
      expect(metrics.sum(`headwater_${name}_duration_seconds_count`)).toBeGreaterThan(0)
    }
    expect(metrics.sum('headwater_tickets_total')).toBeGreaterThan(0)
    const proxied = await fetch(`${origin.ready.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.1' } })
    expect(proxied.status).toBe(403)
  })
})
