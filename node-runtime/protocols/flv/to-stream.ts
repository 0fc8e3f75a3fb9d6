import type { MediaUnit } from '../../media/unit.ts'
import { unitsOfTag } from './tag-body.ts'
import {
  AUDIO_TAG,
  FlvError,
  MAX_TAG_BYTES,
  SCRIPT_TAG,
  TAG_HEADER_BYTES,
  TAG_TRAILER_BYTES,
  VIDEO_TAG,
} from './wire.ts'

const FILE_HEADER_BYTES = 9
/** A body is taken up as it comes, beginning with at most so much: a length alone, with nothing behind it, costs no more. */
const FIRST_ALLOCATION_BYTES = 256 * 1024
/** Longest file header taken; it may announce to be longer than its nine bytes. */
const MAX_HEADER_BYTES = 64 * 1024

export interface FlvDemuxerOptions {
  /** `file`: a 9-byte file header comes first, as over HTTP and in files; `none`: tags from the first byte on, as in a relay. */
  readonly header: 'file' | 'none'
  /** Media and metadata; what need not go on (end-of-sequence marks) is left out. The body is a copy of its own. */
  readonly onUnit: (unit: MediaUnit) => void
  /** Tags of other types than 8, 9 and 18. Absent: they are skipped. The body is a copy of its own. */
  readonly onTag?: (type: number, body: Buffer) => void
  /** Largest tag body accepted, in bytes. Default {@link MAX_TAG_BYTES}. */
  readonly max_tag_bytes?: number
}

type Part = 'file_header' | 'skip' | 'tag_header' | 'body' | 'trailer'

/** Reads an FLV byte stream (Adobe FLV 10.1 annex E) as it comes; holds at most one tag. */
export class FlvDemuxer {
  readonly #options: FlvDemuxerOptions
  readonly #max_tag_bytes: number
  readonly #head = Buffer.alloc(TAG_HEADER_BYTES)
  #head_size = 0
  #part: Part
  #skip = 0
  #type = 0
  #timestamp = 0
  #size = 0
  #body: Buffer = Buffer.alloc(0)
  #filled = 0
  #taken = 0
  #failed: FlvError | null = null

  constructor(options: FlvDemuxerOptions) {
    this.#options = options
    this.#max_tag_bytes = options.max_tag_bytes ?? MAX_TAG_BYTES
    this.#part = options.header === 'file' ? 'file_header' : 'tag_header'
  }

  /** Bytes taken so far. */
  get taken(): number {
    return this.#taken
  }

  /**
   * Says that no more bytes come.
   * @throws {FlvError} they ended in the middle of a tag, or before the first
   */
  end(): void {
    if (this.#failed) throw this.#failed
    if (this.#part === 'tag_header' && this.#head_size === 0) return
    const where = this.#part === 'file_header' || this.#part === 'skip' ? 'its header' : 'a tag'
    this.#fail(
      this.#taken === 0 ? 'There is no FLV in it: it is empty.' : `The FLV ends in the middle of ${where}.`,
      this.#taken,
    )
  }

  /**
   * Takes the next bytes; calls back for every tag they complete.
   * @throws {FlvError} when the bytes are no FLV, now and at every later call
   */
  push(chunk: Buffer): void {
    if (this.#failed) throw this.#failed
    let at = 0
    while (at < chunk.length) {
      switch (this.#part) {
        case 'file_header':
          at = this.#collect(chunk, at, FILE_HEADER_BYTES)
          if (this.#head_size === FILE_HEADER_BYTES) this.#fileHeader()
          break
        case 'skip': {
          const taken = Math.min(this.#skip, chunk.length - at)
          at += taken
          this.#taken += taken
          this.#skip -= taken
          if (this.#skip === 0) this.#part = 'tag_header'
          break
        }
        case 'tag_header':
          at = this.#collect(chunk, at, TAG_HEADER_BYTES)
          if (this.#head_size === TAG_HEADER_BYTES) this.#tagHeader()
          break
        case 'body':
          at = this.#fill(chunk, at)
          break
        case 'trailer':
          at = this.#collect(chunk, at, TAG_TRAILER_BYTES)
          if (this.#head_size === TAG_TRAILER_BYTES) this.#trailer()
          break
        default:
          this.#part satisfies never
      }
    }
  }

  #collect(chunk: Buffer, at: number, wanted: number): number {
    const end = Math.min(chunk.length, at + wanted - this.#head_size)
    chunk.copy(this.#head, this.#head_size, at, end)
    this.#head_size += end - at
    this.#taken += end - at
    return end
  }

  #fail(message: string, at_byte: number): never {
    this.#failed = new FlvError(message, at_byte)
    this.#body = Buffer.alloc(0)
    throw this.#failed
  }

  #fileHeader(): void {
    const size = this.#head.readUInt32BE(5)
    if (this.#head.toString('latin1', 0, 3) !== 'FLV') {
      this.#fail('This is no FLV: it does not begin with "FLV".', 0)
    }
    if (size < FILE_HEADER_BYTES || size > MAX_HEADER_BYTES) {
      this.#fail(`An FLV header of ${size} bytes is not plausible.`, 0)
    }
    this.#head_size = 0
    this.#skip = size - FILE_HEADER_BYTES + TAG_TRAILER_BYTES
    this.#part = 'skip'
  }

  #tagHeader(): void {
    this.#head_size = 0
    this.#type = this.#head.readUInt8(0)
    this.#size = this.#head.readUIntBE(1, 3)
    this.#timestamp = ((this.#head.readUInt8(7) << 24) | this.#head.readUIntBE(4, 3)) >>> 0
    // Bits 6 and 7 are reserved and bit 5 marks encryption, so all of them are 0; the stream id is always 0.
    const begin = this.#taken - TAG_HEADER_BYTES
    if (this.#type > 31 || this.#head.readUIntBE(8, 3) !== 0) {
      this.#fail('An FLV tag begins with a header that is none.', begin)
    }
    if (this.#size > this.#max_tag_bytes) {
      this.#fail(`An FLV tag of ${this.#size} bytes is larger than the ${this.#max_tag_bytes} taken.`, begin)
    }
    this.#body = Buffer.allocUnsafe(Math.min(this.#size, FIRST_ALLOCATION_BYTES))
    this.#filled = 0
    this.#part = this.#size === 0 ? 'trailer' : 'body'
  }

  #fill(chunk: Buffer, at: number): number {
    const taken = Math.min(this.#size - this.#filled, chunk.length - at)
    const filled = this.#filled + taken
    if (filled > this.#body.length) {
      const larger = Buffer.allocUnsafe(Math.min(this.#size, Math.max(filled, this.#body.length * 2)))
      this.#body.copy(larger, 0, 0, this.#filled)
      this.#body = larger
    }
    chunk.copy(this.#body, this.#filled, at, at + taken)
    this.#filled = filled
    this.#taken += taken
    if (filled === this.#size) this.#part = 'trailer'
    return at + taken
  }

  #trailer(): void {
    this.#head_size = 0
    const size = this.#head.readUInt32BE(0)
    // Some writers leave the size out (0) or count without the header; anything else means that we lost our place.
    if (size !== this.#size + TAG_HEADER_BYTES && size !== this.#size && size !== 0) {
      const begin = this.#taken - TAG_HEADER_BYTES - this.#size - TAG_TRAILER_BYTES
      this.#fail(`An FLV tag of ${this.#size} bytes ends with a size of ${size}.`, begin)
    }
    const body = this.#body
    this.#body = Buffer.alloc(0)
    this.#part = 'tag_header'
    if (this.#type === AUDIO_TAG || this.#type === VIDEO_TAG || this.#type === SCRIPT_TAG) {
      unitsOfTag(this.#type, this.#timestamp, body, this.#options.onUnit)
    } else {
      this.#options.onTag?.(this.#type, body)
    }
  }
}
