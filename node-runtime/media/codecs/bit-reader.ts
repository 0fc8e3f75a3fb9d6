/** Reads bits, most significant first. Past the end everything is 0 and `overrun` says so: the caller checks once, at the end. */
export class BitReader {
  readonly #bytes: Uint8Array
  #position = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get overrun(): boolean {
    return this.#position > this.#bytes.length * 8
  }

  bit(): number {
    const byte = this.#bytes[this.#position >> 3] ?? 0
    const bit = (byte >> (7 - (this.#position & 7))) & 1
    this.#position++
    return bit
  }

  /** @param count at most 32 */
  bits(count: number): number {
    let value = 0
    for (let index = 0; index < count; index++) value = value * 2 + this.bit()
    return value
  }

  skip(count: number): void {
    this.#position += count
  }

  /** ue(v) of H.264 9.1: an unsigned Exp-Golomb code. */
  unsigned(): number {
    let zeros = 0
    while (this.bit() === 0) {
      if (++zeros > 31 || this.overrun) return 0
    }
    return 2 ** zeros - 1 + this.bits(zeros)
  }

  /** se(v) of H.264 9.1.1: a signed Exp-Golomb code. */
  signed(): number {
    const code = this.unsigned()
    return code & 1 ? (code + 1) / 2 : -(code / 2)
  }
}

/** A NAL unit's payload without its emulation prevention bytes (H.264 7.4.1, H.265 7.4.2). */
export function unescapeNal(nal: Uint8Array): Uint8Array {
  const out = new Uint8Array(nal.length)
  let length = 0
  let zeros = 0
  for (const byte of nal) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0
      continue
    }
    zeros = byte === 0 ? zeros + 1 : 0
    out[length++] = byte
  }
  return out.subarray(0, length)
}
