import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { clusterSessionSchema, relaySessionSchema, serverSummarySchema } from '#contract/cluster-api.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { askCluster, ForeignNodeDouble } from '../harness/foreign-node-double.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const KEY = 'a-key-of-this-very-test'
const summariesOf = (data: unknown) => z.array(serverSummarySchema).parse(data)
const sessionsOf = (data: unknown) => z.array(clusterSessionSchema).parse(data)
const allocatedSchema = z.object({
  ticket_id: z.string(),
  candidates: z.array(z.object({ server_id: z.string(), address: z.string(), url: z.string(), score: z.number() })),
})

describe.for(['origin', 'node'] as const)('the cluster API of the %s', (asked) => {
  let cluster: Cluster
  let publisher: Publisher
  const base = () => (asked === 'origin' ? cluster.origin.ready.url : (cluster.edge.ready.media_url ?? ''))
  const ask = (path: string, body?: unknown) => askCluster(base(), KEY, path, body)
  beforeAll(async () => {
    cluster = await startCluster({ origin: { cluster_api_key: KEY } })
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    await waitFor('the stream is live', async () => (await cluster.origin.api.streams()).length === 1)
  })
  afterAll(async () => {
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
  })

  test('answers who holds the key, in either header, and nobody else (M-8)', async () => {
    const url = base()
    expect(await ask('servers')).toMatchObject({ status: 200, code: 0, message: 'success' })
    expect(await askCluster(url, null, 'servers', undefined, { Authorization: `Bearer ${KEY}` })).toMatchObject({
      code: 0,
    })
    for (const headers of [
      {},
      { 'X-Cluster-Api-Key': 'wrong' },
      { Authorization: `Bearer ${cluster.origin.ready.api_key}` },
    ]) {
      expect(await askCluster(url, null, 'servers', undefined, headers)).toMatchObject({
        status: 401,
        code: 401,
        data: null,
      })
    }
  })

  test('is open to the key on every node, which no argument and no file of an edge holds (M-8)', async () => {
    const { media_url, pid } = cluster.origin.own_node
    expect(await askCluster(media_url, KEY, 'relay/sessions')).toMatchObject({ code: 0 })
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(KEY)
    const { ready } = cluster.edge
    expect(await askCluster(ready.media_url ?? '', KEY, 'relay/sessions')).toMatchObject({ code: 0 })
    for (const entry of readdirSync(ready.data_dir, { withFileTypes: true }).filter((one) => one.isFile()))
      expect(readFileSync(join(ready.data_dir, entry.name), 'latin1')).not.toContain(KEY)
  })

  test('tells this server, its counts and its settings (M-2, M-3, M-4, M-9)', async () => {
    // A node hears of the other's publication within moments.
    await expect
      .poll(() => ask('status/local'), { timeout: 10_000 })
      .toMatchObject({
        data: {
          server_id: asked === 'origin' ? 'origin' : 'edge-1',
          address:
            asked === 'origin' ? new URL(cluster.origin.ready.join_url).host : expect.stringMatching(/^[\d.]+:\d+$/),
          has_sync: true,
          node_count: 2,
          session_count: 1,
          settings: {
            sync: {
              heartbeat_interval_ms: 5_000,
              sync_interval_ms: 30_000,
              suspect_threshold: 2,
              offline_threshold: 3,
            },
            routing: { cpu_threshold: 85, bandwidth_threshold: 8_000, subscriber_threshold: 2_000 },
            ...(asked === 'origin' ? { allocation: { ticket_ttl_ms: 30_000, candidate_limit: 3 } } : {}),
          },
        },
      })
  })

  test('lists servers and, by their paths, sessions (M-10, M-13)', async () => {
    const servers = summariesOf((await ask('servers')).data)
    expect(servers.map(({ server_id, state }) => [server_id, state]).sort()).toEqual([
      ['edge-1', 'alive'],
      ['origin', 'alive'],
    ])
    const sessions = sessionsOf((await ask('sessions')).data)
    expect(sessions).toMatchObject([{ stream_path: 'live/test', publish_node_id: 'origin' }])
  })

  test.for([
    ['heartbeat', { summary: { server_id: 'x' } }, 'summary.address'],
    ['heartbeat', { summary: { server_id: 'x', address: 'no port' } }, 'summary.address'],
    ['heartbeat', { summary: { server_id: 'x', address: 'a:99999' } }, 'summary.address'],
    ['heartbeat', [], 'The request'],
    ['heartbeat', '{"summary":', ''],
    ['servers/sync', { summaries: {} }, 'summaries'],
    ['sessions/sync', { server_id: 'x', sessions: [{ stream_path: '../etc' }] }, 'sessions.0.stream_path'],
    ['sessions/participation', { stream_path: 'live/test', node_id: 'x', action: 'leave' }, 'action'],
    ['relay/pull', {}, 'stream_path'],
    ['allocate/play', {}, 'stream_path'],
    ['allocate/publish', { stream_path: 'live/x', limit: 0 }, 'limit'],
  ] as const)('names what is wrong with a %s (M-7, M-11, M-15, M-19)', async ([path, body, field]) => {
    const answer = await ask(path, body)
    expect(answer).toMatchObject({ status: 400, code: 400, data: null })
    expect(answer.message).toContain(field)
  })

  test('has no other routes, and takes no endless bodies (M-7)', async () => {
    expect(await ask('nothing')).toMatchObject({ status: 404, code: 404 })
    expect(await ask('servers', {})).toMatchObject({ status: 404, code: 404 })
    expect(await ask('redirect/decision')).toMatchObject({ status: 400, code: 400 })
    expect(await ask('heartbeat', { summary: 'x'.repeat(300 * 1024) })).toMatchObject({ status: 413, code: 413 })
  })

  test('gives out tickets for at most three servers (M-19) and decides on redirects (M-20)', async () => {
    const { data } = await ask('allocate/play', { stream_path: 'live/test', limit: 50 })
    const { candidates } = allocatedSchema.parse(data)
    expect(candidates.length).toBeLessThanOrEqual(3)
    expect(candidates[0]?.url).toMatch(/^http:\/\/.*\/live\/test\.flv\?ticket=/)
    const publish = allocatedSchema.parse((await ask('allocate/publish', { stream_path: 'live/new', limit: 1 })).data)
    expect(publish.candidates).toMatchObject([{ url: expect.stringMatching(/^rtmp:/) }])
    expect(await ask('allocate/play', { stream_path: 'live/nobody' })).toMatchObject({ status: 404, code: 404 })
    expect(await ask('redirect/decision?stream_path=live/test')).toMatchObject({
      data: { redirect: false, target: null },
    })
  })

  test('says where a stream may be pulled (M-17)', async () => {
    expect(await ask('relay/pull', { stream_path: 'live/nobody' })).toMatchObject({ data: { accepted: false } })
    const pull = { stream_path: 'live/test', request_id: 'r' }
    if (asked === 'node') {
      // One that has no viewers of it does not have it, until it is told to.
      expect(await ask('relay/pull', pull)).toMatchObject({ data: { accepted: false, request_id: 'r' } })
      const subscribe = { stream_path: 'live/test', node_id: 'edge-1', action: 'subscribe' }
      for (const _ of [1, 2]) expect(await ask('sessions/participation', subscribe)).toMatchObject({ code: 0 })
      await waitFor('one relay brings it', async () => {
        const { data } = await ask('relay/sessions')
        return z.array(relaySessionSchema).parse(data).length === 1
      })
    }
    await waitFor('it may be pulled', async () => {
      const { data } = await ask('relay/pull', pull)
      return z.object({ accepted: z.boolean() }).parse(data).accepted
    })
    const flv_url = asked === 'origin' ? `${cluster.origin.own_node.media_url}/live/test.flv` : '/live/test.flv'
    expect(await ask('relay/pull', pull)).toMatchObject({ data: { accepted: true, request_id: 'r', flv_url } })
  })

  test('lets nobody in under the name of a node of ours (M-2)', async () => {
    const summary = { server_id: 'edge-1', address: '127.0.0.1:9' }
    expect(await ask('heartbeat', { summary })).toMatchObject({ status: 409, code: 409 })
  })

  test('merges what members say of others, once, and tells all of all (M-11, M-12)', async () => {
    await using node = await ForeignNodeDouble.start('gossip-1', base(), KEY)
    const summaries = [{ server_id: 'gossip-2', address: '127.0.0.1:9', last_seen: Date.now() }]
    await node.beat()
    for (const _ of [1, 2]) expect(await node.ask('servers/sync', { summaries })).toMatchObject({ data: { merged: 1 } })
    const { summaries: known } = z.object({ summaries: z.array(serverSummarySchema) }).parse((await node.beat()).data)
    expect(known.map(({ server_id }) => server_id).sort()).toEqual(['edge-1', 'gossip-1', 'gossip-2', 'origin'])
    expect(known.find(({ server_id }) => server_id === 'gossip-2')?.state).toBe('alive')
  })

  test('takes a server_id once while its member is alive (M-2)', async () => {
    await using one = await ForeignNodeDouble.start('twice', base(), KEY)
    await using other = await ForeignNodeDouble.start('twice', base(), KEY)
    expect(await one.beat()).toMatchObject({ code: 0 })
    expect(await other.beat()).toMatchObject({ status: 409, code: 409 })
  })
})

test('an origin without a key answers nobody (M-8, M-11)', async () => {
  await using origin = await OriginProgram.start({ settings: { own_node: false } })
  expect(await askCluster(origin.ready.url, KEY, 'servers')).toMatchObject({ status: 401, code: 401 })
})

test('a foreign member is seen, allocated to and failed over (M-14, M-15, M-23)', async () => {
  await using cluster = await startCluster({ origin: { cluster_api_key: KEY } })
  const { origin } = cluster
  await using foreign = await ForeignNodeDouble.start('foreign-1', origin.ready.url, KEY)
  await foreign.live()
  const member = async () => (await origin.api.nodes()).find(({ kind }) => kind === 'foreign')
  expect(await member()).toMatchObject({ routable: true, liveness: { state: 'alive' }, load: { cpu_percent: 1 } })

  expect(await foreign.publish('live/abroad')).toMatchObject({ code: 0 })
  const { items } = z.object({ items: z.array(z.unknown()) }).parse({ items: await origin.api.streams() })
  expect(items).toMatchObject([{ stream_path: 'live/abroad', session: { state: 'live' } }])
  const allocated = async (path: string) =>
    allocatedSchema.parse((await foreign.ask('allocate/play', { stream_path: path })).data).candidates
  const there = (await allocated('live/abroad')).find(({ address }) => address === foreign.address)
  expect(there?.url).toContain(`http://${foreign.address}/live/abroad.flv`)
  {
    await using viewer = await FlvViewer.watch(there?.url ?? '')
    await waitFor('the picture', async () => viewer.tags.video > 25)
  }

  await waitFor('the own node speaks with it', async () => foreign.asked.includes('POST /cluster/api/heartbeat'))
  {
    await using _at_home = await Publisher.start(`${origin.own_node.rtmp_url}/live/at-home`)
    const told = async () => foreign.asked.includes('POST /cluster/api/sessions/sync')
    await waitFor('it is told of a new stream at once (M-14)', told, { deadline_ms: 1_000 })
  }

  const watches = { stream_path: 'live/abroad', node_id: foreign.server_id }
  expect(await foreign.ask('sessions/participation', { ...watches, action: 'subscribe' })).toMatchObject({ code: 0 })
  await waitFor('it counts as watching', async () => (await origin.api.stream('live/abroad')).subscribers === 1)
  await foreign.ask('sessions/participation', { ...watches, action: 'unsubscribe' })
  await waitFor('it does not any more', async () => (await origin.api.stream('live/abroad')).subscribers === 0)

  const died_at = performance.now()
  foreign.die()
  const stateIs = (state: string, deadline_ms: number) =>
    waitFor(state, async () => (await member())?.liveness.state === state, { deadline_ms })
  await stateIs('suspect', 20_000)
  await stateIs('offline', 20_000)
  expect(performance.now() - died_at).toBeGreaterThan(10_000)
  const { data } = await askCluster(origin.ready.url, KEY, 'sessions')
  expect(sessionsOf(data)).toEqual([])
  await using publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/abroad`)
  await waitFor('its stream goes on elsewhere', async () => {
    const stream = (await origin.api.streams())[0]
    return stream?.session.publish_node_id === origin.own_node.node_id
  })
  expect((await allocated('live/abroad').catch(() => [])).map(({ address }) => address)).not.toContain(foreign.address)
  expect(publisher).toBeDefined()
}, 120_000)
