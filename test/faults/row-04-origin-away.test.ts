import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { pause, waitFor } from '../harness/wait-for.ts'

/** The ten minutes of the row are a matter of the pauses between dials, which grow to their bound within these, in ms. */
const AWAY_MS = 15_000
const NODES = 3
const MOST_DIALS_A_SECOND = 2 * NODES

/** Counts who dials in the origin's place, and lets nobody in. */
async function countDials(port: number) {
  const dials: number[] = []
  const server = createServer((socket) => {
    dials.push(performance.now())
    socket.on('error', () => undefined)
    socket.destroy()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { dials, [Symbol.asyncDispose]: close }
}

/** The most in any second. */
function most(dials: readonly number[]): number {
  return Math.max(0, ...dials.map((from) => dials.filter((at) => at >= from && at < from + 1_000).length))
}

test('row 4: the origin is away: nodes dial it twice a second at the most, go on, let in who they know, and are whole when it is back', async () => {
  await using cluster = await startCluster({ edges: NODES - 1, origin: { heartbeat_interval: '1s' } })
  const { origin, edge } = cluster
  await using publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  viewer.resetGaps()
  await origin.kill()
  let figures = {}
  {
    await using counted = await countDials(Number(new URL(origin.ready.url).port))
    await pause(AWAY_MS)
    const { dials } = counted
    figures = { dials: dials.length, most_a_second: most(dials), away_ms: AWAY_MS, nodes: NODES }
    expect(dials.length).toBeGreaterThan(NODES)
    expect(most(dials)).toBeLessThanOrEqual(MOST_DIALS_A_SECOND)
    await using fresh = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
    expect(fresh.first_frame_after_ms).toBeLessThan(2_000)
  }
  await using meanwhile = await Publisher.start(`${edge.ready.rtmp_url}/live/meanwhile`)
  await origin.restart()
  const from = performance.now()
  await waitFor(
    'the registry is what the nodes report',
    async () => {
      const [nodes, streams] = await Promise.all([origin.api.nodes(), origin.api.streams()])
      expect(nodes.map(({ liveness }) => liveness.state)).toEqual(nodes.map(() => 'alive'))
      expect(streams.map(({ stream_path }) => stream_path).sort()).toEqual(['live/meanwhile', 'live/test'])
      return nodes.length === NODES && streams.some(({ subscribers }) => subscribers === 1)
    },
    { deadline_ms: 30_000 },
  )
  printFigures({ row: 4, ...figures, whole_after_ms: performance.now() - from })
  expect(viewer.interruption).toBe(null)
  await Promise.all([publisher.sendsOn(), meanwhile.sendsOn()])
}, 90_000)
