import {
  DEFAULT_CHUNK_SIZE,
  MAX_CHUNK_STREAMS,
  MAX_COMMAND_BYTES,
  MAX_MESSAGE_BYTES,
  MESSAGE,
  RtmpError,
} from './wire.ts'

/** One whole message. The body is a copy of its own. */
export interface RtmpMessage {
  readonly type: number
  readonly message_stream: number
  readonly timestamp_ms: number
  readonly body: Buffer
}

interface ChunkStream {
  timestamp_ms: number
  /** Timestamp field of the newest header, extended or not: absolute in type 0, else a difference. */
  field: number
  extended: boolean
  size: number
  type: number
  message_stream: number
  body: Buffer
  filled: number
}

/** Message header bytes by chunk type (5.3.1.2). */
const HEADER_BYTES = [11, 7, 3, 0] as const
const EXTENDED = 0xffffff
/** A body is taken up as it comes, beginning with at most so much: a length alone, with nothing behind it, costs no more. */
const FIRST_ALLOCATION_BYTES = 64 * 1024
const NOTHING = Buffer.alloc(0)

type Stage = 'basic' | 'header' | 'extended' | 'payload'

/**
 * Reads RTMP's chunk stream (5.3) as it comes, in any pieces. Holds at most {@link MAX_MESSAGE_BYTES} of unfinished messages over all chunk
 * streams. Chunk size and abort messages are obeyed here; everything else is handed on.
 */
export class ChunkReader {
  readonly #onMessage: (message: RtmpMessage) => void
  readonly #streams = new Map<number, ChunkStream>()
  readonly #head = Buffer.alloc(16)
  #head_size = 0
  #wanted = 1
  #stage: Stage = 'basic'
  #format = 0
  #stream: ChunkStream | null = null
  #chunk_left = 0
  #chunk_size = DEFAULT_CHUNK_SIZE
  #unfinished_bytes = 0

  constructor(onMessage: (message: RtmpMessage) => void) {
    this.#onMessage = onMessage
  }

  /** Bytes held for messages that are not whole yet. */
  get unfinished_bytes(): number {
    return this.#unfinished_bytes
  }

  /** @throws {RtmpError} when the bytes are no chunk stream; the reader is of no use after that */
  push(bytes: Buffer): void {
    let at = 0
    while (at < bytes.length) {
      if (this.#stage === 'payload') {
        at = this.#payload(bytes, at)
        continue
      }
      const end = Math.min(bytes.length, at + this.#wanted - this.#head_size)
      bytes.copy(this.#head, this.#head_size, at, end)
      this.#head_size += end - at
      at = end
      if (this.#head_size === this.#wanted) this.#headerPart()
    }
  }

  #headerPart(): void {
    if (this.#stage === 'basic') this.#basic()
    else if (this.#stage === 'header') this.#header()
    else this.#extended()
  }

  #basic(): void {
    const first = this.#head.readUInt8(0)
    const low = first & 63
    const size = low === 0 ? 2 : low === 1 ? 3 : 1
    if (this.#head_size < size) {
      this.#wanted = size
      return
    }
    this.#format = first >> 6
    const id = size === 1 ? low : 64 + this.#head.readUInt8(1) + (size === 3 ? 256 * this.#head.readUInt8(2) : 0)
    this.#stream = this.#streams.get(id) ?? this.#newStream(id)
    this.#head_size = 0
    this.#wanted = HEADER_BYTES[this.#format] ?? 0
    this.#stage = 'header'
    if (this.#wanted === 0) this.#header()
  }

  #newStream(id: number): ChunkStream {
    // Some clients begin with type 1; types 2 and 3 have nothing to refer to.
    if (this.#format >= 2) throw new RtmpError(`chunk stream ${id} begins with a type ${this.#format} chunk`)
    if (this.#streams.size >= MAX_CHUNK_STREAMS) throw new RtmpError(`more than ${MAX_CHUNK_STREAMS} chunk streams`)
    const stream: ChunkStream = {
      timestamp_ms: 0,
      field: 0,
      extended: false,
      size: 0,
      type: 0,
      message_stream: 0,
      body: NOTHING,
      filled: 0,
    }
    this.#streams.set(id, stream)
    return stream
  }

  #header(): void {
    const stream = this.#current()
    if (this.#format <= 2) {
      // A header in the middle of a message gives that message up.
      this.#giveUp(stream)
      stream.field = this.#head.readUIntBE(0, 3)
      stream.extended = stream.field === EXTENDED
    }
    if (this.#format <= 1) {
      stream.size = this.#head.readUIntBE(3, 3)
      stream.type = this.#head.readUInt8(6)
      checkSize(stream)
    }
    if (this.#format === 0) stream.message_stream = this.#head.readUInt32LE(7)
    this.#head_size = 0
    if (!stream.extended) {
      this.#beginPayload(stream)
      return
    }
    this.#wanted = 4
    this.#stage = 'extended'
  }

  #extended(): void {
    const stream = this.#current()
    const value = this.#head.readUInt32BE(0)
    this.#head_size = 0
    if (this.#format < 3) {
      stream.field = value
      this.#beginPayload(stream)
      return
    }
    // The specification repeats the extended timestamp in type 3 chunks (5.3.1.3); some encoders repeat the message's whole time instead of
    // its difference, and some nothing: what is neither number is payload.
    const repeated = value === stream.field || (stream.filled > 0 && value === stream.timestamp_ms)
    this.#beginPayload(stream)
    if (!repeated) this.push(Buffer.from(this.#head.subarray(0, 4)))
  }

  #beginPayload(stream: ChunkStream): void {
    if (stream.filled === 0) {
      const { field } = stream
      stream.timestamp_ms = this.#format === 0 ? field : (stream.timestamp_ms + field) >>> 0
    }
    this.#chunk_left = Math.min(stream.size - stream.filled, this.#chunk_size)
    this.#stage = 'payload'
    if (this.#chunk_left === 0) this.#endChunk(stream)
  }

  #payload(bytes: Buffer, at: number): number {
    const stream = this.#current()
    const end = Math.min(bytes.length, at + this.#chunk_left)
    const filled = stream.filled + end - at
    if (filled > stream.body.length) this.#grow(stream, filled)
    bytes.copy(stream.body, stream.filled, at, end)
    stream.filled = filled
    this.#chunk_left -= end - at
    if (this.#chunk_left === 0) this.#endChunk(stream)
    return end
  }

  #grow(stream: ChunkStream, at_least: number): void {
    const size = Math.min(stream.size, Math.max(at_least, stream.body.length * 2, FIRST_ALLOCATION_BYTES))
    this.#unfinished_bytes += size - stream.body.length
    if (this.#unfinished_bytes > MAX_MESSAGE_BYTES) {
      throw new RtmpError(`more than ${MAX_MESSAGE_BYTES} bytes of unfinished messages`)
    }
    const body = Buffer.allocUnsafe(size)
    stream.body.copy(body, 0, 0, stream.filled)
    stream.body = body
  }

  #endChunk(stream: ChunkStream): void {
    this.#stage = 'basic'
    this.#wanted = 1
    if (stream.filled < stream.size) return
    const { type, message_stream, timestamp_ms, body } = stream
    this.#giveUp(stream)
    if (type === MESSAGE.set_chunk_size) this.#setChunkSize(body)
    else if (type === MESSAGE.abort) this.#abort(body)
    else this.#onMessage({ type, message_stream, timestamp_ms, body })
  }

  #giveUp(stream: ChunkStream): void {
    this.#unfinished_bytes -= stream.body.length
    stream.body = NOTHING
    stream.filled = 0
  }

  #setChunkSize(body: Buffer): void {
    const size = body.length >= 4 ? body.readUInt32BE(0) : 0
    if (size < 1 || size > 0x7fffffff) throw new RtmpError(`a chunk size of ${size} is not possible`)
    this.#chunk_size = size
  }

  #abort(body: Buffer): void {
    const stream = body.length >= 4 ? this.#streams.get(body.readUInt32BE(0)) : undefined
    if (stream) this.#giveUp(stream)
  }

  #current(): ChunkStream {
    if (!this.#stream) throw new RtmpError('a chunk without a chunk stream')
    return this.#stream
  }
}

function checkSize({ type, size }: ChunkStream): void {
  const media = type === MESSAGE.audio || type === MESSAGE.video || type === MESSAGE.aggregate
  const limit = media ? MAX_MESSAGE_BYTES : MAX_COMMAND_BYTES
  if (size > limit)
    throw new RtmpError(`a message of type ${type} with ${size} bytes is larger than the ${limit} taken`)
}
