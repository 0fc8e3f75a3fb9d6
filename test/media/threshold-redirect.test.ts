import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { ffprobe } from '../harness/ffprobe.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { askCluster } from '../harness/foreign-node-double.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const KEY = 'a-key-of-this-very-test'

describe('M-3, M-20: a node with as many viewers as its threshold', () => {
  let cluster: Cluster
  let publisher: Publisher
  const viewers: FlvViewer[] = []
  beforeAll(async () => {
    cluster = await startCluster({ edges: 2, origin: { routing: { subscriber_threshold: 2 }, cluster_api_key: KEY } })
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
  })
  afterAll(async () => {
    for (const viewer of viewers) await viewer[Symbol.asyncDispose]()
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
  })

  test('sends the next one to another by 307, plays what it plays, and players follow by themselves', async () => {
    const url = `${cluster.edge.ready.media_url}/live/test.flv`
    for (let count = 0; count < 2; count++) viewers.push(await FlvViewer.watch(url))
    const location = await waitFor('the full node sends a viewer on', async () => {
      const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(5_000) })
      await answer.body?.cancel().catch(() => undefined)
      return answer.status === 307 ? answer.headers.get('location') : null
    })
    const target = new URL(location, url)
    expect(target.pathname).toBe('/live/test.flv')
    expect(target.searchParams.get('hop')).toBe(cluster.edge.id.slice(0, 8))
    expect(target.port).not.toBe(String(cluster.edge.ready.media_port))
    expect((await ffprobe(url)).video?.codec).toBe('h264')
    const decision = 'redirect/decision?stream_path=live/test'
    expect(await askCluster(cluster.edge.ready.media_url ?? '', KEY, decision)).toMatchObject({
      data: {
        redirect: true,
        target: { url: expect.stringMatching(/live\/test\.flv$/) },
        reason: expect.stringContaining('subscriber count'),
      },
    })
    expect(await askCluster(cluster.edges[1]?.ready.media_url ?? '', KEY, decision)).toMatchObject({
      data: { redirect: false, target: null },
    })
  })
})
