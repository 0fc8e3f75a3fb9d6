import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { z } from 'zod'
import { type AccessPolicy, accessPolicySchema } from '#contract/access-policy.ts'
import { type KeepOut, keepOutSchema } from '#contract/keep-out.ts'
import {
  type createSigningKeySchema,
  type signAddressSchema,
  signedAddressSchema,
  signingKeySchema,
} from '#contract/signing-key.ts'
import {
  createdStreamKeySchema,
  type createStreamKeySchema,
  type StreamKey,
  streamKeySchema,
} from '#contract/stream-key.ts'
import { namedPolicySchema } from '#contract/stream-policy.ts'
import { type WebhookResult, webhookResultSchema } from '#contract/webhook.ts'
import { call, listOf } from './call.ts'
import { useCanSteer } from './queries.ts'
import { queryKeys } from './query-keys.ts'

/** What an access policy says. */
export type AccessRules = AccessPolicy['rules']
/** An address that was just signed. */
export type SignedAddress = z.infer<typeof signedAddressSchema>
/** A stream key that was just made. */
export type CreatedStreamKey = z.infer<typeof createdStreamKeySchema>

/** How often lists that others change are read anew while they are shown, in ms. */
const ANEW_EVERY_MS = 10_000

/** The newest first; those that ended too. For operators alone: others do not ask. */
export function useStreamKeys() {
  const enabled = useCanSteer()
  return useQuery({
    enabled,
    queryKey: queryKeys.streamKeys,
    queryFn: async ({ signal }): Promise<readonly StreamKey[]> =>
      (await call('/stream-keys', { answer: listOf(streamKeySchema), signal })).items,
    staleTime: 0,
    refetchInterval: ANEW_EVERY_MS,
  })
}

/** Who is kept out of streams for a while; for operators alone. */
export function useKeepOuts() {
  return useQuery({
    queryKey: queryKeys.keepOuts,
    queryFn: async ({ signal }): Promise<readonly KeepOut[]> =>
      (await call('/keep-outs', { answer: listOf(keepOutSchema), signal })).items,
    staleTime: 0,
    refetchInterval: ANEW_EVERY_MS,
  })
}

/** Lets somebody in again before the time is up. */
export function useLiftKeepOut() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => call(`/keep-outs/${id}`, { method: 'DELETE', answer: keepOutSchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.keepOuts }),
  })
}

/** The key in the answer is shown this once. */
export function useCreateStreamKey() {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: (body: z.input<typeof createStreamKeySchema>) =>
      call('/stream-keys', { method: 'POST', body, answer: createdStreamKeySchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.streamKeys }),
  })
}

/** Another in place of one; both are good for so long. The key in the answer is shown this once. */
export function useRotateStreamKey(id: string) {
  const client = useQueryClient()
  return useMutation({
    gcTime: 0,
    mutationFn: (overlap: string) =>
      call(`/stream-keys/${id}/rotate`, { method: 'POST', body: { overlap }, answer: createdStreamKeySchema }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.streamKeys }),
  })
}

/** Nobody comes in by it any more; who did is ended where that is wanted. */
export function useRevokeStreamKey(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (disconnect: boolean) =>
      call(`/stream-keys/${id}/revoke`, {
        method: 'POST',
        body: { disconnect },
        answer: streamKeySchema.extend({ disconnected: z.number() }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.streamKeys }),
  })
}

/** In the order of their patterns. */
export function useAccessPolicies() {
  return useQuery({
    queryKey: queryKeys.accessPolicies,
    queryFn: async ({ signal }): Promise<readonly AccessPolicy[]> =>
      (await call('/access-policies', { answer: listOf(accessPolicySchema), signal })).items,
    staleTime: 0,
    refetchInterval: ANEW_EVERY_MS,
  })
}

/** Which policy holds for a stream, live or not; null: none does. */
export function useEffectiveAccess(stream_path: string) {
  return useQuery({
    queryKey: [...queryKeys.accessPolicies, stream_path],
    queryFn: async ({ signal }) =>
      (
        await call(`/access-policies/effective?${new URLSearchParams({ stream_path })}`, {
          answer: z.object({ policy: namedPolicySchema.nullable() }),
          signal,
        })
      ).policy,
    staleTime: 0,
    refetchInterval: ANEW_EVERY_MS,
  })
}

/** Makes a policy, or changes this one as it was read. */
export function useSaveAccessPolicy(before: Pick<AccessPolicy, 'id' | 'revision'> | null) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: Partial<AccessRules> & { readonly pattern: string }) =>
      before === null
        ? call('/access-policies', { method: 'POST', body, answer: accessPolicySchema })
        : call(`/access-policies/${before.id}`, {
            method: 'PATCH',
            body,
            at_revision: before.revision,
            answer: accessPolicySchema,
          }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.accessPolicies }),
  })
}

export function useRemoveAccessPolicy(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => call(`/access-policies/${id}`, { method: 'DELETE', answer: z.unknown() }),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.accessPolicies }),
  })
}

/** Makes what addresses are signed with; the key itself is for programs that sign, and is not shown here. */
export function useCreateSigningKey() {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: z.input<typeof createSigningKeySchema>) =>
      call('/signing-keys', { method: 'POST', body, answer: signingKeySchema }),
  })
}

/** An address of a stream that lets whoever has it in, until its time is up. */
export function useSignAddress(stream_path: string) {
  return useMutation({
    gcTime: 0,
    mutationFn: (body: z.input<typeof signAddressSchema>) =>
      call(`/streams/${stream_path.split('/').map(encodeURIComponent).join('/')}/signed-urls`, {
        method: 'POST',
        body,
        answer: signedAddressSchema,
      }),
  })
}

/** How the webhooks of a policy answered last, whoever asked. */
export function useWebhookResults(policy_id: string) {
  return useQuery({
    queryKey: [...queryKeys.accessPolicies, policy_id, 'webhooks'],
    queryFn: async ({ signal }): Promise<readonly WebhookResult[]> =>
      (await call(`/access-policies/${policy_id}/webhooks`, { answer: listOf(webhookResultSchema), signal })).items,
    staleTime: 0,
    refetchInterval: ANEW_EVERY_MS,
  })
}

/** Has the origin ask the webhooks of a policy; the answer opens nothing. */
export function useTestWebhooks(policy_id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () =>
      call(`/access-policies/${policy_id}/webhooks/test`, {
        method: 'POST',
        body: {},
        answer: webhookResultSchema.nullable(),
        deadline_ms: 30_000,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: [...queryKeys.accessPolicies, policy_id, 'webhooks'] }),
  })
}
