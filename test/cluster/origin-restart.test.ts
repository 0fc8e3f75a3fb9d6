import { describe, expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { ffprobe } from '../harness/ffprobe.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

describe('while the origin is killed and started again', () => {
  test('a stream that began and one that ended meanwhile are right afterwards', async () => {
    await using cluster = await startCluster({ origin: { heartbeat_interval: '1s' } })
    const { origin, edge } = cluster
    await using ends = await Publisher.start(`${edge.ready.rtmp_url}/live/ends`)
    await waitFor('it is known', async () => (await origin.api.streams()).length === 1)
    await origin.kill()
    await ends.end()
    await using _begins = await Publisher.start(`${edge.ready.rtmp_url}/live/begins`)
    await origin.restart()
    await waitFor('the registry is right', async () => {
      const paths = (await origin.api.streams()).map((stream) => stream.stream_path)
      return paths.length === 1 && paths[0] === 'live/begins'
    })
    await waitFor('both nodes are alive', async () => {
      const nodes = await origin.api.nodes()
      return nodes.every((node) => node.liveness.state === 'alive')
    })
    await ffprobe(`${origin.own_node.media_url}/live/begins.flv`)
  }, 60_000)

  test('a node that was started while the origin is away serves as soon as it is back', async () => {
    await using cluster = await startCluster({ origin: { heartbeat_interval: '1s' } })
    const { origin, edge } = cluster
    await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await edge.kill()
    await origin.kill()
    await edge.restart()
    expect(edge.ready.connected).toBe(false)
    await origin.restart()
    await waitFor('the edge is alive', async () => (await origin.api.node(edge.id)).liveness.state === 'alive')
    await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
    await viewer.sees(20)
  }, 60_000)

  test('a node-runtime beside the origin that dies is started again and takes publishers', async () => {
    await using cluster = await startCluster({ edges: 0, origin: { heartbeat_interval: '1s' } })
    const { origin } = cluster
    process.kill(origin.own_node.pid, 'SIGKILL')
    await waitFor(
      'it is back',
      async () => {
        const node = await origin.api.node(origin.own_node.node_id)
        return node.liveness.state === 'alive' && node.epoch === 2
      },
      { deadline_ms: 20_000 },
    )
    await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  }, 40_000)
})
