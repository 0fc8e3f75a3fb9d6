import { describe, expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { pause, staysTrue, waitFor } from '../harness/wait-for.ts'

const relaysOf = async (origin: OriginProgram, path = 'live/test') => (await origin.api.stream(path)).relays

describe('the relay between the node of the publisher and an edge', () => {
  test('is one for fifty viewers who come at the same moment, and all soon see the first frame (row 13)', async () => {
    await using cluster = await startCluster()
    await using _publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    await using viewers = new AsyncDisposableStack()
    const url = `${cluster.edge.ready.media_url}/live/test.flv`
    const fifty = Array.from({ length: 50 }, () => viewers.use(FlvViewer.dial(url)))
    await Promise.all(fifty.map((viewer) => viewer.firstFrame()))

    const firstFrames = fifty.map((viewer) => viewer.first_frame_at_ms ?? 0)
    expect(Math.max(...firstFrames) - Math.min(...firstFrames)).toBeLessThan(1_000)
    const [relay] = await waitFor('fifty subscribers on one relay', async () => {
      const relays = await relaysOf(cluster.origin)
      return relays.length === 1 && relays[0]?.state === 'active' && relays[0].subscribers === 50 && relays
    })
    expect(relay).toMatchObject({ source_node_id: cluster.origin.own_node.node_id, dest_node_id: cluster.edge.id })
    await waitFor('the source counts one relay', async () => {
      const source = await cluster.origin.api.node(cluster.origin.own_node.node_id)
      return source.load?.relays_out === 1 && source.load.subscribers === 0
    })
    await waitFor('the edge counts it, too', async () => {
      const edge = await cluster.origin.api.node(cluster.edge.id)
      return edge.load?.relays_in === 1 && edge.load.subscribers === 50
    })
    for (const viewer of fifty) expect(viewer.interruption).toBe(null)
  })

  test('goes away release_delay after the last viewer, and not before', async () => {
    await using cluster = await startCluster({ media: { relay_release_delay: '2s' } })
    await using _publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    const url = `${cluster.edge.ready.media_url}/live/test.flv`
    const viewer = await FlvViewer.watch(url)
    await waitFor('a relay', async () => (await relaysOf(cluster.origin)).length === 1)
    await viewer[Symbol.asyncDispose]()
    const left = performance.now()
    await staysTrue(
      'the relay waits for another viewer',
      1_200,
      async () => (await relaysOf(cluster.origin)).length === 1,
    )
    await waitFor('the relay is gone', async () => (await relaysOf(cluster.origin)).length === 0, {
      deadline_ms: 4_000,
    })
    expect(performance.now() - left).toBeGreaterThan(1_800)
    expect(performance.now() - left).toBeLessThan(4_000)
    await using _again = await FlvViewer.watch(url)
    await waitFor('a new relay', async () => (await relaysOf(cluster.origin)).length === 1)
  })

  test('goes on when the next viewer comes within the release delay (row 14)', async () => {
    await using cluster = await startCluster({ media: { relay_release_delay: '2s' } })
    await using _publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    const url = `${cluster.edge.ready.media_url}/live/test.flv`
    const first = await FlvViewer.watch(url)
    const [relay] = await waitFor('a relay', async () => {
      const relays = await relaysOf(cluster.origin)
      return relays.length === 1 && relays
    })
    await first[Symbol.asyncDispose]()
    await pause(1_000)
    await using second = await FlvViewer.watch(url)
    expect(second.first_frame_after_ms).toBeLessThan(400)
    await staysTrue('the same relay serves on', 2_500, async () => {
      const relays = await relaysOf(cluster.origin)
      return relays.length === 1 && relays[0]?.id === relay?.id
    })
    expect(second.interruption).toBe(null)
  })
})

describe('a stream that nobody publishes', () => {
  test('is answered at once, on the node and on an edge, with words that help', async () => {
    await using cluster = await startCluster()
    await using _publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    for (const base of [cluster.origin.own_node.media_url, cluster.edge.ready.media_url]) {
      const from = performance.now()
      const answer = await fetch(`${base}/live/nobody.flv`)
      expect(answer.status).toBe(404)
      expect(performance.now() - from).toBeLessThan(1_000)
      expect(answer.headers.get('content-type')).toContain('application/json')
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(await answer.text()).toContain('live/nobody')
    }
    const refused = await cluster.origin.api.refusal('GET', '/play/live/nobody.flv')
    expect(refused).toMatchObject({ status: 404, code: 'stream_not_found' })
    expect(refused.message).toContain('live/nobody')
  })
})
