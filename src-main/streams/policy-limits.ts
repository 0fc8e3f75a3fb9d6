import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import { regionRefusal, type StreamPolicy } from '#contract/stream-policy.ts'

/** Viewers who were let in and of whom their node has said nothing yet count for so long, in ms. */
const ON_THE_WAY_MS = 2_000
const HOW_TO_CHANGE = 'it is changed in the panel under Streams, Policies'

export interface PolicyLimitsOptions {
  /** Null: no policy holds for this stream. */
  readonly of: (path: StreamPath) => StreamPolicy | null
  /** Nodes that have this stream, or will in a moment. */
  readonly holders: (path: StreamPath) => ReadonlySet<NodeId>
  /** Viewers of this stream on all nodes, as these reported. */
  readonly viewers: (path: StreamPath) => number
  readonly clock: { now(): { readonly monotonic_ms: number } }
}

/** What stream policies allow at this moment, by what all nodes report. */
export class PolicyLimits {
  readonly #options: PolicyLimitsOptions
  /** Of each stream with a limit, the viewers who were let in on a node since that node reported, and until when they count. */
  readonly #on_the_way = new Map<StreamPath, Map<NodeId, { count: number; until_ms: number }>>()

  constructor(options: PolicyLimitsOptions) {
    this.#options = options
  }

  /** Says of a node why it must not take a client of this stream; null where it may. @param holders nodes that have it, or will in a moment */
  judge(kind: 'play' | 'publish', path: StreamPath, holders: ReadonlySet<NodeId>): (node: Node) => string | null {
    const policy = this.#options.of(path)
    if (policy === null) return () => null
    if (kind === 'publish') return ({ region }) => regionRefusal(policy, 'publish', region)
    const full = this.fullness(path)
    const crowded = replicasRefusal(policy, holders.size)
    return (node) => {
      if (full !== null) return full
      if (node.kind === 'foreign' && policy.rules.visibility === 'local') {
        return `the stream policy ${policy.pattern} keeps it from members of another make`
      }
      return regionRefusal(policy, 'play', node.region) ?? (holders.has(node.id) ? null : crowded)
    }
  }

  /** Why this node must not pull the stream from others. @param pulling nodes that were told to and have not said yet that they do */
  pullRefusal(path: StreamPath, node: Node | undefined, pulling: Iterable<NodeId>): string | null {
    const policy = this.#options.of(path)
    if (policy === null || node === undefined) return null
    const region = regionRefusal(policy, 'play', node.region)
    if (region !== null) return region
    const having = new Set([...this.#options.holders(path), ...pulling])
    return having.has(node.id) ? null : replicasRefusal(policy, having.size)
  }

  /** Why the stream takes no viewer more, wherever; null: it does. */
  fullness(path: StreamPath): string | null {
    const policy = this.#options.of(path)
    const most = policy?.rules.max_viewers ?? null
    if (policy === null || most === null) return null
    const viewers = this.#options.viewers(path) + this.#onTheWay(path)
    if (viewers < most) return null
    return `the stream policy ${policy.pattern} allows ${most} viewers of it, and it has them; ${HOW_TO_CHANGE}`
  }

  /** A viewer was let in on this node. */
  letIn(node_id: NodeId, path: StreamPath): void {
    if (this.#options.of(path)?.rules.max_viewers == null) return
    const until_ms = this.#options.clock.now().monotonic_ms + ON_THE_WAY_MS
    const nodes = this.#on_the_way.get(path) ?? new Map()
    this.#on_the_way.set(path, nodes)
    nodes.set(node_id, { count: (nodes.get(node_id)?.count ?? 0) + 1, until_ms })
  }

  /** The node has said how many watch there: those who were on the way are among them. */
  reported(node_id: NodeId, path: StreamPath): void {
    const nodes = this.#on_the_way.get(path)
    if (nodes?.delete(node_id) === true && nodes.size === 0) this.#on_the_way.delete(path)
  }

  #onTheWay(path: StreamPath): number {
    const nodes = this.#on_the_way.get(path)
    if (nodes === undefined) return 0
    const now_ms = this.#options.clock.now().monotonic_ms
    let sum = 0
    for (const [node_id, { count, until_ms }] of nodes) {
      if (until_ms > now_ms) sum += count
      else nodes.delete(node_id)
    }
    if (nodes.size === 0) this.#on_the_way.delete(path)
    return sum
  }
}

function replicasRefusal({ pattern, rules }: StreamPolicy, having: number): string | null {
  const { max_replicas } = rules
  if (max_replicas === null || having < max_replicas) return null
  const most = `${max_replicas} ${max_replicas === 1 ? 'node' : 'nodes'}`
  return `the stream policy ${pattern} lets ${most} have it at one time, and they do; ${HOW_TO_CHANGE}`
}
