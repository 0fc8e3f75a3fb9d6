/** A step longer than so many usual ones is a gap: at least one frame is missing. */
const GAP_STEPS = 1.5
/** Of each step so much goes into what is usual. */
const WEIGHT = 1 / 16

/** Counts what is missing between the frames of one track, by their times. */
export class FrameGaps {
  #last_dts_ms: number | null = null
  #usual_ms: number | null = null
  #count = 0
  #longest_ms = 0

  get count(): number {
    return this.#count
  }

  /** The longest step that was a gap, in ms; 0 where there was none. */
  get longest_ms(): number {
    return this.#longest_ms
  }

  add(dts_ms: number): void {
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
    if (step_ms > this.#longest_ms) this.#longest_ms = step_ms
  }

  /** What comes next does not follow what came before; the counts stay. */
  resume(): void {
    this.#last_dts_ms = null
    this.#usual_ms = null
  }
}
