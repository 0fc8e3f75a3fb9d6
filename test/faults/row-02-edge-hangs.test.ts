import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { EventReader } from '../harness/event-reader.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { pause } from '../harness/wait-for.ts'
import { waitForLiveness } from '../harness/wait-for-liveness.ts'

test('row 2: an edge that hangs for a while is suspect, then alive; nothing was torn down and its viewers catch up at a keyframe', async () => {
  await using cluster = await startCluster({ origin: { heartbeat_interval: '3s' } })
  const { origin, edge } = cluster
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  await using events = await EventReader.open(origin)
  const before = await origin.api.stream('live/test')

  const from = performance.now()
  edge.program.signal('SIGSTOP')
  const suspect_ms = await waitForLiveness(events, edge.id, 'suspect', from, 8_500)
  edge.program.signal('SIGCONT')
  const resumed = performance.now()
  const alive_ms = await waitForLiveness(events, edge.id, 'alive', resumed, 8_000)
  await viewer.sees(50)
  expect(viewer.end).toBe(null)
  viewer.resetGaps()
  await pause(1_500)
  expect(viewer.interruption).toBe(null)
  const states = events.received.flatMap(({ event }) =>
    event.type === 'node' && event.node.id === edge.id ? [event.node.liveness.state] : [],
  )
  expect(states).not.toContain('offline')
  const after = await origin.api.stream('live/test')
  expect(after.session.id).toBe(before.session.id)
  expect(after.relays.map(({ id }) => id)).toEqual(before.relays.map(({ id }) => id))
  printFigures({ row: 2, suspect_ms, alive_ms })
}, 40_000)
