/** Bounds of HLS on one node. */
export interface HlsLimits {
  /** Wanted length of a part and of a segment, in ms. Defaults 200 and 2,000. */
  readonly part_ms: number
  readonly segment_ms: number
  /** A segment that no keyframe ends is ended after so long, in ms. Default 20,000. */
  readonly max_segment_ms: number
  /** Segments held of one stream, in bytes. Default 96 MiB. */
  readonly max_bytes: number
  /** Viewers of one stream counted at once. Default 20,000. */
  readonly max_sessions: number
  /** Requests that wait for a part at once, over all streams. Default 20,000. */
  readonly max_waiting: number
}

export const HLS_LIMITS: HlsLimits = {
  part_ms: 200,
  segment_ms: 2_000,
  max_segment_ms: 20_000,
  max_bytes: 96 * 1024 * 1024,
  max_sessions: 20_000,
  max_waiting: 20_000,
}
