import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { Publisher } from '../harness/publisher.ts'
import { readMetrics } from '../harness/read-metrics.ts'
import { waitFor } from '../harness/wait-for.ts'

const BURST = 50
const RATE = 10
const MANY = 1_000
/** A burst on each of the threads that may take connections, and what their rates add on a slow machine. */
const MOST_TAKEN = BURST + 20 * RATE

describe('an address that opens connections without end', () => {
  let cluster: Cluster
  let publisher: Publisher
  let viewer: FlvViewer
  beforeAll(async () => {
    const exempt = ['127.0.0.1/32', '::1/128']
    const media = { connection_rate: RATE, connection_burst: BURST, connection_rate_exempt: exempt, workers: 0 }
    const connections = { rate: RATE, burst: BURST, exempt }
    cluster = await startCluster({ edges: 0, media, origin: { connections } })
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    viewer = await FlvViewer.watch(`${cluster.origin.own_node.media_url}/live/test.flv?latency=low`)
  })
  afterAll(async () => {
    await viewer?.[Symbol.asyncDispose]()
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
  })

  const portOf = (url: string) => Number(new URL(url).port)
  const ports = [
    ['the RTMP port', '127.0.0.3', () => cluster.origin.own_node.rtmp_port, () => cluster.origin.own_node.media_url],
    ['the media port', '127.0.0.4', () => cluster.origin.own_node.media_port, () => cluster.origin.own_node.media_url],
    ["the origin's port", '127.0.0.5', () => portOf(cluster.origin.api.url), () => cluster.origin.api.url],
  ] as const

  test.for(ports)(
    '%s takes a burst of an address and its rate, counts the rest, and nobody else notices',
    { timeout: 60_000 },
    async ([, localAddress, portOfIt, metrics_url]) => {
      const port = portOfIt()
      const counted = async () => (await readMetrics(metrics_url())).sum('headwater_connections_refused_total')
      const before = await counted()
      viewer.resetGaps()
      const sockets: Socket[] = []
      try {
        for (let count = 0; count < MANY; count++) {
          const socket = connect({ host: '127.0.0.1', port, localAddress })
          socket.on('error', () => undefined)
          sockets.push(socket)
        }
        await Promise.all(
          sockets.map((socket) => (socket.closed || socket.readyState === 'open' ? null : settled(socket))),
        )
        const refused = await waitFor('those refused are counted', async () => {
          const now = (await counted()) - before
          return now >= MANY - MOST_TAKEN ? now : null
        })
        expect(refused).toBeLessThanOrEqual(MANY - BURST)
        await waitFor('they are closed', () => sockets.filter(({ closed }) => closed).length >= refused)
        // Another address gets in meanwhile.
        const other = connect({ host: '127.0.0.1', port, localAddress: '127.0.0.9' })
        sockets.push(other)
        other.on('error', () => undefined)
        await once(other, 'connect')
        await new Promise((resolve) => setTimeout(resolve, 200))
        expect(other.closed).toBe(false)
        expect(viewer.interruption).toBe(null)
      } finally {
        for (const socket of sockets) socket.destroy()
      }
    },
  )
})

function settled(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    for (const event of ['connect', 'close'] as const) socket.once(event, () => resolve())
  })
}
