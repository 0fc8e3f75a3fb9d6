/** One coded frame in its place on its track's timeline, in ticks of the track's timescale. */
export interface Sample {
  readonly data: Buffer
  readonly time: number
  readonly duration: number
  /** Presentation after decoding; may be negative. */
  readonly composition: number
  /** Decoding can start here. */
  readonly sync: boolean
}
