import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { NodeStatus } from '#contract/local-control.ts'
import { clip } from '../harness/clip.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { headwater } from '../harness/headwater-command.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor, within } from '../harness/wait-for.ts'

const run = promisify(execFile)
const WORKERS = 2

/** Hashes of the frames of a stream or file in their order, pictures and sound apart, as ffmpeg reads them without decoding. */
async function frameHashes(input: string, seconds?: number): Promise<{ video: string[]; audio: string[] }> {
  const length = seconds === undefined ? [] : ['-t', `${seconds}`]
  const { stdout } = await run(
    'ffmpeg',
    [
      ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-i', input],
      ...['-map', '0:v:0', '-map', '0:a:0', '-c', 'copy', ...length, '-f', 'framemd5', '-'],
    ],
    { timeout: 40_000 },
  )
  const frames = stdout
    .split('\n')
    .filter((line) => /^[01],/.test(line))
    .map((line) => line.split(',').map((part) => part.trim()))
  const of = (stream: string) => frames.filter(([index]) => index === stream).map((parts) => parts.at(-1) ?? '')
  return { video: of('0'), audio: of('1') }
}

/** Whether these frames follow one another so in a clip that is sent over and over. */
function isPartOf(part: readonly string[], whole: readonly string[]): boolean {
  const looped = `${[...whole, ...whole].join(' ')} `
  return part.length > 0 && looped.includes(`${part.join(' ')} `)
}

/** What a node says of its threads. */
async function threadsOf(data_dir: string) {
  await using program = headwater('status', ['node', 'status', '--json', '--data-dir', data_dir])
  await program.exited
  const { threads } = JSON.parse(program.output) as NodeStatus
  if (!threads) throw new Error('the node has no ports open')
  return threads
}

describe('a node whose connections are spread over three threads', () => {
  let cluster: Cluster
  let own_dir: string
  beforeAll(async () => {
    cluster = await startCluster({ media: { workers: WORKERS } })
    own_dir = join(cluster.origin.data_dir, 'node')
  })
  afterAll(() => cluster?.[Symbol.asyncDispose]())

  test('answers what is asked about the cluster on every thread', async () => {
    const { media_url } = cluster.origin.own_node
    // Each on a connection of its own, which the system gives to one of the threads.
    const ask = async (path: string) =>
      (await fetch(`${media_url}${path}`, { redirect: 'manual', headers: { Connection: 'close' } })).status
    const asked = ['/cluster/status', '/cluster/api/servers', '/play/live/nobody.flv', '/ingest/live/new']
    const answers = await Promise.all(asked.flatMap((path) => Array.from({ length: 12 }, () => ask(path))))
    expect(answers).toEqual([200, 401, 404, 200].flatMap((status) => Array.from({ length: 12 }, () => status)))
  })

  test('gives viewers over FLV, RTMP and HLS on every thread the frames that were published, byte for byte', async () => {
    const { rtmp_url, media_url } = cluster.origin.own_node
    await using _publisher = await Publisher.start(`${rtmp_url}/live/exact`)
    const published = await frameHashes(await clip())
    const flv = `${media_url}/live/exact.flv?latency=low`
    await using viewers = new AsyncDisposableStack()
    for (let nth = 0; nth < 16; nth += 1) viewers.use(await FlvViewer.watch(flv))
    const { main, workers } = await threadsOf(own_dir)
    expect(workers).toHaveLength(WORKERS)
    expect([main, ...workers].every(({ subscribers }) => subscribers > 0)).toBe(true)
    const inputs = [flv, `${media_url}/live/exact.flv`, `${rtmp_url}/live/exact`, `${media_url}/live/exact.m3u8`]
    const seen = await Promise.all([...inputs, ...inputs].map((input) => frameHashes(input, 3)))
    for (const { video, audio } of seen) {
      expect(video.length).toBeGreaterThan(50)
      expect(isPartOf(video, published.video)).toBe(true)
      expect(isPartOf(audio, published.audio)).toBe(true)
    }
  })

  test('lets streams be published on any thread and watched on any, also from a node that pulls them', async () => {
    const { rtmp_url, media_url } = cluster.origin.own_node
    const names = Array.from({ length: 8 }, (_, index) => `any-${index}`)
    await using open = new AsyncDisposableStack()
    for (const name of names) open.use(await Publisher.start(`${rtmp_url}/live/${name}`))
    const { workers } = await threadsOf(own_dir)
    expect(workers.reduce((sum, { publishers }) => sum + publishers, 0)).toBeGreaterThan(0)
    const { edge } = cluster
    const viewers = await Promise.all(
      names.flatMap((name) =>
        [media_url, edge.ready.media_url].map((base) => FlvViewer.watch(`${base}/live/${name}.flv`)),
      ),
    )
    for (const viewer of viewers) open.use(viewer)
    await Promise.all(viewers.map((viewer) => viewer.sees(50)))
    expect(viewers.map(({ interruption }) => interruption).filter((why) => why !== null)).toEqual([])
    const node = await cluster.origin.api.stream('live/any-0')
    expect(node.subscribers).toBe(2)
  })

  test('tells every viewer of the end of the stream within two seconds, cleanly', async () => {
    const { rtmp_url, media_url } = cluster.origin.own_node
    await using publisher = await Publisher.start(`${rtmp_url}/live/ends`)
    await using viewers = new AsyncDisposableStack()
    const watching = await Promise.all(Array.from({ length: 16 }, () => FlvViewer.watch(`${media_url}/live/ends.flv`)))
    for (const viewer of watching) viewers.use(viewer)
    await publisher.end()
    const ends = await within('every viewer is told', 2_000, Promise.all(watching.map(({ ended }) => ended)))
    expect(ends.every(({ clean }) => clean)).toBe(true)
  })

  test('counts its viewers and what it sent over all threads', async () => {
    const { origin } = cluster
    const { rtmp_url, media_url, node_id } = origin.own_node
    await using _publisher = await Publisher.start(`${rtmp_url}/live/counted`)
    {
      await using viewers = new AsyncDisposableStack()
      for (let nth = 0; nth < 20; nth += 1) viewers.use(await FlvViewer.watch(`${media_url}/live/counted.flv`))
      await waitFor('all are counted', async () => (await origin.api.stream('live/counted')).subscribers === 20)
      await waitFor(
        'what they get is counted',
        async () => {
          const { load } = await origin.api.node(node_id)
          // 20 viewers of some 400 kbit/s.
          return (load?.egress_mbps ?? 0) > 5
        },
        { deadline_ms: 15_000 },
      )
    }
    await waitFor('they are forgotten', async () => (await origin.api.stream('live/counted')).subscribers === 0)
  })
})
