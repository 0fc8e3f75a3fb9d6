import type { MediaUnit, MetadataValues } from '../../media/unit.ts'
import { AmfError } from './amf-value.ts'
import { AmfReader } from './amf0.ts'
import { bodiesOfExtendedTag, isExtended, PACKET, readExtendedHead } from './extended-tag.ts'
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
/** Codecs whose coded frames begin with a composition time. */
const TIMED_CODECS = new Set(['h264', 'hevc', 'vvc'])

/**
 * Hands on the units of a tag: one, or one a track where enhanced RTMP has several in one message. None for what need not go on: empty
 * bodies, end-of-sequence marks, commands, other tag types. A legacy body is kept as it is, an enhanced one is made fit for all.
 */
export function unitsOfTag(type: number, dts_ms: number, body: Buffer, onUnit: (unit: MediaUnit) => void): void {
  const bodies = isExtended(type, body) ? bodiesOfExtendedTag(type === VIDEO_TAG ? 'video' : 'audio', body) : [body]
  for (const each of bodies) {
    const unit = unitOfTag(type, dts_ms, each)
    if (unit) onUnit(unit)
  }
}

/** What a tag's body is as it stands; the first track, where it has several. Null for what need not go on. */
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
  const keyframe = frame_type === 1
  // Frame type 5 is a command for the player, unless what comes is metadata.
  if (frame_type === 5 && (head & 0x8f) !== (0x80 | PACKET.metadata)) return null
  if (isExtended(VIDEO_TAG, body)) return extendedUnit('video', dts_ms, body, keyframe)
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
  if (isExtended(AUDIO_TAG, body)) return extendedUnit('audio', dts_ms, body, false)
  const codec = AUDIO_CODECS[head >> 4] ?? 'unknown'
  const config = codec === 'aac' && body[1] === 0
  return { kind: 'audio', codec, dts_ms, keyframe: false, config, body, payload_offset: codec === 'aac' ? 2 : 1 }
}

/** ExVideoTagHeader and ExAudioTagHeader of enhanced RTMP 2: packet type, modifiers, track, FourCC. */
function extendedUnit(kind: 'video' | 'audio', dts_ms: number, body: Buffer, keyframe: boolean): MediaUnit | null {
  const head = readExtendedHead(kind, body)
  if (!head || head.packet_type === PACKET.sequence_end) return null
  const { packet_type, codec, track_id, end } = head
  const unit = { kind, codec, dts_ms, body, track_id }
  if (packet_type === PACKET.metadata) {
    return { ...unit, keyframe: false, config: true, enhanced_only: true, payload_offset: end }
  }
  const config = packet_type === PACKET.sequence_start
  const timed = kind === 'video' && packet_type === PACKET.coded_frames && TIMED_CODECS.has(codec)
  const payload_offset = Math.min(body.length, timed ? end + 3 : end)
  return { ...unit, keyframe: keyframe && !config, config, payload_offset }
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
