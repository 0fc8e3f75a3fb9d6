import { describe, expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { staysTrue, waitFor } from '../harness/wait-for.ts'

const relaysOf = async (origin: OriginProgram, path = 'live/test') => (await origin.api.stream(path)).relays

describe('the relay between the node of the publisher and an edge', () => {
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
      expect(answer.headers.get('content-type')).toContain('application/problem+json')
      expect(answer.headers.get('access-control-allow-origin')).toBe('*')
      expect(await answer.text()).toContain('live/nobody')
    }
    const refused = await cluster.origin.api.refusal('GET', '/play/live/nobody.flv')
    expect(refused).toMatchObject({ status: 404, code: 'stream_not_found' })
    expect(refused.message).toContain('live/nobody')
  })
})
