import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CLIP } from '../harness/clip.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { ffprobe, type Played } from '../harness/ffprobe.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const picture = { codec: 'h264', width: CLIP.width, height: CLIP.height }
const sound = { codec: 'aac', sample_rate_hz: CLIP.sample_rate_hz, channels: CLIP.channels }
const whole: Played = { video: picture, audio: sound }

describe('a stream that ffmpeg publishes to the origin over RTMP', () => {
  let cluster: Cluster
  let publisher: Publisher
  beforeAll(async () => {
    cluster = await startCluster({ edges: 2 })
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/test`)
  })
  afterAll(async () => {
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
  })

  test.for([
    ['HTTP-FLV from the node it was published to', () => `${cluster.origin.own_node.media_url}/live/test.flv`],
    ['RTMP from the node it was published to', () => `${cluster.origin.own_node.rtmp_url}/live/test`],
    [
      'HTTP-FLV from an edge that has never seen the publisher',
      () => `${cluster.edges[0]?.ready.media_url}/live/test.flv`,
    ],
    ['RTMP from an edge that has never seen the publisher', () => `${cluster.edges[1]?.ready.rtmp_url}/live/test`],
  ] as const)('plays over %s', async ([, url]) => {
    expect(await ffprobe(url())).toEqual(whole)
  })

  test.for(['low', 'normal'])(
    'is framed without a fault at %s latency, on the node and on the edge',
    async (latency) => {
      const urls = [cluster.origin.own_node.media_url, cluster.edge.ready.media_url]
      await Promise.all(
        urls.map(async (base) => {
          await using viewer = await FlvViewer.watch(`${base}/live/test.flv?latency=${latency}`)
          await viewer.sees(100)
          expect(viewer.interruption).toBe(null)
          expect(viewer.tags).toMatchObject({ metadata: 1, config: 2 })
        }),
      )
    },
  )

  test('answers a viewer with a keyframe at once, not at the next one', async () => {
    await using first = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/test.flv`)
    await first.sees(10)
    for (let nth = 0; nth < 5; nth += 1) {
      await using viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/test.flv`)
      expect(viewer.first_frame_after_ms).toBeLessThan(400)
    }
  })

  test('is in the registry with what it holds and where it is published', async () => {
    const stream = await waitFor('the tracks are known', async () => {
      const seen = await cluster.origin.api.stream('live/test')
      return seen.session.tracks.length === 2 && seen.session.state === 'live' && seen.session.bitrate_kbps > 0 && seen
    })
    expect(stream.session).toMatchObject({
      publish_node_id: cluster.origin.own_node.node_id,
      protocol: 'rtmp',
      generation: 1,
      publisher_address: '127.0.0.1',
    })
    expect(stream.session.tracks).toContainEqual(
      expect.objectContaining({ kind: 'video', codec: 'h264', width: CLIP.width, height: CLIP.height }),
    )
    expect(stream.session.tracks).toContainEqual(
      expect.objectContaining({ kind: 'audio', codec: 'aac', sample_rate_hz: CLIP.sample_rate_hz, channels: 2 }),
    )
    expect(stream.session.encoder).toContain('Lavf')
    expect(stream.session.keyframe_interval_ms).toBeGreaterThan(900)
    expect(stream.session.keyframe_interval_ms).toBeLessThan(1_100)
  })

  test('counts its viewers by node, and forgets them when they leave', async () => {
    const watch = async (base: string) => await FlvViewer.watch(`${base}/live/test.flv`)
    const subscribersOn = async (node_id: string) => {
      const stream = await cluster.origin.api.stream('live/test')
      return stream.participations.find((participation) => participation.node_id === node_id)?.subscribers ?? 0
    }
    {
      await using viewers = new AsyncDisposableStack()
      for (let nth = 0; nth < 2; nth += 1) viewers.use(await watch(cluster.edge.ready.media_url))
      viewers.use(await watch(cluster.origin.own_node.media_url))
      await waitFor('two viewers on the edge', async () => (await subscribersOn(cluster.edge.id)) === 2)
      await waitFor('one on the origin', async () => (await subscribersOn(cluster.origin.own_node.node_id)) === 1)
    }
    await waitFor('no viewer on the edge', async () => (await subscribersOn(cluster.edge.id)) === 0)
  })

  test('is reached through the origin: /play redirects to a node that plays it', async () => {
    const answer = await cluster.origin.api.request('GET', '/play/live/test.flv')
    expect(answer.status).toBe(307)
    const location = answer.headers.get('location')
    expect(location).toContain('/live/test.flv')
    expect(await ffprobe(`${cluster.origin.ready.url}/play/live/test.flv`)).toEqual(whole)
  })

  test('is offered by an allocation with candidates that play it', async () => {
    const { candidates } = await cluster.origin.api.allocatePlay('live/test')
    expect(candidates).toHaveLength(3)
    expect(candidates.map((candidate) => candidate.score)).toEqual(
      candidates.map((candidate) => candidate.score).toSorted((a, b) => b - a),
    )
    await using viewer = await FlvViewer.watch(candidates[0]?.url ?? '')
    await viewer.sees(10)
  })

  test('may be played by a page of any site', async () => {
    const url = `${cluster.edge.ready.media_url}/live/test.flv`
    const preflight = await fetch(url, {
      method: 'OPTIONS',
      headers: { origin: 'https://elsewhere.example', 'access-control-request-method': 'GET' },
    })
    expect(preflight.status).toBeLessThan(300)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    const head = await fetch(url, { method: 'HEAD', headers: { origin: 'https://elsewhere.example' } })
    expect(head.status).toBe(200)
    expect(head.headers.get('access-control-allow-origin')).toBe('*')
    expect(head.headers.get('content-type')).toBe('video/x-flv')
    expect(head.headers.get('cache-control')).toContain('no-')
  })
})

describe('where a stream may come from and go to', () => {
  test('a stream published to an edge plays from the origin and from another edge', async () => {
    await using cluster = await startCluster({ edges: 2 })
    await using _publisher = await Publisher.start(`${cluster.edge.ready.rtmp_url}/live/from-edge`)
    expect(await ffprobe(`${cluster.origin.own_node.media_url}/live/from-edge.flv`)).toEqual(whole)
    expect(await ffprobe(`${cluster.edges[1]?.ready.rtmp_url}/live/from-edge`)).toEqual(whole)
  })

  test.for([
    ['sound alone', 'audio', { video: null, audio: sound }],
    ['a picture alone', 'video', { video: picture, audio: null }],
  ] as const)('a stream of %s plays from the node and from an edge', async ([, kind, expected]) => {
    await using cluster = await startCluster()
    await using _publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/${kind}`, kind)
    expect(await ffprobe(`${cluster.origin.own_node.media_url}/live/${kind}.flv`)).toEqual(expected)
    expect(await ffprobe(`${cluster.edge.ready.media_url}/live/${kind}.flv`)).toEqual(expected)
    expect(await ffprobe(`${cluster.edge.ready.rtmp_url}/live/${kind}`)).toEqual(expected)
    await using viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/${kind}.flv`)
    await viewer.sees(50)
    expect(viewer.interruption).toBe(null)
  })
})
