import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Activity } from '#contract/api.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { OperatorSession } from '#contract/operators.ts'
import type { RollingDrain, RollingDrainBody } from '#contract/rolling-drain.ts'
import type { Stream } from '#contract/stream.ts'
import type { StreamPolicy } from '#contract/stream-policy.ts'
import { type ActivityQuery, api, type ExplainQuery } from './api-client.ts'
import { isSignedOut } from './api-failure.ts'
import { applyToNodes, applyToRollingDrains, applyToStreams, withOlder } from './apply-live-event.ts'
import { useLive } from './live-context.tsx'
import { NOWHERE, type NodePlaces, placesOf } from './node-places.ts'
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

/** Whether a component is drawn anew when its list changes; false for one that nobody sees just now. */
interface ListOptions {
  readonly subscribed?: boolean
}

/** Every node, kept right by the live events. */
export function useNodes({ subscribed = true }: ListOptions = {}) {
  return useQuery({ ...useNodesQuery(), subscribed })
}

function useNodesQuery() {
  const live = useLive()
  return {
    queryKey: queryKeys.nodes,
    // What did not change is the same object already; to compare a thousand of them in depth at each event costs frames.
    structuralSharing: false,
    queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<readonly Node[]> => {
      await live.askAfterOpen(queryKeys.nodes)
      const [nodes, events] = await live.recent.during(() => api.nodes(signal))
      return applyToNodes(nodes, events)
    },
  }
}

/** Every live stream, kept right by the live events. */
export function useStreams({ subscribed = true }: ListOptions = {}) {
  const live = useLive()
  return useQuery({
    subscribed,
    queryKey: queryKeys.streams,
    structuralSharing: false,
    queryFn: async ({ signal }): Promise<readonly Stream[]> => {
      await live.askAfterOpen(queryKeys.streams)
      const [streams, events] = await live.recent.during(() => api.streams(signal))
      return applyToStreams(streams, events)
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

const byId = new WeakMap<readonly Node[], ReadonlyMap<string, Node>>()
const NO_NODES: readonly Node[] = []

/** Nodes by their id; of one list the same map for everybody who asks. */
export function useNodesById(): ReadonlyMap<string, Node> {
  const { data = NO_NODES } = useNodes()
  const known = byId.get(data) ?? new Map<string, Node>(data.map((node) => [node.id, node]))
  byId.set(data, known)
  return known
}

/** Names and addresses of the nodes by their id; drawn anew only when one of these changed, which heartbeats do not do. */
export function useNodePlaces(): NodePlaces {
  const [select] = useState(() => {
    let places: NodePlaces = NOWHERE
    return (nodes: readonly Node[]) => (places = placesOf(nodes, places))
  })
  return useQuery({ ...useNodesQuery(), select }).data ?? NOWHERE
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

/** How often an older page is asked for while the end of the list moves. */
const OLDER_TRIES = 3

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
      const shown = () => client.getQueryData<readonly Activity[]>(queryKey) ?? []
      for (let tries = 0; tries < OLDER_TRIES; tries++) {
        const last = shown().at(-1)
        if (last === undefined) return null
        const { items } = await api.activity({ ...query, before_id: last.id })
        const facts = shown()
        const longer = withOlder(facts, last.id, items)
        // A fact that came meanwhile may have taken the place of the last one.
        if (longer === facts) continue
        client.setQueryData<readonly Activity[]>(queryKey, longer)
        return items.length === 0 ? last.id : null
      }
      return null
    },
  })
  // The oldest of all, as long as it is the last of the list: one that was read anew ends earlier.
  const reachedEnd = older.data != null && older.data === list.data?.at(-1)?.id
  return { list, loadOlder: () => older.mutate(), loadingOlder: older.isPending, reachedEnd }
}
