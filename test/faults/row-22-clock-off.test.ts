import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { NodeProgram } from '../harness/node-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { staysTrue, waitFor } from '../harness/wait-for.ts'

const TEN_MINUTES_MS = 600_000
/** What the way and a busy machine may add, in ms. */
const TOLERANCE_MS = 5_000

const cases = [
  ['ahead', 1],
  ['behind', -1],
] as const
const title =
  'row 22: a node whose clock is 10 minutes %s joins, lives, relays and drains as any other; its skew is shown'

test.for(cases)(title, { timeout: 60_000 }, async ([, sign]) => {
  await using cluster = await startCluster({ edges: 0, origin: { heartbeat_interval: '500ms' } })
  const { origin } = cluster
  // The wall clock alone: no clock of a real machine lets its monotonic time jump.
  await using node = await NodeProgram.start(origin, {
    name: 'off',
    clock: sign > 0 ? '+10m' : '-10m',
    settings: { media: { relay_release_delay: '1s' } },
  })
  const shown = await waitFor('its skew is known', async () => {
    const { liveness } = await origin.api.node(node.id)
    return liveness.state === 'alive' && liveness.clock_skew_ms
  })
  expect(Math.abs(shown - sign * TEN_MINUTES_MS)).toBeLessThan(TOLERANCE_MS)
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using _on_node = await Publisher.start(`${node.ready.rtmp_url}/live/off`)
  await using pulled = await FlvViewer.watch(`${node.ready.media_url}/live/test.flv`)
  await using served = await FlvViewer.watch(`${origin.own_node.media_url}/live/off.flv`)
  await Promise.all([pulled.sees(20), served.sees(20)])
  await staysTrue('it is alive', 2_500, async () => (await origin.api.node(node.id)).liveness.state === 'alive')
  expect([pulled.interruption, served.interruption]).toEqual([null, null])
  // A deadline is the origin's time: it is not over before it began, nor in ten minutes.
  await origin.api.drain(node.id, { deadline_ms: 2_000, force: true, reason: 'a test' })
  await pulled.sees(10)
  await waitFor('what is left ends at the deadline', () => pulled.end !== null, { deadline_ms: 8_000 })
})
