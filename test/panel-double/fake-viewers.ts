import type { Stream } from '#contract/stream.ts'
import type { StreamViewers } from '#contract/stream-viewers.ts'

/** Some of those who watch a stream on a node, and how many more there are. */
export function fakeViewers({ stream_path, participations }: Stream, query: URLSearchParams): StreamViewers {
  const node_id = participations.find((one) => one.node_id === query.get('node_id'))?.node_id
  const count = participations.find((one) => one.node_id === node_id)?.subscribers ?? 0
  const hls_viewers = Math.floor(count / 4)
  const total = count - hls_viewers
  const viewers = Array.from({ length: Math.min(total, 200) }, (_, index) => ({
    id: `viewer${String(index).padStart(10, '0')}`,
    protocol: ['flv', 'ws-flv', 'rtmp'][index % 3] ?? 'flv',
    network: index % 5 === 0 ? '2001:db8:4::/48' : `203.0.${113 + (index % 7)}.0/24`,
    since: new Date(Date.now() - (total - index) * 41_000).toISOString(),
    bytes: (total - index) * 18_000_000,
    buffered_bytes: 0,
    ...{ behind_ms: index === 3 ? 2_300 : 0, skips: index === 3 ? 2 : 0, state: 'playing' as const },
  }))
  return { stream_path, node_id: query.get('node_id') as StreamViewers['node_id'], total, hls_viewers, viewers }
}
