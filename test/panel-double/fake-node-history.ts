import type { Node } from '#contract/node.ts'
import { type HistoryWindow, historyWindowMs, type NodeHistory, nodeMeasures } from '#contract/node-history.ts'
import { near } from './fake-parts.ts'

const STEP_MS: Readonly<Record<HistoryWindow, number>> = { '5m': 5_000, '24h': 60_000 }
/** Of the day for which the node was away, as parts of it: a chart shows a hole there. */
const AWAY = [0.42, 0.5] as const

/** What the load of a node may have been: its load of now, with the ups and downs of a day. */
export function fakeNodeHistory({ id, load, liveness }: Node, window: HistoryWindow): NodeHistory {
  const step_ms = STEP_MS[window]
  const steps = historyWindowMs[window] / step_ms
  const end_ms = Math.floor(Date.now() / step_ms) * step_ms
  const parts = Array.from({ length: steps }, (_, step) => (step + 1) / steps).filter(
    (part) => window === '5m' || part < AWAY[0] || part > AWAY[1],
  )
  const at = (part: number) => (window === '5m' ? 1 : 0.55 + 0.45 * Math.sin(part * 5))
  const values = (peak: number) =>
    Object.fromEntries(
      nodeMeasures.map((measure) => {
        const now = measure === 'heartbeat_rtt_ms' ? liveness.heartbeat_rtt_ms : (load?.[measure] ?? null)
        const most = measure.endsWith('percent') ? 100 : Number.POSITIVE_INFINITY
        return [measure, parts.map((part) => (now === null ? null : Math.min(most, near(now * at(part), 0.08) * peak)))]
      }),
    ) as unknown as NodeHistory['mean']
  return {
    ...{ node_id: id, window, step_ms, last_heartbeats: 1 },
    at_ms: parts.map((part) => Math.round(end_ms - (1 - part) * historyWindowMs[window])),
    mean: values(1),
    highest: window === '5m' ? null : values(1.25),
  }
}
