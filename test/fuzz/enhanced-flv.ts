import { AUDIO_TAG, fileHeader, VIDEO_TAG, writeTag } from '../../node-runtime/protocols/flv/wire.ts'

const bytes = (hex: string) => Buffer.from(hex, 'hex')
const FRAMES = 8
const FRAME_MS = 40

/** Decoder configurations as x265, SVT-AV1, libvpx, libopus and libfdk write them. */
const configs = {
  hvc1: bytes(
    '01016000000090000000000078f000fcfdf8f800000f03a00001001840010c01ffff016000000300900000030000030078959809a10001002a420101016000000300900000030000030078a003c08010e596566924caf0168080000003008000000f04a2000100074401c172b46240',
  ),
  av01: bytes('81050c00'),
  vp09: bytes('01000000000a08020202000000'),
  Opus: Buffer.concat([Buffer.from('OpusHead'), bytes('0102380180bb0000000000')]),
  mp4a: bytes('1210'),
}

/** Frame types and packet types of enhanced RTMP 2. */
const KEYFRAME = 1
const INTERFRAME = 2
const PACKET = { start: 0, coded: 1, end: 2, coded_without_time: 3, metadata: 4, multitrack: 6, modifiers: 7 } as const

const video = (frame: number, packet: number, ...parts: readonly Buffer[]) =>
  Buffer.concat([Buffer.from([0x80 | (frame << 4) | packet]), ...parts])
const audio = (packet: number, ...parts: readonly Buffer[]) => Buffer.concat([Buffer.from([0x90 | packet]), ...parts])

/** A file of enhanced FLV: configurations, then frames of both, now with this kind of packet and now with that. */
function enhancedFile(picture: 'hvc1' | 'av01' | 'vp09', sound: 'Opus' | 'mp4a'): Buffer {
  const fourcc = { picture: Buffer.from(picture), sound: Buffer.from(sound) }
  const time = picture === 'hvc1' ? [Buffer.from([0, 0, 40])] : []
  const tags: Buffer[] = [
    fileHeader(true, true),
    writeTag(VIDEO_TAG, 0, video(KEYFRAME, PACKET.start, fourcc.picture, configs[picture])),
    writeTag(VIDEO_TAG, 0, video(KEYFRAME, PACKET.metadata, fourcc.picture, bytes('0200'))),
    writeTag(AUDIO_TAG, 0, audio(PACKET.start, fourcc.sound, configs[sound])),
  ]
  for (let nth = 0; nth < FRAMES; nth += 1) {
    const at_ms = nth * FRAME_MS
    const type = nth % 4 === 0 ? KEYFRAME : INTERFRAME
    const data = Buffer.alloc(24, nth)
    data.writeUInt32BE(20)
    const body =
      nth % 2 === 0
        ? video(type, PACKET.coded, fourcc.picture, ...time, data)
        : video(type, PACKET.coded_without_time, fourcc.picture, data)
    tags.push(writeTag(VIDEO_TAG, at_ms, body), writeTag(AUDIO_TAG, at_ms + 1, audio(PACKET.coded, fourcc.sound, data)))
  }
  const second_track = Buffer.concat([
    Buffer.from([PACKET.coded_without_time]),
    fourcc.picture,
    Buffer.from([1]),
    bytes('0102'),
  ])
  const nanoseconds = Buffer.concat([bytes('02000001'), Buffer.from([PACKET.coded_without_time]), fourcc.picture])
  tags.push(
    writeTag(VIDEO_TAG, FRAMES * FRAME_MS, video(INTERFRAME, PACKET.multitrack, second_track)),
    writeTag(VIDEO_TAG, FRAMES * FRAME_MS, video(INTERFRAME, PACKET.modifiers, nanoseconds, bytes('0304'))),
    writeTag(VIDEO_TAG, FRAMES * FRAME_MS, video(KEYFRAME, PACKET.end, fourcc.picture)),
  )
  return Buffer.concat(tags)
}

/** Files of every codec of enhanced FLV that ffmpeg of Debian 12 does not write. */
export const enhancedFiles: readonly Buffer[] = [
  enhancedFile('hvc1', 'Opus'),
  enhancedFile('av01', 'mp4a'),
  enhancedFile('vp09', 'Opus'),
]
