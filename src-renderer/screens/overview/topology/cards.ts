import type { Node } from '#contract/node.ts'
import type { Flow } from './flows.ts'

/** From so many nodes on, those of one region that only serve viewers share a card: fifty cards are no picture. */
const SHARED_FROM = 20
/** With more cards than this, those that publish or feed others share their region's as well. */
const CARDS_AT_MOST = 60

/** What is drawn as one: a node, or several of one region that serve viewers and nothing else. */
export interface Card {
  /** The node's id, or `region <name>`. */
  readonly id: string
  /** The origin or a machine of its own has one; a region's card has several. */
  readonly nodes: readonly [Node, ...Node[]]
}

/** Whether nobody has to look at this node. */
export const isWell = ({ liveness, mode }: Node): boolean => liveness.state === 'alive' && mode.value === 'normal'

/** Puts nodes on cards and lets the lines end at those. The order of the nodes is kept. */
export function cardsOf(
  nodes: readonly Node[],
  flows: readonly Flow[],
  publishing: ReadonlySet<string>,
): { readonly cards: readonly Card[]; readonly flows: readonly Flow[] } {
  if (nodes.length < SHARED_FROM) return { cards: nodes.map((node) => ({ id: node.id, nodes: [node] })), flows }
  const sources = new Set(flows.map(({ source }) => source))
  const serves = (node: Node) => !publishing.has(node.id) && !sources.has(node.id)
  const few = grouped(nodes, flows, (node) => !node.is_origin && isWell(node) && serves(node))
  return few.cards.length <= CARDS_AT_MOST ? few : grouped(nodes, flows, (node) => !node.is_origin && isWell(node))
}

/** Puts the nodes that share on one card a region; what flows within a card is not drawn. */
function grouped(
  nodes: readonly Node[],
  flows: readonly Flow[],
  sharing: (node: Node) => boolean,
): { readonly cards: readonly Card[]; readonly flows: readonly Flow[] } {
  const cardIdOf = (node: Node) => (sharing(node) ? `region ${node.region ?? ''}` : node.id)
  const cards = [...Map.groupBy(nodes, cardIdOf)].flatMap(([id, [first, ...rest]]): Card[] =>
    first === undefined ? [] : [{ id: rest.length === 0 ? first.id : id, nodes: [first, ...rest] }],
  )
  const cardOf = new Map(cards.flatMap((card) => card.nodes.map((node) => [node.id as string, card.id])))
  const moved = flows
    .map((flow) => ({
      ...flow,
      source: cardOf.get(flow.source) ?? flow.source,
      target: cardOf.get(flow.target) ?? flow.target,
    }))
    .filter(({ source, target }) => source !== target)
  const merged = [...Map.groupBy(moved, ({ source, target }) => `${source} ${target}`)].map(([id, lines]) =>
    merge(id, lines),
  )
  return { cards, flows: merged }
}

function merge(id: string, lines: readonly Flow[]): Flow {
  const [first] = lines
  if (first === undefined) throw new Error('a group of lines is never empty')
  return {
    ...first,
    id,
    streams: lines.flatMap(({ streams }) => streams),
    kbps: lines.reduce((sum, { kbps }) => sum + kbps, 0),
    flowing: lines.some(({ flowing }) => flowing),
    troubled: lines.some(({ troubled }) => troubled),
  }
}
