import type { GopCacheLimits } from './gop-cache.ts'

/** So many single groups are joined into one buffer, so that a joining subscriber costs a short vector and not hundreds of writes. */
const JOIN_AFTER = 16

/**
 * The groups of one fan-out since the newest that decoding can start at: the very buffers the subscribers got.
 * Bounded as the {@link GopCache} is, and let go whole as well.
 */
export class GroupCache {
  readonly #limits: GopCacheLimits
  #joined: Buffer[] = []
  #single: Buffer[] = []
  #bytes = 0
  #first_dts_ms = 0
  #open = false

  constructor(limits: GopCacheLimits) {
    this.#limits = limits
  }

  get bytes(): number {
    return this.#bytes
  }

  get empty(): boolean {
    return !this.#open
  }

  /** Time of the first unit kept. */
  get first_dts_ms(): number {
    return this.#first_dts_ms
  }

  /** Everything kept, in order. */
  buffers(): Buffer[] {
    return [...this.#joined, ...this.#single]
  }

  push(group: Buffer, starts: boolean, dts_ms: number): void {
    if (starts) {
      this.clear()
      this.#open = true
      this.#first_dts_ms = dts_ms
    } else if (!this.#open) {
      return
    }
    this.#bytes += group.length
    if (this.#bytes > this.#limits.max_bytes || dts_ms - this.#first_dts_ms > this.#limits.max_ms) {
      this.clear()
      return
    }
    this.#single.push(group)
    if (this.#single.length < JOIN_AFTER) return
    this.#joined.push(Buffer.concat(this.#single))
    this.#single = []
  }

  clear(): void {
    this.#joined = []
    this.#single = []
    this.#bytes = 0
    this.#open = false
  }
}
