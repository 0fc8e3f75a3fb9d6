import type { PlacedNode } from '#contract/entry.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { LoadThresholds } from '#contract/node.ts'
import type { KnownMember, MemberBook } from './member-book.ts'
import type { OwnMember } from './own-member.ts'

export interface BestKnownQuestion {
  readonly kind: 'play' | 'publish'
  readonly path: StreamPath
  readonly book: MemberBook
  readonly own: OwnMember
  /** The stream is on this node. */
  readonly has_it: boolean
  /** This node takes new clients, and has room. */
  readonly takes: boolean
  readonly thresholds: LoadThresholds
}

/**
 * The nodes for a client, best first, as far as one node knows by itself: this node if it can, then those that have the stream, then those
 * with the least to do. Members that are not well, take nothing new or are over a threshold are not named.
 * @returns null: nobody is known to publish the stream
 */
export function bestKnown({
  kind,
  path,
  book,
  own,
  has_it,
  takes,
  thresholds,
}: BestKnownQuestion): readonly PlacedNode[] | null {
  const having = new Set<NodeId>(book.sourcesOf(path).map(({ peer }) => peer.node_id))
  if (kind === 'play' && !has_it && having.size === 0) return null
  const hasIt = ({ member }: KnownMember) => (member.node_id !== null && having.has(member.node_id) ? 1 : 0)
  const others = book
    .list()
    .filter((known) => known.peer !== null && isWell(known, thresholds))
    .sort((one, other) => hasIt(other) - hasIt(one) || loadOf(one) - loadOf(other))
    .flatMap(({ peer }) => (peer === null ? [] : [placed(peer.node_id, peer.name, peer.endpoints)]))
  const itself = placed(own.summary().node_id as NodeId, own.name, own.endpoints)
  return takes ? [itself, ...others] : others
}

function placed(node_id: NodeId, node_name: string, endpoints: PlacedNode['endpoints']): PlacedNode {
  return { node_id, node_name, endpoints, score: null, last_resort: false }
}

function isWell({ member, state }: KnownMember, { cpu_percent, egress_mbps, subscribers }: LoadThresholds): boolean {
  const said = member.summary
  if (state !== 'alive' || (said.mode ?? 'normal') !== 'normal') return false
  return (
    (said.cpu ?? 0) <= cpu_percent && (said.bandwidth_mbps ?? 0) <= egress_mbps && (said.subscribers ?? 0) < subscribers
  )
}

function loadOf({ member: { summary } }: KnownMember): number {
  return (summary.cpu ?? 0) + (summary.subscribers ?? 0) / 20
}
