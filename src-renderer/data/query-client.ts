import { QueryClient } from '@tanstack/react-query'
import { ApiFailure } from './api-failure.ts'
import { slowCalls } from './slow-calls.ts'

/**
 * The cache of everything read from the origin. Lists are kept right by the live events, so nothing is read again on a
 * timer or when the window gets the focus; `always` because the origin may be this very computer, without a network.
 */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: 'always',
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        // What timed out has kept somebody waiting for long enough: that is said, with a button to try again.
        retry: (failures, error) =>
          failures < 3 && error instanceof ApiFailure && error.status === null && error.code !== 'origin_timed_out',
        retryDelay: (failures) => Math.min(500 * 2 ** failures, 4_000),
      },
      mutations: { networkMode: 'always' },
    },
  })
  // What could not be read anew while the origin was slow is shown as it was before, as if it were true: it is read once it answers again.
  slowCalls.subscribe(() => {
    if (slowCalls.any) return
    void client.refetchQueries({ predicate: ({ state }) => state.status === 'error' && state.data !== undefined })
  })
  return client
}
