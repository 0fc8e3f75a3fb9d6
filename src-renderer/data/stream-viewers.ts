import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { type disconnectViewerSchema, streamViewersSchema } from '#contract/stream-viewers.ts'
import { streamRoute } from './api-client.ts'
import { call } from './call.ts'
import { queryKeys } from './query-keys.ts'

/** How often the list is asked for anew while it is shown, in ms: its node is asked each time. */
const ANEW_EVERY_MS = 5_000

/** Who watches a stream on one node, one by one. */
export function useStreamViewers(stream_path: StreamPath, node_id: NodeId) {
  return useQuery({
    queryKey: queryKeys.streamViewersOf(stream_path, node_id),
    queryFn: ({ signal }) =>
      call(`${streamRoute(stream_path)}/viewers?${new URLSearchParams({ node_id })}`, {
        answer: streamViewersSchema,
        signal,
      }),
    staleTime: 0,
    gcTime: 0,
    refetchInterval: ANEW_EVERY_MS,
  })
}

/** Lets one viewer go, and keeps its address out for a while where that is wanted. */
export function useDisconnectViewer(stream_path: StreamPath) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof disconnectViewerSchema>) =>
      call(`${streamRoute(stream_path)}/disconnect-viewer`, { method: 'POST', body, answer: streamViewersSchema }),
    onSuccess: (_, { node_id }) =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.streamViewersOf(stream_path, node_id) }),
        client.invalidateQueries({ queryKey: queryKeys.keepOuts }),
      ]),
  })
}
