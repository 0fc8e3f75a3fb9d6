import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ingestAnswerSchema, playAnswerSchema } from '#contract/entry.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { ffprobe } from '../harness/ffprobe.ts'
import { HlsFollower } from '../harness/hls-follower.ts'
import { Publisher } from '../harness/publisher.ts'
import { streamCommand } from '../harness/rtmp-bytes.ts'
import { connectRtmp, hears } from '../harness/rtmp-connection.ts'
import { waitFor } from '../harness/wait-for.ts'

/** Asks without following where it is sent. */
async function ask(url: string) {
  const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(2_000) })
  await answer.body?.cancel().catch(() => undefined)
  return { status: answer.status, location: answer.headers.get('location') }
}

describe('one address of a stream, on any node', () => {
  let cluster: Cluster
  let publisher: Publisher
  beforeAll(async () => {
    cluster = await startCluster({ edges: 1 })
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    await waitFor('the stream is live', async () => (await cluster.origin.api.streams()).length === 1)
  })
  afterAll(async () => {
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
  })
  const bases = () => [cluster.edge.ready.media_url ?? '', cluster.origin.own_node.media_url]

  test('plays in ffmpeg by FLV and HLS, and in a player of HLS that reloads (F-20)', async () => {
    const [edge = ''] = bases()
    expect((await ffprobe(`${edge}/play/live/test.flv`)).video?.codec).toBe('h264')
    expect((await ffprobe(`${edge}/play/live/test.m3u8`)).video?.codec).toBe('h264')
    const { location } = await ask(`${edge}/play/live/test/m3u8?container=ts`)
    const player = await HlsFollower.open(new URL(location ?? '', edge).href)
    await player.follow(3)
  })

  test('names nodes and addresses, counts the hops, and sends nobody to what is not there (F-20)', async () => {
    for (const base of bases()) {
      const named = playAnswerSchema.parse(await (await fetch(`${base}/play/live/test`)).json())
      expect(await (await fetch(`${base}/resolve/live/test`)).json()).toMatchObject({ metadata: named.metadata })
      expect(named.outputs.rtmp).toMatch(/^rtmp:.*\/live\/test$/)
      expect(await ask(`${base}/play/live/test/ws`)).toMatchObject({
        status: 307,
        location: expect.stringMatching(/^ws:/),
      })
      expect((await ask(`${base}/play/live/test.flv?hop=2&x=y`)).location).toMatch(
        /live\/test\.flv\?(x=y&hop=3|hop=3&x=y)$/,
      )
      expect(await ask(`${base}/play/live/test.flv?hop=3`)).toMatchObject({ status: 508 })
      expect(await ask(`${base}/play/live/nobody.flv`)).toMatchObject({ status: 404 })
      expect(await ask(`${base}/play/live/test/smoke`)).toMatchObject({ status: 400 })
      expect(await ask(`${base}/play/..%2f/test`)).toMatchObject({ status: 400 })
    }
  })

  test('says where to publish, and sends on who publishes by HTTP (F-21)', async () => {
    const [edge = ''] = bases()
    const answer = await fetch(`${edge}/ingest/live/new`)
    const named = ingestAnswerSchema.parse(await answer.json())
    expect(answer.headers.get('cache-control')).toBe('no-store')
    const sent = await fetch(`${edge}/ingest/live/new`, { method: 'POST', body: 'FLV', redirect: 'manual' })
    expect(sent.status).toBe(307)
    expect(sent.headers.get('location')).toMatch(/^http:.*\/live\/new\.flv$/)
    await using _sending = await Publisher.start(`${named.primary.rtmp_url}`)
    await waitFor('it is live', async () => (await cluster.origin.api.streams()).length === 2)
  })
})

describe('a viewer of a node that is being drained', () => {
  let cluster: Cluster
  let publisher: Publisher
  beforeAll(async () => {
    cluster = await startCluster({ edges: 2 })
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
    await cluster.origin.api.drain(cluster.edge.id, { reason: 'new disk' })
    const flv = `${cluster.edge.ready.media_url}/live/test.flv`
    await waitFor('the edge drains', async () => (await ask(flv)).status === 307)
  })
  afterAll(async () => {
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
  })

  test('of FLV or HLS is sent to a node that plays it, and ffprobe goes there by itself', async () => {
    const base = cluster.edge.ready.media_url
    const { location } = await ask(`${base}/live/test.flv?latency=low`)
    expect(location).toMatch(/^\/\/127\.0\.0\.1:\d+\/live\/test\.flv\?latency=low&hop=[0-9a-f]{8}$/)
    expect((await ffprobe(`${base}/live/test.flv`)).video?.codec).toBe('h264')
    expect((await ffprobe(`${base}/live/test.m3u8`)).video?.codec).toBe('h264')
  })

  test('of RTMP is told where in the words of the protocol and in plain ones, and the stream plays there', async () => {
    await using connection = await connectRtmp(cluster.edge.ready.rtmp_port)
    await connection.send(streamCommand('play', 3, 'test'))
    await hears(connection, 'NetStream.Play.Failed')
    expect(connection.received.toString('latin1')).toContain('NetConnection.Connect.Rejected')
    const [url] =
      /rtmp:\/\/127\.0\.0\.1:\d+\/live\/test\?hop=[0-9a-f]{8}/.exec(connection.received.toString('latin1')) ?? []
    expect(url).toBeDefined()
    expect((await ffprobe(url ?? '')).video?.codec).toBe('h264')
  })

  test('is refused in the end, and sent around in no circle, where every node drains', async () => {
    for (const node of await cluster.origin.api.nodes())
      await cluster.origin.api.drain(node.id, { force: true, reason: 'all of them' })
    let url = `${cluster.edge.ready.media_url}/live/test.flv`
    const been: string[] = []
    await waitFor('every node drains', async () => {
      const own = await ask(`${cluster.origin.own_node.media_url}/live/test.flv`)
      const last = await ask(`${cluster.edges[1]?.ready.media_url}/live/test.flv`)
      return own.status === 307 && last.status === 307
    })
    for (;;) {
      const { host } = new URL(url)
      expect(been).not.toContain(host)
      been.push(host)
      const { status, location } = await ask(url)
      if (status === 503) break
      expect(status).toBe(307)
      url = new URL(location ?? '', url).href
    }
    expect(been).toHaveLength(3)
    await publisher.sendsOn(500)
  })
})
