import { useQuery } from '@tanstack/react-query'
import { securityCheckSchema } from '#contract/security-check.ts'
import { call } from './call.ts'
import { useRole } from './queries.ts'
import { queryKeys } from './query-keys.ts'

/** What it judges changes seldom; whoever opens its screen has it judged anew. */
const EVERY_MS = 5 * 60_000

/** What of the origin could be safer; asked by owners alone. */
export function useSecurityCheck() {
  return useQuery({
    queryKey: queryKeys.securityCheck,
    queryFn: ({ signal }) => call('/security-check', { answer: securityCheckSchema, signal }),
    enabled: useRole() === 'owner',
    staleTime: 0,
    refetchInterval: EVERY_MS,
  })
}
