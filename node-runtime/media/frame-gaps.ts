/** A step longer than so many usual ones is a gap: at least one frame is missing. */
const GAP_STEPS = 1.5
/** Of each step so much goes into what is usual. */
const WEIGHT = 1 / 16
/** What is recent is counted in slots of this length, in ms of the stream: the present one and the one before. */
const SLOT_MS = 30_000

/** Counts what is missing between the frames of one track, by their times. */
export class FrameGaps {
  #last_dts_ms: number | null = null
  #usual_ms: number | null = null
  #count = 0
  #longest_ms = 0
  #slot = 0
  #in_slot = 0
  #in_slot_before = 0

  get count(): number {
    return this.#count
  }

  /** The longest step that was a gap, in ms; 0 where there was none. */
  get longest_ms(): number {
    return this.#longest_ms
  }

  /** Gaps of the last half minute to minute of the stream. */
  get recent(): number {
    return this.#in_slot + this.#in_slot_before
  }

  add(dts_ms: number): void {
    const slot = Math.floor(dts_ms / SLOT_MS)
    if (slot !== this.#slot) {
      this.#in_slot_before = slot === this.#slot + 1 ? this.#in_slot : 0
      this.#in_slot = 0
      this.#slot = slot
    }
    const last_ms = this.#last_dts_ms
    this.#last_dts_ms = dts_ms
    if (last_ms === null) return
    const step_ms = dts_ms - last_ms
    if (this.#usual_ms === null) {
      if (step_ms > 0) this.#usual_ms = step_ms
      return
    }
    const limit_ms = this.#usual_ms * GAP_STEPS
    // A gap counts as the limit only, so that the usual follows another frame rate and not a single gap.
    this.#usual_ms += (Math.min(step_ms, limit_ms) - this.#usual_ms) * WEIGHT
    if (step_ms <= limit_ms) return
    this.#count++
    this.#in_slot++
    if (step_ms > this.#longest_ms) this.#longest_ms = step_ms
  }

  /** What comes next does not follow what came before; the counts stay. */
  resume(): void {
    this.#last_dts_ms = null
    this.#usual_ms = null
  }
}
