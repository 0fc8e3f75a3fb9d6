import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { EventReader } from '../harness/event-reader.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { printFigures } from '../harness/print-figures.ts'
import { commandLineOf, processesNaming, signal } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { TicketCheck } from '../harness/ticket-check.ts'
import { waitFor } from '../harness/wait-for.ts'

/** The redis-servers that work for this data directory. */
const redisOn = (data_dir: string) => processesNaming(data_dir).filter((pid) => /redis-server/.test(commandLineOf(pid)))

test('row 5: a killed Redis is shown as degraded, comes back empty by itself, interrupts nothing, and no ticket is honoured twice', async () => {
  await using cluster = await startCluster({ origin: { redis: 'auto', heartbeat_interval: '1s' } })
  const { origin, edge } = cluster
  expect(origin.ready.live_state).toBe('redis_managed')
  expect((await origin.api.cluster()).live_state).toMatchObject({ kind: 'redis_managed', state: 'ok' })
  await using publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  await using events = await EventReader.open(origin)
  const { session } = await origin.api.stream('live/test')

  const tickets = new TicketCheck(origin, 'live/test')
  await tickets.use()
  const killed = origin.redis_pid
  const from = performance.now()
  signal(killed, 'SIGKILL')
  const degraded = await events.until(
    'live state degraded',
    (event, { at_ms }) => at_ms > from && event.type === 'cluster' && event.cluster.live_state.state === 'degraded',
    5_000,
  )
  const ok = await events.until(
    'live state ok again',
    (event, { at_ms }) => at_ms > degraded.at_ms && event.type === 'cluster' && event.cluster.live_state.state === 'ok',
    15_000,
  )
  expect(ok.at_ms - from).toBeLessThan(20_000)
  await waitFor('another redis-server runs', () => origin.redis_pid !== killed)
  await waitFor('live state is whole', async () => {
    const stream = await origin.api.stream('live/test')
    expect([stream.session.id, stream.subscribers, stream.relays.length]).toEqual([session.id, 1, 1])
    return true
  })
  await tickets.replay()
  await tickets.use()
  await tickets.replay()
  printFigures({ row: 5, degraded_ms: degraded.at_ms - from, ok_ms: ok.at_ms - from, replayed: tickets.replayed })
  await publisher.sendsOn()
  expect(viewer.interruption).toBe(null)
  const { allocation, nodes } = {
    allocation: await origin.api.allocatePlay('live/test'),
    nodes: await origin.api.nodes(),
  }
  expect(allocation.candidates.length).toBeGreaterThan(0)
  expect(nodes.every((node) => node.liveness.state === 'alive')).toBe(true)

  await origin.program.endBy('SIGTERM')
  await waitFor('no redis-server is left behind', () => redisOn(origin.data_dir).length === 0)
}, 60_000)
