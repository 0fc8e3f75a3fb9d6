import { expect, test } from 'vitest'
import { streamViewersSchema } from '#contract/stream-viewers.ts'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

test('the viewers of a stream are listed by the node that serves them, and one is let go and kept out without the others', async () => {
  await using cluster = await startCluster({ edges: 1 })
  const { origin, edge } = cluster
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  const url = `${edge.ready.media_url}/live/test.flv`
  await using first = await FlvViewer.watch(url)
  await using second = await FlvViewer.watch(url)
  const { node_id } = edge.ready
  const list = (limit = 200) =>
    origin.api.call('GET', `/api/v1/streams/live/test/viewers?node_id=${node_id}&limit=${limit}`, streamViewersSchema)
  const { total, viewers } = await list()
  expect(total).toBe(2)
  expect(viewers).toMatchObject([
    { protocol: 'flv', network: '127.0.0.0/24', state: 'playing', skips: 0 },
    { protocol: 'flv', network: '127.0.0.0/24', state: 'playing', skips: 0 },
  ])
  expect(await list(1)).toMatchObject({ total: 2, viewers: { length: 1 } })

  const path = '/api/v1/streams/live/test/disconnect-viewer'
  const viewer_id = viewers[0]?.id
  await origin.api.call('POST', path, streamViewersSchema, { node_id, viewer_id, reason: 'enough', keep_out: '10m' })
  await first.ended
  await second.sees(10)
  expect(await origin.api.refusal('POST', path, { body: { node_id, viewer_id } })).toMatchObject({
    ...{ status: 404, code: 'viewer_not_found' },
  })
  expect((await fetch(url)).status).toBe(403)
  const told = (await origin.api.activity()).map(({ type }) => type)
  expect(told).toEqual(expect.arrayContaining(['stream.viewer_disconnected', 'access.kept_out']))

  await edge.kill()
  await waitFor(
    'the origin knows',
    async () =>
      (await origin.api.refusal('GET', `/api/v1/streams/live/test/viewers?node_id=${node_id}`)).code === 'node_away' ||
      undefined,
  )
})
