import { describe, expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { Publisher } from '../harness/publisher.ts'
import { staysTrue, waitFor, within } from '../harness/wait-for.ts'

describe('a drained node', () => {
  test('takes no new publisher, sends new viewers elsewhere and says why, goes on with what it has, and is drained when the last is gone', async () => {
    await using cluster = await startCluster({
      edges: 2,
      media: { relay_release_delay: '1s' },
      origin: { heartbeat_interval: '1s' },
    })
    const { origin } = cluster
    const [edge, other] = cluster.edges
    if (edge === undefined || other === undefined) throw new Error('two edges')
    await using source = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await using onEdge = await Publisher.start(`${edge.ready.rtmp_url}/live/local`)
    const viewer = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)

    const draining = await origin.api.drain(edge.id, { reason: 'new disk' })
    expect(draining.mode).toMatchObject({ value: 'draining', reason: 'new disk', drained_at: null })
    expect(draining.routable).toBe(false)
    expect(draining.routable_reasons.join(' ')).toMatch(/drain/i)

    await waitFor('a new viewer is sent elsewhere', async () => {
      const answer = await fetch(`${edge.ready.media_url}/live/test.flv`, {
        redirect: 'manual',
        signal: AbortSignal.timeout(1_000),
      })
      const text = answer.status === 200 ? '' : await answer.text()
      await answer.body?.cancel().catch(() => undefined)
      return answer.status === 307 && /drain/i.test(text)
    })
    await using refused = await Publisher.launch(`${edge.ready.rtmp_url}/live/new`)
    expect((await within('a new publisher is refused', 5_000, refused.exited)).code).not.toBe(0)
    const { candidates, rejected } = await origin.api.allocatePlay('live/test')
    expect(candidates.map((candidate) => candidate.node_id)).not.toContain(edge.id)
    expect(rejected.find((rejection) => rejection.node_id === edge.id)?.reason).toMatch(/drain/i)

    await viewer.sees(25)
    await onEdge.sendsOn()
    expect(viewer.interruption).toBe(null)
    await staysTrue('it is not drained while it carries something', 2_500, async () => {
      const { mode } = await origin.api.node(edge.id)
      return mode.value === 'draining' && mode.drained_at === null
    })
    await viewer[Symbol.asyncDispose]()
    await onEdge.end()
    await waitFor('it is drained', async () => (await origin.api.node(edge.id)).mode.drained_at !== null, {
      deadline_ms: 20_000,
    })

    const resumed = await origin.api.resume(edge.id)
    expect(resumed.mode).toMatchObject({ value: 'normal', drained_at: null })
    await waitFor('viewers are taken again', async () => {
      await using again = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`, 2_000)
      return again.frames > 0
    })
    await source.sendsOn()
  }, 60_000)
})
