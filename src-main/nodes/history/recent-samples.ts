import { type NodeSample, nodeMeasures } from '#contract/node-history.ts'

/** What one heartbeat said, with when it came, in ms since 1970. */
export interface TimedSample {
  readonly at_ms: number
  readonly sample: NodeSample
}

const WIDTH = nodeMeasures.length

/** The newest heartbeats of one node in memory that is taken once: `8 + 4 * measures` bytes each. */
export class RecentSamples {
  readonly #times: Float64Array
  readonly #values: Float32Array
  readonly #spacing_ms: number
  #next = 0
  #count = 0

  /** @param spacing_ms nearer to the one before than this, a heartbeat is not kept; so many kept ones fill `window_ms` */
  constructor(window_ms: number, spacing_ms: number) {
    const capacity = Math.ceil(window_ms / spacing_ms) + 1
    this.#spacing_ms = spacing_ms
    this.#times = new Float64Array(capacity)
    this.#values = new Float32Array(capacity * WIDTH)
  }

  /** Bytes that it holds, however little is in it. */
  get bytes(): number {
    return this.#times.byteLength + this.#values.byteLength
  }

  add(at_ms: number, sample: NodeSample): void {
    const capacity = this.#times.length
    const last = this.#count === 0 ? undefined : this.#times[(this.#next + capacity - 1) % capacity]
    // A wall clock that was set back makes what it stamped worth nothing beside what it stamps now.
    if (last !== undefined && at_ms < last) this.#count = 0
    else if (last !== undefined && at_ms - last < this.#spacing_ms) return
    this.#times[this.#next] = at_ms
    nodeMeasures.forEach((measure, place) => {
      this.#values[this.#next * WIDTH + place] = sample[measure] ?? Number.NaN
    })
    this.#next = (this.#next + 1) % capacity
    this.#count = Math.min(capacity, this.#count + 1)
  }

  /** Those that came at or after a time, oldest first. */
  since(from_ms: number): TimedSample[] {
    const capacity = this.#times.length
    const found: TimedSample[] = []
    for (let back = this.#count; back > 0; back -= 1) {
      const index = (this.#next + capacity - back) % capacity
      const at_ms = this.#times[index] ?? 0
      if (at_ms >= from_ms) found.push({ at_ms, sample: sampleAt(this.#values, index * WIDTH) })
    }
    return found
  }
}

/** The sample that stands at a place of a row of numbers; not a number is null, and digits that nobody measured are left out. */
export function sampleAt(values: Float32Array, place: number): NodeSample {
  return Object.fromEntries(
    nodeMeasures.map((measure, offset) => [measure, told(values[place + offset])]),
  ) as unknown as NodeSample
}

const told = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : Math.round(value * 1_000) / 1_000
