import { describe, expect, test } from 'vitest'
import type { Stream } from '#contract/stream.ts'
import { startCluster } from '../harness/cluster.ts'
import { ffprobe } from '../harness/ffprobe.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { isRunning, processesNaming } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { pause, waitFor } from '../harness/wait-for.ts'

/** What must be the same before and after: who publishes and who relays, not the running counters. */
const shape = (stream: Stream) => ({
  path: stream.stream_path,
  session: stream.session.id,
  state: stream.session.state,
  node: stream.session.publish_node_id,
  tracks: stream.session.tracks.map(({ codec_string, width, height }) => ({ codec_string, width, height })),
  subscribers: stream.subscribers,
  relays: stream.relays.map(({ id, dest_node_id, state }) => ({ id, dest_node_id, state })),
})

describe('while the origin is killed and started again (row 3)', () => {
  test('no viewer and no publisher is interrupted, and the registry is what it was', async () => {
    await using cluster = await startCluster({ origin: { heartbeat_interval: '1s' } })
    const { origin, edge } = cluster
    await using onOrigin = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await using onEdge = await Publisher.start(`${edge.ready.rtmp_url}/live/other`)
    const urls = [
      `${origin.own_node.media_url}/live/test.flv`,
      `${edge.ready.media_url}/live/test.flv`,
      `${origin.own_node.media_url}/live/other.flv`,
    ]
    await using stack = new AsyncDisposableStack()
    const viewers = await Promise.all(urls.map(async (url) => stack.use(await FlvViewer.watch(url))))
    const before = await waitFor('the registry knows it all', async () => {
      const streams = await origin.api.streams()
      const settled =
        streams.every(({ relays, session }) => relays.length === 1 && session.tracks.length === 2) &&
        streams.reduce((sum, { subscribers }) => sum + subscribers, 0) === 3
      return streams.length === 2 && settled && streams.map(shape)
    })
    const { pid, node_id } = origin.own_node
    for (const viewer of viewers) viewer.resetGaps()

    await origin.kill()
    expect(isRunning(pid)).toBe(true)
    await pause(2_000) // nodes notice, and try in vain
    const fresh = stack.use(await FlvViewer.watch(urls[1] ?? ''))
    expect(fresh.first_frame_after_ms).toBeLessThan(1_000)
    await origin.restart()

    expect(origin.own_node).toMatchObject({ pid, node_id })
    const nodesOfOrigin = processesNaming(origin.data_dir).filter((process) => process !== origin.ready.pid)
    expect(nodesOfOrigin).toEqual([pid])
    await waitFor('both nodes are alive', async () => {
      const nodes = await origin.api.nodes()
      return nodes.length === 2 && nodes.every((node) => node.liveness.state === 'alive' && node.epoch === 1)
    })
    await fresh[Symbol.asyncDispose]()
    await waitFor('the registry is what it was', async () => {
      const now = (await origin.api.streams()).map(shape)
      expect(now.toSorted((a, b) => a.path.localeCompare(b.path))).toEqual(
        before.toSorted((a, b) => a.path.localeCompare(b.path)),
      )
      return true
    })
    await Promise.all([onOrigin.sendsOn(), onEdge.sendsOn()])
    for (const viewer of viewers) expect(viewer.interruption).toBe(null)
    await using _late = await FlvViewer.watch(`${edge.ready.media_url}/live/other.flv`)
  }, 60_000)

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
