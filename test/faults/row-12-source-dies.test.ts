import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { Publisher } from '../harness/publisher.ts'
import { pause, staysTrue, waitFor, within } from '../harness/wait-for.ts'

describe('the node that a relay pulls from is killed (row 12)', () => {
  test.for([
    [1, 'before the relay held for long', 0],
    [5, 'after the relay held for long', 5_500],
  ] as const)(
    'and %i s later, %s, the stream is published on another: viewers keep their connections and see it within two seconds',
    async ([seconds, _when, held_ms]) => {
      await using cluster = await startCluster({ edges: 2 })
      const { origin } = cluster
      const [source, next] = cluster.edges
      if (source === undefined || next === undefined) throw new Error('two edges were started')
      await using _publisher = await Publisher.start(`${source.ready.rtmp_url}/live/test`)
      await using viewer = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)
      // A relay that has held for five seconds is tried again at once.
      await pause(held_ms)
      await source.kill()
      await staysTrue('the viewer is kept', seconds * 1_000, () => viewer.end === null)
      await using _moved = await Publisher.launch(`${next.ready.rtmp_url}/live/test`)
      await waitFor('the new session', async () => {
        const streams = await origin.api.streams()
        return streams.some(({ session }) => session.publish_node_id === next.id)
      })
      const started_at = performance.now()
      await viewer.sees(1)
      expect(performance.now() - started_at).toBeLessThan(2_000)
      viewer.resetGaps()
      await viewer.sees(50)
      expect(viewer.interruption).toBe(null)
    },
  )

  test('and nobody publishes it again: viewers are told when the grace is over', async () => {
    await using cluster = await startCluster({
      edges: 1,
      media: { publisher_grace: '3s' },
      origin: { heartbeat_interval: '500ms', media: { publisher_grace: '3s' } },
    })
    const { origin, edge } = cluster
    await using _publisher = await Publisher.start(`${edge.ready.rtmp_url}/live/test`)
    await using viewer = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)
    await edge.kill()
    expect((await within('the viewer ends', 8_000, viewer.ended)).clean).toBe(true)
  })

  test('while the origin is away: viewers are kept on what their node knows, and the stream goes on when its node is back', async () => {
    await using cluster = await startCluster({ edges: 1, media: { publisher_grace: '25s' } })
    const { origin, edge } = cluster
    await using first = await Publisher.start(`${edge.ready.rtmp_url}/live/test`)
    await using viewer = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)
    await waitFor('the edge has kept who may pull from it', async () => {
      const known = await readFile(join(edge.ready.data_dir, 'last-known.json'), 'utf8')
      return known.includes(origin.own_node.node_id)
    })
    await origin.kill()
    await edge.kill()
    await first.program.exited
    await edge.restart()
    await using _again = await Publisher.start(`${edge.ready.rtmp_url}/live/test`)
    await viewer.sees(25, 20_000)
    expect(viewer.end).toBe(null)
  })
})
