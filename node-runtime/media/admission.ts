import type { StreamPath } from '#contract/ids.ts'

/** Whether this node takes one more publisher or viewer now. Asked before anything is spent on either. */
export interface Admission {
  /**
   * @param address the publisher's IP address, without its port
   * @throws {NodeNotAcceptingError} draining, in maintenance, or the address may not publish; the message says which
   */
  publish(path: StreamPath, address: string): void
  /**
   * @param address the viewer's IP address, without its port
   * @throws {NodeNotAcceptingError} draining, in maintenance, or full; the message says which
   */
  play(path: StreamPath, address: string): void
}
