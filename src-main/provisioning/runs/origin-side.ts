import type { DrainRequest, EvictRequest } from '#contract/api.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { Artifacts } from '../artifacts/artifacts.ts'

/** What steps may use of the origin; the composition root wires it. Whatever a step needs more of is added here. */
export interface OriginSide {
  readonly cluster_id: string
  readonly version: string
  readonly data_dir: string
  /** Base URL under which other machines reach this origin. */
  originUrl(): string
  readonly nodes: {
    list(): readonly Node[]
    find(id: NodeId): Node | undefined
    drain(id: NodeId, request: DrainRequest, actor: string): Node
    resume(id: NodeId, reason: string | null, actor: string): Node
    /** Names it anew, or says where it is. @throws {Error} a FeatureFailure: name_taken */
    edit(id: NodeId, wish: { readonly name: string; readonly region: string | null }, actor: string): Node
    evict(id: NodeId, request: EvictRequest, actor: string): void
    /** Calls whenever a node is another than it was; what comes back ends that. */
    onChanged(listener: (node: Node) => void): () => void
  }
  /** Enrollment tokens, for one node each. */
  readonly tokens: {
    create(wish: {
      readonly name: string
      readonly created_by: string
      readonly ttl_ms: number
      /** For this node alone, which may get another key or credential by it. */
      readonly node_id?: NodeId
    }): {
      readonly id: string
      readonly token: string
    }
    /** Does nothing where it is over already. */
    revoke(id: string, actor: string): void
  }
  /** What this origin brings to boxes. */
  readonly artifacts: Artifacts
  /** What a new node is tried with. */
  readonly test_stream: {
    /** Base URL, as this machine reaches it, of the node that takes the stream; null: there is none. */
    publishUrl(): string | null
    /** What is put behind an address for its client to be let in, with its question mark; empty where nothing can be. */
    signed(path: StreamPath, kind: 'publish' | 'play'): string
  }
}
