import type { NodeId } from '#contract/ids.ts'
import type { LoadThresholds, Node } from '#contract/node.ts'
import { allocationWeights, goodScore } from './allocation.ts'
import type { Reserved } from './reservations.ts'

interface Place {
  readonly node: Node
  readonly score: number
}

/** Places with the best first, equals by name: adding and removing costs a search by halves. */
class BestFirst {
  readonly #places: Place[]

  constructor(places: readonly Place[]) {
    this.#places = places.toSorted(order)
  }

  get first(): Place | undefined {
    return this.#places[0]
  }

  add(place: Place): void {
    this.#places.splice(this.#at(place), 0, place)
  }

  remove(place: Place): void {
    const at = this.#at(place)
    if (this.#places[at]?.node === place.node) this.#places.splice(at, 1)
  }

  /** Where it is, or would be. */
  #at(place: Place): number {
    let from = 0
    let to = this.#places.length
    while (from < to) {
      const middle = (from + to) >> 1
      const there = this.#places[middle]
      if (there !== undefined && order(there, place) < 0) from = middle + 1
      else to = middle
    }
    return from
  }
}

function order(one: Place, other: Place): number {
  if (one.score !== other.score) return other.score - one.score
  if (one.node.name !== other.node.name) return one.node.name < other.node.name ? -1 : 1
  return one.node.id < other.node.id ? -1 : 1
}

/**
 * Where groups of viewers would be placed one after another, each counting for the next, as `allocate` would place them; nodes that are the
 * last resort are none. All nodes are weighed once, and after that only those that were given somebody.
 */
export class ViewerPlaces {
  readonly #by: { readonly region: string | null; readonly thresholds: LoadThresholds }
  readonly #scores = new Map<NodeId, Place>()
  readonly #all: BestFirst
  readonly #placed = new Map<NodeId, Reserved>()

  constructor(nodes: readonly Node[], by: { readonly region: string | null; readonly thresholds: LoadThresholds }) {
    this.#by = by
    const places: Place[] = []
    for (const node of nodes) {
      const place = this.#weigh(node)
      if (place === null) continue
      places.push(place)
      this.#scores.set(node.id, place)
    }
    this.#all = new BestFirst(places)
  }

  /** Places the viewers of one stream, so many at once; how many of them have no place. */
  place(viewers: number, group: number, mbps: number, holders: ReadonlySet<NodeId>): number {
    const holding = new BestFirst([...holders].flatMap((id) => this.#withStream(this.#scores.get(id))))
    let without_place = 0
    for (let left = viewers; left > 0; left -= group) {
      const clients = Math.min(left, group)
      const best = [holding.first, this.#all.first].filter((place) => place !== undefined).sort(order)[0]
      if (best === undefined) without_place += clients
      else this.#take(best.node, clients, clients * mbps, holders.has(best.node.id) ? holding : null)
    }
    return without_place
  }

  /** How many went to each node. */
  get placed(): ReadonlyMap<NodeId, Reserved> {
    return this.#placed
  }

  #take(node: Node, clients: number, mbps: number, holding: BestFirst | null): void {
    const before = this.#scores.get(node.id)
    if (before === undefined) throw new Error('viewers can only be placed on a node that was weighed')
    this.#all.remove(before)
    for (const place of this.#withStream(before)) holding?.remove(place)
    const there = this.#placed.get(node.id) ?? { clients: 0, mbps: 0 }
    this.#placed.set(node.id, { clients: there.clients + clients, mbps: there.mbps + mbps })
    const after = this.#weigh(node)
    if (after === null) {
      this.#scores.delete(node.id)
      return
    }
    this.#scores.set(node.id, after)
    this.#all.add(after)
    for (const place of this.#withStream(after)) holding?.add(place)
  }

  #withStream(place: Place | undefined): readonly Place[] {
    return place === undefined ? [] : [{ node: place.node, score: place.score + allocationWeights.has_stream }]
  }

  #weigh(node: Node): Place | null {
    const score = goodScore(node, this.#placed.get(node.id) ?? { clients: 0, mbps: 0 }, this.#by)
    return score === null ? null : { node, score }
  }
}
