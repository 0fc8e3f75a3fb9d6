import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { createdApiKeySchema } from '#contract/operators.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { OperatorBrowser } from '../harness/operator-browser.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const KEY = 'a-key-of-this-very-test'
const TOKEN = 'clt_of-this-very-test-0123'
const dataOf = <Data extends z.ZodType>(data: Data) => z.object({ data })
const idOf = dataOf(z.object({ id: z.string() }))
const toldSchema = z.object({
  content: z.record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()) })).optional(),
})
const documentSchema = z.object({
  paths: z.record(z.string(), z.record(z.string(), z.object({ responses: z.record(z.string(), toldSchema) }))),
})
/** Ends with the stream that it is; its first words are looked at elsewhere. */
const ENDLESS = '/api/v1/events'
/** Files that a machine of its own leaves or asks for: test/hosts has them. */
const OF_MACHINES = ['/install/{version}/{file}', '/api/v1/provisioning-runs/{id}/files/{name}']

let cluster: Cluster
let publisher: Publisher
let viewer: FlvViewer
let owner: OperatorBrowser
beforeAll(async () => {
  cluster = await startCluster({ origin: { cluster_api_key: KEY, cluster_token: TOKEN } })
  owner = await OperatorBrowser.ofOwner(cluster.origin)
  publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
  await waitFor('the stream is live', async () => (await cluster.origin.api.streams()).length === 1)
  viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/test.flv`)
})
afterAll(async () => {
  await viewer?.[Symbol.asyncDispose]()
  await publisher?.[Symbol.asyncDispose]()
  await cluster?.[Symbol.asyncDispose]()
})

/** What is another than the documentation says about this answer of a route. */
async function faultsOf(
  path: string,
  answer: Response,
  told: z.infer<typeof toldSchema> | undefined,
): Promise<string[]> {
  const text = await answer.text()
  const is_well = answer.status < 400 || (answer.status === 426 && path === '/api/v1/channel')
  if (told === undefined || !is_well) return [`${path} answered ${answer.status}: ${text.slice(0, 200)}`]
  const [type, media] = Object.entries(told.content ?? {})[0] ?? []
  if (media === undefined) return []
  const got = answer.headers.get('content-type')?.split(';')[0]
  const schema = z.fromJSONSchema(media.schema as Parameters<typeof z.fromJSONSchema>[0])
  const checked = schema.safeParse(type?.endsWith('json') === true ? JSON.parse(text) : text)
  return [
    ...(got === type ? [] : [`${path} is ${got}, and not ${type}`]),
    ...(checked.success ? [] : [`${path}: ${z.prettifyError(checked.error)}`]),
  ]
}

test('every GET of a running origin is answered as its documentation says', async () => {
  const { api, ready } = cluster.origin
  const { paths } = documentSchema.parse(await (await api.request('GET', '/api/docs/json')).json())
  const post = async (path: string, body: object) => (await api.request('POST', path, { body })).json()
  const node_id = cluster.edge.ready.node_id
  const { ticket_id } = await api.allocatePlay('live/test')
  const policy = idOf.parse(await post('/api/v1/stream-policies', { pattern: 'live/other', max_viewers: 5 }))
  const access = idOf.parse(await post('/api/v1/access-policies', { pattern: 'live/other', publish_with: 'key' }))
  await post('/api/v1/signing-keys', { pattern: 'live/other' })
  await post('/api/v1/stream-keys', { pattern: 'live/other' })
  const run = dataOf(z.object({ run: z.object({ id: z.string() }) })).parse(
    await post('/api/v1/rolling-drains', { nodes: [node_id], when_short: 'wait' }),
  )
  const backup = dataOf(z.object({ name: z.string() })).parse(
    await (await api.request('POST', '/api/v1/backups')).json(),
  )
  const joined = await fetch(`${ready.url}/api/v1/cluster/join`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-cluster-token': TOKEN },
    body: JSON.stringify({ name: 'joined', ip: '10.0.0.9' }),
  })
  expect(joined.status).toBe(201)

  const target = { host: '127.0.0.1', port: 1, user: 'root', password: 'nobody' }
  const provisioning = idOf.parse(
    await post('/api/v1/provisioning-runs', { kind: 'provision', target, node: { name: 'edge-2' } }),
  )
  const diagnostics = idOf.parse(await (await owner.request('POST /api/v1/diagnostics')).json())
  const ids: readonly (readonly [string, string])[] = [
    ['/diagnostics/{id}', `/diagnostics/${diagnostics.data.id}`],
    ['/nodes/{id}', `/nodes/${node_id}`],
    ['/tickets/{id}', `/tickets/${ticket_id}`],
    ['/access-policies/{id}', `/access-policies/${access.data.id}`],
    ['/stream-policies/{id}', `/stream-policies/${policy.data.id}`],
    ['/provisioning-runs/{id}', `/provisioning-runs/${provisioning.data.id}`],
    ['/rolling-drains/{id}', `/rolling-drains/${run.data.run.id}`],
    ['/backups/{name}', `/backups/${backup.data.name}`],
    ['{app}/{name}', 'live/test'],
    ['{protocol}', 'hls'],
  ]
  const queries: Readonly<Record<string, string>> = {
    '/api/v1/allocations/explain': '?stream_path=live/test',
    '/api/v1/access-policies/effective': '?stream_path=live/other',
    '/api/v1/stream-policies/effective': '?stream_path=live/other',
    '/api/v1/streams/{app}/{name}/viewers': `?node_id=${node_id}`,
    '/cluster/api/redirect/decision': '?stream_path=live/test',
  }
  const faults: string[] = []
  let called = 0
  for (const [path, { get }] of Object.entries(paths)) {
    if (get === undefined || path === ENDLESS || OF_MACHINES.includes(path)) continue
    const address = ids.reduce((text, [what, by]) => text.replace(what, by), path)
    const target = `${address}${queries[path] ?? ''}`
    // Some are for who is signed in alone.
    const answer = path.startsWith('/cluster/api/')
      ? await api.request('GET', target, { headers: { authorization: `Bearer ${KEY}` } })
      : await owner.request(`GET ${target}`)
    called += 1
    faults.push(...(await faultsOf(path, answer, get.responses[String(answer.status)])))
  }
  expect(faults).toEqual([])
  expect(called).toBeGreaterThan(35)
})

test('a request that is repeated with its key is done once, also over a restart of the origin', async () => {
  const { origin } = cluster
  const { key: sk } = await owner.call('POST /api/v1/api-keys', createdApiKeySchema, {
    ...{ name: 'automation', scopes: ['tokens'] },
  })
  const headers = {
    'idempotency-key': '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
    authorization: `Bearer ${sk}`,
  }
  const ask = (name: string) => origin.api.request('POST', '/api/v1/enrollment-tokens', { body: { name }, headers })
  const made = await ask('x')
  const text = await made.text()
  const again = await ask('x')
  expect([again.status, again.headers.get('idempotency-replayed'), await again.text()]).toEqual([200, 'true', text])
  expect((await ask('y')).status).toBe(422)

  await origin.kill()
  await origin.restart()
  const after = await ask('x')
  expect([after.status, after.headers.get('idempotency-replayed'), await after.text()]).toEqual([200, 'true', text])
})
