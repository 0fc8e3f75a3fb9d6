import type { Logger } from 'pino'
import type { NodeId } from '#contract/ids.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Clock } from './clock.ts'
import { nodeActivity } from './node-activity.ts'
import { foreignClaims } from './node-reports.ts'

export interface RefusedMessagesOptions {
  readonly activity: Pick<ActivityLog, 'record'>
  readonly clock: Clock
  readonly log: Logger
  readonly nameOf: (id: NodeId) => string
}

/** A node that keeps claiming what is not its own is written to the activity log at most this often, in ms. */
const FOREIGN_CLAIM_RECORD_INTERVAL_MS = 60_000

/** What nodes said and nobody acted on: counted since the origin started, and said where it matters. */
export class RefusedMessages {
  readonly counts = { malformed: 0, foreign: 0, unproven: 0, replayed: 0 }
  readonly #options: RefusedMessagesOptions
  readonly #claims_recorded_ms = new Map<NodeId, number>()
  readonly #unproven_recorded_ms = new Map<NodeId, number>()

  constructor(options: RefusedMessagesOptions) {
    this.#options = options
  }

  /** A heartbeat that had been heard before. */
  replayed(): void {
    this.counts.replayed += 1
  }

  malformed(node_id: NodeId, remote_address: string | undefined, problem: string): void {
    this.counts.malformed += 1
    const { malformed } = this.counts
    this.#options.log.warn(
      { event: 'channel.malformed_message', node_id, remote_address, problem, malformed },
      'a message could not be read; the control channel is closed',
    )
  }

  /** Whether a node speaks of itself alone in this report; where not, that is held against it. */
  isOwn(node_id: NodeId, report: Parameters<typeof foreignClaims>[1]): boolean {
    const claims = foreignClaims(node_id, report)
    if (claims.length > 0) this.foreign(node_id, claims)
    return claims.length === 0
  }

  /** A node spoke for others. */
  foreign(node_id: NodeId, claims: readonly string[]): void {
    const { clock, log, activity, nameOf } = this.#options
    this.counts.foreign += claims.length
    const now_ms = clock.now().monotonic_ms
    const recorded_ms = this.#claims_recorded_ms.get(node_id)
    if (recorded_ms !== undefined && now_ms - recorded_ms < FOREIGN_CLAIM_RECORD_INTERVAL_MS) return
    this.#claims_recorded_ms.set(node_id, now_ms)
    const message = `Node ${nameOf(node_id)} tried to speak for another node and was refused: ${claims[0]}.`
    log.warn({ event: 'channel.foreign_claim', node_id, claims: claims.slice(0, 5) }, message)
    const data = { claims: claims.slice(0, 5), count: claims.length }
    activity.record(
      nodeActivity({ id: node_id }, 'node.foreign_claim_refused', 'warning', `node:${node_id}`, message, data),
    )
  }

  /** Somebody showed a node's credential and not its key. */
  unproven(node_id: NodeId, remote_address: string | undefined, why: string): void {
    const { clock, log, activity, nameOf } = this.#options
    this.counts.unproven += 1
    const now_ms = clock.now().monotonic_ms
    const recorded_ms = this.#unproven_recorded_ms.get(node_id)
    if (recorded_ms !== undefined && now_ms - recorded_ms < FOREIGN_CLAIM_RECORD_INTERVAL_MS) return
    this.#unproven_recorded_ms.set(node_id, now_ms)
    const message = `Somebody at ${remote_address ?? 'an unknown address'} showed the credential of node ${nameOf(node_id)} without its key, and was refused: ${why}.`
    log.warn({ event: 'channel.unproven', node_id, remote_address }, message)
    const data = { address: remote_address ?? null, why }
    activity.record(nodeActivity({ id: node_id }, 'node.key_not_shown', 'warning', 'origin', message, data))
  }

  /** The node is not a member any more. */
  forget(node_id: NodeId): void {
    this.#claims_recorded_ms.delete(node_id)
    this.#unproven_recorded_ms.delete(node_id)
  }
}
