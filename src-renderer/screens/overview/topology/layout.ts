import type { Node } from '#contract/node.ts'
import type { Stream } from '#contract/stream.ts'
import { byLetters } from '../../../parts/text-order.ts'
import { type Card, cardsOf, isWell } from './cards.ts'
import { type Flow, flowsOf, layersOf } from './flows.ts'
import { CARD, type Direction, type Point } from './geometry.ts'
import { placeSlots, type Slot } from './place-slots.ts'

/** Nodes without a stream that are drawn one by one; the others are told as a number. */
const IDLE_AT_MOST = 8

/** A card and where its upper left corner stands. */
export interface PlacedCard extends Card {
  readonly x: number
  readonly y: number
}

/** A line between two nodes, and how it goes. */
export interface PlacedFlow extends Flow {
  /** It runs against the direction of reading; nodes that feed each other have one of these. */
  readonly backward: boolean
  /** Points on its way past the layers between its two nodes, so that it runs behind no card. */
  readonly via: readonly Point[]
}

export interface Topology {
  readonly direction: Direction
  readonly cards: readonly PlacedCard[]
  readonly flows: readonly PlacedFlow[]
  /** Nodes without a stream that are not drawn. */
  readonly more_idle: number
  readonly width: number
  readonly height: number
  /** The same as long as the same cards stand at the same places. */
  readonly shape: string
}

/** The origin first, then by region and name: the same cluster is always drawn the same way. */
function byPlace(a: Node, b: Node): number {
  if (a.is_origin !== b.is_origin) return a.is_origin ? -1 : 1
  return byLetters(a.region ?? '', b.region ?? '') || byLetters(a.name, b.name) || byLetters(a.id, b.id)
}

/** Places cards in layers, sources first (left, or on top), each layer centred on the same line. */
export function layoutTopology(
  all: readonly Node[],
  streams: readonly Stream[],
  direction: Direction = 'right',
): Topology {
  const nodes = all.toSorted(byPlace)
  const publishers = new Set<string>(streams.map(({ session }) => session.publish_node_id))
  const { cards, flows } = cardsOf(nodes, flowsOf(streams, new Set(nodes.map(({ id }) => id))), publishers)
  const publishing = new Set(
    cards.filter((card) => card.nodes.some(({ id }) => publishers.has(id))).map(({ id }) => id),
  )
  const connected = new Set(flows.flatMap(({ source, target }) => [source, target]))
  // Publishers are looked at first, so that among nodes that feed each other they stand first.
  const order = cards.map(({ id }) => id).toSorted((a, b) => Number(publishing.has(b)) - Number(publishing.has(a)))
  const layers = layersOf(order, flows)
  const layerOf = (id: string) => layers.get(id) ?? 0

  const isWorking = ({ id, nodes: [node] }: Card) => connected.has(id) || publishing.has(id) || node.is_origin
  const working = cards.filter(isWorking)
  const idle = cards
    .filter((card) => !isWorking(card))
    .toSorted((a, b) => Number(isWell(a.nodes[0])) - Number(isWell(b.nodes[0])))
  const drawn_idle = idle.slice(0, IDLE_AT_MOST)
  const last = Math.max(0, ...working.map(({ id }) => layerOf(id)))
  const idle_layer = connected.size === 0 ? 1 : last
  const slots: readonly Slot[] = [
    ...working.map(({ id }): Slot => ({ kind: 'card', id, layer: layerOf(id), from: forward(id) })),
    ...drawn_idle.map(({ id }): Slot => ({ kind: 'card', id, layer: idle_layer, from: [] })),
    ...flows.flatMap(passes),
  ]

  /** What the lines that end at a card come from in the layer before. */
  function forward(id: string): readonly string[] {
    const into = flows.filter(({ source, target }) => target === id && layerOf(source) < layerOf(id))
    return into.map((flow) => (layerOf(id) - layerOf(flow.source) > 1 ? passId(flow, layerOf(id) - 1) : flow.source))
  }

  /** The places that a line takes in the layers between its two nodes. */
  function passes(flow: Flow): readonly Slot[] {
    const between = Array.from({ length: Math.max(0, layerOf(flow.target) - layerOf(flow.source) - 1) })
    return between.map((_, index): Slot => {
      const layer = layerOf(flow.source) + index + 1
      return {
        kind: 'pass',
        id: passId(flow, layer),
        layer,
        from: [index === 0 ? flow.source : passId(flow, layer - 1)],
      }
    })
  }

  const { places, width, height } = placeSlots(slots, direction)
  const placed = [...working, ...drawn_idle].map((card) => ({ ...card, ...(places.get(card.id) ?? { x: 0, y: 0 }) }))
  return {
    direction,
    cards: placed,
    flows: flows.map((flow) => ({
      ...flow,
      backward: layerOf(flow.target) <= layerOf(flow.source),
      via: passes(flow).flatMap(({ id }) => throughPlace(places.get(id), direction)),
    })),
    more_idle: idle.slice(IDLE_AT_MOST).reduce((sum, card) => sum + card.nodes.length, 0),
    width,
    height,
    shape: placed.map(({ id, x, y }) => `${id}@${x},${y}`).join(' '),
  }
}

const passId = (flow: Flow, layer: number): string => `${flow.id} ${layer}`

/** Straight through a place: in at one side, out at the other. */
function throughPlace(place: Point | undefined, direction: Direction): readonly Point[] {
  if (place === undefined) return []
  const end = direction === 'right' ? { x: place.x + CARD.width, y: place.y } : { x: place.x, y: place.y + CARD.height }
  return [place, end]
}
