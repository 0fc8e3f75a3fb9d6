import { describe, expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { isRunning, processesNaming } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor, within } from '../harness/wait-for.ts'

const WITHIN_MS = 5_000

describe('SIGTERM and SIGINT', () => {
  test.for(['SIGTERM', 'SIGINT'] as const)('%s ends every idle program within 5 s with code 0', async (name) => {
    await using cluster = await startCluster({ origin: { redis: 'auto' } })
    const edge = await cluster.edge.program.endBy(name, WITHIN_MS + 1_000)
    expect(edge).toMatchObject({ code: 0, signal: null })
    expect(edge.after_ms).toBeLessThan(WITHIN_MS)
    const origin = await cluster.origin.program.endBy(name, WITHIN_MS + 1_000)
    expect(origin).toMatchObject({ code: 0, signal: null })
    expect(origin.after_ms).toBeLessThan(WITHIN_MS)
    await waitFor('nothing is left of it', () => processesNaming(cluster.origin.data_dir).length === 0, {
      deadline_ms: 2_000,
    })
  })

  test('end a node and an origin within 5 s with code 0 with viewers and publishers on them', async () => {
    await using cluster = await startCluster()
    const { origin, edge } = cluster
    await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await using onEdge = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
    await using onOrigin = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)

    const node = await edge.program.endBy('SIGTERM', WITHIN_MS + 1_000)
    expect(node).toMatchObject({ code: 0, signal: null })
    expect(node.after_ms).toBeLessThan(WITHIN_MS)
    expect((await within('its viewer ends', 1_000, onEdge.ended)).clean).toBe(true)
    expect(onOrigin.interruption).toBe(null)

    const { pid } = origin.own_node
    const stopped = await origin.program.endBy('SIGTERM', WITHIN_MS + 1_000)
    expect(stopped).toMatchObject({ code: 0, signal: null })
    expect(stopped.after_ms).toBeLessThan(WITHIN_MS)
    await waitFor('its node is gone', () => !isRunning(pid), { deadline_ms: 2_000 })
    expect((await within('its viewer ends', 1_000, onOrigin.ended)).clean).toBe(true)
  })
})
