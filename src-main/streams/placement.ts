import type { z } from 'zod'
import type { Allocation, allocationRequestSchema, ExplainedAllocation, Ticket } from '#contract/api.ts'
import type { RedeemRequest } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { MediaProtocol, Stream } from '#contract/stream.ts'
import type { LiveState } from '../live-state/live-state.ts'
import { type AllocationDecision, allocate } from './allocation.ts'
import { sourceObstacle } from './locate.ts'
import { playUrl, publishUrl, withTicket } from './node-urls.ts'
import { StreamsError } from './streams-error.ts'
import { Tickets, type TicketVerdict } from './tickets.ts'

/** What a stream takes of a node for each client where its bit rate is not known yet, in Mbit/s. */
const ASSUMED_MBPS = 2

export interface PlacementOptions {
  readonly live: LiveState
  readonly nodes: {
    /** Every member, as it was when it was last heard of. */
    placeable(): readonly Node[]
    find(id: NodeId): Node | undefined
  }
  /** Nodes that serve this stream, or will in a moment. */
  readonly holders: (path: StreamPath) => ReadonlySet<NodeId>
  readonly find: (path: StreamPath) => Stream | undefined
  /** @throws {StreamsError} stream_not_found, with what is live */
  readonly known: (path: StreamPath) => Stream
  readonly clock: { now(): { readonly monotonic_ms: number; readonly at: string } }
}

type Asked = z.infer<typeof allocationRequestSchema>

/** Where clients play and publish: decides, explains, gives tickets out and takes them back. */
export class Placement {
  readonly #options: PlacementOptions
  readonly #tickets: Tickets

  constructor(options: PlacementOptions) {
    this.#options = options
    this.#tickets = new Tickets(options.live)
  }

  /** A ticket for the best nodes. @throws {StreamsError} stream_not_found, no_candidates, protocol_not_supported */
  allocate(kind: Allocation['kind'], asked: Asked): Allocation {
    const { stream_path, protocol, region } = asked
    const { candidates, rejected, rejected_total } = this.#decide(kind, asked)
    const decided = { kind, stream_path, protocol, region, rejected: [...rejected], rejected_total }
    return this.#tickets.issue(
      (ticket_id) => ({
        ...decided,
        candidates: candidates.map((one) => ({ ...one, url: withTicket(one.url, ticket_id) })),
      }),
      this.#mbpsOf(stream_path),
      this.#options.clock.now(),
    )
  }

  /** The same decision, and nothing is given out or reserved. Without candidates it says why of each node. */
  explain(kind: Allocation['kind'], asked: Asked): ExplainedAllocation {
    const { stream_path, protocol, region } = asked
    this.#tickets.expire(this.#options.clock.now())
    const { candidates, rejected, rejected_total } = this.#weigh(kind, asked)
    return {
      ...{ kind, stream_path, protocol, region, rejected_total },
      candidates: [...candidates],
      rejected: [...rejected],
    }
  }

  /** URL of the best node to play a stream from. @throws as {@link allocate} */
  playUrl(stream_path: StreamPath, protocol: MediaProtocol, region: string | null): string {
    this.#tickets.expire(this.#options.clock.now())
    const best = this.#decide('play', { stream_path, protocol, limit: 1, region }).candidates[0]
    if (best === undefined) throw new Error('an allocation without candidates was not refused')
    return best.url
  }

  /** A client came to a node with a ticket. */
  redeem(
    node_id: NodeId,
    { ticket_id, kind, stream_path, protocol }: Omit<RedeemRequest, 'type' | 'id'>,
  ): TicketVerdict {
    return this.#tickets.redeem({ ticket_id, node_id, kind, stream_path, protocol }, this.#options.clock.now())
  }

  ticket(ticket_id: string): Ticket | undefined {
    return this.#tickets.find(ticket_id, this.#options.clock.now())
  }

  /** Tickets that are out. */
  get outstanding(): number {
    return this.#tickets.outstanding
  }

  #mbpsOf(path: StreamPath): number {
    const kbps = this.#options.find(path)?.session.bitrate_kbps ?? 0
    return kbps > 0 ? kbps / 1_000 : ASSUMED_MBPS
  }

  #weigh(kind: Allocation['kind'], { stream_path, protocol, limit, region }: Asked): AllocationDecision {
    const { nodes, holders, known } = this.#options
    if (kind === 'publish' && protocol === 'hls') {
      throw new StreamsError('protocol_not_supported', 'nodes do not take publishers by hls', {
        hint: 'Publish by rtmp, by flv (HTTP) or by ws (WebSocket).',
      })
    }
    const publisher_id = kind === 'play' ? known(stream_path).session.publish_node_id : undefined
    const obstacle = publisher_id === undefined ? null : sourceObstacle(nodes.find(publisher_id))
    return allocate({
      nodes: nodes.placeable(),
      holders: holders(stream_path),
      not_fetchable: obstacle === null ? null : `cannot fetch the stream: ${obstacle}`,
      limit,
      region,
      reservedOn: (id) => this.#tickets.reservedOn(id),
      urlOf: (endpoints) => (kind === 'play' ? playUrl : publishUrl)(endpoints, protocol, stream_path),
    })
  }

  #decide(kind: Allocation['kind'], asked: Asked): AllocationDecision {
    const decision = this.#weigh(kind, asked)
    if (decision.candidates.length > 0) return decision
    const why = decision.rejected.map(({ node_name, reason }) => `${node_name} ${reason}`).join('; ')
    throw new StreamsError('no_candidates', `no node can take this ${kind === 'play' ? 'viewer' : 'publisher'} now`, {
      hint: why === '' ? 'Add a node first.' : `${why}. Resume or add a node, or try again in a few seconds.`,
      details: { rejected: decision.rejected },
    })
  }
}
