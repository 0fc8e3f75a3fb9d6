import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Activity } from '#contract/api.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { OperatorSession } from '#contract/operators.ts'
import type { RollingDrain, RollingDrainBody } from '#contract/rolling-drain.ts'
import type { Stream } from '#contract/stream.ts'
import type { StreamPolicy } from '#contract/stream-policy.ts'
import { type ActivityQuery, api, type ExplainQuery } from './api-client.ts'
import { isSignedOut } from './api-failure.ts'
import { applyToNodes, applyToRollingDrains, applyToStreams } from './apply-live-event.ts'
import { useLive } from './live-context.tsx'
import { queryKeys } from './query-keys.ts'

/** Who is signed in; an error with status 401 where nobody is. */
export function useSession() {
  return useQuery({
    queryKey: queryKeys.session,
    queryFn: ({ signal }) => api.session(signal),
    // No event stream is open yet that would tell of an origin that is back.
    refetchInterval: ({ state }) => (state.error !== null && !isSignedOut(state.error) ? 2_000 : false),
  })
}

export type Role = OperatorSession['role']

/** Of the signed-in operator; a viewer's until it is known. */
export function useRole(): Role {
  return useSession().data?.role ?? 'viewer'
}

/** Whether the signed-in operator may change anything. */
export function useCanSteer(): boolean {
  const { data } = useSession()
  return data !== undefined && data.role !== 'viewer'
}

export function useCluster() {
  return useQuery({ queryKey: queryKeys.cluster, queryFn: ({ signal }) => api.cluster(signal) })
}

/** Every node, kept right by the live events. */
export function useNodes() {
  const { recent } = useLive()
  return useQuery({
    queryKey: queryKeys.nodes,
    queryFn: async ({ signal }): Promise<readonly Node[]> => {
      const asked_at = performance.now()
      const { items } = await api.nodes(signal)
      return applyToNodes(items, recent.since(asked_at))
    },
  })
}

/** Every live stream, kept right by the live events. */
export function useStreams() {
  const { recent } = useLive()
  return useQuery({
    queryKey: queryKeys.streams,
    queryFn: async ({ signal }): Promise<readonly Stream[]> => {
      const asked_at = performance.now()
      const { items } = await api.streams(signal)
      return applyToStreams(items, recent.since(asked_at))
    },
  })
}

/** Every stream policy; what others change is seen a few seconds later. */
export function useStreamPolicies() {
  return useQuery({
    queryKey: queryKeys.streamPolicies,
    queryFn: async ({ signal }): Promise<readonly StreamPolicy[]> => (await api.streamPolicies(signal)).items,
    refetchInterval: RECKONED_EVERY_MS,
  })
}

/** One stream out of the list; undefined where it is not live. */
export function useStream(path: StreamPath | string): Stream | undefined {
  return useStreams().data?.find((stream) => stream.stream_path === path)
}

/** Nodes by their id, for those who show a node's name. */
export function useNodesById(): ReadonlyMap<string, Node> {
  const { data } = useNodes()
  return useMemo(() => new Map(data?.map((node) => [node.id, node])), [data])
}

/** How often what the origin reckons is asked for anew while it is on the screen, in ms: as often as nodes report what they carry. */
const RECKONED_EVERY_MS = 5_000

/** Where a client would be sent, and why; asked anew for as long as it is shown. */
export function useExplanation(query: ExplainQuery) {
  return useQuery({
    queryKey: queryKeys.explainOf(query),
    queryFn: ({ signal }) => api.explainAllocation(query, signal),
    refetchInterval: RECKONED_EVERY_MS,
    gcTime: RECKONED_EVERY_MS * 2,
    placeholderData: keepPreviousData,
  })
}

/** What would come of draining a node now; asked anew for as long as it is shown. */
export function useDrainPreview(id: NodeId) {
  return useQuery({
    queryKey: queryKeys.drainPreviewOf(id),
    queryFn: ({ signal }) => api.drainPreview(id, signal),
    refetchInterval: RECKONED_EVERY_MS,
    gcTime: 0,
  })
}

/** Every rolling drain, the newest first, kept right by the live events. */
export function useRollingDrains() {
  const { recent } = useLive()
  return useQuery({
    queryKey: queryKeys.rollingDrains,
    queryFn: async ({ signal }): Promise<readonly RollingDrain[]> => {
      const asked_at = performance.now()
      const { items } = await api.rollingDrains(signal)
      return applyToRollingDrains(items, recent.since(asked_at))
    },
  })
}

/** What a rolling drain would do now; asked anew for as long as it is shown. */
export function useRollingPlan(request: RollingDrainBody, wanted: boolean) {
  return useQuery({
    queryKey: queryKeys.rollingPlanOf(request),
    enabled: wanted,
    queryFn: async ({ signal }) => (await api.rollingDrain({ ...request, dry_run: true }, signal)).plan,
    refetchInterval: RECKONED_EVERY_MS,
    gcTime: 0,
    retry: false,
    placeholderData: keepPreviousData,
  })
}

/** Recorded facts, newest first; new ones come in by themselves, older ones with `loadOlder`. */
export function useActivity(query: ActivityQuery) {
  const client = useQueryClient()
  const queryKey = queryKeys.activityOf(query)
  const list = useQuery({
    queryKey,
    queryFn: async ({ signal }): Promise<readonly Activity[]> => (await api.activity(query, signal)).items,
  })
  const older = useMutation({
    mutationFn: async () => {
      const last = list.data?.at(-1)
      if (last === undefined) return 0
      const { items } = await api.activity({ ...query, before_id: last.id })
      client.setQueryData<readonly Activity[]>(queryKey, (facts = []) => [...facts, ...items])
      return items.length
    },
  })
  return { list, loadOlder: () => older.mutate(), loadingOlder: older.isPending, reachedEnd: older.data === 0 }
}
