import { useDeferredValue, useMemo } from 'react'
import { useNodePlaces, useStreams } from '../../data/queries.ts'
import { useAddressParams } from '../../parts/use-address-params.ts'
import { orderStreams, type StreamSort, type StreamsView, streamShows, streamSorts } from './streams-order.ts'

/** The list of streams as the address bar asks for it, so that a view can be bookmarked and sent to somebody. */
export function useStreamsView() {
  const streams = useStreams()
  const nodes = useNodePlaces()
  // What comes in by itself waits for who scrolls and types: to order and draw thousands anew is work that can be put off.
  const newest = useDeferredValue(streams.data)
  const [params, change] = useAddressParams()
  const sort = streamSorts.find((candidate) => candidate === params.get('sort')) ?? 'viewers'
  const view: StreamsView = {
    query: params.get('q') ?? '',
    show: streamShows.find((candidate) => candidate === params.get('show')) ?? 'all',
    sort,
    descending: (params.get('order') ?? (sort === 'name' ? 'up' : 'down')) === 'down',
  }
  const { query, show, descending } = view
  const shown = useMemo(
    () => orderStreams(newest ?? [], { query, show, sort, descending }, (node_id) => nodes.get(node_id)?.name ?? ''),
    [newest, nodes, query, show, sort, descending],
  )
  return {
    streams: newest,
    error: streams.error,
    retry: () => void streams.refetch(),
    view,
    shown,
    setQuery: (text: string) => change({ q: text }),
    setShow: (value: string) => change({ show: value === 'all' ? null : value }),
    clear: () => change({ q: null, show: null }),
    /** A column that is sorted by is turned over; another begins with the highest, and names with the first. */
    sortBy: (column: StreamSort) => {
      const down = column === sort ? !descending : column !== 'name'
      change({
        sort: column === 'viewers' ? null : column,
        order: down === (column !== 'name') ? null : down ? 'down' : 'up',
      })
    },
  }
}
