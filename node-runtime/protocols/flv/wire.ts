/** Tag types of FLV 10.1, annex E.4.1. */
export const AUDIO_TAG = 8
export const VIDEO_TAG = 9
export const SCRIPT_TAG = 18

/** Bytes of a tag's header, and of the size that follows its body. */
export const TAG_HEADER_BYTES = 11
export const TAG_TRAILER_BYTES = 4

/** Largest tag body read: a keyframe of 4K at a high rate has two to four MB. */
export const MAX_TAG_BYTES = 8 * 1024 * 1024

/** Bytes that are no FLV, or more than this node takes. */
export class FlvError extends Error {
  readonly code = 'bad_flv'
  /** Where the tag or the header that is wrong begins, in bytes from the first; null where that is not known. */
  readonly at_byte: number | null
  constructor(message: string, at_byte: number | null = null) {
    super(message)
    this.at_byte = at_byte
    this.name = 'FlvError'
  }
}

/** Puts header, body and trailing size at `offset` and returns the offset behind them. The timestamp wraps at 32 bits. */
export function putTag(type: number, timestamp_ms: number, body: Buffer, into: Buffer, offset: number): number {
  const size = body.length
  const time = timestamp_ms >>> 0
  into[offset] = type
  into.writeUIntBE(size, offset + 1, 3)
  into.writeUIntBE(time & 0xffffff, offset + 4, 3)
  into[offset + 7] = time >>> 24
  into[offset + 8] = 0
  into[offset + 9] = 0
  into[offset + 10] = 0
  body.copy(into, offset + TAG_HEADER_BYTES)
  into.writeUInt32BE(size + TAG_HEADER_BYTES, offset + TAG_HEADER_BYTES + size)
  return offset + TAG_HEADER_BYTES + size + TAG_TRAILER_BYTES
}

/** One whole tag as a buffer of its own. */
export function writeTag(type: number, timestamp_ms: number, body: Buffer): Buffer {
  const tag = Buffer.allocUnsafe(TAG_HEADER_BYTES + body.length + TAG_TRAILER_BYTES)
  putTag(type, timestamp_ms, body, tag, 0)
  return tag
}

/** The 9-byte file header and the size of the tag before the first, which is none (annex E.2, E.3). */
export function fileHeader(has_audio: boolean, has_video: boolean): Buffer {
  return Buffer.from([0x46, 0x4c, 0x56, 1, (has_audio ? 4 : 0) | (has_video ? 1 : 0), 0, 0, 0, 9, 0, 0, 0, 0])
}
