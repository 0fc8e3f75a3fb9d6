import type { NodeId, SessionId } from '#contract/ids.ts'
import type { Relay, RelayState } from '#contract/stream.ts'

/** One node that gets a stream from another, or is about to. */
interface Link {
  readonly source: NodeId
  /** It has the stream now, and can hand it on. */
  readonly ready: boolean
}

/** States in which a relay has its stream. One that is being released goes on when somebody pulls it. */
const ready: ReadonlySet<RelayState> = new Set(['active', 'idle', 'releasing'])
/** States in which it is about to get it from the source it names. */
const coming: ReadonlySet<RelayState> = new Set(['requested', 'establishing'])

/**
 * Which node gets one session of a stream from which, as the relays say it and as nodes were just told. Answers how the media
 * comes to a node, how many pull from it, and how deep the tree goes below it.
 */
export class RelayTree {
  readonly #publisher: NodeId
  readonly #links = new Map<NodeId, Link>()
  /** Of each source, those who pull from it; one who changes over counts at both. */
  readonly #below = new Map<NodeId, Set<NodeId>>()

  /** @param led where nodes were told to pull from that have not said yet that they do */
  constructor(
    session: { readonly id: SessionId; readonly publish_node_id: NodeId },
    relays: readonly Relay[],
    led: ReadonlyMap<NodeId, NodeId>,
  ) {
    this.#publisher = session.publish_node_id
    for (const { dest_node_id, source_node_id, session_id, state } of relays) {
      if (session_id !== session.id || !(ready.has(state) || coming.has(state))) continue
      this.#links.set(dest_node_id, { source: source_node_id, ready: ready.has(state) })
      this.#count(source_node_id, dest_node_id)
    }
    for (const [dest, source] of led) {
      this.#links.set(dest, { source, ready: false })
      this.#count(source, dest)
    }
    this.#links.delete(this.#publisher)
  }

  /** Every node that has the stream or is about to, the publisher's first. */
  nodes(): readonly NodeId[] {
    return [this.#publisher, ...this.#links.keys()]
  }

  /** Whether the node has the stream now. */
  isReady(node_id: NodeId): boolean {
    return node_id === this.#publisher || (this.#links.get(node_id)?.ready ?? false)
  }

  /** The nodes that the media passes, the publisher's first and `node_id` last; null where it does not come from the publisher. */
  chainOf(node_id: NodeId): readonly NodeId[] | null {
    const chain = [node_id]
    for (let at = node_id; at !== this.#publisher; ) {
      const link = this.#links.get(at)
      if (link === undefined || chain.includes(link.source)) return null
      at = link.source
      chain.unshift(at)
    }
    return chain
  }

  /** How many nodes pull from it, those of `except` not counted. */
  outOf(node_id: NodeId, except: ReadonlySet<NodeId>): number {
    return [...(this.#below.get(node_id) ?? [])].filter((dest) => !except.has(dest)).length
  }

  /** How many levels of nodes get the stream through it; 0: nobody. */
  depthBelow(node_id: NodeId): number {
    const seen = new Set([node_id])
    let level: readonly NodeId[] = [node_id]
    let depth = -1
    while (level.length > 0) {
      depth += 1
      const next = level.flatMap((at) => [...(this.#below.get(at) ?? [])]).filter((at) => !seen.has(at))
      for (const at of next) seen.add(at)
      level = next
    }
    return depth
  }

  #count(source: NodeId, dest: NodeId): void {
    const below = this.#below.get(source)
    if (below === undefined) this.#below.set(source, new Set([dest]))
    else below.add(dest)
  }
}
