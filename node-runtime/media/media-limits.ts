/** What a node holds in memory of a stream and of its subscribers. */
export interface MediaLimits {
  /** The most a node holds for one subscriber that reads too slowly, in bytes. Default 4 MiB. */
  readonly subscriber_buffer_bytes: number
  /** The group of pictures kept for those who join. Defaults 16 MiB and 15 s. */
  readonly gop_cache_bytes: number
  readonly gop_cache_ms: number
  /** How long units are gathered into one write at normal latency; 0: one write per video frame. Default 100 ms. */
  readonly group_interval_ms: number
}
