import { describe, expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { EventReader } from '../harness/event-reader.ts'
import { waitFor } from '../harness/wait-for.ts'
import { waitForLiveness } from '../harness/wait-for-liveness.ts'

describe('with the heartbeats of a fresh installation', () => {
  test('an edge that stops on purpose has left, at once', async () => {
    await using cluster = await startCluster()
    await using events = await EventReader.open(cluster.origin)
    const from = performance.now()
    await cluster.edge.program.endBy('SIGTERM')
    expect(await waitForLiveness(events, cluster.edge.id, 'left', from, 5_000)).toBeLessThan(5_000)
    await waitFor('it is not routable', async () => !(await cluster.origin.api.node(cluster.edge.id)).routable)
  })
})
