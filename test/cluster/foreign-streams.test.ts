import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { askCluster, ForeignNodeDouble } from '../harness/foreign-node-double.ts'
import type { NodeProgram } from '../harness/node-program.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { RtmpViewer } from '../harness/rtmp-viewer.ts'
import { waitFor } from '../harness/wait-for.ts'

const KEY = 'a-key-of-this-very-test'

describe('streams between the cluster and members of another make', () => {
  let cluster: Cluster
  let first: NodeProgram
  let second: NodeProgram
  beforeAll(async () => {
    cluster = await startCluster({
      edges: 2,
      origin: { cluster_api_key: KEY },
      media: { relay_release_delay: '1s' },
    })
    const [one, other] = cluster.edges
    if (one === undefined || other === undefined) throw new Error('edges')
    first = one
    second = other
  })
  afterAll(async () => cluster?.[Symbol.asyncDispose]())
  const member = async (server_id: string, path: string) => {
    const node = await ForeignNodeDouble.start(server_id, cluster.origin.ready.url, KEY)
    await node.live()
    await node.publish(path)
    return node
  }

  test('what only a member has is pulled from it once, and played by FLV and RTMP on every node (M-22, F-14, F-15)', async () => {
    const path = 'live/abroad'
    const { api } = cluster.origin
    await using foreign = await member('paris', path)
    const relays = async () => (await api.stream(path)).relays
    {
      await using flv = await FlvViewer.watch(`${first.ready.media_url}/${path}.flv`)
      await flv.sees(5)
      await using rtmp = await RtmpViewer.watch(`${first.ready.rtmp_url}/${path}`)
      await rtmp.sees(5)
      await using onSecond = await FlvViewer.watch(`${second.ready.media_url}/${path}.flv`)
      await onSecond.sees(5)
      await waitFor(
        'both relays are known',
        async () => (await relays()).filter(({ state }) => state === 'active').length === 2,
      )
      const of = async ({ id }: NodeProgram) => (await relays()).find(({ dest_node_id }) => dest_node_id === id)
      const { id: foreign_id } = (await api.nodes()).find(({ kind }) => kind === 'foreign') ?? {}
      expect(await of(first)).toMatchObject({ transport: 'http-flv', source_node_id: foreign_id, hops: [foreign_id] })
      expect(await of(second)).toMatchObject({
        transport: 'tls',
        source_node_id: first.id,
        hops: [foreign_id, first.id],
      })
      expect(foreign.viewers).toBe(1)
    }
    await waitFor('nobody is left at the member', () => foreign.viewers === 0, { deadline_ms: 20_000 })
    await waitFor('no relay is left', async () => (await relays()).length === 0)
  })

  test('a member that is killed is replaced by another with the same stream, also under HLS, and the end is told (M-23)', async () => {
    const path = 'live/twice'
    await using one = await member('rome', path)
    await using viewer = await FlvViewer.watch(`${first.ready.media_url}/${path}.flv`)
    await viewer.sees(25)
    await using other = await member('oslo', path)
    // A relay that held for five seconds goes to another source without a pause.
    const steady = new Promise((resolve) => setTimeout(resolve, 5_500))
    const playlist = await fetch(`${second.ready.media_url}/${path}.m3u8`)
    expect(await playlist.text()).toContain('#EXTM3U')
    await steady
    expect([one.viewers, other.viewers]).toEqual([1, 0])
    viewer.resetGaps()
    one.die()
    await waitFor('the other is asked', () => other.viewers === 1)
    await viewer.sees(25)
    expect(viewer.end).toBe(null)
    printFigures({ what: 'a foreign member is killed, another has its stream', longest_gap_ms: viewer.longest_gap_ms })
    expect(viewer.longest_gap_ms).toBeLessThan(1_500)

    const ended_at = performance.now()
    await one.unpublish(path)
    await other.unpublish(path)
    const end = await viewer.ended
    expect(end.clean).toBe(true)
    expect(end.at_ms - ended_at).toBeLessThan(5_000)
  })

  test('a member pulls a stream of the cluster as it is told to (M-17)', async () => {
    const path = 'live/ours'
    await using _publisher = await Publisher.start(`${second.ready.rtmp_url}/${path}`)
    await waitFor('it is live', async () =>
      (await cluster.origin.api.streams()).some(({ stream_path }) => stream_path === path),
    )
    const { data } = await askCluster(cluster.origin.ready.url, KEY, 'relay/pull', { stream_path: path })
    const { accepted, flv_url } = z.object({ accepted: z.boolean(), flv_url: z.string() }).parse(data)
    expect(accepted).toBe(true)
    await using viewer = await FlvViewer.watch(flv_url)
    await viewer.sees(25)
  })
})
