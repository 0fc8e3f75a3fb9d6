import type { AllocationCandidate } from '#contract/api.ts'
import type { NodeId } from '#contract/ids.ts'
import type { Node, NodeEndpoints, NodeLoad } from '#contract/node.ts'

/** How much each part of the score counts (contracts/model.md: 500/500/1000, bonus 50). */
export const allocationWeights = { cpu: 500, memory: 500, bandwidth: 1_000, has_stream: 50 } as const

/** Outgoing traffic at which a node's bandwidth counts as used up, in Mbit/s. */
const FULL_EGRESS_MBPS = 8_000
/** What a node that is taken only because nobody else is left stands behind all others by. */
const LAST_RESORT_PENALTY = { overloaded: 2_500, suspect: 5_000 } as const

/** What an allocation is decided by. */
export interface AllocationQuestion {
  readonly nodes: readonly Node[]
  /** Nodes that serve the stream already. */
  readonly holders: ReadonlySet<NodeId>
  /** Why a node without the stream could not get it from where it is published; null where it can. */
  readonly not_fetchable: string | null
  readonly limit: number
  /** Null: this node does not offer what was asked for. */
  readonly urlOf: (endpoints: NodeEndpoints) => string | null
}

export interface AllocationDecision {
  /** Best first. */
  readonly candidates: readonly AllocationCandidate[]
  readonly rejected: readonly { readonly node_id: NodeId; readonly node_name: string; readonly reason: string }[]
}

/** A node that can be reached at all, with what the score needs. */
interface Usable {
  readonly node: Node
  readonly endpoints: NodeEndpoints
  readonly load: NodeLoad
  readonly url: string
  readonly rank: 'good' | 'overloaded' | 'suspect'
}

/**
 * Which nodes shall serve, and why the others shall not. Thresholds and states exclude, the score orders the rest.
 * Where nobody is left, overloaded nodes are taken, and then suspect ones: better a viewer served badly than one turned
 * away. Draining, offline and evicted nodes never are.
 */
export function allocate(question: AllocationQuestion): AllocationDecision {
  const usable: Usable[] = []
  const rejected: { node_id: NodeId; node_name: string; reason: string }[] = []
  const reject = (node: Node, reason: string) => rejected.push({ node_id: node.id, node_name: node.name, reason })

  for (const node of question.nodes) {
    const { endpoints, load } = node
    const rank = rankOf(node)
    if (rank === null || endpoints === null || load === null) {
      reject(node, node.routable_reasons.join('; ') || 'has not reported yet')
      continue
    }
    const url = question.urlOf(endpoints)
    if (url === null) reject(node, 'does not offer this protocol')
    else if (question.not_fetchable !== null && !question.holders.has(node.id)) reject(node, question.not_fetchable)
    else usable.push({ node, endpoints, load, url, rank })
  }

  const best = (['good', 'overloaded', 'suspect'] as const).find((rank) => usable.some((one) => one.rank === rank))
  for (const { node } of usable.filter((one) => one.rank !== best)) reject(node, node.routable_reasons.join('; '))
  const candidates = usable
    .filter((one) => one.rank === best)
    .map((one) => candidate(one, question.holders.has(one.node.id)))
    .sort((one, other) => other.score - one.score || (one.node_name < other.node_name ? -1 : 1))
  return { candidates: candidates.slice(0, question.limit), rejected }
}

function rankOf(node: Node): Usable['rank'] | null {
  if (node.routable) return 'good'
  if (node.registration !== 'registered' || node.mode.value !== 'normal') return null
  if (node.liveness.state === 'alive') return 'overloaded'
  return node.liveness.state === 'suspect' ? 'suspect' : null
}

function candidate({ node, load, url, rank }: Usable, has_stream: boolean): AllocationCandidate {
  const breakdown: Record<string, number> = {
    cpu: share(allocationWeights.cpu, load.cpu_percent / 100),
    memory: share(allocationWeights.memory, load.memory_percent / 100),
    bandwidth: share(allocationWeights.bandwidth, load.egress_mbps / FULL_EGRESS_MBPS),
    has_stream: has_stream ? allocationWeights.has_stream : 0,
    ...(rank === 'good' ? {} : { last_resort: -LAST_RESORT_PENALTY[rank] }),
  }
  const score = Object.values(breakdown).reduce((sum, part) => sum + part, 0)
  return { node_id: node.id, node_name: node.name, url, score, breakdown, has_stream }
}

/** The part of a weight that is left when `used` (0 to 1) is used; whole points, so that equals are equal. */
function share(weight: number, used: number): number {
  return Math.round(weight * (1 - Math.min(1, Math.max(0, used))))
}
