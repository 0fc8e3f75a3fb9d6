import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  type ApiKeyInfo,
  apiKeyInfoSchema,
  type changeOperatorSchema,
  type createApiKeySchema,
  createdApiKeySchema,
  endedSessionsSchema,
  invitedOperatorSchema,
  type inviteOperatorSchema,
  madeLinkSchema,
  type OperatorInfo,
  operatorInfoSchema,
  type SessionInfo,
  sessionInfoSchema,
} from '#contract/operators.ts'
import { call, listOf } from './call.ts'
import { queryKeys } from './query-keys.ts'

/** Whose: one's own, or as an owner everybody's. */
export type Whose = 'me' | 'all'

/** How often lists that others change are read anew while they are shown, in ms. */
const ANEW_EVERY_MS = 15_000

export function useOperators() {
  return useQuery({
    queryKey: queryKeys.operators,
    queryFn: async ({ signal }): Promise<readonly OperatorInfo[]> =>
      (await call('/operators', { answer: listOf(operatorInfoSchema), signal })).items,
    staleTime: 0,
    refetchInterval: ANEW_EVERY_MS,
  })
}

/** The link in the answer is shown this once. */
export function useInviteOperator() {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: (body: z.input<typeof inviteOperatorSchema>) =>
      call('/operators', { method: 'POST', body, answer: invitedOperatorSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.operators }),
  })
}

/** A fresh link for somebody who cannot get in; shown this once. */
export function useMakeLink(id: string) {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: () => call(`/operators/${id}/sign-in-link`, { method: 'POST', body: {}, answer: madeLinkSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.operators }),
  })
}

export function useChangeOperator(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof changeOperatorSchema>) =>
      call(`/operators/${id}`, { method: 'PATCH', body, answer: operatorInfoSchema }),
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: queryKeys.operators }),
        client.invalidateQueries({ queryKey: queryKeys.session }),
      ]),
  })
}

export function useRemoveOperator(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (reason: string | null) =>
      call(`/operators/${id}${because(reason)}`, { method: 'DELETE', answer: operatorInfoSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.operators }),
  })
}

/** Browsers that are signed in, the one used last first. */
export function useSessions(of: Whose) {
  return useQuery({
    queryKey: [...queryKeys.sessions, of],
    queryFn: async ({ signal }): Promise<readonly SessionInfo[]> =>
      (await call(`/sessions?of=${of}`, { answer: listOf(sessionInfoSchema), signal })).items,
    staleTime: 0,
    refetchInterval: ANEW_EVERY_MS,
  })
}

export function useEndSession() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(`/sessions/${id}`, { method: 'DELETE', answer: sessionInfoSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.sessions }),
  })
}

/** Ends every session of one's own but this one. */
export function useEndOtherSessions() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call('/sessions/end-others', { method: 'POST', answer: endedSessionsSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.sessions }),
  })
}

/** The newest first; those that ended too. */
export function useApiKeys(of: Whose) {
  return useQuery({
    queryKey: [...queryKeys.apiKeys, of],
    queryFn: async ({ signal }): Promise<readonly ApiKeyInfo[]> =>
      (await call(`/api-keys?of=${of}`, { answer: listOf(apiKeyInfoSchema), signal })).items,
    staleTime: 0,
    refetchInterval: ANEW_EVERY_MS,
  })
}

/** The key in the answer is shown this once. */
export function useCreateApiKey() {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: (body: z.input<typeof createApiKeySchema>) =>
      call('/api-keys', { method: 'POST', body, answer: createdApiKeySchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.apiKeys }),
  })
}

export function useRevokeApiKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(`/api-keys/${id}`, { method: 'DELETE', answer: apiKeyInfoSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.apiKeys }),
  })
}

const because = (reason: string | null) => (reason === null ? '' : `?${new URLSearchParams({ reason })}`)
