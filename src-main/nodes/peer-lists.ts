import { MAX_KNOWN_PEERS, type OriginMessage, type Peer } from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import type { Clock } from './clock.ts'

/** What {@link PeerLists} asks of its surroundings. */
export interface PeerListsOptions {
  readonly clock: Clock
  /** All nodes that may pull from one another. */
  readonly peers: () => readonly Peer[]
  /** Null where the node is no member or has not said where it can be reached. */
  readonly peer: (id: NodeId) => Peer | null
  readonly regionOf: (id: NodeId) => string | null
  /** Nodes whose channel is open at this moment. */
  readonly connected: () => Iterable<NodeId>
  /** To a node that is not connected nothing is sent. */
  readonly send: (id: NodeId, message: OriginMessage) => void
  /** Up to so many nodes every one is told of every other; see {@link WHOLE_UP_TO}. */
  readonly whole_up_to?: number
  /** Between 0 and 1, as `Math.random`. */
  readonly random?: () => number
}

/**
 * Up to so many nodes the list is small enough to go out whole at each change: 30 kB to each of a hundred. At ten thousand
 * it would be 3 MB to each of them.
 */
export const WHOLE_UP_TO = 100
/** Neighbours that a node of a larger cluster is told of unasked, for redirects while its origin is away. */
export const NEIGHBOURS = 16
/** Changes within this time are told at once together, in ms. */
const DEBOUNCE_MS = 100

/**
 * Who is told of which nodes. In a small cluster everybody is told of everybody. In a large one a node is told of a few
 * neighbours of its region, of whoever it is about to pull from or be pulled by ({@link introduce}), and of whom it says
 * that it knows; and from then on of what changes about these.
 */
export class PeerLists {
  readonly #options: PeerListsOptions
  readonly #whole_up_to: number
  readonly #random: () => number
  /** In a large cluster: of each node whom it was told of, those longest ago first. It outlives the node's connection. */
  readonly #known = new Map<NodeId, Set<NodeId>>()
  /** The same, turned around. */
  readonly #knowers = new Map<NodeId, Set<NodeId>>()
  readonly #changed = new Set<NodeId>()
  /** Grows over restarts of the origin too, so that a node can tell a newer list from an older. */
  #revision = Date.now()
  #timer: Disposable | null = null
  #whole = true
  #peers: readonly Peer[] | null = null
  #by_region: ReadonlyMap<string | null, readonly Peer[]> | null = null

  constructor(options: PeerListsOptions) {
    this.#options = options
    this.#whole_up_to = options.whole_up_to ?? WHOLE_UP_TO
    this.#random = options.random ?? Math.random
  }

  /** A node has connected: tells it what it is to know. */
  welcome(id: NodeId): void {
    const peers = this.#list()
    if (this.#isWhole(peers)) {
      this.#options.send(id, { type: 'peers', revision: this.#revision, peers: [...peers] })
      return
    }
    for (const neighbour of this.#neighbours(id)) this.#remember(id, neighbour)
    const known = [...(this.#known.get(id) ?? [])]
      .map((other) => this.#options.peer(other))
      .filter((peer) => peer !== null)
    this.#options.send(id, { type: 'peers', revision: this.#revision, peers: known, partial: true })
  }

  /** A node goes on knowing these: tells it what is true of them now, and from now on what changes. */
  knows(id: NodeId, others: readonly NodeId[]): void {
    if (this.#whole) return
    const changed: Peer[] = []
    const removed: NodeId[] = []
    for (const other of others) {
      const peer = this.#options.peer(other)
      if (peer === null) removed.push(other)
      else {
        this.#remember(id, other)
        changed.push(peer)
      }
    }
    if (others.length > 0) this.#tell(id, changed, removed)
  }

  /** Two nodes are about to have to do with one another: both are told of the other, unless they know. */
  introduce(one: NodeId, other: NodeId): void {
    if (this.#whole || one === other) return
    // Whoever is to pull from a foreign member is told so with the stream, and it knows nobody of ours.
    if ([one, other].some((id) => this.#options.peer(id)?.kind === 'foreign')) return
    for (const [id, stranger] of [
      [one, other],
      [other, one],
    ] as const) {
      if (this.#known.get(id)?.has(stranger)) continue
      const peer = this.#options.peer(stranger)
      if (peer === null) continue
      this.#remember(id, stranger)
      this.#tell(id, [peer], [])
    }
  }

  /** What nodes know of this one changed, or it is none any more. */
  changed(id: NodeId): void {
    if (this.#whole) this.#peers = null
    this.#changed.add(id)
    this.#timer ??= this.#options.clock.after(DEBOUNCE_MS, () => {
      this.#timer = null
      this.#tellChanges()
    })
  }

  stop(): void {
    this.#timer?.[Symbol.dispose]()
  }

  #tellChanges(): void {
    const { connected, send, peer } = this.#options
    this.#revision += 1
    // In a large cluster only here, or each of a thousand nodes that join in a second would have the whole list made anew.
    this.#peers = null
    this.#by_region = null
    const changed = [...this.#changed]
    this.#changed.clear()
    const peers = this.#list()
    if (this.#isWhole(peers)) {
      for (const id of connected()) send(id, { type: 'peers', revision: this.#revision, peers: [...peers] })
      return
    }
    const told = new Map<NodeId, { changed: Peer[]; removed: NodeId[] }>()
    for (const id of changed) {
      const now = peer(id)
      for (const knower of this.#knowers.get(id) ?? []) {
        const news = told.get(knower) ?? { changed: [], removed: [] }
        told.set(knower, news)
        if (now === null) news.removed.push(id)
        else news.changed.push(now)
      }
      if (now === null) this.#forget(id)
    }
    for (const [id, news] of told) this.#tell(id, news.changed, news.removed)
  }

  /** Which of the two ways it is; a cluster that has just grown too large for whole lists knows of each node what all were told. */
  #isWhole(peers: readonly Peer[]): boolean {
    const whole = peers.length <= this.#whole_up_to
    if (whole === this.#whole) return whole
    this.#whole = whole
    this.#known.clear()
    this.#knowers.clear()
    if (whole) return whole
    const before = peers.filter(({ node_id }) => !this.#changed.has(node_id)).slice(0, 2 * this.#whole_up_to)
    for (const id of this.#options.connected()) for (const { node_id } of before) this.#remember(id, node_id)
    return whole
  }

  #tell(id: NodeId, changed: Peer[], removed: NodeId[]): void {
    this.#options.send(id, { type: 'peers_changed', revision: this.#revision, changed, removed })
  }

  #list(): readonly Peer[] {
    this.#peers ??= this.#options.peers()
    return this.#peers
  }

  /** Chosen anew only where the node knows fewer, so that dialling again tells it of nobody new. */
  #neighbours(id: NodeId): NodeId[] {
    this.#by_region ??= Map.groupBy(this.#list(), ({ node_id }) => this.#options.regionOf(node_id))
    const around = this.#by_region.get(this.#options.regionOf(id)) ?? []
    const wanted = NEIGHBOURS - (this.#known.get(id)?.size ?? 0)
    const chosen = new Set<NodeId>()
    for (let tries = 0; tries < 2 * wanted && chosen.size < wanted; tries += 1) {
      const neighbour = around[Math.floor(this.#random() * around.length)]
      if (neighbour !== undefined && neighbour.node_id !== id) chosen.add(neighbour.node_id)
    }
    return [...chosen]
  }

  #remember(id: NodeId, other: NodeId): void {
    if (id === other) return
    const known = this.#known.get(id) ?? new Set()
    this.#known.set(id, known)
    known.delete(other)
    known.add(other)
    const knowers = this.#knowers.get(other) ?? new Set()
    this.#knowers.set(other, knowers)
    knowers.add(id)
    const [oldest] = known
    if (known.size <= MAX_KNOWN_PEERS || oldest === undefined) return
    known.delete(oldest)
    this.#knowers.get(oldest)?.delete(id)
  }

  #forget(id: NodeId): void {
    for (const knower of this.#knowers.get(id) ?? []) this.#known.get(knower)?.delete(id)
    for (const known of this.#known.get(id) ?? []) this.#knowers.get(known)?.delete(id)
    this.#knowers.delete(id)
    this.#known.delete(id)
  }
}
