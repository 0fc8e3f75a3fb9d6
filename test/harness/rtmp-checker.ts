import { type CheckedTag, flagsOf, TagOrder } from './tag-order.ts'

/** A chunk stream that breaks the specification (RTMP 1.0, 5.3), or media in it that no player takes. */
export class RtmpDefect extends Error {
  constructor(at_byte: number, what: string) {
    super(`RTMP is broken at byte ${at_byte} of the chunk stream: ${what}`)
    this.name = 'RtmpDefect'
  }
}

/** A message that carries no media: what the server answers, and its protocol control messages. */
export interface ControlMessage {
  readonly type: number
  readonly body: Buffer
}

/** What the checker hands on. */
export interface RtmpCheckerEvents {
  readonly onTag: (tag: CheckedTag) => void
  readonly onMessage?: (message: ControlMessage) => void
}

interface ChunkStream {
  timestamp_ms: number
  delta_ms: number
  extended: boolean
  size: number
  type: number
  stream_id: number
  parts: Buffer[]
  missing: number
}

const SET_CHUNK_SIZE = 1
const KINDS: Readonly<Record<number, CheckedTag['kind']>> = { 8: 'audio', 9: 'video', 18: 'script' }
const KNOWN_TYPES = new Set([1, 2, 3, 4, 5, 6, 8, 9, 15, 17, 18, 20, 22])
const HEADER_BYTES = [11, 7, 3, 0] as const
const EXTENDED = 0xffffff

/**
 * Reads what a server sends behind its handshake, in pieces of any size, apart from the product's own reader. Refuses a chunk that leans on none, a header in the
 * middle of a message, an unknown type, an extended timestamp that is not repeated, and whatever {@link TagOrder} finds wrong.
 */
export class RtmpChecker {
  readonly #events: RtmpCheckerEvents
  readonly #order = new TagOrder()
  readonly #streams = new Map<number, ChunkStream>()
  #held: Buffer = Buffer.alloc(0)
  #at = 0
  #chunk_bytes = 128

  constructor(events: RtmpCheckerEvents) {
    this.#events = events
  }

  /** Whether everything read so far ends where a message ends. */
  get whole(): boolean {
    return this.#held.length === 0 && [...this.#streams.values()].every(({ parts }) => parts.length === 0)
  }

  /** The longest step between two frames of a track, in ms of the stream's own time. */
  get longest_step_ms(): number {
    return this.#order.longest_step_ms
  }

  /** @throws {RtmpDefect} */
  push(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    for (let taken = this.#chunk(); taken > 0; taken = this.#chunk()) {
      this.#held = this.#held.subarray(taken)
      this.#at += taken
    }
  }

  #fail(what: string): never {
    throw new RtmpDefect(this.#at, what)
  }

  /** Reads one chunk if it is whole; how many bytes it had, or 0. */
  #chunk(): number {
    const [first] = this.#held
    if (first === undefined) return 0
    const format = first >> 6
    const id = first & 63
    if (id < 2) this.#fail(`chunk stream ${id} needs a longer header than this server ever writes`)
    const header_bytes = 1 + (HEADER_BYTES[format] ?? 0)
    if (this.#held.length < header_bytes) return 0
    const known = this.#streams.get(id)
    if (known === undefined && format !== 0) this.#fail(`chunk stream ${id} begins with a chunk of type ${format}`)
    if (format !== 3 && known !== undefined && known.parts.length > 0) {
      this.#fail(`a header of type ${format} stands in the middle of a message on chunk stream ${id}`)
    }
    const stream = this.#header(format, known)
    const extended_bytes = stream.extended ? 4 : 0
    const body_at = header_bytes + extended_bytes
    const body_bytes = Math.min(stream.missing, this.#chunk_bytes)
    if (this.#held.length < body_at + body_bytes) return 0
    if (stream.extended) this.#extendedTime(stream, format, this.#held.readUInt32BE(header_bytes))
    if (format !== 0 && stream.parts.length === 0) stream.timestamp_ms += stream.delta_ms
    this.#streams.set(id, stream)
    stream.parts.push(this.#held.subarray(body_at, body_at + body_bytes))
    stream.missing -= body_bytes
    if (stream.missing === 0) this.#message(stream)
    return body_at + body_bytes
  }

  /** The chunk stream as this header leaves it; the one known is not changed, for the chunk may not be whole yet. */
  #header(format: number, known: ChunkStream | undefined): ChunkStream {
    if (format === 3 && known !== undefined) return { ...known, parts: [...known.parts] }
    const field = this.#held.readUIntBE(1, 3)
    const size = format <= 1 ? this.#held.readUIntBE(4, 3) : (known?.size ?? 0)
    const type = format <= 1 ? (this.#held[7] ?? 0) : (known?.type ?? 0)
    return {
      timestamp_ms: format === 0 ? field : (known?.timestamp_ms ?? 0),
      delta_ms: format === 0 ? 0 : field,
      extended: field === EXTENDED,
      size,
      type,
      stream_id: format === 0 ? this.#held.readUInt32LE(8) : (known?.stream_id ?? 0),
      parts: [],
      missing: size,
    }
  }

  #extendedTime(stream: ChunkStream, format: number, value: number): void {
    if (format === 0) stream.timestamp_ms = value
    else if (format < 3) stream.delta_ms = value
    else if (stream.parts.length > 0 && value !== (stream.delta_ms || stream.timestamp_ms)) {
      this.#fail(`the extended timestamp ${stream.timestamp_ms} is ${value} in the next chunk of its message`)
    }
    if (value < EXTENDED) this.#fail(`an extended timestamp of ${value} needs no extension`)
  }

  #message(stream: ChunkStream): void {
    const { type, timestamp_ms, size, stream_id } = stream
    const body = Buffer.concat(stream.parts)
    stream.parts = []
    stream.missing = size
    if (!KNOWN_TYPES.has(type)) this.#fail(`a message of type ${type}`)
    const kind = KINDS[type]
    if (kind === undefined) {
      if (type === SET_CHUNK_SIZE) this.#chunk_bytes = body.readUInt32BE(0) || this.#fail('a chunk size of 0')
      this.#events.onMessage?.({ type, body })
      return
    }
    if (stream_id !== 1) this.#fail(`media on message stream ${stream_id}`)
    const tag: CheckedTag = { kind, timestamp_ms, size_bytes: body.length, ...flagsOf(kind, body) }
    const problem = this.#order.problemOf(tag)
    if (problem !== null) this.#fail(problem)
    this.#events.onTag(tag)
  }
}
