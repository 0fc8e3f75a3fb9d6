/** RTMP 1.0 (Adobe, 2012): message types, chunks and protocol control messages. */
export const MESSAGE = {
  set_chunk_size: 1,
  abort: 2,
  acknowledgement: 3,
  user_control: 4,
  window_ack_size: 5,
  set_peer_bandwidth: 6,
  audio: 8,
  video: 9,
  data_amf3: 15,
  command_amf3: 17,
  data: 18,
  command: 20,
  aggregate: 22,
} as const

/** Event types of user control messages (7.1.7). */
export const USER_CONTROL = {
  stream_begin: 0,
  stream_eof: 1,
  ping_request: 6,
  ping_response: 7,
} as const

/** Chunk streams this node writes on: any number does, but the usual ones surprise nobody. */
export const CHUNK_STREAM = { control: 2, command: 3, audio: 4, data: 5, video: 6 } as const

/**
 * The message stream that the shared bytes of players are written for: the first that a connection creates, and nearly always its
 * only one. Players on another get their own copy.
 */
export const MESSAGE_STREAM = 1
/** Message streams that one connection may have at once. */
export const MAX_MESSAGE_STREAMS = 8

/** Both sides begin with chunks of this size (5.4.1). */
export const DEFAULT_CHUNK_SIZE = 128
/** Chunks this node writes: large enough for almost every frame to be one chunk, within the 65,536 that old players take. */
export const OUT_CHUNK_SIZE = 60_000
/** Acknowledge at least every so many bytes received, and ask the peer to, in bytes. */
export const WINDOW_BYTES = 2_500_000

/** Largest message read: a keyframe of 4K at a high rate has two to four MB. */
export const MAX_MESSAGE_BYTES = 8 * 1024 * 1024
/** Largest command or data message read. */
export const MAX_COMMAND_BYTES = 256 * 1024
/** Chunk streams one peer may use; encoders use about six. */
export const MAX_CHUNK_STREAMS = 64

/** Bytes that are no RTMP, or more than this node takes. The connection they came on is closed, and nothing else. */
export class RtmpError extends Error {
  readonly code = 'bad_rtmp'
  constructor(message: string) {
    super(message)
    this.name = 'RtmpError'
  }
}

const EXTENDED = 0xffffff
const FULL_HEADER_BYTES = 12

/** Bytes of a message as `putMessage` writes it. */
export function sizeOfMessage(timestamp_ms: number, body_bytes: number, chunk_size: number): number {
  const extended = timestamp_ms >>> 0 >= EXTENDED ? 4 : 0
  const more = body_bytes === 0 ? 0 : Math.ceil(body_bytes / chunk_size) - 1
  return FULL_HEADER_BYTES + extended + body_bytes + more * (1 + extended)
}

/**
 * Puts a message at `offset` as one chunk with a full header (type 0) and, where it is longer than a chunk, type 3 chunks
 * (5.3.1). Returns the offset behind it. Depends on nothing sent before, so that every player can be sent the same bytes.
 */
export function putMessage(
  chunk_stream: number,
  type: number,
  message_stream: number,
  timestamp_ms: number,
  body: Buffer,
  chunk_size: number,
  into: Buffer,
  offset: number,
): number {
  const time = timestamp_ms >>> 0
  const extended = time >= EXTENDED
  let at = offset
  into[at] = chunk_stream
  into.writeUIntBE(extended ? EXTENDED : time, at + 1, 3)
  into.writeUIntBE(body.length, at + 4, 3)
  into[at + 7] = type
  into.writeUInt32LE(message_stream, at + 8)
  at += FULL_HEADER_BYTES
  if (extended) at = into.writeUInt32BE(time, at)
  let from = 0
  for (;;) {
    const to = Math.min(body.length, from + chunk_size)
    body.copy(into, at, from, to)
    at += to - from
    from = to
    if (from >= body.length) return at
    into[at++] = 0xc0 | chunk_stream
    if (extended) at = into.writeUInt32BE(time, at)
  }
}

/** One message as a buffer of its own, in chunks of `chunk_size`. */
export function message(
  chunk_stream: number,
  type: number,
  message_stream: number,
  timestamp_ms: number,
  body: Buffer,
  chunk_size: number,
): Buffer {
  const bytes = Buffer.allocUnsafe(sizeOfMessage(timestamp_ms, body.length, chunk_size))
  putMessage(chunk_stream, type, message_stream, timestamp_ms, body, chunk_size, bytes, 0)
  return bytes
}

/** A protocol control message whose body is 32-bit numbers; short enough for any chunk size but 1 to 3. */
export function control(type: number, ...values: readonly number[]): Buffer {
  const body = Buffer.alloc(values.length * 4)
  for (const [index, value] of values.entries()) body.writeUInt32BE(value >>> 0, index * 4)
  return message(CHUNK_STREAM.control, type, 0, 0, body, DEFAULT_CHUNK_SIZE)
}

/** Set peer bandwidth, limit type dynamic (5.4.5). */
export function setPeerBandwidth(bytes: number): Buffer {
  const body = Buffer.alloc(5, 2)
  body.writeUInt32BE(bytes)
  return message(CHUNK_STREAM.control, MESSAGE.set_peer_bandwidth, 0, 0, body, DEFAULT_CHUNK_SIZE)
}

/** A user control message with one 32-bit value. */
export function userControl(event: number, value: number): Buffer {
  const body = Buffer.alloc(6)
  body.writeUInt16BE(event)
  body.writeUInt32BE(value >>> 0, 2)
  return message(CHUNK_STREAM.control, MESSAGE.user_control, 0, 0, body, DEFAULT_CHUNK_SIZE)
}
