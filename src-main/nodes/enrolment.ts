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
  /** The token is one that many boxes share: a node that an operator removed does not come back by it. */
  readonly shared: boolean
  /** The one node that the token is for, which may get another key by it; null: for whoever comes. */
  readonly node_id: NodeId | null
}

/** Which node this box becomes: one that is known, or a new one; `id` null: under an id of its own. */
export type EnrolmentDecision =
  | { readonly kind: 'known'; readonly id: NodeId }
  | { readonly kind: 'new'; readonly id: NodeId | null }

/**
 * Decides who an enrolling box is (contracts/model.md, "Re-join"): enrolment is idempotent by cluster and name. The
 * same name with the same key is the same node. Another key under a name that is a member's is refused, whether that
 * member is up or not: only an operator, by evicting it, says that a machine was replaced.
 * @throws {NodesError} `name_taken`, `key_in_use`, `cluster_mismatch`, or `node_gone` where a shared token would bring back who was removed
 */
export function decideEnrolment(proven: ProvenEnrolment, known: readonly NodeRecord[]): EnrolmentDecision {
  const decision = decideWho(proven, known)
  const before = decision.kind === 'known' ? known.find(({ stored }) => stored.id === decision.id)?.stored : undefined
  if (!proven.shared || before === undefined || isMember(before)) return decision
  throw new NodesError('node_gone', `node ${before.name} was removed (${before.registration})`, {
    hint: 'A cluster token does not bring it back: an operator who wants it back makes an enrollment token for it (Nodes, Add a node).',
    details: { node_id: before.id },
  })
}

function decideWho(proven: ProvenEnrolment, known: readonly NodeRecord[]): EnrolmentDecision {
  const { request } = proven
  if (proven.node_id !== null) return decideForNode(proven.node_id, request, known)
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
  if (named === undefined) return { kind: 'new', id: null }
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

/** A token for one node: it stays that node, whatever its key is now; one that this origin does not know of yet is taken in under its id. */
function decideForNode(id: NodeId, request: EnrollmentRequest, known: readonly NodeRecord[]): EnrolmentDecision {
  const same_key = known.find(({ stored }) => stored.relay_fingerprint === request.relay_fingerprint)
  if (same_key !== undefined && same_key.stored.id !== id) {
    throw new NodesError('key_in_use', `the key of this node belongs to node ${same_key.stored.name} already`, {
      hint: 'The token is for another node: make a new token for a new node, or start this one with a fresh data directory.',
      details: { node_id: same_key.stored.id },
    })
  }
  if (known.some(({ stored }) => stored.id === id)) return { kind: 'known', id }
  if (!taken(request.name, known)) return { kind: 'new', id }
  throw new NodesError('name_taken', `another node is called ${request.name}`, {
    hint: 'Evict the other one in the panel first if this machine replaces it.',
  })
}

function taken(name: string, known: readonly NodeRecord[]): boolean {
  return known.some(({ stored }) => stored.name === name)
}
