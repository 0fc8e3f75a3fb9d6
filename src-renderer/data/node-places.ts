import type { Node, NodeEndpoints } from '#contract/node.ts'

/** What others show of a node: its name, and where it can be reached. */
export interface NodePlace {
  readonly name: string
  readonly endpoints: NodeEndpoints | null
}

/** Places by the node's id. */
export type NodePlaces = ReadonlyMap<string, NodePlace>

export const NOWHERE: NodePlaces = new Map()

/** The places of these nodes: `before` itself where nothing about them is another, whatever else the nodes report. */
export function placesOf(nodes: readonly Node[], before: NodePlaces): NodePlaces {
  const same = nodes.length === before.size && nodes.every((node) => isSame(node, before.get(node.id)))
  return same ? before : new Map(nodes.map(({ id, name, endpoints }) => [id, { name, endpoints }]))
}

const isSame = ({ name, endpoints }: Node, before: NodePlace | undefined): boolean =>
  before !== undefined && before.name === name && JSON.stringify(before.endpoints) === JSON.stringify(endpoints)
