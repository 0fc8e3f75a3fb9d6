import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'
import type {
  closeRolesRequestSchema,
  createEnrollmentTokenSchema,
  drainRequestSchema,
  maintainRequestSchema,
} from '#contract/api.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { endStreamSchema } from '#contract/keep-out.ts'
import type { RollingDrainBody } from '#contract/rolling-drain.ts'
import type { StreamPolicy, StreamPolicyRules } from '#contract/stream-policy.ts'
import { api } from './api-client.ts'
import { queryKeys } from './query-keys.ts'

// What a command changes comes back over the event stream; reading the list again as well makes it right at once where
// the event stream is broken at this moment.

export function useDrainNode(id: NodeId) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (request: z.input<typeof drainRequestSchema>) => api.drainNode(id, request),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.nodes }),
  })
}

/** Takes a node out at once. */
export function useMaintainNode(id: NodeId) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (request: z.input<typeof maintainRequestSchema>) => api.maintainNode(id, request),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.nodes }),
  })
}

/** Lets a node take no new work in some roles. */
export function useCloseRoles(id: NodeId) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (request: z.input<typeof closeRolesRequestSchema>) => api.closeRoles(id, request),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.nodes }),
  })
}

export function useResumeNode(id: NodeId) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (reason: string | null) => api.resumeNode(id, reason),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.nodes }),
  })
}

export function useStartRollingDrain() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (request: RollingDrainBody) => api.rollingDrain(request),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.rollingDrains }),
  })
}

/** Pauses a run, goes on with it, or ends it before its time. */
export function useSteerRollingDrain(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ action, ...body }: { action: 'pause' | 'resume' | 'cancel'; resume_nodes?: boolean }) =>
      api.steerRollingDrain(id, action, body),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.rollingDrains }),
  })
}

/** Takes a node out of the cluster for good. */
export function useRemoveNode(id: NodeId) {
  const client = useQueryClient()
  return useMutation({
    /** With a reason it is removed although it is the last that takes work. */
    mutationFn: (forced_reason: string | null) => api.removeNode(id, forced_reason),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.nodes }),
  })
}

export function useEndStream(path: StreamPath) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof endStreamSchema>) => api.endStream(path, body),
    onSuccess: () =>
      Promise.all(
        [queryKeys.streams, queryKeys.keepOuts, queryKeys.streamKeys].map((queryKey) =>
          client.invalidateQueries({ queryKey }),
        ),
      ),
  })
}

/** Makes a policy, or changes this one as it was read. */
export function useSaveStreamPolicy(before: Pick<StreamPolicy, 'id' | 'revision'> | null) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: StreamPolicyRules & { readonly pattern: string }) =>
      before === null ? api.createStreamPolicy(body) : api.changeStreamPolicy(before, body),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.streamPolicies }),
  })
}

export function useRemoveStreamPolicy(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api.removeStreamPolicy(id),
    onSuccess: () => client.invalidateQueries({ queryKey: queryKeys.streamPolicies }),
  })
}

/** Lets the viewers of a stream go, on one node or on all. */
export function useDisconnectViewers(path: StreamPath) {
  return useMutation({
    mutationFn: (body: { readonly node_id: NodeId | null; readonly reason?: string }) =>
      api.disconnectViewers(path, body),
  })
}

export function useCreateEnrollmentToken() {
  return useMutation({
    mutationFn: (request: z.input<typeof createEnrollmentTokenSchema>) => api.createEnrollmentToken(request),
  })
}

/** Ends the session of this browser; everything that was read is forgotten. */
export function useSignOut() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: () => api.signOut(),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: queryKeys.session })
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== queryKeys.session[0] })
    },
  })
}
