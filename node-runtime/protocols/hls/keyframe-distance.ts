/** Keyframes looked back on. */
const KEPT = 8

/** How far keyframes are apart, by the longest of the last few distances: encoders put extra ones where scenes change. */
export class KeyframeDistance {
  #last_ms: number | null = null
  readonly #distances: number[] = []

  note(at_ms: number): void {
    if (this.#last_ms !== null) this.#distances.push(at_ms - this.#last_ms)
    if (this.#distances.length > KEPT) this.#distances.shift()
    this.#last_ms = at_ms
  }

  /** 0 before the second keyframe. */
  get longest_ms(): number {
    return Math.max(0, ...this.#distances)
  }
}
