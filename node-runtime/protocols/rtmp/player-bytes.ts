import { MESSAGE, OUT_CHUNK_SIZE, RtmpError } from './wire.ts'

const FULL_HEADER_BYTES = 12
const EXTENDED = 0xffffff

/** What one player gets otherwise than all the others. */
export interface PlayerWishes {
  readonly message_stream: number
  readonly audio: boolean
  readonly video: boolean
}

/**
 * The messages of a shared group for one player on another message stream, or one that wants no sound or no pictures: a copy. The bytes
 * are this program's own ({@link putMessage}: one full header a message, type 3 chunks behind it), so nothing has to be parsed that is not known.
 */
export function bytesForPlayer(group: Buffer, { message_stream, audio, video }: PlayerWishes): Buffer {
  const copy = Buffer.allocUnsafe(group.length)
  let size = 0
  for (let at = 0; at < group.length; ) {
    if (at + FULL_HEADER_BYTES > group.length) throw new RtmpError('a group of messages is cut off')
    const end = endOfMessage(group, at)
    const type = group.readUInt8(at + 7)
    if (!((type === MESSAGE.audio && !audio) || (type === MESSAGE.video && !video))) {
      group.copy(copy, size, at, end)
      copy.writeUInt32LE(message_stream, size + 8)
      size += end - at
    }
    at = end
  }
  return copy.subarray(0, size)
}

function endOfMessage(group: Buffer, at: number): number {
  const extended = group.readUIntBE(at + 1, 3) === EXTENDED ? 4 : 0
  const body = group.readUIntBE(at + 4, 3)
  const more = body === 0 ? 0 : Math.ceil(body / OUT_CHUNK_SIZE) - 1
  return at + FULL_HEADER_BYTES + extended + body + more * (1 + extended)
}
