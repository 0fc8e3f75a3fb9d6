import { type QueryClient, useQuery } from '@tanstack/react-query'
import type { NodeId } from '#contract/ids.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { Node } from '#contract/node.ts'
import {
  type HistoryWindow,
  historyWindowMs,
  type NodeHistory,
  type NodeSample,
  nodeHistorySchema,
  nodeMeasures,
} from '#contract/node-history.ts'
import { call } from './call.ts'
import { queryKeys } from './query-keys.ts'

/** What a node's load was; each heartbeat that comes is added by the live events. */
export function useNodeHistory(id: NodeId, window: HistoryWindow) {
  return useQuery({
    queryKey: queryKeys.nodeHistoryOf(id, window),
    queryFn: ({ signal }): Promise<NodeHistory> =>
      call(`/nodes/${id}/history?window=${window}`, { answer: nodeHistorySchema, signal }),
    // What came while nobody looked at it was not added.
    gcTime: 0,
  })
}

/** Adds the heartbeats among these events to the histories that are on the screen. */
export function applyToHistories(client: QueryClient, events: readonly LiveEvent[]): void {
  const histories = client.getQueriesData<NodeHistory>({ queryKey: queryKeys.eachNodeHistory })
  for (const [key, history] of histories) {
    if (history === undefined) continue
    const heard = events.flatMap((event) =>
      event.type === 'node' && event.node.id === history.node_id ? [event.node] : [],
    )
    const added = heard.reduce(addHeartbeat, history)
    if (added !== history) client.setQueryData(key, added)
  }
}

/** The history with the newest heartbeat of its node at its end, and without what its window has left; the same where that is known. */
export function addHeartbeat(history: NodeHistory, { liveness, load }: Node): NodeHistory {
  if (liveness.last_seen_at === null || load === null) return history
  const heard_ms = Date.parse(liveness.last_seen_at)
  const { cpu_percent, memory_percent, egress_mbps, ingress_mbps, subscribers } = load
  const { heartbeat_rtt_ms } = liveness
  const sample = { cpu_percent, memory_percent, egress_mbps, ingress_mbps, subscribers, heartbeat_rtt_ms }
  const last_ms = history.at_ms.at(-1) ?? Number.NEGATIVE_INFINITY
  if (history.window === '5m') return heard_ms > last_ms ? appended(history, heard_ms, sample) : history
  const minute_ms = Math.floor(heard_ms / history.step_ms) * history.step_ms
  if (minute_ms > last_ms) return appended(history, minute_ms, sample)
  return minute_ms === last_ms ? grown(history, sample) : history
}

function appended(history: NodeHistory, at_ms: number, sample: NodeSample): NodeHistory {
  const first = history.at_ms.findIndex((before_ms) => at_ms - before_ms <= historyWindowMs[history.window])
  const from = first === -1 ? history.at_ms.length : first
  const longer = (before: NodeHistory['mean']) => each((measure) => [...before[measure].slice(from), sample[measure]])
  return {
    ...history,
    at_ms: [...history.at_ms.slice(from), at_ms],
    last_heartbeats: 1,
    mean: longer(history.mean),
    highest: history.highest === null ? null : longer(history.highest),
  }
}

/** The running minute with one more heartbeat. */
function grown(history: NodeHistory, sample: NodeSample): NodeHistory {
  const { highest, last_heartbeats } = history
  const join = (mean: number, now: number) => mean + (now - mean) / (last_heartbeats + 1)
  return {
    ...history,
    last_heartbeats: last_heartbeats + 1,
    mean: each((measure) => changedLast(history.mean[measure], sample[measure], join)),
    highest: highest && each((measure) => changedLast(highest[measure], sample[measure], Math.max)),
  }
}

type Values = readonly (number | null)[]

function changedLast(
  values: Values,
  now: number | null,
  join: (last: number, now: number) => number,
): (number | null)[] {
  const last = values.at(-1) ?? null
  return values.with(-1, last === null || now === null ? (last ?? now) : join(last, now)) as (number | null)[]
}

const each = (of: (measure: (typeof nodeMeasures)[number]) => (number | null)[]) =>
  Object.fromEntries(nodeMeasures.map((measure) => [measure, of(measure)])) as unknown as NodeHistory['mean']
