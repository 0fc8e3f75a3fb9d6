import type { Peer } from '#contract/control-channel.ts'
import type { Fingerprint, NodeId } from '#contract/ids.ts'
import type { StoredNode } from './node-record.ts'

/** The key that a node proves itself by; undefined: it has no certificate of the authority. */
export type KeyOf = (node_id: NodeId) => Fingerprint | undefined

/** A node as other nodes need to know it; null while nobody could reach it. */
export function peerOf(node: StoredNode, keyOf: KeyOf): Peer | null {
  if (node.registration !== 'registered' || node.endpoints === null) return null
  const key_fingerprint = keyOf(node.id)
  return {
    node_id: node.id,
    name: node.name,
    endpoints: node.endpoints,
    relay_fingerprint: node.relay_fingerprint,
    ...(key_fingerprint === undefined ? {} : { key_fingerprint }),
    ...(node.kind === 'foreign' ? { kind: node.kind } : {}),
  }
}

/**
 * All nodes that may pull from one another. Offline ones too: a node that is cut off from the origin alone still has
 * its viewers, and its neighbours must be able to tell who it is.
 * Foreign members know nothing of our relays; whoever is to pull from one is told so with the stream.
 */
export function peersOf(nodes: Iterable<StoredNode>, keyOf: KeyOf): Peer[] {
  return [...nodes]
    .filter(({ kind }) => kind !== 'foreign')
    .map((node) => peerOf(node, keyOf))
    .filter((peer) => peer !== null)
}
