import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CLIP, clip } from '../harness/clip.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { ffprobe } from '../harness/ffprobe.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const run = promisify(execFile)
const whole = {
  video: { codec: 'h264', width: CLIP.width, height: CLIP.height },
  audio: { codec: 'aac', sample_rate_hz: CLIP.sample_rate_hz, channels: CLIP.channels },
}

describe('a stream that comes over HTTP or TLS', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster({ edges: 1 })
  })
  afterAll(async () => await cluster?.[Symbol.asyncDispose]())

  const media = () => `127.0.0.1:${cluster.origin.own_node.media_port}`
  /** Over HTTP, ffmpeg sends before it is answered. */
  const live = async (name: string) =>
    await waitFor(`live/${name} is live`, async () => (await head(name)).status === 200)
  const head = async (name: string) => await fetch(`http://${media()}/live/${name}.flv`, { method: 'HEAD' })
  const rtmp = () => `127.0.0.1:${cluster.origin.own_node.rtmp_port}`

  test.for([
    ['POST', 'post', () => `http://${media()}/live/post.flv`, ['-method', 'POST']],
    ['PUT', 'put', () => `http://${media()}/live/put.flv`, ['-method', 'PUT']],
    ['HTTPS', 'https', () => `https://${media()}/live/https.flv`, []],
    ['RTMPS', 'rtmps', () => `rtmps://${rtmp()}/live/rtmps`, []],
  ] as const)('ffmpeg publishes by %s, and everybody plays it', async ([, name, url, output]) => {
    await using publisher = await Publisher.start(url(), 'both', output)
    await live(name)
    await using viewer = await FlvViewer.watch(`http://${media()}/live/${name}.flv`)
    const played = [
      `http://${media()}/live/${name}.flv`,
      `https://${media()}/live/${name}.flv`,
      `rtmp://${rtmp()}/live/${name}`,
      `rtmps://${rtmp()}/live/${name}`,
      `http://127.0.0.1:${cluster.edge.ready.media_port}/live/${name}.flv`,
      `https://${media()}/live/${name}.m3u8`,
    ]
    expect(await Promise.all(played.map((target) => ffprobe(target)))).toEqual(played.map(() => whole))
    expect(viewer.interruption).toBe(null)
    await publisher.end()
    // Over HTTPS, ffmpeg 5 cuts its connection without ending the request first.
    if (name === 'https') return
    await waitFor('the stream is over', async () => (await head(name)).status === 404)
  })

  test('curl publishes a file, and is told what was taken', async () => {
    const { stdout } = await run('curl', ['-sS', '-T', await clip(), `http://${media()}/live/curl.flv`])
    const { data, error } = JSON.parse(stdout)
    expect(error).toBe(null)
    expect(data).toMatchObject({ stream_path: 'live/curl' })
    // Ten seconds at 25 frames of picture and 43 of sound.
    expect(data.frames).toBeGreaterThan(600)
    const posted = await run('curl', ['-skS', '--data-binary', `@${await clip()}`, `https://${media()}/live/curl.flv`])
    expect(JSON.parse(posted.stdout).data.frames).toBe(data.frames)
  })

  test('curl is told why it may not publish', async () => {
    await using _publisher = await Publisher.start(`rtmp://${rtmp()}/live/taken`)
    const { stdout } = await run('curl', ['-sS', '-T', await clip(), `http://${media()}/live/taken.flv`])
    expect(JSON.parse(stdout)).toMatchObject({ data: null, error: { code: 'stream_busy' } })
    const other = ['-sS', '--data-binary', 'this is no FLV at all', `http://${media()}/live/wrong.flv`]
    expect(JSON.parse((await run('curl', other)).stdout).error).toMatchObject({
      code: 'bad_flv',
      details: { at_byte: 0 },
    })
    const page = [
      '-sS',
      '-H',
      'Origin: https://elsewhere.example',
      '-T',
      await clip(),
      `http://${media()}/live/page.flv`,
    ]
    expect(JSON.parse((await run('curl', page)).stdout).error).toMatchObject({ code: 'publisher_not_allowed' })
  })

  test('curl plays FLV over HTTP and HTTPS', async () => {
    await using _publisher = await Publisher.start(`rtmp://${rtmp()}/live/curled`)
    for (const scheme of ['http', 'https']) {
      const url = `${scheme}://${media()}/live/curled.flv`
      const child = run('curl', ['-sk', '--max-time', '1', url], { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 })
      const bytes = await child.then(
        ({ stdout }) => stdout,
        (error: { readonly stdout: Buffer }) => error.stdout,
      )
      expect(bytes.toString('latin1', 0, 3)).toBe('FLV')
      expect(bytes.length).toBeGreaterThan(10_000)
    }
  })

  test('the node counts all of it for Prometheus', async () => {
    await using _publisher = await Publisher.start(`http://${media()}/live/counted.flv`)
    await live('counted')
    await using _viewer = await FlvViewer.watch(`http://${media()}/live/counted.flv`)
    const text = await (await fetch(`http://${media()}/metrics`)).text()
    expect(text).toMatch(/^headwater_viewers\{protocol="flv"\} 1$/m)
    expect(text).toMatch(/^headwater_stream_viewers\{stream="live\/counted"\} 1$/m)
    expect(text).toMatch(/^headwater_sent_bytes_total \d{5,}$/m)
    const list = await (await fetch(`http://${media()}/api/v1/subscribers?stream=live/counted`)).json()
    expect(list).toMatchObject({ data: { total: 1, items: [{ protocol: 'flv', state: 'playing' }] }, error: null })
  })
})
