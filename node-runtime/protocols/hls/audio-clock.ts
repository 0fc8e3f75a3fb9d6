/** The publisher's times may be so far from the count of samples before the count follows them, in ms: rounding, and jitter of encoders. */
const TOLERANCE_MS = 40

/**
 * Places frames of sound on a timeline counted in samples. FLV says times in whole ms, which is too coarse for frames of 1,024 samples:
 * counted, they follow each other without a gap. Where the publisher's clock really moves away, the timeline follows it,
 * over a gap forwards, by shorter frames backwards.
 */
export class AudioClock {
  readonly #timescale: number
  #next: number | null = null

  constructor(timescale: number) {
    this.#timescale = timescale
  }

  /** Place and duration of the next frame, in samples. */
  place(dts_ms: number, samples: number): { readonly time: number; readonly duration: number } {
    const said = Math.round((dts_ms * this.#timescale) / 1000)
    const counted = this.#next ?? said
    const tolerance = (TOLERANCE_MS * this.#timescale) / 1000
    const time = said - counted > tolerance ? said : counted
    const duration = counted - said > tolerance ? samples >> 1 : samples
    this.#next = time + duration
    return { time, duration }
  }
}
