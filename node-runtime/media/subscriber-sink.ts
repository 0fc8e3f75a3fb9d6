/** Why a subscriber's connection is ended by the node. */
export type SubscriberEnd =
  | { readonly code: 'stream_ended'; readonly message: string }
  /** The stream goes on on another node: a relay looks for it there. */
  | { readonly code: 'stream_moved'; readonly message: string }
  /** The node drains and the viewer could not be moved; what it asks for next is answered elsewhere. */
  | { readonly code: 'node_draining'; readonly message: string }
  | { readonly code: 'fell_behind'; readonly message: string }
  | { readonly code: 'node_stopping'; readonly message: string }

/**
 * The far end of one subscription: a socket behind whatever its protocol needs. Fan-out calls it once a group, never
 * a unit, so that its cost is one write.
 */
export interface SubscriberSink {
  /** Bytes accepted by `write` that the peer's kernel has not taken yet. */
  readonly buffered_bytes: number
  /**
   * Hands over one group while nothing waits (`buffered_bytes` is 0): what is done for every subscriber and group. The buffer is shared: never
   * changed, never copied.
   * @returns whether the peer's kernel took all of it, so that still nothing waits
   */
  send(group: Buffer): boolean
  /** Hands the buffers over in order, as one write where the transport can. The buffers are shared: never changed, never copied. */
  write(buffers: readonly Buffer[]): void
  /** The subscription is over; the sink ends its connection in its protocol's own words. Called at most once. */
  end(reason: SubscriberEnd): void
}
