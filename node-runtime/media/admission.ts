import type { StreamPath } from '#contract/ids.ts'
import type { MediaProtocol } from '#contract/stream.ts'
import type { Elsewhere } from './play-elsewhere.ts'

/** A client that shows a ticket: what it wants by it. */
export interface TicketUse {
  /** As its address has it (`?ticket=`); null: it came without. */
  readonly ticket: string | null
  readonly kind: 'play' | 'publish'
  readonly path: StreamPath
  readonly protocol: MediaProtocol
}

/** A viewer who could be sent on. */
export interface Overflow {
  readonly path: StreamPath
  readonly protocol: MediaProtocol
  /** Nodes that sent it here. */
  readonly hops: readonly string[]
}

/** Whether this node takes one more publisher or viewer now. Asked before anything is spent on either. */
export interface Admission {
  /**
   * @param address the publisher's IP address, without its port
   * @param page origin of the page a browser publishes from (the `Origin` it sends); absent for everything but a browser
   * @throws {PublisherNotAllowedError} the address or the page may not publish here
   * @throws {NodeNotAcceptingError} draining, in maintenance; the message says which
   */
  publish(path: StreamPath, address: string, page?: string): void
  /**
   * @param address the viewer's IP address, without its port
   * @param hops nodes that sent this viewer here, as its address says; null where the viewer cannot be sent on
   * @throws {PlayElsewhereError} another node may have it
   * @throws {NodeNotAcceptingError} draining, in maintenance, or full; the message says which
   */
  play(path: StreamPath, address: string, hops?: readonly string[] | null): void
  /**
   * Uses up the ticket that a client came with. Where nobody can be asked, and without a ticket, the client is taken as any other. Absent: this
   * node knows no tickets.
   * @throws {TicketRefusedError} used, run out, or for something else
   */
  redeem?(use: TicketUse, signal: AbortSignal): Promise<void>
  /**
   * Asked for a viewer without a ticket: where this node is at its thresholds and another is not, the viewer is sent there. Absent: it never is.
   * @throws {PlayElsewhereError} another node is better
   */
  overflow?(viewer: Overflow, signal: AbortSignal): Promise<void>
  /**
   * Where one who is here already may go on while this node drains; null: nowhere, it stays. Absent: nowhere.
   * @param role a publisher may go to any node, a viewer only where its stream can be had
   * @param hops nodes that sent it here
   */
  elsewhere?(role: 'publisher' | 'viewer', path: StreamPath, hops: readonly string[]): Elsewhere | null
}
