import { AUDIO_TAG, VIDEO_TAG } from './wire.ts'

/** FourCCs of enhanced RTMP 2, with the names this program gives the codecs. */
const FOURCCS: Readonly<Record<string, string>> = {
  avc1: 'h264',
  hvc1: 'hevc',
  vvc1: 'vvc',
  av01: 'av1',
  vp08: 'vp8',
  vp09: 'vp9',
  mp4a: 'aac',
  Opus: 'opus',
  fLaC: 'flac',
  'ac-3': 'ac3',
  'ec-3': 'eac3',
  '.mp3': 'mp3',
}

/** Packet types of pictures and of sound (enhanced RTMP 2, VideoPacketType and AudioPacketType). */
export const PACKET = { sequence_start: 0, coded_frames: 1, sequence_end: 2, coded_frames_x: 3, metadata: 4 } as const
/** Sequence start of AV1 as MPEG-TS writes it; pictures alone. */
const TS_SEQUENCE_START = 5
const MULTITRACK = { video: 6, audio: 5 } as const
const MOD_EX = 7
/** AvMultitrackType: one track behind one FourCC, several behind one, several each behind its own. */
const ONE_TRACK = 0
const MANY_CODECS = 2
/** Tracks taken of one message: encoders send up to six. */
const MAX_TRACKS = 16

/** What stands before the coded data in a tag of enhanced RTMP. */
export interface ExtendedHead {
  readonly packet_type: number
  readonly codec: string
  readonly track_id: number
  /** The message holds more than one track, each behind its size (AvMultitrackType other than OneTrack). */
  readonly many_tracks: boolean
  /** Where the head ends within the body. */
  readonly end: number
}

/** Whether a tag body begins with an ExVideoTagHeader or an ExAudioTagHeader. */
export function isExtended(type: number, body: Buffer): boolean {
  const head = body[0] ?? 0
  return (type === VIDEO_TAG && (head & 0x80) !== 0) || (type === AUDIO_TAG && head >> 4 === 9)
}

/** Reads the head of an extended tag body; null when it is cut off. Of several tracks it is the first one's. */
export function readExtendedHead(kind: 'video' | 'audio', body: Buffer): ExtendedHead | null {
  const start = skipModifiers(body)
  if (!start) return null
  let { packet_type, at } = start
  const multitrack = packet_type === MULTITRACK[kind]
  let many_tracks = false
  if (multitrack) {
    const head = body[at++] ?? 0
    packet_type = head & 15
    many_tracks = head >> 4 !== ONE_TRACK
  }
  if (at + (multitrack ? 5 : 4) > body.length) return null
  const codec = FOURCCS[body.toString('latin1', at, at + 4)] ?? 'unknown'
  at += 4
  const track_id = multitrack ? body.readUInt8(at++) : 0
  return { packet_type, codec, track_id, many_tracks, end: at }
}

/**
 * The tag bodies that go on in place of an extended one: one a track, without ModEx packets; the main track (0) as everybody can play it, others
 * as OneTrack messages. A message that is cut off gives what could be told apart.
 */
export function bodiesOfExtendedTag(kind: 'video' | 'audio', body: Buffer): Buffer[] {
  const start = skipModifiers(body)
  if (!start) return []
  const flags = (body[0] ?? 0) & 0xf0
  const { packet_type, at } = start
  if (packet_type !== MULTITRACK[kind]) {
    if (at + 4 > body.length) return []
    return mainTrack(kind, flags, packet_type, body.subarray(at, at + 4), body.subarray(at + 4), at === 1 ? body : null)
  }
  return tracksOf(kind, body, at).flatMap(({ packet_type: packet, fourcc, track_id, data }) => {
    if (track_id === 0) return mainTrack(kind, flags, packet, fourcc, data, null)
    const head = Buffer.from([flags | MULTITRACK[kind], (ONE_TRACK << 4) | packet])
    return [Buffer.concat([head, fourcc, Buffer.from([track_id]), data])]
  })
}

interface TrackOfMessage {
  readonly packet_type: number
  readonly fourcc: Buffer
  readonly track_id: number
  readonly data: Buffer
}

/** The tracks of a multitrack message, from the byte with its AvMultitrackType on; none where that is no such message. */
function tracksOf(kind: 'video' | 'audio', body: Buffer, offset: number): TrackOfMessage[] {
  const head = body[offset] ?? 0
  const multitrack_type = head >> 4
  const packet_type = head & 15
  // A multitrack message holds no other one, and no modifiers: what is read of it must not be read again as something else.
  if (multitrack_type > MANY_CODECS || packet_type === MULTITRACK[kind] || packet_type === MOD_EX) return []
  const tracks: TrackOfMessage[] = []
  let at = offset + 1
  let fourcc = body.subarray(at, at + 4)
  if (multitrack_type !== MANY_CODECS) at += 4
  while (tracks.length < MAX_TRACKS) {
    if (multitrack_type === MANY_CODECS) {
      fourcc = body.subarray(at, at + 4)
      at += 4
    }
    const sized = multitrack_type !== ONE_TRACK
    if (at + (sized ? 4 : 1) > body.length) break
    const track_id = body.readUInt8(at++)
    const size = sized ? body.readUIntBE(at, 3) : body.length - at
    if (sized) at += 3
    if (at + size > body.length) break
    tracks.push({ packet_type, fourcc, track_id, data: body.subarray(at, at + size) })
    at += size
  }
  return tracks
}

/** The main track without anything that a player of enhanced RTMP 1 does not know; what legacy tags can say, as legacy tags. */
function mainTrack(
  kind: 'video' | 'audio',
  flags: number,
  packet_type: number,
  fourcc: Buffer,
  data: Buffer,
  whole: Buffer | null,
): Buffer[] {
  const name = fourcc.toString('latin1')
  const legacy = kind === 'video' ? legacyVideo(name, flags, packet_type, data) : legacyAudio(name, packet_type, data)
  if (legacy) return [legacy]
  if (name === 'av01' && packet_type === TS_SEQUENCE_START) {
    const record = av1Record(data)
    return record ? [Buffer.concat([Buffer.from([flags | PACKET.sequence_start]), fourcc, record])] : []
  }
  return [whole ?? Buffer.concat([Buffer.from([flags | packet_type]), fourcc, data])]
}

/** H.264 as FLV 10.1 has it (annex E.4.3): codec 7, packet type, composition time. */
function legacyVideo(name: string, flags: number, packet_type: number, data: Buffer): Buffer | null {
  if (name !== 'avc1') return null
  const head = (flags & 0x70) | 7
  if (packet_type === PACKET.sequence_start) return Buffer.concat([Buffer.from([0x17, 0, 0, 0, 0]), data])
  if (packet_type === PACKET.coded_frames) return Buffer.concat([Buffer.from([head, 1]), data])
  if (packet_type === PACKET.coded_frames_x) return Buffer.concat([Buffer.from([head, 1, 0, 0, 0]), data])
  return null
}

/** AAC and MP3 as FLV 10.1 has them (annex E.4.2); rate and channels there are said to be 44.1 kHz and stereo, and never looked at. */
function legacyAudio(name: string, packet_type: number, data: Buffer): Buffer | null {
  if (packet_type > PACKET.coded_frames) return null
  if (name === 'mp4a') return Buffer.concat([Buffer.from([0xaf, packet_type]), data])
  if (name === '.mp3' && packet_type === PACKET.coded_frames) return Buffer.concat([Buffer.from([0x2f]), data])
  return null
}

/** The configuration record from an AV1 video descriptor (AV1 in MPEG-2 TS, 2.2), whose last byte has two bits more. */
function av1Record(descriptor: Buffer): Buffer | null {
  if (descriptor.length < 6 || descriptor[0] !== 0x80 || descriptor[1] !== 4) return null
  const record = Buffer.from(descriptor.subarray(2, 6))
  record[3] = (record[3] ?? 0) & 0x1f
  return record
}

/** Steps over the ModEx packets (nanoseconds, and what may come) that stand before the packet itself. */
function skipModifiers(body: Buffer): { packet_type: number; at: number } | null {
  let at = 1
  let packet_type = (body[0] ?? 0) & 15
  while (packet_type === MOD_EX) {
    let size = (body[at++] ?? 0) + 1
    if (size === 256) {
      if (at + 2 > body.length) return null
      size = body.readUInt16BE(at) + 1
      at += 2
    }
    at += size
    const next = body[at++]
    if (next === undefined) return null
    packet_type = next & 15
  }
  return { packet_type, at }
}
