import { describe, expect, test } from 'vitest'
import { startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { Publisher } from '../harness/publisher.ts'
import { staysTrue, waitFor, within } from '../harness/wait-for.ts'

const sessionOf = async (origin: OriginProgram) => (await origin.api.stream('live/test')).session

/** The connection is gone without a goodbye, as with a network that died or an encoder that crashed. */
const crash = (publisher: Publisher) => publisher.program.endBy('SIGKILL')

describe('a publisher whose connection dies (row 10)', () => {
  test('and that is back in three seconds goes on with its session, and no viewer loses its connection', async () => {
    await using cluster = await startCluster()
    const { origin, edge } = cluster
    const url = `${origin.own_node.rtmp_url}/live/test`
    await using first = await Publisher.start(url)
    await using here = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)
    await using there = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
    const before = await waitFor('the session is live', async () => {
      const session = await sessionOf(origin)
      return session.state === 'live' && session
    })
    await crash(first)
    const waiting = await waitFor('the session is interrupted', async () => {
      const session = await sessionOf(origin)
      return session.state === 'interrupted' && session
    })
    expect(waiting).toMatchObject({ id: before.id, generation: 1 })
    expect(Date.parse(waiting.interrupted_until ?? '')).toBeGreaterThan(Date.now())
    // Longer than a relay's source may be silent without a ping.
    await staysTrue('both viewers are kept', 7_000, () => here.end === null && there.end === null)

    const at = performance.now()
    await using _again = await Publisher.start(url)
    await Promise.all([here.sees(25), there.sees(25)])
    expect(performance.now() - at).toBeLessThan(4_000)
    const after = await waitFor('the session is live again', async () => {
      const session = await sessionOf(origin)
      return session.state === 'live' && session
    })
    expect(after).toMatchObject({ id: before.id, generation: 2 })
    for (const viewer of [here, there]) {
      viewer.resetGaps()
      await viewer.sees(50)
      expect(viewer.interruption).toBe(null)
    }
  })

  test('and that never comes back is over for every viewer two seconds after the grace at the latest', async () => {
    await using cluster = await startCluster({ media: { publisher_grace: '3s' } })
    const { origin, edge } = cluster
    await using publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await using here = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)
    await using there = await FlvViewer.watch(`${edge.ready.media_url}/live/test.flv`)
    await crash(publisher)
    const lost_at = performance.now()
    const ends = await within('both viewers end', 6_000, Promise.all([here.ended, there.ended]))
    for (const end of ends) {
      expect(end.clean).toBe(true)
      expect(end.at_ms - lost_at).toBeGreaterThan(2_500)
      expect(end.at_ms - lost_at).toBeLessThan(5_000)
    }
    await waitFor('the stream is gone', async () => (await origin.api.streams()).length === 0, { deadline_ms: 2_000 })
  })

  test('and comes back on another node has its new session there at once, and viewers follow it from node to node', async () => {
    await using cluster = await startCluster({ edges: 2 })
    const { origin } = cluster
    const [one, two] = cluster.edges
    if (one === undefined || two === undefined) throw new Error('two edges were started')
    await using first = await Publisher.start(`${one.ready.rtmp_url}/live/test`)
    await using at_source = await FlvViewer.watch(`${one.ready.media_url}/live/test.flv`)
    await using at_edge = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)
    await using at_next = await FlvViewer.watch(`${two.ready.media_url}/live/test.flv`)
    const before = await sessionOf(origin)
    await crash(first)
    await waitFor('the session is interrupted', async () => (await sessionOf(origin)).state === 'interrupted')

    // The node that it comes to pulls the stream itself at this moment.
    await using _moved = await Publisher.start(`${two.ready.rtmp_url}/live/test`)
    const session = await waitFor('the new session is the stream', async () => {
      const now = await sessionOf(origin)
      return now.id !== before.id && now.state === 'live' && now
    })
    expect(session.publish_node_id).toBe(two.id)
    const viewers = [at_source, at_edge, at_next]
    await Promise.all(viewers.map((viewer) => viewer.sees(25)))
    for (const viewer of viewers) {
      viewer.resetGaps()
      await viewer.sees(50)
      expect(viewer.interruption).toBe(null)
    }
    await waitFor('both others pull from there', async () => {
      const { relays } = await origin.api.stream('live/test')
      return (
        relays.length === 2 &&
        relays.every(({ source_node_id, state }) => source_node_id === two.id && state === 'active')
      )
    })
  })

  test('with a grace of zero ends at once, and so does a goodbye', async () => {
    await using cluster = await startCluster({ edges: 0, media: { publisher_grace: '0s' } })
    const { origin } = cluster
    await using publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
    await using viewer = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)
    await crash(publisher)
    expect((await within('the viewer ends', 2_000, viewer.ended)).clean).toBe(true)
  })
})
