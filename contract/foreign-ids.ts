import type { ClusterSession } from './cluster-api.ts'
import type { NodeId, SessionId } from './ids.ts'

/** SHA-1 of these behind one another; the programs have it from `node:crypto`. */
export type Sha1 = (...parts: readonly (string | Uint8Array)[]) => Uint8Array

/** Namespace of {@link foreignNodeId} (RFC 9562, 5.5): 8f3b0f7c-5e0d-4c1f-a6d2-7c9be0a1d35e. */
const NAMESPACE = Uint8Array.from([
  0x8f, 0x3b, 0x0f, 0x7c, 0x5e, 0x0d, 0x4c, 0x1f, 0xa6, 0xd2, 0x7c, 0x9b, 0xe0, 0xa1, 0xd3, 0x5e,
])

/** The id of a member of another make, the same whoever computes it: a UUID of version 5. */
export function foreignNodeId(sha1: Sha1, cluster_id: string, server_id: string): NodeId {
  return uuidOf(sha1(NAMESPACE, `${cluster_id}/${server_id}`)) as NodeId
}

/** The same for the same publication: members name theirs as they like, or by when it began, or not at all. */
export function foreignSessionId(
  sha1: Sha1,
  node_id: NodeId,
  { stream_path, session_id, started_at }: Pick<ClusterSession, 'stream_path' | 'session_id' | 'started_at'>,
): SessionId {
  return uuidOf(sha1(`${node_id}/${stream_path}/${session_id ?? started_at ?? ''}`)) as SessionId
}

function uuidOf(digest: Uint8Array): string {
  const bytes = Uint8Array.from(digest.subarray(0, 16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}
