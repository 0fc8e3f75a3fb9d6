import { useQuery } from '@tanstack/react-query'
import type { StreamPath } from '#contract/ids.ts'
import { api } from './api-client.ts'
import { applyToHistory } from './apply-sample-events.ts'
import { useLive } from './live-context.tsx'
import { queryKeys } from './query-keys.ts'

/** The origin tells new measures for as long as the history is read again within a minute and a half, in ms. */
const READ_AGAIN_MS = 30_000

/** How a live stream arrived over the last five minutes, kept right by the live events while it is shown. */
export function useStreamHistory(stream_path: StreamPath) {
  const { recent } = useLive()
  return useQuery({
    queryKey: queryKeys.streamHistoryOf(stream_path),
    queryFn: async ({ signal }) => {
      const asked_at = performance.now()
      return applyToHistory(await api.streamHistory(stream_path, signal), recent.since(asked_at))
    },
    staleTime: 0,
    gcTime: READ_AGAIN_MS,
    refetchInterval: READ_AGAIN_MS,
  })
}
