import { describe, expect, test } from 'vitest'
import { streamPolicySchema } from '#contract/stream-policy.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor, within } from '../harness/wait-for.ts'

/** Longer than this without a new picture is what nobody should see, in ms: a keyframe interval of the clip and a dial. */
const LONGEST_GAP_MS = 2_500

const policy = ({ origin }: Cluster, body: object) =>
  origin.api.call('POST', '/api/v1/stream-policies', streamPolicySchema, body)
const activityOf = async ({ origin }: Cluster, type: string) =>
  (await origin.api.activity()).find((entry) => entry.type === type)

describe('a second publisher for a live stream, by the policy of the stream (row 11)', () => {
  test('takes over from another node: viewers everywhere keep their connections, and the first is told why', async () => {
    await using cluster = await startCluster({ edges: 2, media: { second_publisher: 'take_over' } })
    const { origin, edges } = cluster
    const [one, two] = edges
    if (one === undefined || two === undefined) throw new Error('two edges were asked for')
    await policy(cluster, { pattern: 'live/*', on_second_publisher: 'take_over' })
    await using first = await Publisher.start(`${one.ready.rtmp_url}/live/test`)
    const places = [one.ready.media_url, two.ready.media_url, origin.own_node.media_url]
    await using stack = new AsyncDisposableStack()
    const viewers = await Promise.all(
      places.map(async (url) => stack.use(await FlvViewer.watch(`${url}/live/test.flv`))),
    )
    await Promise.all(viewers.map((viewer) => viewer.sees(25)))
    for (const viewer of viewers) viewer.resetGaps()

    await using second = await Publisher.start(`${two.ready.rtmp_url}/live/test`)
    await within('the first publisher is let go', 8_000, first.exited)
    await waitFor('the stream is published on the second node', async () => {
      const { session } = await origin.api.stream('live/test')
      return session.publish_node_id === two.id && session.state === 'live'
    })
    await second.sendsOn(2_000)
    await Promise.all(viewers.map((viewer) => viewer.sees(50)))
    const gaps = viewers.map((viewer) => Math.round(viewer.longest_gap_ms))
    printFigures({ take_over_gap_ms: { on_the_first: gaps[0], on_the_second: gaps[1], on_a_third: gaps[2] } })
    expect(Math.max(...gaps)).toBeLessThan(LONGEST_GAP_MS)
    expect(await activityOf(cluster, 'session.taken_over')).toMatchObject({
      message: expect.stringContaining('as the stream policy live/* lets it'),
    })

    // The encoder of the first dials again at once, as OBS does: the two must not take turns.
    await using again = await Publisher.launch(`${one.ready.rtmp_url}/live/test`)
    await within('it is refused', 8_000, again.exited)
    expect(again.program.tail()).toMatch(/taken live\/test over a moment ago|already being published/)
    await second.sendsOn()

    // Whatever the nodes are set to, a stream whose policy refuses keeps its first publisher, on every node.
    await policy(cluster, { pattern: 'kept/*', on_second_publisher: 'refuse' })
    await using kept = await Publisher.start(`${one.ready.rtmp_url}/kept/test`)
    for (const node of [one, two]) {
      await using late = await Publisher.launch(`${node.ready.rtmp_url}/kept/test`)
      await within('it is refused', 8_000, late.exited)
    }
    await kept.sendsOn()
    expect((await origin.api.stream('kept/test')).session.generation).toBe(1)
  })
})
