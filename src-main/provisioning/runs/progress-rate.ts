import type { StepProgress } from '#contract/provisioning-run.ts'

/** The rate is told from what came within so long, in ms. */
const WINDOW_MS = 5_000
/** Sooner than this nothing is said of it, in ms. */
const SOONEST_MS = 500
/** Progress is told so often at most, in ms; the last of a step always. */
const TELL_MS = 250

/** How fast a step gets on, over the last seconds. */
export class ProgressRate {
  #seen: { readonly at: number; readonly done: number }[] = []
  #told_at = Number.NEGATIVE_INFINITY

  /** With its rate; null: it is too soon to tell it again. @param now_ms monotonic */
  add({ done, total, unit }: Omit<StepProgress, 'rate'>, now_ms: number): StepProgress | null {
    const last = this.#seen.at(-1)
    if (last !== undefined && done < last.done) this.#seen = []
    this.#seen.push({ at: now_ms, done })
    this.#seen = this.#seen.filter(({ at }) => now_ms - at <= WINDOW_MS)
    if (now_ms - this.#told_at < TELL_MS && done !== total) return null
    this.#told_at = now_ms
    const [first] = this.#seen
    const span_ms = first === undefined ? 0 : now_ms - first.at
    const rate = first === undefined || span_ms < SOONEST_MS ? null : ((done - first.done) * 1_000) / span_ms
    return { done, total, unit, rate }
  }
}
