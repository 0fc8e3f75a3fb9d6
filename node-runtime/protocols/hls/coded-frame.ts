import type { MediaUnit } from '../../media/unit.ts'
import { readExtendedHead } from '../flv/extended-tag.ts'

/** What a unit carries for a decoder. */
export interface CodedFrame {
  readonly data: Buffer
  /** Presentation after decoding, in ms; may be negative. */
  readonly composition_ms: number
}

const TIMED_CODECS = new Set(['h264', 'hevc'])
/** No frame is shown so long after it is decoded: a larger offset is nonsense, and would tear the timeline. In ms. */
const MAX_COMPOSITION_MS = 10_000

/**
 * The frame in a unit's body; null where there is none that can be told apart (an empty body, several tracks in one message).
 * FLV 10.1 E.4.3.2; enhanced RTMP 2, ExVideoTagBody.
 */
export function codedFrame(unit: MediaUnit): CodedFrame | null {
  const { body, payload_offset } = unit
  if (payload_offset >= body.length) return null
  const data = body.subarray(payload_offset)
  const extended = unit.kind === 'video' ? ((body[0] ?? 0) & 0x80) !== 0 : (body[0] ?? 0) >> 4 === 9
  if (!extended) {
    const timed = unit.kind === 'video' && TIMED_CODECS.has(unit.codec)
    return { data, composition_ms: timed ? plausible(body.readIntBE(2, 3)) : 0 }
  }
  const head = readExtendedHead(unit.kind === 'video' ? 'video' : 'audio', body)
  if (!head || head.many_tracks) return null
  return { data, composition_ms: payload_offset - head.end === 3 ? plausible(body.readIntBE(head.end, 3)) : 0 }
}

const plausible = (composition_ms: number) => (Math.abs(composition_ms) <= MAX_COMPOSITION_MS ? composition_ms : 0)
