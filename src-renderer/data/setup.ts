import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { addressCheckSchema, type ChangeSetup, setupSchema } from '#contract/setup.ts'
import { call, listOf } from './call.ts'
import { queryKeys } from './query-keys.ts'

// The first run: how far a new origin is. For owners alone.

/** How often what others may have done meanwhile is looked at, in ms. */
const LOOK_EVERY_MS = 5_000

export function useSetup() {
  return useQuery({
    queryKey: queryKeys.setup,
    queryFn: ({ signal }) => call('/setup', { answer: setupSchema, signal }),
    staleTime: 0,
    refetchInterval: LOOK_EVERY_MS,
  })
}

/** Names the cluster, says how others reach the origin, dismisses the first run. */
export function useChangeSetup() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: ChangeSetup) => call('/setup', { method: 'PATCH', body: change, answer: setupSchema }),
    onSuccess: async (setup) => {
      client.setQueryData(queryKeys.setup, setup)
      await client.invalidateQueries({ queryKey: queryKeys.cluster })
    },
  })
}

/** Tries every address of the origin's machine, or one name; from that machine. @param host null: all that were found */
export function useAddressChecks(host: string | null) {
  return useQuery({
    queryKey: queryKeys.addressChecksOf(host),
    queryFn: async ({ signal }) => {
      const body = host === null ? {} : { host }
      return (await call('/setup/address-checks', { method: 'POST', body, answer: listOf(addressCheckSchema), signal }))
        .items
    },
    staleTime: 30_000,
    retry: false,
  })
}
