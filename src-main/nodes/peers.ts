import type { Peer } from '#contract/control-channel.ts'
import type { StoredNode } from './node-record.ts'

/** A node as other nodes need to know it; null while nobody could reach it. */
export function peerOf(node: StoredNode): Peer | null {
  if (node.registration !== 'registered' || node.endpoints === null) return null
  return {
    node_id: node.id,
    name: node.name,
    endpoints: node.endpoints,
    relay_fingerprint: node.relay_fingerprint,
    ...(node.kind === 'foreign' ? { kind: node.kind } : {}),
  }
}

/**
 * All nodes that may pull from one another. Offline ones too: a node that is cut off from the origin alone still has
 * its viewers, and its neighbours must be able to tell who it is.
 * Foreign members know nothing of our relays; whoever is to pull from one is told so with the stream.
 */
export function peersOf(nodes: Iterable<StoredNode>): Peer[] {
  return [...nodes]
    .filter(({ kind }) => kind !== 'foreign')
    .map(peerOf)
    .filter((peer) => peer !== null)
}
