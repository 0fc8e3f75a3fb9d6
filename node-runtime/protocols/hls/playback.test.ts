import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { streamPathSchema } from '#contract/ids.ts'
import { type MediaNode, run, startMediaNode, until } from '../protocol-fixtures.ts'

const missing = ['ffmpeg', 'ffprobe'].filter((program) => spawnSync(program, ['-version']).error)

const PICTURE = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=30']
const SOUND = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=44100']
const H264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-bf', '2', '-sc_threshold', '0']
const AAC = ['-c:a', 'aac', '-ac', '2']

/** Streams by name, as ffmpeg encodes them. */
const CLIPS: Readonly<Record<string, readonly string[]>> = {
  both: [...PICTURE, ...SOUND, ...H264, '-g', '60', ...AAC],
  sparse: [...PICTURE, ...SOUND, ...H264, '-g', '150', ...AAC],
  pictures: [...PICTURE, ...H264, '-g', '60'],
  sound: [...SOUND, ...AAC],
}

interface Packet {
  readonly codec_type: string
  readonly dts_time: string
  readonly pts_time: string
  readonly duration_time?: string
}

describe.skipIf(missing.length > 0)(`HLS of what ffmpeg publishes (needs ${missing.join(', ') || 'ffmpeg'})`, () => {
  let folder = ''
  let node: MediaNode
  const publishers = new Map<string, ChildProcess>()
  const stopPublisher = async (name: string) => {
    const publisher = publishers.get(name)
    if (publisher?.exitCode === null && publisher.kill('SIGINT')) await once(publisher, 'exit')
  }
  const url = (name: string) => `http://127.0.0.1:${node.media_port}/live/${name}.m3u8`
  /** Where the media playlist is, session and all. */
  const open = async (name: string) => {
    const master = await (await fetch(url(name))).text()
    return { master, media: new URL(master.trim().split('\n').at(-1) ?? '', url(name)).href }
  }

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'headwater-hls-playback-'))
    node = await startMediaNode()
    for (const [name, args] of Object.entries(CLIPS)) {
      const clip = join(folder, `${name}.flv`)
      await run('ffmpeg', ['-v', 'error', ...args, '-t', '40', '-y', clip], AbortSignal.timeout(60_000))
      const target = `rtmp://127.0.0.1:${node.rtmp_port}/live/${name}`
      const sent = ['-v', 'error', '-re', '-i', clip, '-c', 'copy', '-f', 'flv', target]
      publishers.set(name, spawn('ffmpeg', sent, { stdio: 'ignore' }))
    }
    await until(
      'all are live',
      () => node.directory.list().filter((stream) => stream.facts().state === 'live').length === 4,
    )
  }, 120_000)

  afterAll(async () => {
    await Promise.all([...publishers.keys()].map(stopPublisher))
    await node.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test.concurrent.each([
    ['both', ['h264', 'aac'], 2],
    ['sparse', ['h264', 'aac'], 5],
    ['pictures', ['h264'], 2],
    ['sound', ['aac'], 2],
  ] as const)(
    'plays %s in ffprobe without a gap, sound and pictures together',
    async (name, codecs, target) => {
      const { master, media } = await open(name)
      expect(master).toMatch(
        name === 'sound'
          ? /CODECS="mp4a\.40\.2"\n/
          : /CODECS="avc1\.[0-9a-f]{6}.*RESOLUTION=320x180,FRAME-RATE=30\.000/,
      )
      expect(await (await fetch(media)).text()).toContain(`#EXT-X-TARGETDURATION:${target}\n`)
      const show = ['-v', 'error', '-show_streams', '-show_packets', '-read_intervals', '%+7', '-of', 'json', url(name)]
      const probed = JSON.parse(await run('ffprobe', show, AbortSignal.timeout(30_000)))
      expect(probed.streams.map(({ codec_name }: { codec_name: string }) => codec_name).sort()).toEqual(
        [...codecs].sort(),
      )
      const starts: number[] = []
      for (const kind of new Set((probed.packets as Packet[]).map(({ codec_type }) => codec_type))) {
        const packets = (probed.packets as Packet[]).filter(({ codec_type }) => codec_type === kind)
        expect(packets.length).toBeGreaterThan(kind === 'video' ? 150 : 200)
        // ffprobe does not know how long the very first frame of sound alone is.
        const timed = packets.filter(({ duration_time }) => duration_time !== undefined)
        const gaps = timed.slice(1).map(({ dts_time }, index) => {
          const before = timed[index]
          return Number(dts_time) - Number(before?.dts_time) - Number(before?.duration_time)
        })
        // Times of pictures are whole ms in FLV.
        expect(Math.max(...gaps.map(Math.abs))).toBeLessThan(0.0015)
        starts.push(Math.min(...packets.map(({ pts_time }) => Number(pts_time))))
      }
      expect(Math.max(...starts) - Math.min(...starts)).toBeLessThan(0.12)
    },
    40_000,
  )

  test.concurrent('is decoded by ffmpeg without a complaint', async () => {
    // Every picture at its own time, not at those of a frame rate that ffmpeg guesses.
    const as_it_is = ['-fps_mode', 'passthrough', '-enc_time_base:v', '1:90000']
    const args = ['-v', 'warning', '-t', '5', '-i', url('both'), ...as_it_is, '-f', 'null', '-']
    const child = spawn('ffmpeg', args, { stdio: ['ignore', 'ignore', 'pipe'], signal: AbortSignal.timeout(30_000) })
    let complaints = ''
    child.stderr.on('data', (text: Buffer) => {
      complaints += String(text)
    })
    expect((await once(child, 'close'))[0]).toBe(0)
    // ffmpeg reads EXT-X-MAP again after every reload, and says that it knew it.
    expect(
      complaints.split('\n').filter((line) => line !== '' && !/duplicated MOOV|Last message repeated/.test(line)),
    ).toEqual([])
  }, 40_000)

  test.concurrent('has its parts before their segment is over, a quarter of a second behind their first picture', async ({
    annotate,
  }) => {
    const stream = node.directory.find(streamPathSchema.parse('live/both'))
    const came = new Map<number, number>()
    const tap = stream?.tap({
      onUnit: (unit) => {
        if (unit.kind === 'video' && !unit.config) came.set(unit.dts_ms, performance.now())
      },
      onEnd: () => undefined,
    })
    const { media } = await open('both')
    let playlist = await (await fetch(media)).text()
    const lags: number[] = []
    for (let reload = 0; reload < 25; reload++) {
      const [, hint = '', msn, part] = /PRELOAD-HINT:TYPE=PART,URI="([a-z0-9]+-s(\d+)p(\d+)\.m4s)"/.exec(playlist) ?? []
      const [bytes, reloaded] = await Promise.all([
        fetch(new URL(`both/${hint}`, url('both'))).then(async (answer) => Buffer.from(await answer.arrayBuffer())),
        fetch(`${media}&_HLS_msn=${msn}&_HLS_part=${part}`).then((answer) => answer.text()),
      ])
      const now = performance.now()
      playlist = reloaded
      expect(playlist).toContain(`URI="${hint}"`)
      const first = came.get(Number(bytes.readBigUInt64BE(bytes.indexOf('tfdt') + 8)) / 90)
      if (first !== undefined) lags.push(now - first)
    }
    tap?.detach()
    lags.sort((a, b) => a - b)
    const median = lags[lags.length >> 1] ?? Number.NaN
    const hold_back_ms = Number(/PART-HOLD-BACK=([\d.]+)/.exec(playlist)?.[1]) * 1000
    const glass_to_glass_ms = median + hold_back_ms
    await annotate(
      `parts come ${Math.round(median)} ms behind their first picture, ${Math.round(glass_to_glass_ms)} ms glass to glass`,
    )
    expect(lags.length).toBeGreaterThan(20)
    expect(median).toBeLessThan(500)
    expect(glass_to_glass_ms).toBeLessThan(2000)
  }, 40_000)

  test('ends within two seconds of its publisher', async () => {
    const { media } = await open('pictures')
    const playlist = await (await fetch(media)).text()
    const [, msn] = /-s(\d+)p\d+\.m4s"\n$/.exec(playlist) ?? []
    const waiting = fetch(`${media}&_HLS_msn=${Number(msn) + 1}`).then((answer) => answer.text())
    const from = performance.now()
    await stopPublisher('pictures')
    expect(await waiting).toContain('#EXT-X-ENDLIST')
    expect(performance.now() - from).toBeLessThan(2000)
    expect((await fetch(url('pictures'))).status).toBe(404)
  })
})
