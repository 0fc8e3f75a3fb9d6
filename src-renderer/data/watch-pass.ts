import { type QueryClient, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import type { OperatorSession } from '#contract/operators.ts'
import { watchPassSchema } from '#contract/watch-grant.ts'
import { streamRoute } from './api-client.ts'
import { call } from './call.ts'
import { queryKeys } from './query-keys.ts'

/** A pass is good for ten minutes; one with less than a minute left is not begun with, in ms. */
const FRESH_MS = 9 * 60_000

/** Gives what lets this operator watch a stream that is not for everybody, to put behind `?`; null where there is none. */
export type PassFor = (stream_path: string) => Promise<string | null>

async function passFor(client: QueryClient, stream_path: string): Promise<string | null> {
  // A wall display has none, and would ask for each picture anew.
  if (client.getQueryData<OperatorSession>(queryKeys.session)?.by === 'wall_link') return null
  try {
    const pass = await client.fetchQuery({
      queryKey: queryKeys.watchPassOf(stream_path),
      queryFn: ({ signal }) =>
        call(`${streamRoute(stream_path)}/watch-pass`, { method: 'POST', body: {}, answer: watchPassSchema, signal }),
      staleTime: FRESH_MS,
      gcTime: FRESH_MS,
      retry: false,
    })
    return pass.query
  } catch {
    // An older origin: it plays what everybody may, and the node says what it refuses.
    return null
  }
}

/** {@link PassFor}, with what was asked for a moment ago. */
export function usePassFor(): PassFor {
  const client = useQueryClient()
  return useCallback((stream_path: string) => passFor(client, stream_path), [client])
}

/** The address with more behind its question mark. */
export const withQuery = (url: string, query: string | null): string =>
  query === null || query === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${query}`
