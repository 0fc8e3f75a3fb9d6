import type { Redeemed, RedeemRequest } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { AccessRefusals } from '#contract/told-access.ts'
import {
  type Admission,
  type AskingPublisher,
  type AskingViewer,
  type LetInPublisher,
  type LetInViewer,
  nobodyCounts,
  type Overflow,
  type TicketUse,
} from '../media/admission.ts'
import { chooseElsewhere, type Elsewhere, hopMark, MAX_HOPS, type OtherNode } from '../media/play-elsewhere.ts'
import {
  NodeNotAcceptingError,
  PlayElsewhereError,
  PublisherNotAllowedError,
  TicketRefusedError,
  ViewerNotAllowedError,
} from '../media/stream-errors.ts'
import { NetworkList } from './network-list.ts'
import type { NodeAccess } from './node-access.ts'
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
  /** Who may publish and watch. Absent: whoever is in the networks above, and everybody. */
  readonly access?: Pick<NodeAccess, 'publisher' | 'askAboutPublisher' | 'viewer' | 'fetch'>
  /** Somebody was refused for who it is. */
  readonly onRefused?: (refusal: AccessRefusals) => void
  /** What operators say of streams. Absent: nothing. */
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

  async publish(publisher: AskingPublisher): Promise<LetInPublisher> {
    try {
      return await this.#publish(publisher)
    } catch (error) {
      this.#tellRefusal('publish', publisher, error)
      throw error
    }
  }

  async #publish(publisher: AskingPublisher): Promise<LetInPublisher> {
    const { access, policies } = this.#options
    const { path } = publisher
    this.#checkMode()
    const proof = access?.publisher(publisher) ?? { by: 'network', shown_key: null }
    if (proof.by === 'network') this.#checkNetwork(publisher, proof.shown_key)
    const refusal = policies?.publishRefusal(path) ?? null
    if (refusal !== null) throw new PublisherNotAllowedError(refusal)
    await access?.askAboutPublisher(publisher)
    return { key_id: proof.by === 'key' ? proof.key_id : null }
  }

  /** Who shows nothing that is good publishes from the networks of the node's settings. */
  #checkNetwork({ address, page }: AskingPublisher, shown_key: string | null): void {
    if (!this.#allowed.contains(address)) {
      const networks = this.#options.publish_allow.join(', ') || 'nowhere'
      const why = shown_key === null ? 'Without a stream key' : `Of the key: ${shown_key}. Without a good one`
      throw new PublisherNotAllowedError(
        `${address} may not publish to this node. ${why} publishers are let in from: ${networks}. Make a stream key in the panel, ` +
          'or add its network to publish_allow in the media section of headwater.yaml (or --publish-allow) and restart the node.',
        shown_key === null ? 'network' : 'key',
      )
    }
    if (page !== undefined && !this.#pageMayPublish(page)) {
      throw new PublisherNotAllowedError(
        `Pages of ${page.slice(0, 128)} may not publish to this node. Add its host name to publish_origins in the media section of ` +
          'headwater.yaml (or --publish-origin) and restart the node.',
      )
    }
  }

  /** The address is that of a browser's machine, which any site may use: the page must be one that may publish too. */
  #pageMayPublish(page: string): boolean {
    if (!URL.canParse(page)) return false
    const host = new URL(page).hostname
    if (host === 'localhost' || this.#options.publish_origins?.includes(host)) return true
    return this.#allowed.contains(host.replace(/^\[|\]$/g, ''))
  }

  async play(viewer: AskingViewer, signal: AbortSignal): Promise<LetInViewer> {
    this.#checkTakesViewers(viewer)
    let place: LetInViewer = nobodyCounts
    try {
      place = (await this.#options.access?.viewer(viewer)) ?? nobodyCounts
      signal.throwIfAborted()
      await this.#findRoom(viewer, signal)
      return place
    } catch (error) {
      place.leave()
      this.#tellRefusal('play', viewer, error)
      throw error
    }
  }

  /** Counted by whoever listens; of the rest it is no question who they are. */
  #tellRefusal(
    kind: 'play' | 'publish',
    { path, address }: Pick<AskingViewer, 'path' | 'address'>,
    error: unknown,
  ): void {
    if (!(error instanceof PublisherNotAllowedError || error instanceof ViewerNotAllowedError)) return
    const { reason, detail } = error
    if (reason !== null) this.#options.onRefused?.({ kind, reason, stream_path: path, count: 1, address, detail })
  }

  async #findRoom({ path, protocol, hops, ticket }: AskingViewer, signal: AbortSignal): Promise<void> {
    const { policies } = this.#options
    if (ticket !== null) {
      await this.redeem({ ticket, kind: 'play', path, protocol }, signal)
      // The origin gave it by the stream's policy; while that is away a ticket is worth no more than none.
      const refusal = policies?.playRefusal(path) ?? null
      if (refusal !== null) throw new NodeNotAcceptingError(refusal)
    } else if (hops === null) {
      const refusal = (await policies?.refusalFor({ path, protocol, hops: [] }, signal)) ?? null
      if (refusal !== null) throw new NodeNotAcceptingError(refusal.message)
    } else {
      await this.#overflow({ path, protocol, hops }, signal)
    }
  }

  fetch(asked: Pick<AskingViewer, 'path' | 'address' | 'shown'>): void {
    try {
      this.#options.access?.fetch(asked)
    } catch (error) {
      this.#tellRefusal('play', asked, error)
      throw error
    }
  }

  #checkTakesViewers({ path, hops }: AskingViewer): void {
    const reason = this.#options.notAccepting('viewers')
    if (reason === null) return
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
  }

  /** Only the origin knows who is alive and has room: without its word a viewer who can be served here is. */
  async #overflow(viewer: Overflow, signal: AbortSignal): Promise<void> {
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
