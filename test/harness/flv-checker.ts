/** One media tag as it came, without its body. */
export interface CheckedTag {
  readonly kind: 'audio' | 'video' | 'script'
  readonly timestamp_ms: number
  readonly size_bytes: number
  readonly keyframe: boolean
  /** A decoder's configuration, or the end of a sequence, rather than a frame. */
  readonly config: boolean
}

/** FLV that breaks the specification (Adobe FLV 10.1, annex E). */
export class FlvDefect extends Error {
  constructor(at_byte: number, what: string) {
    super(`FLV is broken at byte ${at_byte}: ${what}`)
    this.name = 'FlvDefect'
  }
}

const FILE_HEADER_BYTES = 9
const TAG_HEADER_BYTES = 11
const SIZE_BYTES = 4
const TAG_KINDS: Readonly<Record<number, CheckedTag['kind']>> = { 8: 'audio', 9: 'video', 18: 'script' }

/**
 * Reads FLV in pieces of any size and refuses what a strict player would: a wrong header, an unknown tag type, a
 * stream id, a previous-tag-size that is not the tag's, time that goes back, a first frame that is no keyframe.
 */
export class FlvChecker {
  #held: Buffer = Buffer.alloc(0)
  #at = 0
  #header_seen = false
  #last_timestamp_ms = -1
  #keyframe_seen = false
  readonly #onTag: (tag: CheckedTag) => void

  constructor(onTag: (tag: CheckedTag) => void) {
    this.#onTag = onTag
  }

  /** Whether everything read so far ends where a tag ends. */
  get whole(): boolean {
    return this.#held.length === 0
  }

  /** @throws {FlvDefect} */
  push(chunk: Buffer): void {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk])
    if (!this.#header_seen && !this.#readHeader()) return
    while (this.#readTag());
  }

  #take(bytes: number): void {
    this.#held = this.#held.subarray(bytes)
    this.#at += bytes
  }

  #readHeader(): boolean {
    if (this.#held.length < FILE_HEADER_BYTES + SIZE_BYTES) return false
    if (this.#held.toString('latin1', 0, 3) !== 'FLV') throw new FlvDefect(0, 'it does not start with FLV')
    if (this.#held[3] !== 1) throw new FlvDefect(3, `version ${this.#held[3]}`)
    if (((this.#held[4] ?? 0) & ~0b101) !== 0) throw new FlvDefect(4, 'reserved flags are set')
    if (this.#held.readUInt32BE(5) !== FILE_HEADER_BYTES) throw new FlvDefect(5, 'data offset is not 9')
    if (this.#held.readUInt32BE(9) !== 0) throw new FlvDefect(9, 'the first previous-tag-size is not 0')
    this.#take(FILE_HEADER_BYTES + SIZE_BYTES)
    this.#header_seen = true
    return true
  }

  #readTag(): boolean {
    if (this.#held.length < TAG_HEADER_BYTES) return false
    const size_bytes = this.#held.readUIntBE(1, 3)
    const whole = TAG_HEADER_BYTES + size_bytes
    if (this.#held.length < whole + SIZE_BYTES) return false
    const kind = TAG_KINDS[this.#held[0] ?? 0]
    if (kind === undefined) throw new FlvDefect(this.#at, `tag type ${this.#held[0]}`)
    if (this.#held.readUIntBE(8, 3) !== 0) throw new FlvDefect(this.#at + 8, 'the stream id is not 0')
    const said = this.#held.readUInt32BE(whole)
    if (said !== whole) throw new FlvDefect(this.#at + whole, `previous-tag-size ${said} after a tag of ${whole}`)
    const timestamp_ms = this.#held.readUIntBE(4, 3) + (this.#held[7] ?? 0) * 2 ** 24
    this.#check({ kind, timestamp_ms, size_bytes, ...flagsOf(kind, this.#held.subarray(TAG_HEADER_BYTES, whole)) })
    this.#take(whole + SIZE_BYTES)
    return true
  }

  #check(tag: CheckedTag): void {
    if (tag.kind !== 'script' && !tag.config) {
      if (tag.timestamp_ms < this.#last_timestamp_ms) {
        throw new FlvDefect(this.#at, `time goes back from ${this.#last_timestamp_ms} to ${tag.timestamp_ms} ms`)
      }
      this.#last_timestamp_ms = tag.timestamp_ms
    }
    if (tag.kind === 'video' && !tag.config) {
      if (!this.#keyframe_seen && !tag.keyframe) throw new FlvDefect(this.#at, 'the first video frame is no keyframe')
      this.#keyframe_seen = true
    }
    this.#onTag(tag)
  }
}

function flagsOf(kind: CheckedTag['kind'], body: Buffer): Pick<CheckedTag, 'keyframe' | 'config'> {
  const [first = 0, second = 0] = body
  if (kind === 'script' || body.length === 0) return { keyframe: false, config: kind === 'script' }
  // AAC (10) with packet type 0 is its AudioSpecificConfig (E.4.2.1).
  if (kind === 'audio') return { keyframe: false, config: first >> 4 === 10 && second === 0 }
  const extended = (first & 0x80) !== 0
  const keyframe = ((first >> 4) & 0b111) === 1
  // AVC packet type 1 and extended packet types 1 and 3 hold coded frames (E.4.3.1 and enhanced RTMP 2.0).
  const frame = extended ? [1, 3].includes(first & 0x0f) : (first & 0x0f) !== 7 || second === 1
  return { keyframe, config: !frame }
}
