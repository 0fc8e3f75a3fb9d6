import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { useNodes } from '../../data/queries.ts'
import { type NodeSort, type NodesView, nodeShows, nodeSorts, orderNodes } from './nodes-order.ts'

/** Columns of figures are most useful with the highest on top. */
const descendingAtFirst: ReadonlySet<NodeSort> = new Set(['cpu', 'memory', 'egress', 'viewers', 'publishers', 'seen'])

/** The list of nodes as the address bar asks for it, so that a view can be bookmarked and sent to somebody. */
export function useNodesView() {
  const nodes = useNodes()
  const [params, setParams] = useSearchParams()
  const sort = nodeSorts.find((candidate) => candidate === params.get('sort')) ?? 'name'
  const view: NodesView = {
    query: params.get('q') ?? '',
    show: nodeShows.find((candidate) => candidate === params.get('show')) ?? 'all',
    sort,
    descending: params.get('order') === 'down',
  }
  const { query, show, descending } = view
  const change = (changes: Readonly<Record<string, string | null>>) =>
    setParams(
      (before) => {
        for (const [key, value] of Object.entries(changes)) {
          if (value === null || value === '') before.delete(key)
          else before.set(key, value)
        }
        return before
      },
      { replace: true, preventScrollReset: true },
    )
  const shown = useMemo(
    () => orderNodes(nodes.data ?? [], { query, show, sort, descending }),
    [nodes.data, query, show, sort, descending],
  )
  return {
    nodes: nodes.data,
    error: nodes.error,
    retry: () => void nodes.refetch(),
    view,
    shown,
    setQuery: (text: string) => change({ q: text }),
    setShow: (value: string) => change({ show: value === 'all' ? null : value }),
    clear: () => change({ q: null, show: null }),
    sortBy: (column: NodeSort) => {
      const down = column === sort ? !descending : descendingAtFirst.has(column)
      change({ sort: column === 'name' ? null : column, order: down ? 'down' : null })
    },
  }
}
