import { describe, expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor, within } from '../harness/wait-for.ts'

describe('a second publisher for a live stream (row 11)', () => {
  test('takes over where the setting says so: the first is let go, viewers go on, and it is the same session', async () => {
    await using cluster = await startCluster({ media: { second_publisher: 'take_over' } })
    const { origin, edge } = cluster
    const url = `${origin.own_node.rtmp_url}/live/test`
    await using first = await Publisher.start(url)
    await using viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
    const { session } = await origin.api.stream('live/test')
    await using second = await Publisher.start(url)
    await within('the first publisher is let go', 5_000, first.exited)
    await waitFor('the session is taken up', async () => {
      const now = (await origin.api.stream('live/test')).session
      return now.id === session.id && now.generation === 2 && now.state === 'live'
    })
    viewer.resetGaps()
    await second.sendsOn()
    await viewer.sees(50)
    expect(viewer.interruption).toBe(null)
  })

  test('is let in where the first has fallen silent and both have one address: its end was not seen', async () => {
    await using cluster = await startCluster({ edges: 0 })
    const { origin } = cluster
    const url = `${origin.own_node.rtmp_url}/live/test`
    await using first = await Publisher.start(url)
    await using viewer = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)
    const { session } = await origin.api.stream('live/test')
    first.program.signal('SIGSTOP')
    await waitFor('an encoder that tries again and again gets in', async () => {
      const second = await Publisher.launch(url)
      try {
        await waitFor('it sends, or is refused', () => second.sent_ms > 1_000 || second.program.exit !== null)
        if (second.program.exit !== null) return false
        await viewer.sees(25)
        return true
      } finally {
        await second.end()
      }
    })
    const isOver = async () => (await origin.api.request('GET', '/api/v1/streams/live/test')).status === 404
    await waitFor('its goodbye has ended the stream', isOver, { deadline_ms: 2_000 })
    expect(session.generation).toBe(1)
  })
})
