import { defaultLoadThresholds, type LoadThresholds } from '#contract/node.ts'

/** What an origin decides by where clients are sent, besides what nodes report. */
export interface RoutingSettings {
  readonly thresholds: LoadThresholds
  /** What becomes of a client when every node is over a threshold: the least loaded takes it, or nobody. */
  readonly when_full: 'best_effort' | 'refuse'
  readonly ticket_ttl_ms: number
  /** Nodes that a ticket names at most. */
  readonly candidate_limit: number
}

/** What holds where nothing else is set (contracts/model.md). */
export const defaultRouting: RoutingSettings = {
  thresholds: defaultLoadThresholds,
  when_full: 'best_effort',
  ticket_ttl_ms: 30_000,
  candidate_limit: 3,
}
