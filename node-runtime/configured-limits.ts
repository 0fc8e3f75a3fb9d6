import type { MediaConfig } from '#contract/config.ts'
import type { MediaLimits } from './media/media-limits.ts'

/** What the configuration lets a node hold in memory of a stream and of its subscribers. */
export function configuredLimits(media: MediaConfig): MediaLimits {
  return {
    subscriber_buffer_bytes: media.subscriber_buffer,
    gop_cache_bytes: media.gop_cache_size,
    gop_cache_ms: media.gop_cache_duration,
    group_interval_ms: media.group_interval,
  }
}
