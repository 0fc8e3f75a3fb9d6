import type { EnrollmentRequest } from '#contract/enrollment.ts'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import { isMember, type NodeRecord } from './node-record.ts'
import { NodesError } from './nodes-error.ts'

/** What the token of an enrolment proved. */
export interface ProvenEnrolment {
  readonly request: EnrollmentRequest
  readonly cluster_id: ClusterId
  /** The token was made by this origin for its own node, and handed to nobody else. */
  readonly own_node: boolean
}

/** Which node this box becomes: one that is known, or a new one. */
export type EnrolmentDecision = { readonly kind: 'known'; readonly id: NodeId } | { readonly kind: 'new' }

/**
 * Decides who an enrolling box is (contracts/model.md, "Re-join"): enrolment is idempotent by cluster and name. The
 * same name with the same key is the same node. Another key under a name that is a member's is refused, whether that
 * member is up or not: only an operator, by evicting it, says that a machine was replaced.
 * @throws {NodesError} `name_taken`, `key_in_use` or `cluster_mismatch`
 */
export function decideEnrolment(proven: ProvenEnrolment, known: readonly NodeRecord[]): EnrolmentDecision {
  const { request } = proven
  // The origin's own node stays the same node even if its data directory was lost: its token cannot be had by others.
  const own = proven.own_node ? known.find(({ stored }) => stored.is_origin) : undefined
  if (own !== undefined && (own.stored.name === request.name || !taken(request.name, known))) {
    return { kind: 'known', id: own.stored.id }
  }
  const same_key = known.find(({ stored }) => stored.relay_fingerprint === request.relay_fingerprint)
  if (same_key !== undefined && same_key.stored.cluster_id !== proven.cluster_id) {
    throw new NodesError('cluster_mismatch', `this node is a member of cluster ${same_key.stored.cluster_id}`, {
      hint: 'Use a token of that cluster, or start the node with a fresh data directory.',
    })
  }
  if (same_key !== undefined && same_key.stored.name !== request.name && !taken(request.name, known)) {
    if (!isMember(same_key.stored)) return { kind: 'known', id: same_key.stored.id }
    throw new NodesError('key_in_use', `the key of this node belongs to node ${same_key.stored.name} already`, {
      hint: `Keep its name with --name ${same_key.stored.name}, or start this node with a fresh data directory.`,
      details: { node_id: same_key.stored.id },
    })
  }
  const named = known.find(({ stored }) => stored.cluster_id === proven.cluster_id && stored.name === request.name)
  if (named === undefined) return { kind: 'new' }
  const { stored, liveness } = named
  if (stored.relay_fingerprint === request.relay_fingerprint || !isMember(named.stored))
    return { kind: 'known', id: stored.id }
  const up = liveness.state === 'alive' || liveness.state === 'suspect' || liveness.state === 'joining'
  throw new NodesError('name_taken', `another node is called ${request.name}`, {
    hint: up
      ? 'Give this node a name of its own with --name, or evict the other one first if this machine replaces it.'
      : `The other one is ${liveness.state}. If this machine replaces it, evict it in the panel first; else give this node another name with --name.`,
    details: { node_id: stored.id, liveness: liveness.state },
  })
}

function taken(name: string, known: readonly NodeRecord[]): boolean {
  return known.some(({ stored }) => stored.name === name)
}
