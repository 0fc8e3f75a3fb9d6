import type { MediaUnit } from './unit.ts'

/** Counted for each unit besides its body, so that a flood of empty units is bounded too. */
const UNIT_OVERHEAD_BYTES = 160

export interface GopCacheLimits {
  readonly max_bytes: number
  readonly max_ms: number
}

/**
 * The units since the newest one that decoding can start at. A group that outgrows its bounds is let go whole,
 * because a group with a hole cannot be decoded; the cache fills again from the next keyframe on.
 */
export class GopCache {
  readonly #limits: GopCacheLimits
  #units: MediaUnit[] = []
  #bytes = 0
  #outgrown = false

  constructor(limits: GopCacheLimits) {
    this.#limits = limits
  }

  get units(): readonly MediaUnit[] {
    return this.#units
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Whether the group in flow was let go because it outgrew the bounds. */
  get outgrown(): boolean {
    return this.#outgrown
  }

  /** @param starts decoding can start at this unit, so that what came before is not needed any more */
  push(unit: MediaUnit, starts: boolean): void {
    if (starts) {
      this.clear()
    } else if (this.#units.length === 0) {
      return
    }
    const first = this.#units[0]
    const bytes = this.#bytes + unit.body.length + UNIT_OVERHEAD_BYTES
    if (bytes > this.#limits.max_bytes || (first && unit.dts_ms - first.dts_ms > this.#limits.max_ms)) {
      this.clear()
      this.#outgrown = true
      return
    }
    this.#units.push(unit)
    this.#bytes = bytes
  }

  /** Forgets everything until the next unit that decoding can start at. */
  clear(): void {
    this.#units = []
    this.#bytes = 0
    this.#outgrown = false
  }
}
