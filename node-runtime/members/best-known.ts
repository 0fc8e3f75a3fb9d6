import type { ServerSummary } from '#contract/cluster-api.ts'
import type { PlacedNode } from '#contract/entry.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { LoadThresholds } from '#contract/node.ts'
import type { MemberBook } from './member-book.ts'
import type { OwnMember } from './own-member.ts'

export interface BestKnownQuestion {
  readonly kind: 'play' | 'publish'
  readonly path: StreamPath
  readonly book: MemberBook
  readonly own: OwnMember
  /** The stream is on this node. */
  readonly has_it: boolean
  /** Whether this node takes one client more: gladly, only where nobody else can, or not at all. */
  readonly takes: 'gladly' | 'if_must_be' | 'not'
  readonly thresholds: LoadThresholds
}

/**
 * The nodes for a client, best first, as far as one node knows by itself: this node if it can, then those that have the stream, then those
 * with the least to do, and at last those that are over a threshold. Members that are not well, or take nothing new, are not named.
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
  const others = book.list().flatMap(({ member: { summary }, state, peer }): Candidate[] => {
    if (peer === null || state !== 'alive' || (summary.mode ?? 'normal') !== 'normal') return []
    if (summary.closed_roles?.includes(kind === 'play' ? 'viewers' : 'ingest')) return []
    const load = (summary.cpu ?? 0) + (summary.subscribers ?? 0) / 20
    return [{ ...peer, rank: having.has(peer.node_id) ? 1 : 2, load, is_full: isFull(summary, thresholds) }]
  })
  const { node_id, endpoints, name } = own
  const itself = { node_id, endpoints, name, rank: 0, load: 0, is_full: takes === 'if_must_be' }
  const candidates = takes === 'not' ? others : [itself, ...others]
  return candidates
    .sort((one, two) => Number(one.is_full) - Number(two.is_full) || one.rank - two.rank || one.load - two.load)
    .map((one) => ({
      node_id: one.node_id,
      node_name: one.name,
      endpoints: one.endpoints,
      score: null,
      last_resort: one.is_full,
    }))
}

interface Candidate {
  readonly node_id: NodeId
  readonly name: string
  readonly endpoints: PlacedNode['endpoints']
  /** 0: this node; 1: has the stream; 2: would have to pull it. */
  readonly rank: number
  readonly load: number
  readonly is_full: boolean
}

function isFull({ cpu, bandwidth_mbps, subscribers }: ServerSummary, limits: LoadThresholds): boolean {
  return (
    (cpu ?? 0) > limits.cpu_percent ||
    (bandwidth_mbps ?? 0) > limits.egress_mbps ||
    (subscribers ?? 0) >= limits.subscribers
  )
}
