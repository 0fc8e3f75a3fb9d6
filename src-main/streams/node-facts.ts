import type { z } from 'zod'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { LiveCollection, LiveState } from '../live-state/live-state.ts'

/** What kind of fact it is, and how to read off one whose it is. */
export interface NodeFactsOptions<Value> {
  readonly live: LiveState
  readonly name: string
  readonly schema: z.ZodType<Value>
  readonly ttl_ms: number
  readonly keyOf: (value: Value) => string
  readonly nodeOf: (value: Value) => NodeId
  readonly pathOf: (value: Value) => StreamPath
  /** A fact is new or has changed; not told of those that the live state still held. */
  readonly onPut?: (value: Value) => void
  /** A fact was deleted or has run out. */
  readonly onGone?: (path: StreamPath, key: string) => void
}

/**
 * Facts that nodes report about streams, found by key, by node and by stream. They live in the live state and run out
 * unless {@link renew} is called for their node; the two indexes are of this process.
 */
export class NodeFacts<Value> {
  readonly #options: NodeFactsOptions<Value>
  readonly #collection: LiveCollection<Value>
  readonly #by_node = new Map<NodeId, Set<string>>()
  readonly #by_path = new Map<StreamPath, Set<string>>()
  /** Whose each key is, for when its value has run out. */
  readonly #homes = new Map<string, { readonly node_id: NodeId; readonly path: StreamPath }>()

  /** Starts with what the live state still holds, for example from before a restart of the origin. */
  constructor(options: NodeFactsOptions<Value>) {
    this.#options = options
    const { live, name, schema, ttl_ms } = options
    this.#collection = live.collection({ name, schema, ttl_ms })
    for (const value of this.#collection.entries().values()) this.#index(value)
  }

  get(key: string): Value | undefined {
    return this.#collection.get(key)
  }

  put(value: Value): void {
    this.#collection.put(this.#options.keyOf(value), value)
    this.#index(value)
    this.#options.onPut?.(value)
  }

  delete(key: string): void {
    this.#collection.delete(key)
    this.#unindex(key)
  }

  /** In the order in which they were first heard of. */
  ofPath(path: StreamPath): Value[] {
    return this.#read(this.#by_path.get(path))
  }

  ofNode(node_id: NodeId): Value[] {
    return this.#read(this.#by_node.get(node_id))
  }

  *values(): Iterable<Value> {
    for (const key of this.#homes.keys()) {
      const value = this.#collection.get(key)
      if (value !== undefined) yield value
    }
  }

  /** Every node that something is known of. */
  nodes(): readonly NodeId[] {
    return [...this.#by_node.keys()]
  }

  paths(): readonly StreamPath[] {
    return [...this.#by_path.keys()]
  }

  /** What the node said before still holds: starts the time to live of all of it anew. */
  renew(node_id: NodeId): void {
    for (const key of this.#by_node.get(node_id) ?? []) this.#collection.renew(key)
  }

  /** Forgets what has run out; the streams it was about. */
  sweep(): StreamPath[] {
    const swept: StreamPath[] = []
    for (const [key, { path }] of [...this.#homes]) {
      if (this.#collection.get(key) !== undefined) continue
      this.#unindex(key)
      swept.push(path)
    }
    return swept
  }

  #read(keys: ReadonlySet<string> | undefined): Value[] {
    return [...(keys ?? [])].map((key) => this.#collection.get(key)).filter((value) => value !== undefined)
  }

  #index(value: Value): void {
    const { keyOf, nodeOf, pathOf } = this.#options
    const key = keyOf(value)
    if (this.#homes.has(key)) return
    const home = { node_id: nodeOf(value), path: pathOf(value) }
    this.#homes.set(key, home)
    addTo(this.#by_node, home.node_id, key)
    addTo(this.#by_path, home.path, key)
  }

  #unindex(key: string): void {
    const home = this.#homes.get(key)
    if (home === undefined) return
    this.#homes.delete(key)
    removeFrom(this.#by_node, home.node_id, key)
    removeFrom(this.#by_path, home.path, key)
    this.#options.onGone?.(home.path, key)
  }
}

function addTo<Key>(index: Map<Key, Set<string>>, at: Key, key: string): void {
  const keys = index.get(at)
  if (keys === undefined) index.set(at, new Set([key]))
  else keys.add(key)
}

function removeFrom<Key>(index: Map<Key, Set<string>>, at: Key, key: string): void {
  const keys = index.get(at)
  keys?.delete(key)
  if (keys?.size === 0) index.delete(at)
}
