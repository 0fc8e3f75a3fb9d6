import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type NodeHistory, nodeHistorySchema } from '#contract/node-history.ts'
import { type NodeLogPage, nodeLogPageSchema } from '#contract/node-log.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { OperatorBrowser } from '../harness/operator-browser.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const dataOf = <Data extends z.ZodType>(data: Data) => z.object({ data })

describe('what a node was, and what it writes', () => {
  let cluster: Cluster
  let owner: OperatorBrowser
  let edge: string
  beforeAll(async () => {
    cluster = await startCluster()
    owner = await OperatorBrowser.ofOwner(cluster.origin)
    edge = cluster.edge.ready.node_id
  })
  afterAll(() => cluster?.[Symbol.asyncDispose]())

  const history = async (window: NodeHistory['window']): Promise<NodeHistory> => {
    const answer = await owner.request(`GET /api/v1/nodes/${edge}/history?window=${window}`)
    return dataOf(nodeHistorySchema).parse(await answer.json()).data
  }
  const log = async (query: string): Promise<NodeLogPage> => {
    const answer = await owner.request(`GET /api/v1/nodes/${edge}/logs?${query}`)
    return dataOf(nodeLogPageSchema).parse(await answer.json()).data
  }

  test('a viewer that comes to a node is seen in its history, and the day survives a restart of the origin', async () => {
    await using _publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    await waitFor('the stream is live', async () => (await cluster.origin.api.streams()).length === 1)
    await using _viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/test.flv`)
    await waitFor('a heartbeat tells of the viewer', async () => {
      const { mean } = await history('5m')
      return mean.subscribers.at(-1) === 1 && (mean.egress_mbps.at(-1) ?? 0) > 0
    })
    const minutes = await history('5m')
    expect(minutes.mean.heartbeat_rtt_ms.some((rtt_ms) => rtt_ms !== null && rtt_ms < 5_000)).toBe(true)
    expect(minutes.at_ms.toSorted((one, other) => one - other)).toEqual(minutes.at_ms)
    const before = await history('24h')
    expect(before.highest?.subscribers.at(-1)).toBe(1)
    cluster.origin.program.signal('SIGTERM')
    await cluster.origin.program.exited
    await cluster.origin.restart()
    await waitFor('the node is heard again', async () => (await history('5m')).at_ms.length > 0)
    const after = await history('24h')
    expect(after.at_ms[0]).toBe(before.at_ms[0])
    expect(Math.max(...(after.highest?.subscribers.map((count) => count ?? 0) ?? []))).toBe(1)
  }, 60_000)

  test('its log is read from the node itself, and the next line comes when it is written', async () => {
    const first = await log('level=info')
    expect(first.lines.map(({ event }) => event)).toContain('channel.opened')
    const waiting = log(`run_id=${first.run_id}&after=${first.next}&level=info&wait=15s`)
    await using _publisher = await Publisher.start(`${cluster.edge.ready.rtmp_url}/live/other`)
    const next = await waiting
    expect(next.run_id).toBe(first.run_id)
    expect(next.lines.length).toBeGreaterThan(0)
    expect(next.lines.every(({ number }) => number > first.next)).toBe(true)
    expect(JSON.stringify([first, next])).not.toMatch(/(enroll|node|sk)_[A-Za-z0-9_-]{20,}/)
  }, 60_000)

  test('of a node that is gone it says so, and where the log is then', async () => {
    await cluster.edge.kill()
    const answer = await owner.request(`GET /api/v1/nodes/${edge}/logs`)
    expect(answer.status).toBe(503)
    expect(await answer.json()).toMatchObject({
      error: { code: 'node_away', details: { hint: expect.stringMatching(/journalctl/) } },
    })
  }, 30_000)
})
