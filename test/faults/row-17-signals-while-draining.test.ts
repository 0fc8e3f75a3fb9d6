import { expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { HlsPlayer } from '../harness/hls-player.ts'
import { printFigures } from '../harness/print-figures.ts'
import { processesNaming } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor, within } from '../harness/wait-for.ts'

/** Every program ends within so long of a signal, in ms. */
const WITHIN_MS = 5_000

test('row 17: a draining node that gets SIGTERM drains on with a shorter deadline: who can is moved, the rest is let go, and it ends with code 0', async () => {
  await using cluster = await startCluster({ edges: 2, origin: { heartbeat_interval: '1s' } })
  const { origin, edge } = cluster
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  await using hls = await HlsPlayer.open(`${edge.ready.media_url}/live/test.m3u8`, 100)
  await origin.api.drain(edge.id, { deadline_ms: 600_000 })
  await waitFor('the node has heard it', () => /mode is draining now/.test(edge.program.all_output))
  const from = performance.now()
  edge.program.signal('SIGTERM')
  await waitFor('the player of HLS is elsewhere', () => hls.port !== `${edge.ready.media_port}`, { every_ms: 20 })
  const hls_ms = performance.now() - from
  const { clean, at_ms } = await within('the viewer is let go', WITHIN_MS, viewer.ended)
  const exit = await within('the node ends', WITHIN_MS, edge.program.exited)
  const ended_ms = performance.now() - from
  printFigures({ row: 17, hls_ms, viewer_ms: at_ms - from, ended_ms })
  expect(clean).toBe(true)
  expect(exit).toMatchObject({ code: 0, signal: null })
  expect(ended_ms).toBeLessThan(WITHIN_MS + 500)
}, 60_000)

test('row 17: a second signal ends a draining node, and an origin, at once, with code 0', async () => {
  await using cluster = await startCluster()
  const { origin, edge } = cluster
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using _viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
  await origin.api.drain(edge.id)
  for (const program of [edge.program, origin.program]) {
    program.signal('SIGTERM')
    // Two that come before the program looked are one.
    await waitFor('it has heard the first', () => program.exit !== null || /stopping/.test(program.all_output), {
      every_ms: 10,
    })
    const exit = await program.endBy('SIGTERM', 3_000)
    expect(exit).toMatchObject({ code: 0, signal: null })
    expect(exit.after_ms).toBeLessThan(1_500)
  }
  await waitFor('nothing is left', () => processesNaming(origin.data_dir).length === 0, { deadline_ms: 6_000 })
})
