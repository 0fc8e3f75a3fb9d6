import { expect, test } from 'vitest'
import { z } from 'zod'
import { keepOutSchema } from '#contract/keep-out.ts'
import { startCluster } from '../harness/cluster.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

test('a publisher that is sent away for a while does not come back to its stream on any node, until it is let in again', async () => {
  await using cluster = await startCluster({ edges: 1 })
  const { origin, edge } = cluster
  const urls = [origin.own_node.rtmp_url, edge.ready.rtmp_url].map((url) => `${url}/live/test`)
  await using first = await Publisher.start(urls[1] ?? '')
  await waitFor(
    'the stream is live',
    async () => (await origin.api.streams())[0]?.session.state === 'live' || undefined,
  )
  const path = '/api/v1/streams/live/test/end'
  expect(await origin.api.refusal('POST', path, { body: { revoke_key: true } })).toMatchObject({
    code: 'publisher_without_key',
  })
  await origin.api.call('POST', path, z.unknown(), { keep_out: { by: 'address', for: '10m' }, reason: 'not now' })
  await first.exited
  for (const url of urls) {
    await using again = await Publisher.launch(url)
    await again.exited
    expect(again.sent_ms).toBe(0)
  }
  await using other = await Publisher.start(`${edge.ready.rtmp_url}/live/other`)
  await other.sendsOn()

  const kept = await origin.api.call('GET', '/api/v1/keep-outs', z.object({ items: z.array(keepOutSchema) }))
  expect(kept.items).toMatchObject([{ kind: 'publish', stream_path: 'live/test' }])
  await origin.api.call('DELETE', `/api/v1/keep-outs/${kept.items[0]?.id}`, keepOutSchema)
  await using back = await Publisher.start(urls[0] ?? '')
  await back.sendsOn()
  const told = (await origin.api.activity()).map(({ type, actor }) => `${type} ${actor.split(':')[0]}`)
  expect(told).toEqual(expect.arrayContaining(['access.kept_out api_key', 'access.let_in api_key']))
})
