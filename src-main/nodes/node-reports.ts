import type {
  AdmitRequest,
  Admitted,
  Allocated,
  AllocateRequest,
  FullReport,
  Located,
  LocateRequest,
  Redeemed,
  RedeemRequest,
} from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import type { Participation, Relay, StreamSession } from '#contract/stream.ts'
import type { ToldSamples } from '#contract/stream-samples.ts'

/**
 * Where the control channel brings what nodes say of their streams; the streams feature implements it. Everything a
 * node says here is about itself: reports about others do not get this far.
 */
export interface NodeReports {
  /** All that the node carries; what was known of it before and is not in here has ended. */
  replaced(node_id: NodeId, report: Pick<FullReport, 'sessions' | 'participations' | 'relays'>): void
  session(node_id: NodeId, session: StreamSession): void
  participation(node_id: NodeId, participation: Participation): void
  relay(node_id: NodeId, relay: Relay): void
  /** How sessions arrived; those that are not of this node are left out. */
  samples(node_id: NodeId, streams: readonly ToldSamples[]): void
  /** A heartbeat came: what the node said before still holds. */
  renewed(node_id: NodeId): void
  locate(
    node_id: NodeId,
    request: Pick<LocateRequest, 'stream_path' | 'exclude_node_ids'>,
  ): Pick<Located, 'source' | 'alternatives' | 'reason' | 'wait_ms' | 'unheard_of'>
  /** Which nodes are the best for a client that came to a node. */
  allocate(request: AllocateRequest): Omit<Allocated, 'type' | 'id'>
  /** Whether this node may serve a viewer who came to it, by what operators say of the stream. */
  admit(node_id: NodeId, request: AdmitRequest): Omit<Admitted, 'type' | 'id'>
  /** A client came to the node with a ticket; null: it is good, and used up. */
  redeem(node_id: NodeId, request: RedeemRequest): Redeemed['refused']
}

/** The parts of a report that claim to be of another node; empty when the node speaks for itself alone. */
export function foreignClaims(
  node_id: NodeId,
  report: {
    readonly sessions?: readonly StreamSession[]
    readonly participations?: readonly Participation[]
    readonly relays?: readonly Relay[]
  },
): string[] {
  return [
    ...(report.sessions ?? [])
      .filter(({ publish_node_id }) => publish_node_id !== node_id)
      .map((session) => `session ${session.id} of node ${session.publish_node_id}`),
    ...(report.participations ?? [])
      .filter((participation) => participation.node_id !== node_id)
      .map((participation) => `participation of node ${participation.node_id}`),
    ...(report.relays ?? [])
      .filter(({ dest_node_id }) => dest_node_id !== node_id)
      .map((relay) => `relay ${relay.id} of node ${relay.dest_node_id}`),
  ]
}
