import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ClusterTokenInfo, clusterTokenInfoSchema, createdClusterTokenSchema } from '#contract/cluster-token.ts'
import { call, listOf } from './call.ts'
import { queryKeys } from './query-keys.ts'

/** Those that ended among them, the newest first. */
export function useClusterTokens() {
  return useQuery({
    queryKey: queryKeys.clusterTokens,
    queryFn: async ({ signal }): Promise<readonly ClusterTokenInfo[]> =>
      (await call('/cluster-tokens', { answer: listOf(clusterTokenInfoSchema), signal })).items,
    staleTime: 0,
    refetchInterval: 15_000,
  })
}

/** The token in the answer is shown this once. */
export function useCreateClusterToken() {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: (body: { readonly name: string; readonly ttl?: string }) =>
      call('/cluster-tokens', { method: 'POST', body, answer: createdClusterTokenSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.clusterTokens }),
  })
}

/** Another in place of this one, which lets boxes in for `overlap` longer; it is shown this once. */
export function useRotateClusterToken(id: string) {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: (overlap: string) =>
      call(`/cluster-tokens/${id}/rotations`, {
        method: 'POST',
        body: { overlap },
        answer: createdClusterTokenSchema,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.clusterTokens }),
  })
}

/** It lets nobody in from now on. */
export function useRevokeClusterToken() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(`/cluster-tokens/${id}`, { method: 'DELETE', answer: clusterTokenInfoSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.clusterTokens }),
  })
}
