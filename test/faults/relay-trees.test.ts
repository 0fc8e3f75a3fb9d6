import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

test('relays form a tree where a node serves a stream once, and behind a node that is killed viewers go on (rows 12, 15)', async () => {
  await using cluster = await startCluster({ edges: 3, origin: { relay_max_out: 1 } })
  const { origin } = cluster
  const [source, middle, leaf] = cluster.edges
  if (source === undefined || middle === undefined || leaf === undefined) throw new Error('edges')
  await using _publisher = await Publisher.start(`${source.ready.rtmp_url}/live/test`)
  await using _onMiddle = await FlvViewer.watch(`${middle.ready.media_url}/live/test.flv`)
  await using onLeaf = await FlvViewer.watch(`${leaf.ready.media_url}/live/test.flv`)
  const hopsOf = async (node_id: string) => {
    const { relays } = await origin.api.stream('live/test')
    return relays.find(({ dest_node_id, state }) => dest_node_id === node_id && state === 'active')?.hops
  }
  await waitFor('the leaf pulls from the middle', async () => (await hopsOf(leaf.id))?.length === 2)
  expect(await hopsOf(leaf.id)).toEqual([source.id, middle.id])

  await middle.kill()
  await waitFor('the leaf pulls from the publisher’s node', async () => (await hopsOf(leaf.id))?.length === 1)
  onLeaf.resetGaps()
  await onLeaf.sees(25)
  expect(onLeaf.end).toBe(null)
  expect(onLeaf.interruption).toBe(null)
}, 90_000)
