import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  createdWallLinkSchema,
  type createWallLinkSchema,
  type WallLinkInfo,
  wallLinkInfoSchema,
} from '#contract/operators.ts'
import { call, listOf } from './call.ts'
import type { Whose } from './operators.ts'
import { queryKeys } from './query-keys.ts'

/** Wall links that have not ended, the newest first. */
export function useWallLinks(of: Whose) {
  return useQuery({
    queryKey: [...queryKeys.wallLinks, of],
    queryFn: async ({ signal }): Promise<readonly WallLinkInfo[]> =>
      (await call(`/wall-links?of=${of}`, { answer: listOf(wallLinkInfoSchema), signal })).items,
    staleTime: 0,
    refetchInterval: 15_000,
  })
}

/** The link in the answer is shown this once. */
export function useCreateWallLink() {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: (body: z.input<typeof createWallLinkSchema>) =>
      call('/wall-links', { method: 'POST', body, answer: createdWallLinkSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.wallLinks }),
  })
}

/** Its screens are signed out at once. */
export function useRevokeWallLink() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(`/wall-links/${id}`, { method: 'DELETE', answer: wallLinkInfoSchema }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.wallLinks }),
        client.invalidateQueries({ queryKey: queryKeys.sessions }),
      ]),
  })
}
