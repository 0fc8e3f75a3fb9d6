import type { NodeId, RelayId, StreamPath } from '#contract/ids.ts'
import type { Relay, StreamSession } from '#contract/stream.ts'
import { RelayTree } from './relay-tree.ts'

/** How long a node that was told a source counts among those who pull from it without having said so, in ms. */
const LED_MS = 10_000

export interface RelayTreesOptions {
  readonly clock: { now(): { readonly monotonic_ms: number } }
  readonly relaysOf: (path: StreamPath) => readonly Relay[]
}

/** The tree of each stream that anybody asked for, kept as its relays change. */
export class RelayTrees {
  readonly #options: RelayTreesOptions
  readonly #trees = new Map<StreamPath, RelayTree>()

  constructor(options: RelayTreesOptions) {
    this.#options = options
  }

  /** The tree of the session that is the stream; of another session than before it begins with the relays that carry that one. */
  of(session: StreamSession): RelayTree {
    const known = this.#trees.get(session.stream_path)
    if (known?.session_id === session.id && known.publisher === session.publish_node_id) {
      known.expire(this.#now_ms)
      return known
    }
    const tree = new RelayTree(session)
    for (const relay of this.#options.relaysOf(session.stream_path)) tree.relay(relay)
    this.#trees.set(session.stream_path, tree)
    return tree
  }

  /** A node was told where to pull from. */
  lead(session: StreamSession, dest: NodeId, source: NodeId): void {
    this.of(session).lead(dest, source, this.#now_ms + LED_MS)
  }

  /** A node says how it pulls a stream; what it was told has been done, or counts no more. */
  said(relay: Relay): void {
    const tree = this.#trees.get(relay.stream_path)
    if (tree === undefined) return
    const { dest_node_id, source_node_id, state } = relay
    // From where it was already it may be about to change over; from anywhere else it has chosen, whatever it was told.
    const goes_on = tree.isPulling(dest_node_id, source_node_id) && tree.ledTo(dest_node_id) !== source_node_id
    tree.relay(relay)
    if (state === 'closed' || state === 'failed' || (state === 'active' && !goes_on)) tree.unlead(dest_node_id)
  }

  /** A relay is over, or nothing was heard of it for too long. */
  gone(path: StreamPath, id: RelayId): void {
    this.#trees.get(path)?.gone(id)
  }

  /** Forgets what nodes were told long ago, and the trees of streams that nobody pulls. */
  sweep(): void {
    for (const [path, tree] of this.#trees) {
      tree.expire(this.#now_ms)
      if (tree.empty) this.#trees.delete(path)
    }
  }

  get #now_ms(): number {
    return this.#options.clock.now().monotonic_ms
  }
}
