import { describe, expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { HlsPlayer } from '../harness/hls-player.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { RtmpViewer } from '../harness/rtmp-viewer.ts'
import { waitFor, within } from '../harness/wait-for.ts'

const CAN_RECONNECT = 1

describe.each([0, 1])('row 16: what a drained node with %i workers has', (workers) => {
  test('is moved where it can be, the rest is let go at a keyframe before the deadline, and the node is drained', async () => {
    await using cluster = await startCluster({
      edges: 2,
      media: { relay_release_delay: '1s', workers: `${workers}` },
      origin: { heartbeat_interval: '500ms' },
    })
    const { origin } = cluster
    const [edge, other] = cluster.edges
    if (edge === undefined || other === undefined) throw new Error('two edges')
    await using publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await using hls = await HlsPlayer.open(`${edge.ready.media_url}/live/test.m3u8`)
    await using flv = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
    await using player = await RtmpViewer.watch(`${edge.ready.rtmp_url}/live/test`, 10_000, CAN_RECONNECT)
    await using plain = await RtmpViewer.watch(`${edge.ready.rtmp_url}/live/test`)
    expect(hls.port).toBe(`${edge.ready.media_port}`)

    const deadline_ms = 16_000
    const from = performance.now()
    await origin.api.drain(edge.id, { deadline_ms, reason: 'row 16' })
    await waitFor('the player of HLS is elsewhere', () => hls.port !== `${edge.ready.media_port}`)
    const hls_after_ms = performance.now() - from
    const goes_to = await waitFor('the player of RTMP is asked to go', () => player.asked_to_go_to)
    const rtmp_after_ms = performance.now() - from
    expect(player.end).toBe(null)
    expect(new URL(goes_to).port).not.toBe(`${edge.ready.rtmp_port}`)
    const address = new URL(goes_to)
    address.pathname += '/test'
    await using moved = await RtmpViewer.watch(address.href)
    await moved.sees(25)
    await player[Symbol.asyncDispose]()

    expect(flv.interruption).toBe(null)
    expect(plain.interruption).toBe(null)
    const ends = await within('the others are let go', deadline_ms + 4_000, Promise.all([flv.ended, plain.ended]))
    for (const { clean, at_ms } of ends) {
      expect(clean).toBe(true)
      expect(at_ms - from).toBeGreaterThan(deadline_ms * 0.7)
    }
    const drained = await waitFor(
      'it is drained',
      async () => {
        const { mode } = await origin.api.node(edge.id)
        return mode.drained_at !== null && mode
      },
      { deadline_ms: 20_000 },
    )
    const let_go_ms = ends.map(({ at_ms }) => Math.round(at_ms - from))
    printFigures({
      row: 16,
      workers,
      hls_after_ms,
      rtmp_after_ms,
      let_go_ms,
      drained_at: drained.drained_at,
      deadline_ms,
    })
    await waitFor('the player of HLS has new media', () => performance.now() - hls.newest_at_ms < 3_000)
    expect(hls.faults).toEqual([])
    expect(hls.longest_gap_ms).toBeLessThan(5_000)
    await publisher.sendsOn()
  }, 90_000)
})
