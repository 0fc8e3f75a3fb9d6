import { type CheckedTag, flagsOf, TagOrder } from './tag-order.ts'

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
 * stream id, a previous-tag-size that is not the tag's, and whatever {@link TagOrder} finds wrong.
 */
export class FlvChecker {
  #held: Buffer = Buffer.alloc(0)
  #at = 0
  #header_seen = false
  readonly #order = new TagOrder()
  readonly #onTag: (tag: CheckedTag) => void

  constructor(onTag: (tag: CheckedTag) => void) {
    this.#onTag = onTag
  }

  /** Whether everything read so far ends where a tag ends. */
  get whole(): boolean {
    return this.#held.length === 0
  }

  /** The longest step between two frames of a track, in ms of the stream's own time. */
  get longest_step_ms(): number {
    return this.#order.longest_step_ms
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
    const problem = this.#order.problemOf(tag)
    if (problem !== null) throw new FlvDefect(this.#at, problem)
    this.#onTag(tag)
  }
}
