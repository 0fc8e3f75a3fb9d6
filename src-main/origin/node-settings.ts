import { resolve } from 'node:path'
import type { MediaConfig } from '#contract/config.ts'
import { formatDuration } from '#contract/duration.ts'

/** The media settings of the origin as environment variables of its node, in the words of headwater.yaml, and no file besides. */
export function nodeMediaEnvironment(media: MediaConfig): Record<string, string> {
  const text: { [Field in keyof MediaConfig]: string } = {
    listen_host: media.listen_host,
    rtmp_port: String(media.rtmp_port),
    media_port: String(media.media_port),
    publish_allow: media.publish_allow.join(','),
    publish_origins: media.publish_origins.join(','),
    ...(media.tls_certificate === undefined ? {} : { tls_certificate: resolve(media.tls_certificate) }),
    ...(media.tls_key === undefined ? {} : { tls_key: resolve(media.tls_key) }),
    metrics_allow: media.metrics_allow.join(','),
    metrics_streams: String(media.metrics_streams),
    subscriber_buffer: `${media.subscriber_buffer}B`,
    gop_cache_size: `${media.gop_cache_size}B`,
    gop_cache_duration: formatDuration(media.gop_cache_duration),
    group_interval: formatDuration(media.group_interval),
    relay_release_delay: formatDuration(media.relay_release_delay),
    relay_retry_attempts: String(media.relay_retry_attempts),
    relay_retry_delay: formatDuration(media.relay_retry_delay),
    relay_transport: media.relay_transport,
    handshake_timeout: formatDuration(media.handshake_timeout),
    publisher_silence_timeout: formatDuration(media.publisher_silence_timeout),
    publisher_grace: formatDuration(media.publisher_grace),
    second_publisher: media.second_publisher,
    max_connections: String(media.max_connections),
    connection_rate: String(media.connection_rate),
    connection_burst: String(media.connection_burst),
    connection_rate_exempt: media.connection_rate_exempt.join(','),
    workers: String(media.workers),
  }
  const media_settings = Object.fromEntries(
    Object.entries(text).map(([field, value]) => [`HEADWATER_NODE_MEDIA_${field.toUpperCase()}`, value]),
  )
  // A headwater.yaml with a node section is about another node: this one is told everything here.
  return { ...media_settings, HEADWATER_CONFIG: '' }
}
