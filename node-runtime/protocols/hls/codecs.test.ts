import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MediaUnit } from '../../media/unit.ts'
import { unitOfTag } from '../flv/tag-body.ts'
import { AUDIO_TAG, VIDEO_TAG } from '../flv/wire.ts'
import { run } from '../protocol-fixtures.ts'
import { fmp4 } from './fmp4/container.ts'
import { boxesAt, readBoxes, readSamples } from './fmp4/mp4-reader.ts'
import { Segmenter } from './from-stream.ts'

const missing = ['ffmpeg', 'ffprobe'].filter((program) => spawnSync(program, ['-version']).error)
const encoders = missing.length > 0 ? '' : String(spawnSync('ffmpeg', ['-hide_banner', '-encoders']).stdout)

interface Coding {
  readonly codec: string
  readonly encoder: string
  readonly options: readonly string[]
  /** The box with the decoder's configuration, and what enhanced RTMP calls the codec. */
  readonly box: string
  readonly fourcc: string
  readonly codec_string: RegExp
}

const VIDEO: readonly Coding[] = [
  {
    codec: 'hevc',
    encoder: 'libx265',
    options: ['-preset', 'ultrafast', '-x265-params', 'log-level=none:bframes=2', '-tag:v', 'hvc1'],
    box: 'hvcC',
    fourcc: 'hvc1',
    codec_string: /^hvc1\.1\./,
  },
  {
    codec: 'av1',
    encoder: 'libsvtav1',
    options: ['-preset', '12'],
    box: 'av1C',
    fourcc: 'av01',
    codec_string: /^av01\.0\./,
  },
  {
    codec: 'vp9',
    encoder: 'libvpx-vp9',
    options: ['-deadline', 'realtime', '-cpu-used', '8'],
    box: 'vpcC',
    fourcc: 'vp09',
    codec_string: /^vp09\.00\./,
  },
]

/** A tag of enhanced RTMP 2: a sequence start, or coded frames with a composition time where the codec has one. */
function unit(
  kind: 'video' | 'audio',
  fourcc: string,
  dts_ms: number,
  data: Buffer,
  how: { config?: boolean; key?: boolean; composition_ms?: number },
): MediaUnit {
  const packet_type = how.config ? 0 : 1
  const head = kind === 'video' ? 0x80 | ((how.key ? 1 : 2) << 4) | packet_type : 0x90 | packet_type
  const composition = Buffer.alloc(kind === 'video' && fourcc === 'hvc1' && !how.config ? 3 : 0)
  if (composition.length > 0) composition.writeIntBE(how.composition_ms ?? 0, 0, 3)
  const body = Buffer.concat([Buffer.from([head]), Buffer.from(fourcc), composition, data])
  const made = unitOfTag(kind === 'video' ? VIDEO_TAG : AUDIO_TAG, dts_ms, body)
  if (!made) throw new Error('no unit')
  return made
}

describe.skipIf(missing.length > 0)(
  `fMP4 of codecs besides H.264 and AAC (needs ${missing.join(', ') || 'ffmpeg'})`,
  () => {
    let folder = ''
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'headwater-hls-codecs-'))
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    /** What ffmpeg encodes, as its boxes. */
    async function encode(name: string, args: readonly string[]) {
      const file = join(folder, `${name}.mp4`)
      const fragmented = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4', file]
      await run('ffmpeg', ['-v', 'error', '-y', ...args, ...fragmented], AbortSignal.timeout(20_000))
      const bytes = await readFile(file)
      const [entry] = boxesAt(readBoxes(bytes), 'moov/trak/mdia/minf/stbl/stsd')
      const [media] = boxesAt(readBoxes(bytes), 'moov/trak/mdia/mdhd')
      const config = (type: string) => {
        const at = entry?.content.indexOf(type) ?? -1
        return entry?.content.subarray(at + 4, at - 4 + entry.content.readUInt32BE(at - 4)) ?? Buffer.alloc(0)
      }
      const tick_ms = 1000 / (media?.content.readUInt32BE(12) ?? 1)
      return { samples: readSamples(bytes), config, tick_ms }
    }

    /** Segments the units, and what ffprobe decodes of it. */
    async function decode(name: string, units: readonly MediaUnit[]) {
      const file: Buffer[] = []
      let codecs: string[] = []
      const segmenter = new Segmenter({
        container: fmp4,
        takes: { video: 0, audio: 0 },
        part_ms: 200,
        segment_ms: 1000,
        max_segment_ms: 20_000,
        max_segment_bytes: 1e7,
        frameRate: () => 25,
        onTracks: (tracks, init) => {
          codecs = tracks.map(({ codec_string }) => codec_string)
          file.push(init ?? Buffer.alloc(0))
        },
        onPart: ({ bytes }) => file.push(bytes),
        onSegment: () => undefined,
      })
      const audio_only = units.every(({ kind }) => kind === 'audio')
      for (const each of units) segmenter.push(each, !each.config && (each.keyframe || audio_only))
      segmenter.finish()
      const out = join(folder, `${name}-out.mp4`)
      await writeFile(out, Buffer.concat(file))
      const show = ['-v', 'error', '-count_frames', '-show_streams', '-of', 'json', out]
      const { streams } = JSON.parse(await run('ffprobe', show, AbortSignal.timeout(20_000)))
      return { stream: streams[0], codecs }
    }

    test.each(
      VIDEO.filter(({ encoder }) => encoders.includes(` ${encoder} `)).map((coding) => [coding.codec, coding] as const),
    )('%s is decoded to its last picture', async (codec, { encoder, options, box, fourcc, codec_string }) => {
      const input = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25', '-t', '2', '-pix_fmt', 'yuv420p']
      const { samples, config, tick_ms } = await encode(codec, [...input, '-c:v', encoder, '-g', '25', ...options])
      const start = Math.min(...samples.map(({ dts }) => dts))
      const units = [
        unit('video', fourcc, 0, config(box), { config: true }),
        ...samples.map(({ dts, pts, sync, data }) =>
          unit('video', fourcc, Math.round((dts - start) * tick_ms), data, {
            key: sync,
            composition_ms: Math.round((pts - dts) * tick_ms),
          }),
        ),
      ]
      const { stream, codecs } = await decode(codec, units)
      expect(stream).toMatchObject({ codec_name: codec, width: 320, height: 180, nb_read_frames: '50' })
      expect(codecs[0]).toMatch(codec_string)
    })

    test('Opus is decoded to its last frame', async () => {
      const input = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000', '-t', '2']
      const { samples, config, tick_ms } = await encode('opus', [...input, '-c:a', 'libopus', '-strict', '-2'])
      const specific = config('dOps')
      const header = Buffer.alloc(19)
      header.write('OpusHead', 0, 'latin1')
      header.writeUInt8(1, 8)
      header.writeUInt8(specific.readUInt8(1), 9)
      header.writeUInt16LE(specific.readUInt16BE(2), 10)
      header.writeUInt32LE(specific.readUInt32BE(4), 12)
      const units = [
        unit('audio', 'Opus', 0, header, { config: true }),
        ...samples.map(({ dts, data }) => unit('audio', 'Opus', Math.max(0, Math.round(dts * tick_ms)), data, {})),
      ]
      const { stream, codecs } = await decode('opus', units)
      expect(stream).toMatchObject({
        codec_name: 'opus',
        sample_rate: '48000',
        channels: 1,
        nb_read_frames: String(samples.length),
      })
      expect(codecs).toEqual(['opus'])
    })
  },
)
