import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { Publisher } from '../harness/publisher.ts'
import { pause, staysTrue, waitFor } from '../harness/wait-for.ts'

test('row 14: a viewer who comes within the release delay of the last is served by the same relay, without a second connect', async () => {
  await using cluster = await startCluster({ edges: 2, media: { relay_release_delay: '3s' } })
  const { origin } = cluster
  const [source, edge] = cluster.edges
  if (source === undefined || edge === undefined) throw new Error('two edges')
  await using _publisher = await Publisher.start(`${source.ready.rtmp_url}/live/test`)
  const url = `${edge.ready.media_url}/live/test.flv`
  const relays = async () => (await origin.api.stream('live/test')).relays
  const first = await FlvViewer.watch(url)
  const [relay] = await waitFor('a relay', async () => {
    const known = await relays()
    return known.length === 1 && known
  })
  await first[Symbol.asyncDispose]()

  // Once while the relay is idle, once while it is being released.
  for (const away_ms of [300, 2_000]) {
    await pause(away_ms)
    const next = await FlvViewer.watch(url)
    expect(next.first_frame_after_ms).toBeLessThan(1_000)
    await next[Symbol.asyncDispose]()
  }
  await using last = await FlvViewer.watch(url)
  await staysTrue('the same relay serves on', 4_000, async () => {
    const known = await relays()
    return known.length === 1 && known[0]?.id === relay?.id
  })
  expect(last.interruption).toBe(null)
  expect(edge.program.all_output.match(/"relay\.established"/g)).toHaveLength(1)
  expect(source.program.all_output.match(/pulls live\/test from here/g)).toHaveLength(1)
}, 60_000)
