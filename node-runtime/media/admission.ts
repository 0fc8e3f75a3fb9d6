import type { StreamPath } from '#contract/ids.ts'

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
}
