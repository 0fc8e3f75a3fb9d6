import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { streamPathSchema } from '#contract/ids.ts'
import { type MediaNode, run, startMediaNode, until } from './protocol-fixtures.ts'

const missing = ['ffmpeg', 'ffprobe'].filter((program) => spawnSync(program, ['-version']).error)
const path = streamPathSchema.parse('live/test')

interface Probed {
  readonly streams: { readonly codec_name: string; readonly width?: number; readonly height?: number }[]
  readonly packets: { readonly codec_type: string; readonly dts_time: string; readonly flags: string }[]
}

/** Plays two seconds with ffprobe. */
async function probe(url: string): Promise<Probed> {
  const show = ['-show_streams', '-show_packets', '-read_intervals', '%+2', '-of', 'json']
  return JSON.parse(await run('ffprobe', ['-v', 'error', ...show, url], AbortSignal.timeout(15_000)))
}

describe.skipIf(missing.length > 0)(`a stream that ffmpeg publishes (needs ${missing.join(', ') || 'ffmpeg'})`, () => {
  let folder = ''
  let clip = ''
  let node: MediaNode
  let stopPublisher: () => Promise<void> = () => Promise.resolve()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'headwater-playback-'))
    clip = join(folder, 'clip.flv')
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25']
    const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100']
    const coded = [
      '-c:v',
      'libx264',
      '-preset',
      'ultrafast',
      '-pix_fmt',
      'yuv420p',
      '-g',
      '25',
      '-c:a',
      'aac',
      '-ac',
      '2',
    ]
    await run('ffmpeg', ['-v', 'error', ...picture, ...sound, '-t', '4', ...coded, clip], AbortSignal.timeout(20_000))
    node = await startMediaNode()
    const target = `rtmp://127.0.0.1:${node.rtmp_port}/live/test`
    const input = ['-v', 'error', '-re', '-stream_loop', '-1', '-i', clip]
    const publisher = spawn('ffmpeg', [...input, '-c', 'copy', '-f', 'flv', target], { stdio: 'ignore' })
    stopPublisher = async () => {
      if (publisher.exitCode === null && publisher.kill('SIGINT')) await once(publisher, 'exit')
    }
    await until('the stream is live', () => node.directory.find(path)?.facts().keyframe_interval_ms !== undefined)
    await until('a keyframe interval is known', () => node.directory.find(path)?.facts().keyframe_interval_ms === 1000)
  })

  afterAll(async () => {
    await stopPublisher()
    await node.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test.each([
    ['FLV', () => `http://127.0.0.1:${node.media_port}/live/test.flv`],
    ['FLV at low latency', () => `http://127.0.0.1:${node.media_port}/live/test.flv?latency=low`],
    ['RTMP', () => `rtmp://127.0.0.1:${node.rtmp_port}/live/test`],
    ['RTMP at low latency', () => `rtmp://127.0.0.1:${node.rtmp_port}/live/test?latency=low`],
  ])('plays in ffprobe over %s, from a keyframe on, with time that never goes back', async (_what, url) => {
    const { streams, packets } = await probe(url())
    expect(streams.map(({ codec_name }) => codec_name).sort()).toEqual(['aac', 'h264'])
    expect(streams.find(({ codec_name }) => codec_name === 'h264')).toMatchObject({ width: 320, height: 180 })
    const video = packets.filter(({ codec_type }) => codec_type === 'video')
    expect(video.length).toBeGreaterThan(20)
    expect(video[0]?.flags).toMatch(/^K/)
    const times = video.map(({ dts_time }) => Number(dts_time))
    expect(times).toEqual(times.toSorted((a, b) => a - b))
  })

  test('is known by its tracks, its encoder and its rates', () => {
    const facts = node.directory.find(path)?.facts()
    expect(facts?.tracks).toMatchObject([
      { kind: 'video', codec: 'h264', width: 320, height: 180, fps: 25 },
      { kind: 'audio', codec: 'aac', codec_string: 'mp4a.40.2', sample_rate_hz: 44_100, channels: 2 },
    ])
    expect(facts?.encoder).toMatch(/^Lavf/)
    expect(facts?.bitrate_kbps).toBeGreaterThan(20)
  })

  test('ends for a player that reads to the end when the publisher stops', async () => {
    const players = [
      `http://127.0.0.1:${node.media_port}/live/test.flv`,
      `rtmp://127.0.0.1:${node.rtmp_port}/live/test`,
    ]
    const played = players.map((url) =>
      run('ffmpeg', ['-v', 'fatal', '-i', url, '-c', 'copy', '-f', 'null', '-'], AbortSignal.timeout(15_000)),
    )
    await until('both players are there', () => node.directory.find(path)?.viewers === 2)
    await stopPublisher()
    await Promise.all(played)
  })
})
