import { useDeferredValue, useMemo } from 'react'
import { useAlerts } from '../../data/alerts.ts'
import { useCluster, useNodes, useStreams } from '../../data/queries.ts'
import { totalsOf } from '../../data/totals.ts'
import { publishEndpoints } from '../../parts/publish-endpoints.ts'
import { attentionItems } from './attention.ts'

/** Everything the overview shows; `null` until the first answer is there. */
export function useOverview() {
  const cluster = useCluster()
  const nodes = useNodes()
  const streams = useStreams()
  const alerts = useAlerts('open')
  // What comes in by itself waits for who scrolls and types: thousands take their time to be placed and drawn.
  const all_nodes = useDeferredValue(nodes.data)
  const all_streams = useDeferredValue(streams.data)
  const facts = useMemo(() => {
    if (all_nodes === undefined || all_streams === undefined) return null
    return {
      nodes: all_nodes,
      streams: all_streams,
      totals: totalsOf(all_nodes, all_streams),
      attention: attentionItems(cluster.data, all_nodes, all_streams, alerts.data?.items),
      publish_to: publishEndpoints(all_nodes),
    }
  }, [cluster.data, all_nodes, all_streams, alerts.data])
  return {
    facts,
    error: nodes.error ?? streams.error,
    retry: () => {
      void nodes.refetch()
      void streams.refetch()
    },
  }
}
