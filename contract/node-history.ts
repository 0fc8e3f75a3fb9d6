import { z } from 'zod'
import { nodeIdSchema } from './ids.ts'

/** How far back a history goes: five minutes heartbeat by heartbeat, or a day minute by minute. */
export const historyWindowSchema = z.enum(['5m', '24h'])
export type HistoryWindow = z.infer<typeof historyWindowSchema>

/** Length of each window, in ms. */
export const historyWindowMs: Readonly<Record<HistoryWindow, number>> = { '5m': 300_000, '24h': 86_400_000 }

/** Time between two points of a day's history, in ms. */
export const HISTORY_MINUTE_MS = 60_000

/** What is remembered of each heartbeat, in the order in which it is stored. */
export const nodeMeasures = [
  'cpu_percent',
  'memory_percent',
  'egress_mbps',
  'ingress_mbps',
  'subscribers',
  'heartbeat_rtt_ms',
] as const
export type NodeMeasure = (typeof nodeMeasures)[number]

/** One value a measure; null: it was not known. */
export type NodeSample = Readonly<Record<NodeMeasure, number | null>>

const values = z.array(z.number().nonnegative().nullable())
const valuesOfAll = z.object({
  cpu_percent: values,
  memory_percent: values,
  egress_mbps: values,
  ingress_mbps: values,
  subscribers: values,
  /** Round trip between node and origin, as the node measured it. */
  heartbeat_rtt_ms: values,
})

export const nodeHistoryQuerySchema = z.object({ window: historyWindowSchema.default('5m') })

/**
 * What a node's load was: the n-th number of each list belongs to the n-th of `at_ms`. Two points further apart than about twice `step_ms` have
 * nothing between them: the node was not heard, or the origin did not run.
 */
export const nodeHistorySchema = z.object({
  node_id: nodeIdSchema,
  window: historyWindowSchema,
  /** Usual time between two points, in ms: the heartbeat interval, or a minute. */
  step_ms: z.number().int().positive(),
  /** By the origin's clock, in ms since 1970, rising: when each heartbeat came, or when each minute began. */
  at_ms: z.array(z.number().int()),
  /** Heartbeats that the last point is the mean of: whoever adds those that come needs it. 0 where there is no point. */
  last_heartbeats: z.number().int().nonnegative(),
  /** The value of the heartbeat, or the mean of the minute. */
  mean: valuesOfAll,
  /** The highest value within each minute; null for the short window, where there is one value a point. */
  highest: valuesOfAll.nullable(),
})
export type NodeHistory = z.infer<typeof nodeHistorySchema>
