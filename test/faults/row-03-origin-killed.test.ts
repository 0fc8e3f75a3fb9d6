import { expect, test } from 'vitest'
import type { Stream } from '#contract/stream.ts'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { printFigures } from '../harness/print-figures.ts'
import { isRunning, processesNaming } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { ViewerPool } from '../harness/viewer-pool.ts'
import { pause, waitFor } from '../harness/wait-for.ts'

/** A third of the row's minute: long enough for everything that runs out within three heartbeats, in ms. */
const AWAY_MS = 20_000
const POOL = 60

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

test('row 3: the origin is killed and away for 20 s under load: no viewer and no publisher is interrupted, new viewers are served, the registry is what it was', async () => {
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
  using pool = new ViewerPool(edge.ready.media_port)
  pool.dial(POOL, '/live/test.flv')
  await pool.firstFrames()
  const before = await waitFor('the registry knows it all', async () => {
    const streams = await origin.api.streams()
    const settled =
      streams.every(({ relays, session }) => relays.length === 1 && session.tracks.length === 2) &&
      streams.reduce((sum, { subscribers }) => sum + subscribers, 0) === 3 + POOL
    return streams.length === 2 && settled && streams.map(shape)
  })
  const { pid, node_id } = origin.own_node
  for (const viewer of viewers) viewer.resetGaps()
  pool.resetGaps()

  await origin.kill()
  expect(isRunning(pid)).toBe(true)
  const away_from = performance.now()
  let fresh_ms = 0
  while (performance.now() - away_from < AWAY_MS) {
    await using fresh = await FlvViewer.watch(urls[1] ?? '')
    fresh_ms = Math.max(fresh_ms, fresh.first_frame_after_ms)
    expect(pool.interruptions).toEqual([])
    await pause(2_000)
  }
  expect(fresh_ms).toBeLessThan(2_000)
  await origin.restart()
  const back_from = performance.now()

  expect(origin.own_node).toMatchObject({ pid, node_id })
  const nodesOfOrigin = processesNaming(origin.data_dir).filter((process) => process !== origin.ready.pid)
  expect(nodesOfOrigin).toEqual([pid])
  await waitFor('both nodes are alive', async () => {
    const nodes = await origin.api.nodes()
    return nodes.length === 2 && nodes.every((node) => node.liveness.state === 'alive' && node.epoch === 1)
  })
  await waitFor('the registry is what it was', async () => {
    const now = (await origin.api.streams()).map(shape)
    expect(now.toSorted((a, b) => a.path.localeCompare(b.path))).toEqual(
      before.toSorted((a, b) => a.path.localeCompare(b.path)),
    )
    return true
  })
  await Promise.all([onOrigin.sendsOn(), onEdge.sendsOn()])
  printFigures({ row: 3, away_ms: AWAY_MS, viewers: POOL + 3, fresh_ms, whole_after_ms: performance.now() - back_from })
  for (const viewer of viewers) expect(viewer.interruption).toBe(null)
  expect(pool.interruptions).toEqual([])
  await using _late = await FlvViewer.watch(`${edge.ready.media_url}/live/other.flv`)
}, 90_000)
