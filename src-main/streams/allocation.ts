import type { AllocationCandidate } from '#contract/api.ts'
import type { NodeId } from '#contract/ids.ts'
import type { Node, NodeEndpoints, NodeLoad } from '#contract/node.ts'

/** How much each part of the score counts (contracts/model.md: 500/500/1000/1000, bonus 50). */
export const allocationWeights = {
  cpu: 500,
  memory: 500,
  bandwidth: 1_000,
  region: 1_000,
  subscribers: 250,
  round_trip: 100,
  has_stream: 50,
} as const

/** At these a node's outgoing traffic (Mbit/s), its subscribers and its round trip to the origin (ms) are worth no point any more. */
const FULL = { egress_mbps: 8_000, subscribers: 2_000, round_trip_ms: 500 } as const
/** What a node that is taken only because nobody else is left stands behind all others by. */
const LAST_RESORT_PENALTY = { overloaded: 2_500, suspect: 5_000 } as const
/** Nodes that are named with why they are not among the candidates; of more, only the number is told. */
const MAX_REJECTED = 50

/** What clients who were sent to a node, and have not come yet, will take there. */
export interface Reservation {
  readonly clients: number
  readonly mbps: number
}

const NOTHING_RESERVED: Reservation = { clients: 0, mbps: 0 }

/** What an allocation is decided by. */
export interface AllocationQuestion {
  readonly nodes: readonly Node[]
  /** Nodes that serve the stream already. */
  readonly holders: ReadonlySet<NodeId>
  /** Why a node without the stream could not get it from where it is published; null where it can. */
  readonly not_fetchable: string | null
  readonly limit: number
  /** Where the client is, as nodes name their regions; null: nobody knows, and no node is nearer than another. */
  readonly region: string | null
  readonly reservedOn: (id: NodeId) => Reservation | undefined
  /** Null: this node does not offer what was asked for. */
  readonly urlOf: (endpoints: NodeEndpoints) => string | null
}

export interface AllocationDecision {
  /** Best first. */
  readonly candidates: readonly AllocationCandidate[]
  /** The first of those that are not among them for a reason, in the order of `nodes`. */
  readonly rejected: readonly { readonly node_id: NodeId; readonly node_name: string; readonly reason: string }[]
  /** How many there are of these in all. */
  readonly rejected_total: number
}

type Rank = 'good' | 'overloaded' | 'suspect'
const RANKS: readonly Rank[] = ['good', 'overloaded', 'suspect']

/** A node that can be reached at all, with its score. */
interface Usable {
  readonly node: Node
  readonly url: string
  readonly score: number
  readonly breakdown: Record<string, number>
}

/**
 * Which nodes shall serve, and why the others shall not. Thresholds and states exclude, the score orders the rest.
 * Where nobody is left, overloaded nodes are taken, and then suspect ones: better a viewer served badly than one turned
 * away. Draining, offline and evicted nodes never are. One pass over the nodes, and only the best of them are looked at closer.
 */
export function allocate(question: AllocationQuestion): AllocationDecision {
  const best: Record<Rank, Usable[]> = { good: [], overloaded: [], suspect: [] }
  const counts: Record<Rank, number> = { good: 0, overloaded: 0, suspect: 0 }
  const rejected: { node_id: NodeId; node_name: string; reason: string }[] = []
  let rejected_total = 0
  const reject = (node: Node, reason: string) => {
    rejected_total += 1
    if (rejected.length < MAX_REJECTED) rejected.push({ node_id: node.id, node_name: node.name, reason })
  }
  const lower: { readonly node: Node; readonly rank: Rank }[] = []

  for (const node of question.nodes) {
    const { endpoints, load } = node
    const reserved = question.reservedOn(node.id) ?? NOTHING_RESERVED
    const rank = rankOf(node, reserved)
    if (rank === null || endpoints === null || load === null) {
      reject(node, node.routable_reasons.join('; ') || 'has not reported yet')
      continue
    }
    const url = question.urlOf(endpoints)
    if (url === null) reject(node, 'does not offer this protocol')
    else if (question.not_fetchable !== null && !question.holders.has(node.id)) reject(node, question.not_fetchable)
    else {
      counts[rank] += 1
      if (rank !== 'good') lower.push({ node, rank })
      keepBest(best[rank], { node, url, ...weigh(node, load, reserved, rank, question) }, question.limit)
    }
  }

  const taken = RANKS.find((rank) => counts[rank] > 0)
  for (const { node, rank } of lower) {
    if (rank !== taken) reject(node, node.routable_reasons.join('; ') || FILLED)
  }
  const candidates = (taken === undefined ? [] : best[taken]).map(
    ({ node, ...scored }): AllocationCandidate => ({
      ...{ node_id: node.id, node_name: node.name, ...scored },
      has_stream: question.holders.has(node.id),
    }),
  )
  return { candidates, rejected, rejected_total }
}

const FILLED = 'is filled by clients who were sent there and are on their way'

function rankOf(node: Node, reserved: Reservation): Rank | null {
  if (node.routable) return fills(node.load, reserved) ? 'overloaded' : 'good'
  if (node.registration !== 'registered' || node.mode.value !== 'normal') return null
  if (node.liveness.state === 'alive') return 'overloaded'
  return node.liveness.state === 'suspect' ? 'suspect' : null
}

/** Whether a node is over its threshold once those who are on their way to it have come. */
function fills(load: NodeLoad | null, { clients, mbps }: Reservation): boolean {
  if (clients === 0 || load === null) return false
  return load.subscribers + clients > FULL.subscribers || load.egress_mbps + mbps > FULL.egress_mbps
}

/** Inserts in order of score, equals by name, and lets go of what is over the limit. */
function keepBest(kept: Usable[], one: Usable, limit: number): void {
  const isBefore = (other: Usable) =>
    one.score > other.score || (one.score === other.score && one.node.name < other.node.name)
  const last = kept.at(-1)
  if (kept.length >= limit && last !== undefined && !isBefore(last)) return
  const at = kept.findIndex(isBefore)
  kept.splice(at === -1 ? kept.length : at, 0, one)
  if (kept.length > limit) kept.pop()
}

/** The score, and the parts it is the sum of. */
function weigh(
  node: Node,
  load: NodeLoad,
  reserved: Reservation,
  rank: Rank,
  { holders, region: asked }: Pick<AllocationQuestion, 'holders' | 'region'>,
): { readonly score: number; readonly breakdown: Record<string, number> } {
  const { heartbeat_rtt_ms: rtt_ms } = node.liveness
  const cpu = share(allocationWeights.cpu, load.cpu_percent / 100)
  const memory = share(allocationWeights.memory, load.memory_percent / 100)
  const bandwidth = share(allocationWeights.bandwidth, (load.egress_mbps + reserved.mbps) / FULL.egress_mbps)
  const subscribers = share(allocationWeights.subscribers, (load.subscribers + reserved.clients) / FULL.subscribers)
  // Of a node that has not measured it nothing better is known than the middle.
  const round_trip = share(allocationWeights.round_trip, rtt_ms === null ? 0.5 : rtt_ms / FULL.round_trip_ms)
  const has_stream = holders.has(node.id) ? allocationWeights.has_stream : 0
  const region = asked !== null && node.region === asked ? allocationWeights.region : 0
  const last_resort = rank === 'good' ? 0 : -LAST_RESORT_PENALTY[rank]
  return {
    score: cpu + memory + bandwidth + subscribers + round_trip + has_stream + region + last_resort,
    breakdown: {
      ...{ cpu, memory, bandwidth, subscribers, round_trip, has_stream },
      ...(asked === null ? {} : { region }),
      ...(rank === 'good' ? {} : { last_resort }),
    },
  }
}

/** The part of a weight that is left when `used` (0 to 1) is used; whole points, so that equals are equal. */
function share(weight: number, used: number): number {
  return Math.round(weight * (1 - Math.min(1, Math.max(0, used))))
}
