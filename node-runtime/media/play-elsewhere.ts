/** Where a player may go instead: a node of the cluster. */
export interface OtherNode {
  readonly node_id: string
  /** Host name, IPv4 address, or IPv6 address without brackets. */
  readonly address: string
  readonly rtmp_port: number
  readonly media_port: number
}

/** A player is sent on so often at most. */
export const MAX_HOPS = 3
/** Characters of a node's id that stand for it in an address. */
const MARK_LENGTH = 8
/** Of what is read of hops; more was written by nobody here. */
const MAX_TEXT_LENGTH = 256
const MARK = /^[0-9a-z]{8}$/

/** How a node is written among the hops of an address. */
export function hopMark(node_id: string): string {
  return node_id.slice(0, MARK_LENGTH).toLowerCase()
}

/** Reads `hop=3f2a91c0.9b1d22aa` of a query: the nodes that sent the player on, oldest first. What is no mark is left out. */
export function parseHops(text: string | null): string[] {
  const marks = (text ?? '').slice(0, MAX_TEXT_LENGTH).split('.')
  return marks.filter((mark) => MARK.test(mark)).slice(0, MAX_HOPS)
}

/** Writes what {@link parseHops} reads. */
export function writeHops(hops: readonly string[]): string {
  return hops.join('.')
}

export interface ElsewhereQuestion {
  /** The node that cannot serve the player itself. */
  readonly node_id: string
  readonly path: string
  /** Nodes that sent this player on already. */
  readonly hops: readonly string[]
  readonly peers: readonly OtherNode[]
}

/**
 * The node that a player is sent to, with the hops to write into its address; null where it has been sent on often enough, or there is
 * no node left that it has not been to. The players of one stream go to the same node, so that it is pulled once (rendezvous hashing).
 */
export function chooseElsewhere({ node_id, path, hops, peers }: ElsewhereQuestion): Elsewhere | null {
  if (hops.length >= MAX_HOPS) return null
  const own = hopMark(node_id)
  const left = peers.filter((peer) => hopMark(peer.node_id) !== own && !hops.includes(hopMark(peer.node_id)))
  const [first, ...others] = left
  if (!first) return null
  const weight = (node: OtherNode) => hash(`${path} ${node.node_id}`)
  const node = others.reduce((best, peer) => (weight(peer) > weight(best) ? peer : best), first)
  return { node, hops: [...hops, own] }
}

/** A node to go to, and the nodes that sent the player there. */
export interface Elsewhere {
  readonly node: OtherNode
  readonly hops: readonly string[]
}

/** From 0 to below 1, evenly over all ids, and always the same for one. */
export function shareOf(id: string): number {
  return hash(id) / 2 ** 32
}

/** FNV-1a, of 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  // The last bits of short differences are mixed once more, or nodes that differ at their ends would rank alike.
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d)
  return (value ^ (value >>> 13)) >>> 0
}
