import { spawnSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { streamPathSchema } from '#contract/ids.ts'
import type { MediaUnit } from '../../media/unit.ts'
import { encodeAmf } from '../flv/amf0.ts'
import { bodiesOfExtendedTag, readExtendedHead } from '../flv/extended-tag.ts'
import { unitOfTag } from '../flv/tag-body.ts'
import { AUDIO_TAG, VIDEO_TAG } from '../flv/wire.ts'
import { boxesAt, readBoxes, readSamples } from '../hls/fmp4/mp4-reader.ts'
import { type MediaNode, run, startMediaNode, until } from '../protocol-fixtures.ts'
import type { RtmpMessage } from './chunk-reader.ts'
import { parsePublishUrl, RtmpPublication } from './publish-client.ts'
import { commandOn, messagesOf, shakeHands } from './rtmp-test-client.ts'
import { MESSAGE } from './wire.ts'

const missing = ['ffmpeg', 'ffprobe'].filter((program) => spawnSync(program, ['-version']).error)
const encoders = missing.length > 0 ? '' : String(spawnSync('ffmpeg', ['-hide_banner', '-encoders']).stdout)
const path = streamPathSchema.parse('live/test')
const deadline = () => AbortSignal.timeout(20_000)

/** A codec as ffmpeg makes it, as enhanced RTMP calls it, and as a file of nothing but its frames. */
interface Coding {
  readonly kind: 'video' | 'audio'
  readonly name: string
  readonly fourcc: string
  readonly args: readonly string[]
  /** The box of an MP4 with the decoder's configuration, and what of it is sent; null: the codec has none. */
  readonly box: string | null
  readonly header?: (box: Buffer) => Buffer
  readonly file: (config: Buffer, frames: readonly Buffer[]) => Buffer
  readonly extension: string
}

/** IVF, which ffmpeg reads AV1 and VP9 from. */
function ivf(fourcc: string, frames: readonly Buffer[]): Buffer {
  const head = Buffer.alloc(32)
  head.write(`DKIF\0\0\x20\0${fourcc}`, 'latin1')
  head.writeUInt16LE(320, 12)
  head.writeUInt16LE(180, 14)
  head.writeUInt32LE(25, 16)
  head.writeUInt32LE(1, 20)
  const parts = frames.flatMap((frame, index) => {
    const each = Buffer.alloc(12)
    each.writeUInt32LE(frame.length)
    each.writeUInt32LE(index, 4)
    return [each, frame]
  })
  return Buffer.concat([head, ...parts])
}

const START_CODE = Buffer.from([0, 0, 0, 1])

/** NAL units of a sample behind start codes instead of their lengths. */
function annexB(sample: Buffer): Buffer {
  const parts: Buffer[] = []
  for (let at = 0; at + 4 <= sample.length; ) {
    const size = sample.readUInt32BE(at)
    parts.push(START_CODE, sample.subarray(at + 4, at + 4 + size))
    at += 4 + size
  }
  return Buffer.concat(parts)
}

/** The parameter sets of an HEVCDecoderConfigurationRecord. */
function hevcParameterSets(record: Buffer): Buffer {
  const parts: Buffer[] = []
  let at = 23
  for (let arrays = record.readUInt8(22); arrays > 0; arrays--) {
    const count = record.readUInt16BE(at + 1)
    at += 3
    for (let index = 0; index < count; index++) {
      const size = record.readUInt16BE(at)
      parts.push(START_CODE, record.subarray(at + 2, at + 2 + size))
      at += 2 + size
    }
  }
  return Buffer.concat(parts)
}

/** Ogg pages of one packet each (RFC 3533, RFC 7845); ffmpeg minds no checksum that is 0 only if it is told to, so it is counted. */
function ogg(header: Buffer, frames: readonly Buffer[]): Buffer {
  const tags = Buffer.concat([Buffer.from('OpusTags'), Buffer.alloc(8)])
  const packets = [header, tags, ...frames]
  return Buffer.concat(packets.map((packet, index) => oggPage(packet, index, packets.length)))
}

function oggPage(packet: Buffer, index: number, count: number): Buffer {
  const lacing = [...new Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255]
  const head = Buffer.alloc(27)
  head.write('OggS')
  head[5] = index === 0 ? 2 : index === count - 1 ? 4 : 0
  head.writeBigUInt64LE(index < 2 ? 0n : BigInt((index - 1) * 960), 6)
  head.writeUInt32LE(index, 18)
  head[26] = lacing.length
  const page = Buffer.concat([head, Buffer.from(lacing), packet])
  let crc = 0
  for (const byte of page) {
    crc = (crc ^ (byte << 24)) >>> 0
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? ((crc << 1) ^ 0x04c11db7) >>> 0 : (crc << 1) >>> 0
  }
  page.writeUInt32LE(crc, 22)
  return page
}

const concat = (_config: Buffer, frames: readonly Buffer[]) => Buffer.concat(frames)
const x265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params', 'log-level=none:bframes=2', '-tag:v', 'hvc1']
const CODINGS: readonly Coding[] = [
  {
    kind: 'video',
    name: 'hevc',
    fourcc: 'hvc1',
    args: x265,
    box: 'hvcC',
    file: (config, frames) => Buffer.concat([hevcParameterSets(config), ...frames.map(annexB)]),
    extension: 'hevc',
  },
  {
    kind: 'video',
    name: 'av1',
    fourcc: 'av01',
    args: ['-c:v', 'libsvtav1', '-preset', '12'],
    box: 'av1C',
    // A temporal delimiter begins each frame of a stream of OBUs; MP4 and RTMP leave it out.
    file: (_config, frames) =>
      ivf(
        'AV01',
        frames.map((frame) => Buffer.concat([Buffer.from([0x12, 0]), frame])),
      ),
    extension: 'ivf',
  },
  {
    kind: 'video',
    name: 'vp9',
    fourcc: 'vp09',
    args: ['-c:v', 'libvpx-vp9', '-deadline', 'realtime', '-cpu-used', '8'],
    box: 'vpcC',
    file: (_config, frames) => ivf('VP90', frames),
    extension: 'ivf',
  },
  {
    kind: 'audio',
    name: 'opus',
    fourcc: 'Opus',
    args: ['-c:a', 'libopus'],
    box: 'dOps',
    // OpusHead is the box with its numbers the other way round (RFC 7845 5.1, Opus in ISOBMFF 4.3.2).
    header: (box) => {
      const head = Buffer.concat([Buffer.from('OpusHead\x01'), box.subarray(1, 11)])
      head.writeUInt16LE(box.readUInt16BE(2), 10)
      head.writeUInt32LE(box.readUInt32BE(4), 12)
      return head
    },
    file: ogg,
    extension: 'ogg',
  },
  {
    kind: 'audio',
    name: 'flac',
    fourcc: 'fLaC',
    args: ['-c:a', 'flac', '-strict', 'experimental'],
    box: 'dfLa',
    header: (box) => Buffer.concat([Buffer.from('fLaC'), box.subarray(4)]),
    file: (config, frames) => Buffer.concat([config, ...frames]),
    extension: 'flac',
  },
  { kind: 'audio', name: 'ac3', fourcc: 'ac-3', args: ['-c:a', 'ac3'], box: null, file: concat, extension: 'ac3' },
  {
    kind: 'audio',
    name: 'mp3',
    fourcc: '.mp3',
    args: ['-c:a', 'libmp3lame'],
    box: null,
    file: concat,
    extension: 'mp3',
  },
]

/** What an encoder without pictures says first, so that nobody waits for some. */
const soundAlone: MediaUnit = {
  ...{ kind: 'metadata', codec: '', dts_ms: 0, keyframe: false, config: true, payload_offset: 0 },
  body: encodeAmf('onMetaData', { stereo: true }),
}

/** One coded frame, or the sequence header before all of them. */
interface Frame {
  readonly dts_ms: number
  readonly composition_ms: number
  readonly key: boolean
  readonly config: boolean
  readonly data: Buffer
}

/** What stands in a message for a frame, behind the FourCC and the track. */
function payloadOf({ kind, fourcc }: Coding, frame: Frame): Buffer {
  const composition = Buffer.alloc(kind === 'video' && fourcc === 'hvc1' && !frame.config ? 3 : 0)
  if (composition.length > 0) composition.writeIntBE(frame.composition_ms, 0, 3)
  return Buffer.concat([composition, frame.data])
}

/** A message of enhanced RTMP as an encoder writes it. */
function tagOf(coding: Coding, frame: Frame): Buffer {
  const packet = frame.config ? 0 : 1
  const head = coding.kind === 'video' ? 0x80 | ((frame.key ? 1 : 2) << 4) | packet : 0x90 | packet
  return Buffer.concat([Buffer.from([head]), Buffer.from(coding.fourcc), payloadOf(coding, frame)])
}

/** A unit that the publishing client sends as it stands. */
function sent(kind: 'video' | 'audio', dts_ms: number, body: Buffer): MediaUnit {
  return { kind, codec: '', dts_ms, keyframe: false, config: false, body, payload_offset: 0 }
}

describe.skipIf(missing.length > 0)(`enhanced RTMP (needs ${missing.join(', ') || 'ffmpeg'})`, () => {
  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'headwater-enhanced-'))
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  async function encode(coding: Coding, name: string): Promise<Frame[]> {
    const file = join(folder, `${name}.mp4`)
    const picture = ['-f', 'lavfi', '-i', 'testsrc2=size=320x180:rate=25', '-pix_fmt', 'yuv420p', '-g', '25']
    const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000', '-ac', '2']
    const fragmented = ['-movflags', 'frag_keyframe+empty_moov+default_base_moof+delay_moov', '-f', 'mp4', file]
    const made = ['-t', '1', ...coding.args, ...fragmented]
    await run('ffmpeg', ['-v', 'error', '-y', ...(coding.kind === 'video' ? picture : sound), ...made], deadline())
    const bytes = await readFile(file)
    const [entry] = boxesAt(readBoxes(bytes), 'moov/trak/mdia/minf/stbl/stsd')
    const [media] = boxesAt(readBoxes(bytes), 'moov/trak/mdia/mdhd')
    const tick_ms = 1000 / (media?.content.readUInt32BE(12) ?? 1)
    const frames = readSamples(bytes).map(({ dts, pts, sync, data }) => ({
      dts_ms: Math.round(dts * tick_ms),
      composition_ms: Math.round((pts - dts) * tick_ms),
      key: sync,
      config: false,
      data,
    }))
    if (coding.box === null || !entry) return frames
    const at = entry.content.indexOf(coding.box)
    const box = entry.content.subarray(at + 4, at - 4 + entry.content.readUInt32BE(at - 4))
    const config = { dts_ms: 0, composition_ms: 0, key: true, config: true, data: coding.header?.(box) ?? box }
    return [config, ...frames]
  }

  /** How many frames ffmpeg decodes of what was played, and of which codec. */
  async function decode(coding: Coding, name: string, bodies: readonly Buffer[]) {
    const units = bodies.map((body) => unitOfTag(coding.kind === 'video' ? VIDEO_TAG : AUDIO_TAG, 0, body))
    const data = units.flatMap((unit) => (unit && !unit.config ? [unit.body.subarray(unit.payload_offset)] : []))
    const config = units.find((unit) => unit?.config)
    const header = config ? config.body.subarray(config.payload_offset) : Buffer.alloc(0)
    const file = join(folder, `${name}-played.${coding.extension}`)
    await writeFile(file, coding.file(header, data))
    const show = ['-count_frames', '-show_entries', 'stream=codec_name,nb_read_frames', '-of', 'csv=p=0', file]
    const [codec, frames] = (await run('ffprobe', ['-v', 'error', ...show], deadline())).trim().split(',')
    return { codec, frames: Number(frames), packets: data.length }
  }

  /** A player that takes everything a stream has. */
  async function player(node: MediaNode, properties: Readonly<Record<string, number>>) {
    const client = await shakeHands(node.rtmp_port)
    client.socket.write(commandOn(0, 'connect', 1, { app: 'live', ...properties }))
    client.socket.write(commandOn(1, 'play', 2, null, 'test?latency=low'))
    const of = (kind: 'video' | 'audio') => (message: RtmpMessage) => message.type === MESSAGE[kind]
    return {
      client,
      bodies: (kind: 'video' | 'audio') =>
        messagesOf(client)
          .filter(of(kind))
          .map(({ body }) => body),
    }
  }

  const publish = (node: MediaNode) =>
    RtmpPublication.open(parsePublishUrl(`rtmp://127.0.0.1:${node.rtmp_port}/live/test`), deadline())

  for (const coding of CODINGS) {
    const encoder = coding.args[1] ?? ''
    const has = encoders.includes(` ${encoder} `)
    test.skipIf(!has)(
      `${coding.name} is carried whole: what plays decodes${has ? '' : ` (needs ${encoder})`}`,
      async () => {
        await using node = await startMediaNode()
        const frames = await encode(coding, coding.name)
        const publication = await publish(node)
        const { client, bodies } = await player(node, { capsEx: 2 })
        await until('the player is there', () => node.directory.find(path)?.viewers === 1)
        if (coding.kind === 'audio') await publication.send(soundAlone)
        for (const frame of frames) await publication.send(sent(coding.kind, frame.dts_ms, tagOf(coding, frame)))
        const media = frames.filter(({ config }) => !config).length
        await until('all of it came in', () => node.directory.find(path)?.facts().frames === media)
        expect(node.directory.find(path)?.facts().tracks).toMatchObject([{ kind: coding.kind, codec: coding.name }])
        await until('pictures and sound came out', () => bodies(coding.kind).length >= 2)
        publication.close()
        await client.closed
        const played = await decode(coding, coding.name, bodies(coding.kind))
        expect(played.codec).toBe(coding.name)
        expect(played.packets).toBe(media)
        expect(played.frames).toBeGreaterThanOrEqual(played.packets - 1)
      },
    )
  }

  test('two tracks of two codecs in one message: a player of old plays the main one, another decodes both', async () => {
    const hevc = CODINGS[0]
    if (!hevc) throw new Error('no coding')
    const h264: Coding = {
      ...hevc,
      name: 'h264',
      fourcc: 'avc1',
      args: ['-c:v', 'libx264', '-preset', 'ultrafast', '-bf', '0'],
      box: 'avcC',
    }
    await using node = await startMediaNode()
    const [main, second] = await Promise.all([encode(h264, 'main'), encode(hevc, 'second')])
    const publication = await publish(node)
    const enhanced = await player(node, { capsEx: 2 })
    const plain = await player(node, {})
    await until('both players are there', () => node.directory.find(path)?.viewers === 2)
    const of = (coding: Coding, id: number, frame: Frame) => {
      const timed = coding === h264 && !frame.config ? Buffer.alloc(3) : Buffer.alloc(0)
      const payload = Buffer.concat([timed, payloadOf(coding, frame)])
      const head = Buffer.alloc(8)
      head.write(coding.fourcc, 'latin1')
      head[4] = id
      head.writeUIntBE(payload.length, 5, 3)
      return Buffer.concat([head, payload])
    }
    for (const [index, frame] of main.entries()) {
      const other = second[index]
      if (!other) break
      const head = Buffer.from([0x80 | ((frame.key ? 1 : 2) << 4) | 6, 0x20 | (frame.config ? 0 : 1)])
      const body = Buffer.concat([head, of(h264, 0, frame), of(hevc, 1, other)])
      await publication.send(sent('video', frame.dts_ms, body))
    }
    await until('all of it came in', () => node.directory.find(path)?.facts().frames === 50)
    expect(
      node.directory
        .find(path)
        ?.facts()
        .tracks.map(({ codec }) => codec),
    ).toEqual(['h264', 'hevc'])
    const flv = ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', '-analyzeduration', '300000']
    const url = `http://127.0.0.1:${node.media_port}/live/test.flv`
    // ffprobe leaves as soon as it knows enough, which may be between two looks at who is there.
    let probed = false
    const probing = run('ffprobe', [...flv, url], deadline()).finally(() => {
      probed = true
    })
    const codec = expect(probing.then((printed) => printed.trim())).resolves.toBe('h264')
    await until('ffprobe plays', () => probed || node.directory.find(path)?.viewers === 3)
    publication.close()
    await codec
    await Promise.all([plain.client.closed, enhanced.client.closed])
    expect(plain.bodies('video').every((body) => body.readUInt8(0) < 0x80)).toBe(true)
    const others = enhanced.bodies('video').filter((body) => readExtendedHead('video', body)?.track_id === 1)
    // The main track's form of the second one, for the reader of this test's files.
    const played = await decode(hevc, 'second', others)
    expect(played).toMatchObject({ codec: 'hevc', packets: 25 })
    expect(played.frames).toBeGreaterThanOrEqual(24)
    expect(others.every((body) => bodiesOfExtendedTag('video', body)[0]?.equals(body))).toBe(true)
  })
})
