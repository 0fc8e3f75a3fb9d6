import type { Peer } from '#contract/control-channel.ts'
import type { NodeId, SessionId, StreamPath } from '#contract/ids.ts'

/** A node, and another one that has a stream, for tests. */
export const node_id = '0b7e1d0e-3f5d-4a55-9d0c-4d2f5b0f7a11' as NodeId
export const path = 'live/test' as StreamPath
export const peer: Peer = {
  node_id: '0b7e1d0e-3f5d-4a55-9d0c-4d2f5b0f7a12' as NodeId,
  name: 'edge-2',
  endpoints: { address: '10.0.0.2', rtmp_port: 1935, media_port: 8080 },
  relay_fingerprint: 'a'.repeat(64),
}
export const session_id = '0b7e1d0e-3f5d-4a55-9d0c-4d2f5b0f7a13' as SessionId
