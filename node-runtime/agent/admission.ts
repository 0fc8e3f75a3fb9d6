import type { Redeemed, RedeemRequest } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { Admission, Overflow, TicketUse } from '../media/admission.ts'
import { chooseElsewhere, type Elsewhere, hopMark, MAX_HOPS, type OtherNode } from '../media/play-elsewhere.ts'
import {
  NodeNotAcceptingError,
  PlayElsewhereError,
  PublisherNotAllowedError,
  TicketRefusedError,
} from '../media/stream-errors.ts'
import { NetworkList } from './network-list.ts'
import type { NodePolicies } from './node-policies.ts'

/** Characters of a ticket, at most. */
const MAX_TICKET_LENGTH = 64

/** Uses up a ticket; null: it was good, or the origin is away. */
export type RedeemTicket = (
  use: Omit<RedeemRequest, 'type' | 'id'>,
  signal: AbortSignal,
) => Promise<Redeemed['refused']>

/** What a node at its thresholds needs to send viewers on. */
export interface Overload {
  /** Why one viewer more is too much; null: it is not. */
  readonly reason: () => string | null
  /** A node that is within its thresholds, by the origin's word; null where there is none, or the origin is away. */
  readonly better: (viewer: Overflow, signal: AbortSignal) => Promise<OtherNode | null>
}

export interface NodeAdmissionOptions {
  /** Why the node takes nothing new of this role: its mode, or the role is closed; null where it does. */
  readonly notAccepting: (role: 'ingest' | 'viewers') => string | null
  /** Networks that may publish, as CIDR. */
  readonly publish_allow: readonly string[]
  /** Names of sites whose pages may publish from a browser; those of the networks above always may. Default none. */
  readonly publish_origins?: readonly string[]
  /** Asks the origin for a ticket; rejects where it cannot be asked now. Absent: tickets are not looked at. */
  readonly redeem?: RedeemTicket
  /** Whether this node is at its thresholds, and which other is better then. Absent: it takes whoever comes. */
  readonly overload?: Overload
  /** What operators say of streams. Absent: nothing, or another thread knows it. */
  readonly policies?: Pick<NodePolicies, 'publishRefusal' | 'playRefusal' | 'refusalFor'>
  /** This node, and where its viewers may go while it takes none. Absent: nowhere. */
  readonly elsewhere?: {
    readonly node_id: NodeId
    readonly peers: () => readonly OtherNode[]
    /** Of these, those on which a stream that is watched here can be had while this node drains. Absent: none. */
    readonly having?: (path: StreamPath) => readonly OtherNode[]
  }
}

/** Lets publishers and viewers in, or says in plain words why not and what would help. */
export class NodeAdmission implements Admission {
  readonly #options: NodeAdmissionOptions
  readonly #allowed: NetworkList

  constructor(options: NodeAdmissionOptions) {
    this.#options = options
    this.#allowed = new NetworkList(options.publish_allow)
  }

  publish(path: StreamPath, address: string, page?: string): void {
    this.#checkMode()
    if (!this.#allowed.contains(address)) {
      throw new PublisherNotAllowedError(
        `${address} may not publish to this node. Publishers are let in from: ${this.#options.publish_allow.join(', ') || 'nowhere'}. ` +
          'Add its network to publish_allow in the media section of headwater.yaml (or --publish-allow) and restart the node.',
      )
    }
    if (page !== undefined && !this.#pageMayPublish(page)) {
      throw new PublisherNotAllowedError(
        `Pages of ${page.slice(0, 128)} may not publish to this node. Add its host name to publish_origins in the media section of ` +
          'headwater.yaml (or --publish-origin) and restart the node.',
      )
    }
    const refusal = this.#options.policies?.publishRefusal(path) ?? null
    if (refusal !== null) throw new PublisherNotAllowedError(refusal)
  }

  /** The address is that of a browser's machine, which any site may use: the page must be one that may publish too. */
  #pageMayPublish(page: string): boolean {
    if (!URL.canParse(page)) return false
    const host = new URL(page).hostname
    if (host === 'localhost' || this.#options.publish_origins?.includes(host)) return true
    return this.#allowed.contains(host.replace(/^\[|\]$/g, ''))
  }

  play(path: StreamPath, _address: string, hops: readonly string[] | null = null): void {
    const reason = this.#options.notAccepting('viewers')
    if (reason === null) {
      // Who can be sent on is asked about at the origin, which knows where (overflow).
      const refusal = hops === null ? (this.#options.policies?.playRefusal(path) ?? null) : null
      if (refusal !== null) throw new NodeNotAcceptingError(refusal)
      return
    }
    // Where the stream is published here nobody can pull it from here any more: who has it already is the better place.
    const chosen = hops && (this.elsewhere('viewer', path, hops) ?? this.elsewhere('publisher', path, hops))
    throw chosen ? new PlayElsewhereError(reason, chosen) : new NodeNotAcceptingError(reason)
  }

  elsewhere(role: 'publisher' | 'viewer', path: StreamPath, hops: readonly string[]): Elsewhere | null {
    const { elsewhere } = this.#options
    if (elsewhere === undefined) return null
    const peers = role === 'publisher' ? elsewhere.peers() : (elsewhere.having?.(path) ?? [])
    return chooseElsewhere({ node_id: elsewhere.node_id, path, hops, peers })
  }

  /** While the origin is away nobody can say what a ticket is worth: its bearer is then a client without one. */
  async redeem({ ticket, kind, path, protocol }: TicketUse, signal: AbortSignal): Promise<void> {
    const { redeem } = this.#options
    if (ticket === null || redeem === undefined) return
    // Longer than a ticket is: none of ours, and not worth a question.
    if (ticket.length > MAX_TICKET_LENGTH) throw new TicketRefusedError('This is no ticket of this cluster.')
    const asked: Promise<Redeemed['refused']> = redeem({ ticket_id: ticket, kind, stream_path: path, protocol }, signal)
    const refused = await asked
    if (refused !== null) throw new TicketRefusedError(refused.message)
    // The origin gave it by the stream's policy; while that is away a ticket is worth no more than none.
    const refusal = kind === 'play' ? (this.#options.policies?.playRefusal(path) ?? null) : null
    if (refusal !== null) throw new NodeNotAcceptingError(refusal)
  }

  /** Only the origin knows who is alive and has room: without its word a viewer who can be served here is. */
  async overflow(viewer: Overflow, signal: AbortSignal): Promise<void> {
    const { overload, elsewhere, policies } = this.#options
    const refusal = (await policies?.refusalFor(viewer, signal)) ?? null
    if (refusal?.elsewhere) throw new PlayElsewhereError(refusal.message, refusal.elsewhere)
    if (refusal !== null) throw new NodeNotAcceptingError(refusal.message)
    const reason = overload?.reason() ?? null
    if (overload === undefined || elsewhere === undefined || reason === null || viewer.hops.length >= MAX_HOPS) return
    const node = await overload.better(viewer, signal)
    if (node === null) return
    throw new PlayElsewhereError(reason, { node, hops: [...viewer.hops, hopMark(elsewhere.node_id)] })
  }

  #checkMode(): void {
    const reason = this.#options.notAccepting('ingest')
    if (reason !== null) throw new NodeNotAcceptingError(reason)
  }
}
