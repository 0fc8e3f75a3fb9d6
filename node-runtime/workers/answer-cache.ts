/** An answer that never means other bytes, by the request it answers. */
interface Kept<T> {
  readonly answer: T
  readonly bytes: number
  readonly until: number
}

/** Keeps answers for a short while: at most so many bytes, the longest unused let go first, and none for longer than its time. */
export class AnswerCache<T> {
  readonly #max_bytes: number
  readonly #keep_ms: number
  readonly #kept = new Map<string, Kept<T>>()
  #bytes = 0

  /** @param keep_ms from when an answer was put in, however often it is used */
  constructor(max_bytes: number, keep_ms: number) {
    this.#max_bytes = max_bytes
    this.#keep_ms = keep_ms
  }

  get bytes(): number {
    return this.#bytes
  }

  get(name: string, now: number): T | undefined {
    const kept = this.#kept.get(name)
    if (!kept) return undefined
    this.#remove(name, kept)
    if (kept.until <= now) return undefined
    this.#add(name, kept)
    return kept.answer
  }

  put(name: string, answer: T, bytes: number, now: number): void {
    const before = this.#kept.get(name)
    if (before) this.#remove(name, before)
    if (bytes > this.#max_bytes) return
    this.#add(name, { answer, bytes, until: now + this.#keep_ms })
    for (const [oldest, kept] of this.#kept) {
      if (this.#bytes <= this.#max_bytes) break
      this.#remove(oldest, kept)
    }
  }

  /** Lets go of what is too old. */
  sweep(now: number): void {
    for (const [name, kept] of this.#kept) if (kept.until <= now) this.#remove(name, kept)
  }

  #add(name: string, kept: Kept<T>): void {
    this.#kept.set(name, kept)
    this.#bytes += kept.bytes
  }

  #remove(name: string, kept: Kept<T>): void {
    this.#kept.delete(name)
    this.#bytes -= kept.bytes
  }
}
