import type { NodeId, RelayId, SessionId } from '#contract/ids.ts'
import type { Relay, RelayState } from '#contract/stream.ts'

/** How a node says that it gets the stream. */
interface Pulled {
  readonly id: RelayId
  readonly source: NodeId
  /** It has the stream now, and can hand it on. */
  readonly ready: boolean
}

/** States in which a relay has its stream. One that is being released goes on when somebody pulls it. */
const ready: ReadonlySet<RelayState> = new Set(['active', 'idle', 'releasing'])
/** States in which it is about to get it from the source it names. */
const coming: ReadonlySet<RelayState> = new Set(['requested', 'establishing'])

/**
 * Which node gets one session of a stream from which, as the relays say it and as nodes were just told. Changes with each of
 * these words and is not made anew, so that a question costs what it asks and not what the tree is large.
 */
export class RelayTree {
  readonly session_id: SessionId
  readonly publisher: NodeId
  readonly #pulled = new Map<NodeId, Pulled>()
  /** Where nodes were told to pull from that have not said yet that they do; the one told longest ago first. */
  readonly #led = new Map<NodeId, { readonly source: NodeId; readonly until_ms: number }>()
  readonly #dest_of = new Map<RelayId, NodeId>()
  /** Of each source, those who pull from it, and for how many reasons; one who changes over counts at both. */
  readonly #below = new Map<NodeId, Map<NodeId, number>>()

  constructor(session: { readonly id: SessionId; readonly publish_node_id: NodeId }) {
    this.session_id = session.id
    this.publisher = session.publish_node_id
  }

  /** A relay of the stream is so now; of another session, or in a state in which nothing comes by it, it is no part of the tree. */
  relay({ id, dest_node_id: dest, source_node_id: source, session_id, state }: Relay): void {
    const counts = session_id === this.session_id && (ready.has(state) || coming.has(state))
    if (!counts) {
      this.gone(id)
      return
    }
    const before = this.#pulled.get(dest)
    if (before !== undefined) this.gone(before.id)
    this.#pulled.set(dest, { id, source, ready: ready.has(state) })
    this.#dest_of.set(id, dest)
    this.#count(source, dest, 1)
  }

  /** A relay is over. */
  gone(id: RelayId): void {
    const dest = this.#dest_of.get(id)
    const pulled = dest === undefined ? undefined : this.#pulled.get(dest)
    if (dest === undefined || pulled === undefined) return
    this.#dest_of.delete(id)
    this.#pulled.delete(dest)
    this.#count(pulled.source, dest, -1)
  }

  /** A node was told to pull from a source, and counts there until it says what it does, or until then. Each call's time is later than the last's. */
  lead(dest: NodeId, source: NodeId, until_ms: number): void {
    this.unlead(dest)
    this.#led.set(dest, { source, until_ms })
    this.#count(source, dest, 1)
  }

  /** Nodes that were told to pull and have not said yet that they do. */
  get told(): Iterable<NodeId> {
    return this.#led.keys()
  }

  /** Whether the node said that it has the stream from this source. */
  isPulling(dest: NodeId, source: NodeId): boolean {
    const pulled = this.#pulled.get(dest)
    return pulled?.source === source && pulled.ready
  }

  /** Where a node was told to pull from; undefined: it was not, or has done so. */
  ledTo(dest: NodeId): NodeId | undefined {
    return this.#led.get(dest)?.source
  }

  /** What a node was told counts no more. */
  unlead(dest: NodeId): void {
    const led = this.#led.get(dest)
    if (led === undefined) return
    this.#led.delete(dest)
    this.#count(led.source, dest, -1)
  }

  /** Forgets what nodes were told that did not do it in time. */
  expire(now_ms: number): void {
    for (const [dest, { until_ms }] of this.#led) {
      if (until_ms > now_ms) return
      this.unlead(dest)
    }
  }

  /** Whether nobody pulls, nor was told to. */
  get empty(): boolean {
    return this.#pulled.size === 0 && this.#led.size === 0
  }

  /** Whether the node has the stream now. */
  isReady(node_id: NodeId): boolean {
    if (node_id === this.publisher) return true
    return !this.#led.has(node_id) && (this.#pulled.get(node_id)?.ready ?? false)
  }

  /** The nodes that get the stream from this one, or are about to. */
  *after(node_id: NodeId): Generator<NodeId> {
    for (const dest of this.#below.get(node_id)?.keys() ?? []) {
      if (dest !== this.publisher && this.#sourceOf(dest) === node_id) yield dest
    }
  }

  /** How many nodes pull from it, those of `except` not counted. */
  outOf(node_id: NodeId, except: ReadonlySet<NodeId>): number {
    const below = this.#below.get(node_id)
    if (below === undefined) return 0
    let count = below.size
    for (const dest of except) if (below.has(dest)) count -= 1
    return count
  }

  /** How many levels of nodes get the stream through it; 0: nobody. */
  depthBelow(node_id: NodeId): number {
    const seen = new Set([node_id])
    let level: readonly NodeId[] = [node_id]
    let depth = -1
    while (level.length > 0) {
      depth += 1
      const next: NodeId[] = []
      for (const at of level) {
        for (const dest of this.#below.get(at)?.keys() ?? []) {
          if (seen.has(dest)) continue
          seen.add(dest)
          next.push(dest)
        }
      }
      level = next
    }
    return depth
  }

  #sourceOf(dest: NodeId): NodeId | undefined {
    return this.#led.get(dest)?.source ?? this.#pulled.get(dest)?.source
  }

  #count(source: NodeId, dest: NodeId, by: 1 | -1): void {
    const below = this.#below.get(source) ?? new Map<NodeId, number>()
    const count = (below.get(dest) ?? 0) + by
    if (count > 0) below.set(dest, count)
    else below.delete(dest)
    if (below.size > 0) this.#below.set(source, below)
    else this.#below.delete(source)
  }
}
