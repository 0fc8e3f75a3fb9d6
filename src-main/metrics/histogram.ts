import type { Distribution } from '#contract/metrics-text.ts'

/** Bounds for what takes a fraction of a millisecond and must not take a second, in seconds. */
export const DURATION_BOUNDS_S = [
  0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5,
] as const

/** Counts how long something took. Costs a few comparisons and no memory for each. */
export class Histogram {
  readonly #bounds: readonly number[]
  /** Of each bound those that no smaller one holds, and in the last place those that none holds. */
  readonly #counts: Float64Array
  #sum = 0

  /** @param bounds rising */
  constructor(bounds: readonly number[] = DURATION_BOUNDS_S) {
    this.#bounds = bounds
    this.#counts = new Float64Array(bounds.length + 1)
  }

  /** What began at this moment of `performance.now()` is over. */
  since(began_ms: number): void {
    this.observe((performance.now() - began_ms) / 1_000)
  }

  observe(value: number): void {
    let place = 0
    while (place < this.#bounds.length && value > (this.#bounds[place] ?? 0)) place += 1
    this.#counts[place] = (this.#counts[place] ?? 0) + 1
    this.#sum += value
  }

  read(labels: Distribution['labels'] = {}): Distribution {
    let count = 0
    const buckets = this.#bounds.map((bound, place) => {
      count += this.#counts[place] ?? 0
      return { bound, count }
    })
    return { labels, buckets, count: count + (this.#counts[this.#bounds.length] ?? 0), sum: this.#sum }
  }
}
