import type { PinnedStream } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { StreamSession } from '#contract/stream.ts'
import type { StreamPolicy } from '#contract/stream-policy.ts'

export interface PrewarmingOptions {
  /** `prewarms`: any policy wants more nodes than the publisher's. */
  readonly policies: { of(path: StreamPath): StreamPolicy | null; readonly prewarms?: boolean }
  /** Live streams. */
  readonly paths: () => readonly StreamPath[]
  readonly sessionOf: (path: StreamPath) => StreamSession | undefined
  /** Nodes that have this stream, or will in a moment. */
  readonly holders: (path: StreamPath) => ReadonlySet<NodeId>
  readonly find: (id: NodeId) => Node | undefined
  /** So many of the best nodes for viewers of this stream, of those that are not excluded. */
  readonly best: (path: StreamPath, many: number, exclude: ReadonlySet<NodeId>) => readonly NodeId[]
  readonly clock: { now(): { readonly at: string } }
  /** Says to a node which streams it is to hold ready, all of them; a node that is away is told when it is back. */
  readonly tell: (node_id: NodeId, streams: readonly PinnedStream[]) => void
}

/** The nodes that hold a stream ready, and until when. */
interface Pins {
  readonly until: string | null
  readonly nodes: ReadonlySet<NodeId>
}

/** Which nodes hold which streams ready before viewers come, by `min_replicas` of their policies. */
export class Prewarming {
  readonly #options: PrewarmingOptions
  /** Of each stream, the nodes that hold it. */
  #pins: ReadonlyMap<StreamPath, Pins> = new Map()

  constructor(options: PrewarmingOptions) {
    this.#options = options
  }

  /** Judges these streams anew, of which something changed; nodes are told what changed for them. */
  look(changed: readonly StreamPath[]): void {
    if (this.#isIdle) return
    this.#judge(changed, new Map(this.#pins), false)
  }

  /** Judges all live streams; nodes are told again what they should have and have not, though they were told. */
  lookAtAll(): void {
    if (this.#isIdle) return
    this.#judge(this.#options.paths(), new Map(), true)
  }

  get #isIdle(): boolean {
    return this.#options.policies.prewarms !== true && this.#pins.size === 0
  }

  /** @param pins of the streams that are not judged now */
  #judge(paths: readonly StreamPath[], pins: Map<StreamPath, Pins>, again: boolean): void {
    const { policies, holders, sessionOf } = this.#options
    const before = this.#pins
    const news = new Set<NodeId>()
    for (const path of paths) {
      pins.delete(path)
      const rules = policies.of(path)?.rules
      if (rules === undefined || rules.min_replicas < 2 || !this.#isNow(rules) || sessionOf(path) === undefined)
        continue
      const known = before.get(path)
      const nodes = this.#choose(path, rules.min_replicas - 1, known?.nodes ?? new Set())
      pins.set(path, { until: rules.prewarm_until, nodes })
      const told = known?.until === rules.prewarm_until ? known.nodes : new Set<NodeId>()
      const has = again ? holders(path) : nodes
      for (const id of nodes) if (!told.has(id) || !has.has(id)) news.add(id)
    }
    for (const id of letGo(before, pins)) news.add(id)
    this.#pins = pins
    for (const id of news) this.#options.tell(id, this.of(id))
  }

  /** What a node is to hold; it has just come back and knows nothing of it. */
  of(node_id: NodeId): readonly PinnedStream[] {
    return [...this.#pins].flatMap(([stream_path, { until, nodes }]) =>
      nodes.has(node_id) ? [{ stream_path, until }] : [],
    )
  }

  /** Those of before stay while they can; then the best, of which those come first that have it. */
  #choose(path: StreamPath, many: number, before: ReadonlySet<NodeId>): ReadonlySet<NodeId> {
    const { find, best, sessionOf } = this.#options
    const publisher = sessionOf(path)?.publish_node_id
    const stays = (id: NodeId) => id !== publisher && find(id)?.routable === true
    const kept = [...before].filter(stays).slice(0, many)
    const exclude = new Set(publisher === undefined ? kept : [...kept, publisher])
    return new Set([...kept, ...best(path, many - kept.length, exclude)])
  }

  #isNow({ prewarm_at, prewarm_until }: StreamPolicy['rules']): boolean {
    const now = Date.parse(this.#options.clock.now().at)
    return (
      (prewarm_at === null || Date.parse(prewarm_at) <= now) &&
      (prewarm_until === null || Date.parse(prewarm_until) > now)
    )
  }
}

/** Nodes that hold a stream no more. */
function letGo(before: ReadonlyMap<StreamPath, Pins>, now: ReadonlyMap<StreamPath, Pins>): readonly NodeId[] {
  return [...before].flatMap(([path, { nodes }]) => [...nodes].filter((id) => !now.get(path)?.nodes.has(id)))
}
