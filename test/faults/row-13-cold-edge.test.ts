import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { Publisher } from '../harness/publisher.ts'
import { ViewerPool } from '../harness/viewer-pool.ts'
import { pause, waitFor } from '../harness/wait-for.ts'

const VIEWERS = 500

test('row 13: 500 viewers who ask a cold edge at once share one relay, and all see a frame within 1 s of the first', async () => {
  await using cluster = await startCluster({ edges: 2 })
  const { origin } = cluster
  const [source, edge] = cluster.edges
  if (source === undefined || edge === undefined) throw new Error('two edges')
  await using _publisher = await Publisher.start(`${source.ready.rtmp_url}/live/test`)
  using viewers = new ViewerPool(edge.ready.media_port)
  viewers.dial(VIEWERS, '/live/test.flv')

  const first_frames = await viewers.firstFrames()
  // The first viewer's first frame is the relay's first keyframe: the edge sends it in the same turn it came.
  expect(Math.max(...first_frames) - Math.min(...first_frames)).toBeLessThan(1_000)

  viewers.resetGaps()
  await waitFor('500 subscribers on one relay', async () => {
    const { relays } = await origin.api.stream('live/test')
    const [relay] = relays
    return relays.length === 1 && relay?.state === 'active' && relay.subscribers === VIEWERS
  })
  await pause(2_000)
  expect(viewers.interruptions).toEqual([])
  await waitFor('the source counts one relay and no viewer of its own', async () => {
    const { load } = await origin.api.node(source.id)
    return load?.relays_out === 1 && load.subscribers === 0
  })
  expect(edge.program.all_output.match(/"relay\.established"/g)).toHaveLength(1)
  expect(source.program.all_output.match(/pulls live\/test from here/g)).toHaveLength(1)
}, 60_000)
