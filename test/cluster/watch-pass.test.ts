import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessPolicySchema } from '#contract/access-policy.ts'
import { playAnswerSchema } from '#contract/entry.ts'
import { watchPassSchema } from '#contract/watch-grant.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { askHttps, shownChain } from '../harness/https-client.ts'
import { OperatorBrowser } from '../harness/operator-browser.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

let stack: AsyncDisposableStack
let cluster: Cluster
let owner: OperatorBrowser

beforeAll(async () => {
  stack = new AsyncDisposableStack()
  cluster = stack.use(await startCluster({ edges: 1 }))
  owner = await OperatorBrowser.ofOwner(cluster.origin)
  const rules = { pattern: 'guarded/*', play_with: 'signed_url' }
  await cluster.origin.api.call('POST', '/api/v1/access-policies', accessPolicySchema, rules)
  stack.use(await Publisher.start(`${cluster.origin.own_node.rtmp_url}/guarded/test`))
})
afterAll(() => stack?.disposeAsync())

test('who is signed in plays a stream that is not for everybody, on any node, and sees its picture', async () => {
  const { origin, edge } = cluster
  const keyframe = `${origin.own_node.media_url}/guarded/test/keyframe.mp4`
  // Without a pass the answer is the same before the first keyframe and after it.
  await waitFor('it is known as guarded', async () => (await fetch(keyframe)).status === 403)
  expect((await fetch(`${edge.ready.media_url}/guarded/test.flv`)).status).toBe(403)

  const pass = async (path: string) =>
    (await owner.call(`POST /api/v1/streams/${path}/watch-pass`, watchPassSchema)).query
  const by_key = await origin.api.refusal('POST', '/api/v1/streams/guarded/test/watch-pass')
  expect(by_key).toMatchObject({ status: 403, code: 'session_required' })
  const good = await pass('guarded/test')
  await waitFor('there is a keyframe', async () => (await fetch(`${keyframe}?${good}`)).status === 200)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/guarded/test.flv?${good}`)
  await viewer.sees(10)

  const of_another = await pass('guarded/other')
  expect((await fetch(`${keyframe}?${of_another}`)).status).toBe(403)
  const made_up = good.replace(/session=[^&]+/, 'session=AAAAAAAAAAAAAAAA')
  expect((await fetch(`${keyframe}?${made_up}`)).status).toBe(403)
})

test('who comes to the origin over https is sent to nodes over https, as pages must be, and over http as before', async () => {
  const { origin } = cluster
  const port = Number(new URL(origin.ready.url).port)
  const ca = (await shownChain(port)).at(-1) ?? ''
  const secure = (path: string) => askHttps(`https://localhost:${port}${path}`, { ca })
  for (const suffix of ['flv', 'm3u8']) {
    const plain = await fetch(`${origin.ready.url}/play/guarded/test.${suffix}`, { redirect: 'manual' })
    expect(plain.headers.get('location')).toMatch(/^http:/)
    expect((await secure(`/play/guarded/test.${suffix}`)).headers.location).toMatch(/^https:/)
  }
  const named = playAnswerSchema.parse(JSON.parse((await secure('/play/guarded/test')).text))
  expect(named.outputs).toMatchObject({
    flv: expect.stringMatching(/^https:/),
    hls: expect.stringMatching(/^https:/),
    ws: expect.stringMatching(/^wss:/),
  })
})
