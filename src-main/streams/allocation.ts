import type { AllocationCandidate } from '#contract/api.ts'
import type { NodeId } from '#contract/ids.ts'
import type { LoadThresholds, Node, NodeEndpoints, NodeLoad } from '#contract/node.ts'
import type { Reserved } from './reservations.ts'

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

/** What a foreign member stands behind the cluster's own nodes by; that it has the stream is no bonus (contracts/frameworks.md F-18). */
const FOREIGN_PENALTY = 200

/** At this round trip to the origin, in ms, it is worth no point any more. */
const FULL_ROUND_TRIP_MS = 500
/** What a node that is taken only because nobody else is left stands behind all others by. */
const LAST_RESORT_PENALTY = { overloaded: 2_500, suspect: 5_000 } as const
/** Nodes that are named with why they are not among the candidates; of more, only the number is told. */
const MAX_REJECTED = 50

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
  /** What clients who are on their way to a node will take there. */
  readonly reservedOn: (id: NodeId) => Reserved
  /** At these a node is full, and its outgoing traffic and subscribers are worth no point any more. */
  readonly thresholds: LoadThresholds
  /** What becomes of a client when every node is over a threshold. */
  readonly when_full: 'best_effort' | 'refuse'
  /** Nodes that shall not be named, for a reason. */
  readonly forbids?: (node: Node) => string | null
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
  readonly parts: ScoreParts
}

/** What a score is the sum of; the round trip of a node that has not measured it counts as a middling one. */
interface ScoreParts {
  readonly score: number
  readonly cpu: number
  readonly memory: number
  readonly bandwidth: number
  readonly subscribers: number
  readonly round_trip: number
  readonly has_stream: number
  readonly region: number
  readonly foreign: number
  readonly last_resort: number
}

/**
 * Which nodes shall serve, and why the others shall not. Thresholds and states exclude, the score orders the rest.
 * Where nobody is left, overloaded nodes are taken, and then suspect ones: better a viewer served badly than one turned
 * away. Draining, offline and evicted nodes never are. One pass over the nodes, and only the best of them are looked at closer.
 */
export function allocate(question: AllocationQuestion): AllocationDecision {
  const best: Record<Rank, Usable[]> = { good: [], overloaded: [], suspect: [] }
  const rejected: { node_id: NodeId; node_name: string; reason: string }[] = []
  let rejected_total = 0
  /** @param reason null: what the node itself says, else `otherwise` */
  const reject = (node: Node, reason: string | null, otherwise: string) => {
    rejected_total += 1
    if (rejected.length >= MAX_REJECTED) return
    rejected.push({
      node_id: node.id,
      node_name: node.name,
      reason: reason ?? (node.routable_reasons.join('; ') || otherwise),
    })
  }
  const counts: Record<Rank, number> = { good: 0, overloaded: 0, suspect: 0 }
  /** The first of those that are no good, who are left out where others are taken. */
  const lower: { readonly node: Node; readonly rank: Rank }[] = []

  for (const node of question.nodes) {
    const { endpoints, load } = node
    const reserved = question.reservedOn(node.id)
    const rank = rankOf(node, reserved, question.thresholds)
    if (rank === null || endpoints === null || load === null) {
      reject(node, null, NOT_REPORTED)
      continue
    }
    const refusal = refusalOf(question, node)
    if (refusal !== null) {
      reject(node, refusal, '')
      continue
    }
    counts[rank] += 1
    if (rank !== 'good' && lower.length < 2 * MAX_REJECTED) lower.push({ node, rank })
    // Ten thousand nodes are looked at for three that are named: of the others no address and no explanation is made.
    const parts = weigh(node, load, reserved, rank, question)
    const kept = best[rank]
    if (!isAmong(kept, node, parts.score, question.limit)) continue
    const url = question.urlOf(endpoints)
    if (url === null) reject(node, NOT_OFFERED, '')
    else keep(kept, { node, url, parts }, question.limit)
  }

  const taken = RANKS.find((rank) => best[rank].length > 0 && (rank === 'good' || question.when_full === 'best_effort'))
  const left_out = RANKS.reduce((sum, rank) => (rank === 'good' || rank === taken ? sum : sum + counts[rank]), 0)
  const total = rejected_total + left_out
  for (const { node, rank } of lower) if (rank !== taken) reject(node, null, FILLED)
  const candidates = (taken === undefined ? [] : best[taken]).map(
    ({ node, url, parts }): AllocationCandidate => ({
      ...{ node_id: node.id, node_name: node.name, url, score: parts.score },
      breakdown: breakdownOf(parts, question.region !== null, taken),
      has_stream: question.holders.has(node.id),
    }),
  )
  return { candidates, rejected, rejected_total: total }
}

/** Why a node that could serve clients must not serve this one; null where it may. */
function refusalOf({ holders, not_fetchable, forbids }: AllocationQuestion, node: Node): string | null {
  if (not_fetchable !== null && !holders.has(node.id)) return not_fetchable
  return forbids?.(node) ?? null
}

/** Why a node is left out that has no address for what was asked for. */
export const NOT_OFFERED = 'does not offer this protocol'
const NOT_REPORTED = 'has not reported yet'
const FILLED = 'is filled by clients who were sent there and are on their way'

function rankOf(node: Node, reserved: Reserved, thresholds: LoadThresholds): Rank | null {
  if (node.routable) return fills(node.load, reserved, thresholds) ? 'overloaded' : 'good'
  if (node.registration !== 'registered' || node.mode.value !== 'normal') return null
  if (node.liveness.state === 'alive') return 'overloaded'
  return node.liveness.state === 'suspect' ? 'suspect' : null
}

/** Whether a node is over its threshold once those who are on their way to it have come. */
function fills(load: NodeLoad | null, { clients, mbps }: Reserved, thresholds: LoadThresholds): boolean {
  if (clients === 0 || load === null) return false
  return load.subscribers + clients > thresholds.subscribers || load.egress_mbps + mbps > thresholds.egress_mbps
}

/** Whether a node belongs to the best so far, in order of score, equals by name. */
function isAmong(kept: readonly Usable[], node: Node, score: number, limit: number): boolean {
  const last = kept.at(-1)
  return kept.length < limit || (last !== undefined && isBefore(node, score, last))
}

function isBefore(node: Node, score: number, other: Usable): boolean {
  return score > other.parts.score || (score === other.parts.score && node.name < other.node.name)
}

/** Inserts in order, and lets go of what is over the limit. */
function keep(kept: Usable[], one: Usable, limit: number): void {
  const at = kept.findIndex((other) => isBefore(one.node, one.parts.score, other))
  kept.splice(at === -1 ? kept.length : at, 0, one)
  if (kept.length > limit) kept.pop()
}

function weigh(
  node: Node,
  load: NodeLoad,
  reserved: Reserved,
  rank: Rank,
  { holders, region: asked, thresholds }: Pick<AllocationQuestion, 'holders' | 'region' | 'thresholds'>,
): ScoreParts {
  const { heartbeat_rtt_ms: rtt_ms } = node.liveness
  const cpu = share(allocationWeights.cpu, load.cpu_percent / 100)
  const memory = share(allocationWeights.memory, load.memory_percent / 100)
  const bandwidth = share(allocationWeights.bandwidth, (load.egress_mbps + reserved.mbps) / thresholds.egress_mbps)
  const subscribers = share(
    allocationWeights.subscribers,
    (load.subscribers + reserved.clients) / thresholds.subscribers,
  )
  const round_trip = share(allocationWeights.round_trip, rtt_ms === null ? 0.5 : rtt_ms / FULL_ROUND_TRIP_MS)
  const is_foreign = node.kind === 'foreign'
  const has_stream = holders.has(node.id) && !is_foreign ? allocationWeights.has_stream : 0
  const foreign = is_foreign ? -FOREIGN_PENALTY : 0
  const region = asked !== null && node.region === asked ? allocationWeights.region : 0
  const last_resort = rank === 'good' ? 0 : -LAST_RESORT_PENALTY[rank]
  const score = cpu + memory + bandwidth + subscribers + round_trip + has_stream + region + foreign + last_resort
  return { score, cpu, memory, bandwidth, subscribers, round_trip, has_stream, region, foreign, last_resort }
}

const NOBODY: ReadonlySet<NodeId> = new Set()

/** What a node without the stream scores that nothing speaks against; null: it would be taken as a last resort, or not at all. */
export function goodScore(
  node: Node,
  reserved: Reserved,
  by: Pick<AllocationQuestion, 'region' | 'thresholds'>,
): number | null {
  if (node.endpoints === null || node.load === null || rankOf(node, reserved, by.thresholds) !== 'good') return null
  return weigh(node, node.load, reserved, 'good', { ...by, holders: NOBODY }).score
}

/** The parts that say something: the region where the client's is known, the last resort where it is one. */
function breakdownOf(
  { score: _, region, foreign, last_resort, ...parts }: ScoreParts,
  has_region: boolean,
  rank: Rank | undefined,
): Record<string, number> {
  return {
    ...parts,
    ...(has_region ? { region } : {}),
    ...(foreign === 0 ? {} : { foreign }),
    ...(rank === 'good' ? {} : { last_resort }),
  }
}

/** The part of a weight that is left when `used` (0 to 1) is used; whole points, so that equals are equal. */
function share(weight: number, used: number): number {
  return Math.round(weight * (1 - Math.min(1, Math.max(0, used))))
}
