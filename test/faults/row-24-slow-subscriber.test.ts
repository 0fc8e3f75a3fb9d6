import { describe, expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { residentBytes } from '../harness/processes.ts'
import { Publisher } from '../harness/publisher.ts'
import { RawConnection } from '../harness/raw-connection.ts'
import { command, streamCommand } from '../harness/rtmp-bytes.ts'
import { connectRtmp, hears } from '../harness/rtmp-connection.ts'
import { waitFor } from '../harness/wait-for.ts'

const MEBIBYTE = 1024 * 1024
const STALLED = 10
/** Crowds of slow readers, one after the other. */
const WAVES = 4
/** The first of them warm the heap up. */
const WARM_UP_WAVES = 2

describe('row 24: a viewer that stops reading', () => {
  test.for(['FLV', 'RTMP'] as const)(
    'over %s costs no more than the bound, is dropped with a logged reason, and the others play on',
    { timeout: 90_000 },
    async (protocol) => {
      await using cluster = await startCluster({
        edges: 0,
        media: { subscriber_buffer: '1MiB', gop_cache_size: '4MiB' },
      })
      const { origin } = cluster
      const { pid, rtmp_port, media_port, rtmp_url, media_url } = origin.own_node
      await using _publisher = await Publisher.start(`${rtmp_url}/live/test`, 'heavy')
      await using viewer = await FlvViewer.watch(`${media_url}/live/test.flv`)
      await viewer.sees(100)
      viewer.resetGaps()
      const before_bytes = residentBytes(pid)
      let most_bytes = 0

      await using stalled = new AsyncDisposableStack()
      for (let nth = 0; nth < STALLED; nth += 1) {
        if (protocol === 'FLV') {
          const connection = stalled.use(await RawConnection.open(media_port, { reads: false }))
          await connection.send('GET /live/test.flv HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
        } else {
          const connection = stalled.use(await connectRtmp(rtmp_port))
          connection.stopReading()
          await connection.send(streamCommand('play', 4, 'test'))
        }
      }
      const all = STALLED + 1
      await waitFor('all are counted', async () => (await origin.api.stream('live/test')).subscribers === all)
      // The kernel's own buffers take some megabytes before anything waits in the node.
      await waitFor(
        'those that do not read are dropped',
        async () => {
          most_bytes = Math.max(most_bytes, residentBytes(pid))
          return (await origin.api.stream('live/test')).subscribers === 1
        },
        { deadline_ms: 60_000, every_ms: 250 },
      )
      expect(viewer.interruption).toBe(null)
      // Groups are shared by all viewers, so ten that do not read cost what one does, and the collector's slack.
      expect(most_bytes - before_bytes).toBeLessThan(64 * MEBIBYTE)
      await waitFor('the drops are counted', async () => {
        const node = await origin.api.node(origin.own_node.node_id)
        return node.load?.subscribers_dropped === STALLED
      })
      await waitFor('the reason is logged', () => /reads too slowly and is dropped/.test(origin.program.all_output))
      await viewer.sees(50)
    },
  )
})

describe('row 24: a viewer that reads 1 byte a second', () => {
  test('is bounded, skips to a keyframe and is dropped with a reason, and the memory of the node does not grow with their number', {
    timeout: 150_000,
  }, async () => {
    await using cluster = await startCluster({
      edges: 0,
      media: { subscriber_buffer: '1MiB', gop_cache_size: '4MiB' },
    })
    const { origin } = cluster
    const { pid, media_port, rtmp_url, media_url, node_id } = origin.own_node
    await using _publisher = await Publisher.start(`${rtmp_url}/live/test`, 'heavy')
    await using viewer = await FlvViewer.watch(`${media_url}/live/test.flv`)
    await viewer.sees(100)
    viewer.resetGaps()

    const most_bytes: number[] = []
    for (let wave = 0; wave < WAVES; wave += 1) {
      await using slow = new AsyncDisposableStack()
      const readers: RawConnection[] = []
      for (let nth = 0; nth < STALLED; nth += 1) {
        const reader = slow.use(await RawConnection.open(media_port, { reads: false }))
        await reader.send('GET /live/test.flv?latency=low HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n')
        readers.push(reader)
      }
      let most = 0
      await waitFor(
        `wave ${wave + 1} is dropped`,
        async () => {
          for (const reader of readers) reader.take(1)
          most = Math.max(most, residentBytes(pid))
          return (await origin.api.node(node_id)).load?.subscribers_dropped === (wave + 1) * STALLED
        },
        { deadline_ms: 30_000, every_ms: 1_000 },
      )
      most_bytes.push(most)
    }
    expect(viewer.interruption).toBe(null)
    const logged = origin.program.all_output
    expect(logged).toMatch(/reads too slowly and skips to the next keyframe/)
    expect(logged).toMatch(/reads too slowly and is dropped: \d+ bytes are waiting \(the bound is 1048576\)/)
    process.stdout.write(
      `row 24: resident MiB at the worst of each wave: ${most_bytes.map((bytes) => Math.round(bytes / MEBIBYTE))}\n`,
    )
    const warm = Math.max(...most_bytes.slice(0, WARM_UP_WAVES))
    expect(Math.max(...most_bytes.slice(WARM_UP_WAVES)) - warm).toBeLessThan(32 * MEBIBYTE)
  })
})

test('a viewer over RTMP that plays nothing is not in anyone’s way', async () => {
  await using cluster = await startCluster({ edges: 0 })
  const { rtmp_port, rtmp_url, media_url } = cluster.origin.own_node
  await using _publisher = await Publisher.start(`${rtmp_url}/live/test`)
  await using viewer = await FlvViewer.watch(`${media_url}/live/test.flv`)
  await using idle = await connectRtmp(rtmp_port)
  await idle.send(command('FCUnpublish', 5, null, 'test'))
  await idle.send(streamCommand('play', 6, 'nobody-here'))
  await hears(idle, 'NetStream.Play.StreamNotFound')
  await viewer.sees(25)
  expect(viewer.interruption).toBe(null)
})
