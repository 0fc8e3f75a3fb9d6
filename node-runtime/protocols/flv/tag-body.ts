import type { MediaUnit, MetadataValues } from '../../media/unit.ts'
import { AmfError, AmfReader } from './amf0.ts'
import { AUDIO_TAG, SCRIPT_TAG, VIDEO_TAG } from './wire.ts'

/** Codec numbers of FLV 10.1 E.4.3.1, with the unofficial 12 of many encoders; 7 and 12 have a packet type and a composition time. */
const VIDEO_CODECS: Readonly<Record<number, string>> = {
  2: 'h263',
  4: 'vp6',
  5: 'vp6a',
  7: 'h264',
  12: 'hevc',
  13: 'av1',
}
/** Sound formats of FLV 10.1 E.4.2.1. */
const AUDIO_CODECS: Readonly<Record<number, string>> = {
  2: 'mp3',
  5: 'nellymoser',
  7: 'pcma',
  8: 'pcmu',
  10: 'aac',
  11: 'speex',
  14: 'mp3',
}
/** FourCCs of enhanced RTMP 2. */
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

const EX_AUDIO = 9
const SEQUENCE_START = 0
const CODED_FRAMES = 1
const SEQUENCE_END = 2
/** Packet types that describe colours or loudspeakers and carry no frame: they are left out. */
const NO_MEDIA = { video: 4, audio: 4 } as const
/** Codecs whose coded frames begin with a composition time. */
const TIMED_CODECS = new Set(['h264', 'hevc', 'vvc'])
const MULTITRACK = { video: 6, audio: 5 } as const
const MOD_EX = 7

/**
 * What a tag's body is. Null for what need not go on: empty bodies, end-of-sequence marks, seek commands, other tag types.
 * The body is kept as it is.
 */
export function unitOfTag(type: number, dts_ms: number, body: Buffer): MediaUnit | null {
  if (type === VIDEO_TAG) return videoUnit(dts_ms, body)
  if (type === AUDIO_TAG) return audioUnit(dts_ms, body)
  if (type === SCRIPT_TAG) return scriptUnit(dts_ms, body)
  return null
}

function videoUnit(dts_ms: number, body: Buffer): MediaUnit | null {
  const head = body[0]
  if (head === undefined || body.length < 2) return null
  const frame_type = (head >> 4) & 7
  if (frame_type === 5) return null
  const keyframe = frame_type === 1
  if (head & 0x80) return extendedUnit('video', dts_ms, body, keyframe)
  const codec = VIDEO_CODECS[head & 15] ?? 'unknown'
  if (codec !== 'h264' && codec !== 'hevc') {
    return { kind: 'video', codec, dts_ms, keyframe, config: false, body, payload_offset: 1 }
  }
  // Packet types 0 and 1 are configuration and frame, 2 is the end of a sequence, and there are no others.
  if (body.length < 5 || body.readUInt8(1) >= 2) return null
  const config = body[1] === 0
  return { kind: 'video', codec, dts_ms, keyframe: keyframe && !config, config, body, payload_offset: 5 }
}

function audioUnit(dts_ms: number, body: Buffer): MediaUnit | null {
  const head = body[0]
  if (head === undefined || body.length < 2) return null
  if (head >> 4 === EX_AUDIO) return extendedUnit('audio', dts_ms, body, false)
  const codec = AUDIO_CODECS[head >> 4] ?? 'unknown'
  const config = codec === 'aac' && body[1] === 0
  return { kind: 'audio', codec, dts_ms, keyframe: false, config, body, payload_offset: codec === 'aac' ? 2 : 1 }
}

/** ExVideoTagHeader and ExAudioTagHeader of enhanced RTMP 2: packet type, modifiers, track, FourCC. */
function extendedUnit(kind: 'video' | 'audio', dts_ms: number, body: Buffer, keyframe: boolean): MediaUnit | null {
  const head = readExtendedHead(kind, body)
  if (!head || head.packet_type === SEQUENCE_END || head.packet_type === NO_MEDIA[kind]) return null
  const { packet_type, codec, track_id, end } = head
  const config = packet_type === SEQUENCE_START
  const timed = kind === 'video' && packet_type === CODED_FRAMES && TIMED_CODECS.has(codec)
  const payload_offset = Math.min(body.length, timed ? end + 3 : end)
  return { kind, codec, dts_ms, keyframe: keyframe && !config, config, body, payload_offset, track_id }
}

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

/** Reads the head of an extended tag body; null when it is cut off. */
export function readExtendedHead(kind: 'video' | 'audio', body: Buffer): ExtendedHead | null {
  const start = skipModifiers(body)
  if (!start) return null
  let { packet_type, at } = start
  const multitrack = packet_type === MULTITRACK[kind]
  let many_tracks = false
  if (multitrack) {
    // Where there are several tracks in one message, the first one's codec stands for it, and the message goes on whole.
    const head = body[at++] ?? 0
    packet_type = head & 15
    many_tracks = head >> 4 !== 0
  }
  if (at + (multitrack ? 5 : 4) > body.length) return null
  const codec = FOURCCS[body.toString('latin1', at, at + 4)] ?? 'unknown'
  at += 4
  const track_id = multitrack ? body.readUInt8(at++) : 0
  return { packet_type, codec, track_id, many_tracks, end: at }
}

/** Steps over the ModEx packets that may stand before the packet itself. */
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

/** A script tag: `onMetaData` describes the stream, others (cue points, captions) are data in flow. */
function scriptUnit(dts_ms: number, body: Buffer): MediaUnit | null {
  const unit = { kind: 'metadata', codec: '', dts_ms, keyframe: false, body, payload_offset: 0 } as const
  try {
    const reader = new AmfReader(body)
    if (reader.next() !== 'onMetaData') return { ...unit, config: false }
    const values = reader.next()
    return values instanceof Map ? { ...unit, config: true, values: simpleValues(values) } : null
  } catch (error) {
    if (error instanceof AmfError) return null
    throw error
  }
}

function simpleValues(object: ReadonlyMap<string, unknown>): MetadataValues {
  const values = new Map<string, number | string | boolean>()
  for (const [name, value] of object) {
    if (typeof value === 'number' || typeof value === 'boolean') values.set(name, value)
    else if (typeof value === 'string') values.set(name, value.slice(0, 256))
  }
  return values
}
