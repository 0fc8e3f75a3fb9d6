import type { Node } from '#contract/node.ts'
import { byName } from '../../parts/text-order.ts'

/** Which nodes are shown: all, those that somebody should look at, those that carry something, those that do not. */
export const nodeShows = ['all', 'attention', 'serving', 'idle'] as const
export type NodeShow = (typeof nodeShows)[number]

/** Columns that can be sorted by. */
export const nodeSorts = ['name', 'state', 'cpu', 'memory', 'egress', 'viewers', 'publishers', 'seen'] as const
export type NodeSort = (typeof nodeSorts)[number]

/** What of the list is shown, and in which order. */
export interface NodesView {
  readonly query: string
  readonly show: NodeShow
  readonly sort: NodeSort
  readonly descending: boolean
}

const livenessRank = { offline: 0, suspect: 1, left: 2, joining: 3, alive: 4 } as const

/** Worst first: what does not answer, then what is not in normal mode, then the rest. */
function stateRank({ liveness, mode }: Node): number {
  return livenessRank[liveness.state] * 2 + (mode.value === 'normal' ? 1 : 0)
}

const values: Readonly<Record<NodeSort, (node: Node) => number | string>> = {
  name: ({ name }) => name,
  state: stateRank,
  cpu: ({ load }) => load?.cpu_percent ?? -1,
  memory: ({ load }) => load?.memory_percent ?? -1,
  egress: ({ load }) => load?.egress_mbps ?? -1,
  viewers: ({ load }) => load?.subscribers ?? -1,
  publishers: ({ load }) => load?.publishers ?? -1,
  seen: ({ liveness }) => (liveness.last_seen_at === null ? 0 : Date.parse(liveness.last_seen_at)),
}

const carries = ({ load }: Node): boolean =>
  load !== null && load.publishers + load.subscribers + load.relays_out + load.relays_in > 0

const shown: Readonly<Record<NodeShow, (node: Node) => boolean>> = {
  all: () => true,
  attention: (node) =>
    stateRank(node) <
    stateRank({ ...node, liveness: { ...node.liveness, state: 'alive' }, mode: { ...node.mode, value: 'normal' } }),
  serving: carries,
  idle: (node) => !carries(node),
}

/** The nodes that a view shows, in its order; equal ones by their name. */
export function orderNodes(nodes: readonly Node[], { query, show, sort, descending }: NodesView): readonly Node[] {
  const wanted = query.trim().toLowerCase()
  const matches = ({ name, region, endpoints }: Node) =>
    [name, region ?? '', endpoints?.address ?? ''].some((text) => text.toLowerCase().includes(wanted))
  const read = values[sort]
  return nodes
    .filter((node) => shown[show](node) && matches(node))
    .toSorted((a, b) => {
      const [left, right] = [read(a), read(b)]
      const order = typeof left === 'string' ? byName(left, String(right)) : left - Number(right)
      return (descending ? -order : order) || byName(a.name, b.name)
    })
}
