import type { NodeId } from '#contract/ids.ts'

/** What clients who are on their way to a node will need there. */
export interface Reserved {
  readonly clients: number
  readonly mbps: number
}

const NOTHING: Reserved = { clients: 0, mbps: 0 }

interface OfNode {
  /** Of tickets that nobody came with yet. */
  tickets: Reserved
  /** Of clients who were sent there since its last report, and between the two before it. */
  sent: Reserved
  sent_before: Reserved
}

/**
 * What was promised and is not seen in what nodes report yet, so that a crowd that comes within one heartbeat is spread. A ticket counts
 * until it is used or runs out; a client who was sent to a node until the node has reported twice, by when it is among its subscribers.
 */
export class Reservations {
  readonly #of = new Map<NodeId, OfNode>()

  on(node_id: NodeId): Reserved {
    const of = this.#of.get(node_id)
    if (of === undefined) return NOTHING
    return {
      clients: of.tickets.clients + of.sent.clients + of.sent_before.clients,
      mbps: of.tickets.mbps + of.sent.mbps + of.sent_before.mbps,
    }
  }

  issued(node_id: NodeId, mbps: number): void {
    const of = this.#ofNode(node_id)
    of.tickets = plus(of.tickets, 1, mbps)
  }

  /** The ticket was used or has run out. */
  released(node_id: NodeId, mbps: number): void {
    const of = this.#of.get(node_id)
    if (of !== undefined) of.tickets = plus(of.tickets, -1, -mbps)
  }

  /** A client is sent there, or came with its ticket. */
  sent(node_id: NodeId, mbps: number): void {
    const of = this.#ofNode(node_id)
    of.sent = plus(of.sent, 1, mbps)
  }

  /** The node reported what it carries. */
  reported(node_id: NodeId): void {
    const of = this.#of.get(node_id)
    if (of === undefined) return
    of.sent_before = of.sent
    of.sent = NOTHING
    if (of.tickets.clients === 0 && of.sent_before.clients === 0) this.#of.delete(node_id)
  }

  gone(node_id: NodeId): void {
    this.#of.delete(node_id)
  }

  #ofNode(node_id: NodeId): OfNode {
    const known = this.#of.get(node_id)
    if (known !== undefined) return known
    const made: OfNode = { tickets: NOTHING, sent: NOTHING, sent_before: NOTHING }
    this.#of.set(node_id, made)
    return made
  }
}

function plus({ clients, mbps }: Reserved, more_clients: number, more_mbps: number): Reserved {
  const sum = clients + more_clients
  return sum <= 0 ? NOTHING : { clients: sum, mbps: Math.max(0, mbps + more_mbps) }
}
