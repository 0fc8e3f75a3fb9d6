import { expect, test } from 'vitest'
import { ChannelClient, enrol } from '../harness/channel-client.ts'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { printFigures } from '../harness/print-figures.ts'
import { connectionsOf } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { readMetrics } from '../harness/read-metrics.ts'
import { waitFor } from '../harness/wait-for.ts'

const HEARTBEAT_MS = 3_000

test('row 21: a revoked node that keeps its sockets open has its channel and its relays, in both directions, cut within one heartbeat', async () => {
  await using cluster = await startCluster({ origin: { heartbeat_interval: `${HEARTBEAT_MS}ms` } })
  const { origin, edge } = cluster
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using _on_edge = await Publisher.start(`${edge.ready.rtmp_url}/live/edge`)
  await using _pulled = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  await using served = await FlvViewer.watch(`${origin.own_node.media_url}/live/edge.flv`)
  await using kept = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)
  await served.sees(10)
  const { pid } = edge.ready
  const mine = edge.ready.media_port
  /** Open connections between it and another node: what it pulls, and what is pulled from it. */
  const open = () =>
    connectionsOf(pid).filter(
      ({ local_port, remote_port, state }) =>
        state === 'established' &&
        (remote_port === origin.own_node.media_port ||
          (local_port === mine && connectedTo(origin.own_node.pid, remote_port))),
    ).length
  expect(open()).toBeGreaterThanOrEqual(2)
  const channels = async () => (await readMetrics(origin.ready.url)).sum('headwater_control_channels')
  expect(await channels()).toBe(2)

  // It hears nothing and closes nothing.
  edge.program.signal('SIGSTOP')
  process.kill(pid, 'SIGSTOP')
  const from = performance.now()
  try {
    expect((await origin.api.request('DELETE', `/api/v1/nodes/${edge.id}`)).status).toBe(200)
    await waitFor('all that it holds open is cut', () => open() === 0, { deadline_ms: HEARTBEAT_MS, every_ms: 20 })
    expect(await channels()).toBe(1)
    printFigures({ row: 21, cut_ms: performance.now() - from })
    await waitFor('what it published is no stream any more', async () =>
      (await origin.api.streams()).every(({ stream_path }) => stream_path !== 'live/edge'),
    )
    const allocated = await origin.api.allocatePlay('live/test')
    expect(allocated.candidates.map(({ node_id }) => node_id)).not.toContain(edge.id)
    await kept.sees(10)
    expect(kept.interruption).toBe(null)
  } finally {
    process.kill(pid, 'SIGCONT')
    edge.program.signal('SIGCONT')
  }
  await waitFor('it ends when it hears of it', () => edge.program.exit !== null)
}, 60_000)

test('row 21: what a revoked node says on a channel that it does not close is not heard: no heartbeat, no ticket, no question', async () => {
  await using cluster = await startCluster({ edges: 0 })
  const { origin } = cluster
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  const identity = await enrol(origin, 'to-be-revoked')
  await using channel = await ChannelClient.join(origin, identity)
  await waitFor('it is a candidate', async () =>
    (await origin.api.allocatePlay('live/test')).candidates.some(({ node_id }) => node_id === identity.node_id),
  )
  const { ticket_id } = await origin.api.allocatePlay('live/test')
  const letGo = channel.holdOpen()
  expect((await origin.api.request('DELETE', `/api/v1/nodes/${identity.node_id}`)).status).toBe(200)
  const ask = { stream_path: 'live/test' as never, id: crypto.randomUUID() }
  channel.send({ type: 'redeem', ...ask, ticket_id, kind: 'play', protocol: 'flv' })
  channel.send({ type: 'locate', ...ask, exclude_node_ids: [] })
  const ticket = await origin.api.request('GET', `/api/v1/allocations/${ticket_id}`)
  expect(await ticket.text()).not.toMatch(/redeemed/)
  // What the origin answered before it closed would be read now.
  letGo()
  await channel.untilClosed()
  const words = channel.heard.map(({ type }) => type)
  expect(words.filter((type) => type === 'redeemed' || type === 'located' || type === 'heartbeat_ack')).toEqual([])
})

/** Whether a process holds the other end of a connection. */
function connectedTo(pid: number, local_port: number): boolean {
  return connectionsOf(pid).some((connection) => connection.local_port === local_port)
}
