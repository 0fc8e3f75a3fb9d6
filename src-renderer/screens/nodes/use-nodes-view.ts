import { useDeferredValue, useMemo } from 'react'
import { useNodes } from '../../data/queries.ts'
import { useAddressParams } from '../../parts/use-address-params.ts'
import { type NodeSort, type NodesView, nodeShows, nodeSorts, orderNodes } from './nodes-order.ts'

/** Columns of figures are most useful with the highest on top. */
const descendingAtFirst: ReadonlySet<NodeSort> = new Set(['cpu', 'memory', 'egress', 'viewers', 'publishers', 'seen'])

/** The list of nodes as the address bar asks for it, so that a view can be bookmarked and sent to somebody. */
export function useNodesView() {
  const nodes = useNodes()
  // What comes in by itself waits for who scrolls and types.
  const newest = useDeferredValue(nodes.data)
  const [params, change] = useAddressParams()
  const sort = nodeSorts.find((candidate) => candidate === params.get('sort')) ?? 'name'
  const view: NodesView = {
    query: params.get('q') ?? '',
    show: nodeShows.find((candidate) => candidate === params.get('show')) ?? 'all',
    sort,
    descending: params.get('order') === 'down',
  }
  const { query, show, descending } = view
  const shown = useMemo(
    () => orderNodes(newest ?? [], { query, show, sort, descending }),
    [newest, query, show, sort, descending],
  )
  return {
    nodes: newest,
    error: nodes.error,
    retry: () => void nodes.refetch(),
    view,
    shown,
    setQuery: (text: string) => change({ q: text }),
    setShow: (value: string) => change({ show: value === 'all' ? null : value }),
    clear: () => change({ q: null, show: null }),
    /** By one of the columns, in the direction that is most useful; for where there are no heads of columns. */
    chooseOrder: (value: string) => {
      const column = nodeSorts.find((candidate) => candidate === value) ?? 'name'
      change({ sort: column === 'name' ? null : column, order: descendingAtFirst.has(column) ? 'down' : null })
    },
    sortBy: (column: NodeSort) => {
      const down = column === sort ? !descending : descendingAtFirst.has(column)
      change({ sort: column === 'name' ? null : column, order: down ? 'down' : null })
    },
  }
}
