import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { staysTrue, waitFor, within } from '../harness/wait-for.ts'

test('row 16: a drained node stays drained through heartbeats, its own restart and the origin’s', async () => {
  await using cluster = await startCluster({ origin: { heartbeat_interval: '500ms' } })
  const { origin, edge } = cluster
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  const { mode } = await origin.api.drain(edge.id, { reason: 'row 16' })
  const isDrained = async () => {
    const now = (await origin.api.node(edge.id)).mode
    expect(now).toMatchObject({ value: 'draining', reason: 'row 16', set_by: mode.set_by, set_at: mode.set_at })
    expect(now.revision).toBe(mode.revision)
    return true
  }
  const sendsViewersOn = () =>
    waitFor('viewers are sent elsewhere', async () => {
      const url = `${edge.ready.media_url}/live/test.flv`
      const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(1_000) })
      await answer.body?.cancel().catch(() => undefined)
      return answer.status === 307
    })
  await staysTrue('drained through heartbeats', 1_500, isDrained)
  await sendsViewersOn()
  await edge.kill()
  await edge.restart()
  await sendsViewersOn()
  await isDrained()
  await origin.kill()
  await sendsViewersOn()
  await origin.restart()
  await waitFor('the edge is alive', async () => (await origin.api.node(edge.id)).liveness.state === 'alive')
  await isDrained()
  await sendsViewersOn()
  await origin.program.endBy('SIGTERM')
  await edge.kill()
  await origin.restart()
  await edge.restart()
  await waitFor('the edge is alive', async () => (await origin.api.node(edge.id)).liveness.state === 'alive')
  await isDrained()
  await sendsViewersOn()
}, 60_000)

test('row 16: a drained node ends what is left at its deadline', async () => {
  await using cluster = await startCluster({ origin: { heartbeat_interval: '500ms' } })
  const { origin, edge } = cluster
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  const from = performance.now()
  const { mode } = await origin.api.drain(edge.id, { deadline_ms: 2_000 })
  expect(mode.deadline_at).not.toBe(null)
  await within('the viewer is let go', 6_000, viewer.ended)
  expect(performance.now() - from).toBeGreaterThan(1_500)
  const ended_ms = performance.now() - from
  await waitFor('it is drained', async () => (await origin.api.node(edge.id)).mode.drained_at !== null)
  printFigures({ row: 16, deadline_ms: 2_000, ended_ms, drained_ms: performance.now() - from })
}, 40_000)

test('row 16: a drained node ends what is left at its deadline also while the origin is away', async () => {
  await using cluster = await startCluster({ origin: { heartbeat_interval: '500ms' } })
  const { origin, edge } = cluster
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  const from = performance.now()
  await origin.api.drain(edge.id, { deadline_ms: 4_000 })
  await waitFor('the node has heard it', async () => {
    const ready = await fetch(`${edge.ready.media_url}/ready`, { signal: AbortSignal.timeout(1_000) })
    await ready.body?.cancel()
    return ready.status === 503
  })
  await origin.kill()
  const { clean } = await within('the viewer is let go', 10_000, viewer.ended)
  const ended_ms = performance.now() - from
  expect(clean).toBe(true)
  expect(ended_ms).toBeGreaterThan(2_900)
  await origin.restart()
  await waitFor('it is drained', async () => (await origin.api.node(edge.id)).mode.drained_at !== null, {
    deadline_ms: 20_000,
  })
  printFigures({ row: 16, origin: 'away', deadline_ms: 4_000, ended_ms })
}, 60_000)
