import { z } from 'zod'
import type { ClusterId, Fingerprint, NodeId, Timestamp } from '#contract/ids.ts'
import type {
  HostFacts,
  InstalledForm,
  LoadThresholds,
  Node,
  NodeDrain,
  NodeEndpoints,
  NodeKind,
  NodeLoad,
  NodeMode,
  NodeRegistration,
} from '#contract/node.ts'
import type { RemovedNode } from '#contract/removed-node.ts'
import type { Instant } from './clock.ts'
import { expectedNode, type LivenessFacts, type LivenessSettings, livenessView } from './node-liveness.ts'
import { deadlineIn } from './node-mode.ts'
import { routableReasons } from './routable.ts'

/** What is kept of a node for good; one row of the table `nodes`. */
export interface StoredNode {
  readonly id: NodeId
  readonly cluster_id: ClusterId
  readonly name: string
  /** Absent: headwater. */
  readonly kind?: NodeKind
  readonly is_origin: boolean
  readonly region: string | null
  readonly version: string | null
  readonly form?: InstalledForm | undefined
  readonly relay_fingerprint: Fingerprint
  readonly credential_hash: string
  readonly registration: NodeRegistration
  readonly mode: NodeMode
  readonly endpoints: NodeEndpoints | null
  readonly host: HostFacts | null
  readonly epoch: number
  readonly created_at: Timestamp
  readonly last_seen_at: Timestamp | null
  /** Absent: it is a node of ours, or is known by what foreign members say. */
  readonly joined?: JoinedFacts
}

/** How a foreign member that joined by itself is there. */
export const joinedFactsSchema = z.object({
  ip: z.string(),
  /** Where it serves streams; null: it does not. */
  url: z.string().nullable(),
  heartbeat_interval_ms: z.number().int().positive(),
})
type JoinedFacts = z.infer<typeof joinedFactsSchema>

/** A node as the origin holds it: what is on disk, and what is only observed. */
export interface NodeRecord {
  readonly stored: StoredNode
  readonly liveness: LivenessFacts
  readonly load: NodeLoad | null
  /** Monotonic time since when every report had the processors over the threshold; null: the last one had not. */
  readonly cpu_busy_since_ms: number | null
  /** Revision of the newest mode that the node said it applied; -1: not said since the origin started. */
  readonly applied_mode_revision: number
  /** What it carried when it was first heard of in the drain that it is in, and when that was; null: it is in none. */
  readonly drain_began: { readonly total: number; readonly at_ms: number } | null
  readonly clock_skew_ms: number | null
  readonly heartbeat_rtt_ms: number | null
}

/** Whether the node belongs to the cluster; those who were evicted or retired do not. */
export function isMember({ registration }: StoredNode): boolean {
  return registration === 'registered' || registration === 'pending'
}

/** A node that is no member any more. */
export function leftNode(
  stored: StoredNode,
  registration: NodeRegistration,
  { last_seen_at }: Pick<LivenessFacts, 'last_seen_at'>,
): StoredNode {
  return { ...stored, registration, last_seen_at }
}

/** What is known of a node that has left; null: it is a member. */
export function removedNode(stored: StoredNode): RemovedNode | null {
  const { id, name, kind = 'headwater', registration, region, last_seen_at } = stored
  if (registration !== 'evicted' && registration !== 'retired') return null
  // Which token a foreign member shows does not tell it from another: an operator has to say so.
  const back_by = kind === 'foreign' ? 'allow' : 'enrollment_token'
  return { id, name, kind, how: registration, region, last_seen_at, back_by }
}

/** A node of which nothing was heard since the origin started. */
export function unheardNode(stored: StoredNode, now: Instant): NodeRecord {
  return {
    stored,
    liveness: expectedNode(stored, now),
    load: null,
    cpu_busy_since_ms: null,
    applied_mode_revision: -1,
    drain_began: null,
    clock_skew_ms: null,
    heartbeat_rtt_ms: null,
  }
}

/** How much a node carries that a drain waits for. */
export function carried(load: NodeLoad): number {
  return load.publishers + load.subscribers + load.relays_in + load.relays_out
}

/** How far a node is that takes no new work; null where it does, or has not reported. */
export function drainView(
  { stored: { mode }, load, drain_began }: Pick<NodeRecord, 'stored' | 'load' | 'drain_began'>,
  now: Instant,
): NodeDrain | null {
  if (mode.value === 'normal' || load === null) return null
  const { publishers, subscribers, relays_in, relays_out } = load
  return {
    ...{ publishers, subscribers, relays_in, relays_out },
    started_at: mode.set_at,
    deadline_at: mode.deadline_at,
    time_left_ms: deadlineIn(mode, now),
    eta_ms: mode.drained_at !== null ? 0 : etaOf(carried(load), drain_began, now),
    drained: mode.drained_at !== null,
  }
}

/** If it goes on as it went since the beginning; null: nothing has gone yet. */
function etaOf(total: number, began: NodeRecord['drain_began'], now: Instant): number | null {
  if (began === null || total >= began.total) return null
  const gone_per_ms = (began.total - total) / Math.max(1, now.monotonic_ms - began.at_ms)
  return Math.round(total / gone_per_ms)
}

/** The node as API, event stream and panel know it, at this moment. */
export function nodeView(
  record: NodeRecord,
  settings: LivenessSettings,
  now: Instant,
  thresholds?: LoadThresholds,
): Node {
  const { credential_hash: _, last_seen_at: __, joined: ___, ...stored } = record.stored
  const { load, cpu_busy_since_ms } = record
  const cpu_busy_ms = cpu_busy_since_ms === null ? 0 : now.monotonic_ms - cpu_busy_since_ms
  const reasons = routableReasons({ ...stored, liveness: record.liveness.state, load, cpu_busy_ms }, thresholds)
  return {
    ...stored,
    liveness: livenessView(record.liveness, settings, record, now),
    load,
    drain: drainView(record, now),
    epoch: record.liveness.epoch,
    routable: reasons.length === 0,
    routable_reasons: reasons,
  }
}
