import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CLIP, clip } from '../harness/clip.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { ffprobe } from '../harness/ffprobe.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { missingPrograms } from '../harness/installed.ts'
import { OBS_PICTURE, Obs } from '../harness/obs.ts'
import { Program } from '../harness/program.ts'
import { Publisher } from '../harness/publisher.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor, within } from '../harness/wait-for.ts'

/** Of the clip, at least. */
const CLIP_BYTES_A_SECOND = 30_000

const run = promisify(execFile)

/** Names what a group of tests cannot run without. */
const needs = (what: string, missing: readonly string[]) =>
  missing.length === 0 ? what : `${what} (skipped: ${missing.join(', ')} is not installed)`

describe('RTMP with the programs people use', () => {
  let cluster: Cluster
  beforeAll(async () => {
    cluster = await startCluster({ edges: 0 })
  })
  afterAll(() => cluster?.[Symbol.asyncDispose]())

  const rtmp = (path: string) => `${cluster.origin.own_node.rtmp_url}/${path}`
  const session = async (path: string) => (await cluster.origin.api.stream(path)).session
  const isLive = (path: string) =>
    waitFor(`${path} is live`, async () => (await session(path)).state === 'live', { deadline_ms: 30_000 })
  const isMadeBy = (path: string, encoder: string) =>
    waitFor(`${path} is made by ${encoder}`, async () => (await session(path)).encoder?.includes(encoder))
  const isGone = (path: string) =>
    waitFor(`${path} is gone`, async () => {
      const streams = await cluster.origin.api.streams()
      return streams.every(({ session: { stream_path } }) => stream_path !== path)
    })

  /** Plays over FLV and RTMP; how long it was watched without an interruption, by frames of the stream. */
  async function plays(path: string, frames: number): Promise<void> {
    await using viewer = await FlvViewer.watch(`${cluster.origin.own_node.media_url}/${path}.flv`)
    for (let left = frames; left > 0; left -= 200) await viewer.sees(Math.min(left, 200))
    expect(viewer.interruption).toBe(null)
  }

  const no_obs = missingPrograms('obs', 'xvfb-run')
  describe.skipIf(no_obs.length > 0)(needs('OBS Studio', no_obs), () => {
    test('streams for ten seconds, with a key that has a query, and plays everywhere', async () => {
      await using _obs = await Obs.stream(rtmp('live'), 'obs?secret=a/b&x=1')
      await isLive('live/obs')
      const { width, height, fps } = OBS_PICTURE
      // Pictures and sound: some 73 frames a second.
      await plays('live/obs', 10 * 73)
      expect(await ffprobe(rtmp('live/obs'))).toMatchObject({
        video: { codec: 'h264', width, height },
        audio: { codec: 'aac' },
      })
      await isMadeBy('live/obs', 'obs-output')
      const { tracks } = await session('live/obs')
      expect(tracks.find(({ kind }) => kind === 'video')?.fps).toBe(fps)
    })

    test('streams to an address whose server field has the key in it', async () => {
      await using obs = await Obs.stream(rtmp('live/obs-in-app'), '')
      await isLive('live/obs-in-app').catch(() => {
        throw new Error(obs.program.tail())
      })
    })
  })

  const no_gstreamer = missingPrograms('gst-launch-1.0')
  describe.skipIf(no_gstreamer.length > 0)(needs('GStreamer', no_gstreamer), () => {
    const picture = `video/x-raw,width=${CLIP.width},height=${CLIP.height},framerate=${CLIP.fps}/1`
    const coded = 'x264enc tune=zerolatency key-int-max=25 bitrate=300 ! h264parse ! mux.'
    const gstreamer = (name: string, pipeline: string) =>
      new Program({ name, command: 'gst-launch-1.0', args: ['-e', ...pipeline.split(' ')] })

    test.for(['rtmp2sink', 'rtmpsink'])('publishes with %s until its end', async (sink) => {
      const path = `live/${sink}`
      const video = `videotestsrc is-live=true num-buffers=150 ! ${picture} ! ${coded}`
      const audio = 'audiotestsrc is-live=true num-buffers=260 ! voaacenc ! aacparse ! mux.'
      const mux = `flvmux name=mux streamable=true ! ${sink} location=${rtmp(path)}`
      await using program = gstreamer(sink, `${video} ${audio} ${mux}`)
      await isLive(path)
      await plays(path, 100)
      await isMadeBy(path, 'GStreamer')
      expect((await within(`${sink} ends`, 20_000, program.exited)).code).toBe(0)
      await isGone(path)
    })

    test.for([
      ['rtmp2src', (url: string) => `rtmp2src location=${url}`],
      ['rtmpsrc', (url: string) => `rtmpsrc location=${url}`],
    ] as const)('plays and decodes with %s', async ([name, source]) => {
      await using _publisher = await Publisher.start(rtmp(`live/for-${name}`))
      const decode = 'flvdemux name=demux demux.video ! queue ! h264parse ! avdec_h264 ! fakesink num-buffers=50'
      await using program = gstreamer(name, `${source(rtmp(`live/for-${name}`))} ! ${decode}`)
      expect(await within(`${name} has decoded 50 pictures`, 20_000, program.exited)).toMatchObject({ code: 0 })
    })
  })

  const no_rtmpdump = missingPrograms('rtmpdump')
  test.skipIf(no_rtmpdump.length > 0)(needs('rtmpdump plays and writes what ffprobe reads', no_rtmpdump), async () => {
    await using _publisher = await Publisher.start(rtmp('live/dump'))
    await using temp = await tempDir()
    const file = join(temp.path, 'dump.flv')
    const args = ['-r', rtmp('live/dump'), '-o', file]
    await using program = new Program({ name: 'rtmpdump', command: 'rtmpdump', args })
    await waitFor('rtmpdump has some seconds', async () => (await stat(file)).size > 3 * CLIP_BYTES_A_SECOND)
    await program.endBy('SIGINT')
    const count = [
      '-v',
      'error',
      '-count_packets',
      '-show_entries',
      'stream=codec_name,nb_read_packets',
      '-of',
      'csv=p=0',
    ]
    const { stdout } = await run('ffprobe', [...count, file])
    const packets = new Map(
      stdout
        .trim()
        .split('\n')
        .map((line) => line.split(',') as [string, string]),
    )
    expect(Number(packets.get('h264'))).toBeGreaterThan(25)
    expect(Number(packets.get('aac'))).toBeGreaterThan(40)
  })

  const no_mpv = missingPrograms('mpv')
  test.skipIf(no_mpv.length > 0)(needs('mpv plays without a complaint', no_mpv), async () => {
    await using _publisher = await Publisher.start(rtmp('live/mpv'))
    const quiet = ['--no-config', '--vo=null', '--ao=null', '--msg-level=all=warn', '--length=2']
    const { stdout, stderr } = await run('mpv', [...quiet, rtmp('live/mpv')], { timeout: 20_000 })
    expect(`${stdout}${stderr}`).not.toMatch(/error|fail|invalid/i)
  })

  test.for([
    ['with an instance of the application', 'live/_definst_/ff-instance', 'live/ff-instance'],
    ['with a query behind the name', 'live/ff-query?user=a&pass=b', 'live/ff-query'],
    ['with slashes too many', 'live//ff-slash', 'live/ff-slash'],
  ] as const)('ffmpeg publishes to an address %s', async ([, url, path]) => {
    await using publisher = await Publisher.start(rtmp(url))
    await isLive(path)
    await publisher.sendsOn(500)
    await publisher.end()
    await isGone(path)
  })

  test('ffmpeg plays and decodes three seconds without a complaint', async () => {
    await using _publisher = await Publisher.start(rtmp('live/decoded'))
    const { stderr } = await run(
      'ffmpeg',
      ['-v', 'warning', '-nostdin', '-i', rtmp('live/decoded'), '-t', '3', '-f', 'null', '-'],
      { timeout: 20_000 },
    )
    expect(stderr).toBe('')
  })

  test('a stream of sound alone and one of pictures alone play', async () => {
    await Promise.all(
      (['audio', 'video'] as const).map(async (kind) => {
        await clip(kind)
        await using _publisher = await Publisher.start(rtmp(`live/only-${kind}`), kind)
        const played = await ffprobe(rtmp(`live/only-${kind}`))
        expect([played.video !== null, played.audio !== null]).toEqual([kind === 'video', kind === 'audio'])
      }),
    )
  })
})
