import { describe, expect, test } from 'vitest'
import type { NodeId } from '#contract/ids.ts'
import type { LivenessState } from '#contract/node.ts'
import { startCluster } from '../harness/cluster.ts'
import { EventReader } from '../harness/event-reader.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { Publisher } from '../harness/publisher.ts'
import { pause, waitFor } from '../harness/wait-for.ts'

/** How the panel hears of it: the first event after `from_ms` that shows the node in this state. */
async function seen(events: EventReader, id: NodeId, state: LivenessState, from_ms: number, deadline_ms: number) {
  const received = await events.until(
    `${id} is ${state}`,
    (event, { at_ms }) =>
      at_ms >= from_ms && event.type === 'node' && event.node.id === id && event.node.liveness.state === state,
    deadline_ms,
  )
  return received.at_ms - from_ms
}

describe('with the heartbeats of a fresh installation', () => {
  test('a killed edge is suspect within 10 s and offline within 15.5 s, and nobody else is interrupted (row 1)', async () => {
    await using cluster = await startCluster({ edges: 2 })
    const { origin } = cluster
    const [killed, other] = cluster.edges
    if (killed === undefined || other === undefined) throw new Error('two edges')
    await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await using onKilled = await FlvViewer.watch(`${killed.ready.media_url}/live/test.flv`)
    await using onOther = await FlvViewer.watch(`${other.ready.media_url}/live/test.flv`)
    await using events = await EventReader.open(origin)

    const from = performance.now()
    await killed.kill()
    expect(await seen(events, killed.id, 'suspect', from, 10_000)).toBeLessThan(10_000)
    await onKilled.ended
    expect((await origin.api.node(killed.id)).routable).toBe(false)
    const redirect = await origin.api.request('GET', '/play/live/test.flv')
    expect(redirect.status).toBe(307)
    expect(redirect.headers.get('location')).not.toContain(`:${killed.ready.media_port}/`)

    expect(await seen(events, killed.id, 'offline', from, 16_000)).toBeLessThan(15_500)
    const node = await origin.api.node(killed.id)
    expect(node.liveness.state).toBe('offline')
    expect(node.routable_reasons.join()).not.toBe('')
    const stream = await origin.api.stream('live/test')
    expect(stream.relays.map((relay) => relay.dest_node_id)).toEqual([other.id])
    expect(onOther.interruption).toBe(null)

    await killed.restart()
    await waitFor(
      'the edge is alive again',
      async () => (await origin.api.node(killed.id)).liveness.state === 'alive',
      {
        deadline_ms: 20_000,
      },
    )
    await using back = await FlvViewer.watch(`${killed.ready.media_url}/live/test.flv`)
    await back.sees(20)
  }, 60_000)

  test('an edge that hangs for a while is suspect, then alive; its viewers keep their connections (row 2)', async () => {
    await using cluster = await startCluster({ origin: { heartbeat_interval: '3s' } })
    const { origin, edge } = cluster
    await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
    await using events = await EventReader.open(origin)
    const { id } = (await origin.api.stream('live/test')).session

    const from = performance.now()
    edge.program.signal('SIGSTOP')
    await seen(events, edge.id, 'suspect', from, 8_500)
    edge.program.signal('SIGCONT')
    const resumed = performance.now()
    await seen(events, edge.id, 'alive', resumed, 8_000)
    await viewer.sees(50)
    expect(viewer.end).toBe(null)
    viewer.resetGaps()
    await pause(1_500)
    expect(viewer.interruption).toBe(null)
    const states = events.received.flatMap(({ event }) =>
      event.type === 'node' && event.node.id === edge.id ? [event.node.liveness.state] : [],
    )
    expect(states).not.toContain('offline')
    expect((await origin.api.stream('live/test')).session.id).toBe(id)
  }, 40_000)

  test('an edge that stops on purpose has left, at once', async () => {
    await using cluster = await startCluster()
    await using events = await EventReader.open(cluster.origin)
    const from = performance.now()
    await cluster.edge.program.endBy('SIGTERM')
    expect(await seen(events, cluster.edge.id, 'left', from, 5_000)).toBeLessThan(5_000)
    await waitFor('it is not routable', async () => !(await cluster.origin.api.node(cluster.edge.id)).routable)
  })
})
