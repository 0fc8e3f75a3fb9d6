import { useMemo } from 'react'
import { useCluster, useNodes, useStreams } from '../../data/queries.ts'
import { totalsOf } from '../../data/totals.ts'
import { publishEndpoints } from '../../parts/publish-endpoints.ts'
import { attentionItems } from './attention.ts'

/** Everything the overview shows; `null` until the first answer is there. */
export function useOverview() {
  const cluster = useCluster()
  const nodes = useNodes()
  const streams = useStreams()
  const facts = useMemo(() => {
    if (nodes.data === undefined || streams.data === undefined) return null
    return {
      nodes: nodes.data,
      streams: streams.data,
      totals: totalsOf(nodes.data, streams.data),
      attention: attentionItems(cluster.data, nodes.data, streams.data),
      publish_to: publishEndpoints(nodes.data),
    }
  }, [cluster.data, nodes.data, streams.data])
  return {
    facts,
    error: nodes.error ?? streams.error,
    retry: () => {
      void nodes.refetch()
      void streams.refetch()
    },
  }
}
