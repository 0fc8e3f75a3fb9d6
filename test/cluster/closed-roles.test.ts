import { expect, test } from 'vitest'
import { nodeSchema } from '#contract/node.ts'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor, within } from '../harness/wait-for.ts'

test('a node takes no new viewers, or no new publishers, and does everything else as before', async () => {
  await using cluster = await startCluster({
    edges: 2,
    media: { relay_release_delay: '1s', workers: '1' },
    origin: { heartbeat_interval: '500ms' },
  })
  const { origin } = cluster
  const [edge, other] = cluster.edges
  if (edge === undefined || other === undefined) throw new Error('two edges')
  await using _source = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  const close = (id: string, roles: string[]) =>
    origin.api.call('POST', `/api/v1/nodes/${id}/close-roles`, nodeSchema, { roles, reason: 'a test' })
  const closed = await close(edge.id, ['viewers'])
  expect(closed).toMatchObject({ routable: true, mode: { value: 'normal', closed_roles: ['viewers'] } })

  const watching = async () => {
    const url = `${edge.ready.media_url}/live/test.flv`
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(2_000) })
    await answer.body?.cancel().catch(() => undefined)
    return answer.status
  }
  await waitFor('a new viewer is sent elsewhere', async () => (await watching()) === 307)
  const { candidates, rejected } = await origin.api.allocatePlay('live/test')
  expect(candidates.map(({ node_id }) => node_id)).not.toContain(edge.id)
  expect(rejected.find(({ node_id }) => node_id === edge.id)?.reason).toBe('takes no new viewers')
  await using local = await Publisher.start(`${edge.ready.rtmp_url}/live/local`)

  await close(other.id, ['ingest'])
  const isRefused = async () => {
    await using refused = await Publisher.launch(`${other.ready.rtmp_url}/live/refused`)
    return (await within('a publisher is let in or not', 5_000, refused.exited)).code !== 0
  }
  await waitFor('a new publisher is refused', isRefused)
  await using elsewhere = await FlvViewer.watch(`${other.ready.media_url}/live/local.flv`)
  await elsewhere.sees(20)
  await viewer.sees(20)
  await local.sendsOn()
  expect(viewer.interruption).toBe(null)

  expect((await origin.api.resume(edge.id)).mode.closed_roles).toBeUndefined()
  await waitFor('viewers are taken again', async () => (await watching()) === 200)
}, 60_000)
