import type { Node } from '#contract/node.ts'
import type { Stream } from '#contract/stream.ts'

/** The cluster in four figures. */
export interface Totals {
  readonly live_streams: number
  readonly viewers: number
  /** Sum over the nodes that answer; what an offline node last reported is no egress. */
  readonly egress_mbps: number
  readonly nodes_alive: number
  readonly nodes: number
}

/** Adds up what the cluster does. */
export function totalsOf(nodes: readonly Node[], streams: readonly Stream[]): Totals {
  const answering = nodes.filter(({ liveness }) => liveness.state === 'alive' || liveness.state === 'suspect')
  return {
    live_streams: streams.filter(({ session }) => session.state === 'live').length,
    viewers: streams.reduce((sum, { subscribers }) => sum + subscribers, 0),
    egress_mbps: answering.reduce((sum, { load }) => sum + (load?.egress_mbps ?? 0), 0),
    nodes_alive: nodes.filter(({ liveness }) => liveness.state === 'alive').length,
    nodes: nodes.length,
  }
}

/** Time between two samples in ms, and how many are kept: five minutes. */
export const SAMPLE_EVERY_MS = 2_000
export const SAMPLES_KEPT = 150

/** The totals of the last minutes since the panel was opened; null where the origin was away. */
export class TotalsHistory {
  #samples: readonly (Totals | null)[] = []

  get samples(): readonly (Totals | null)[] {
    return this.#samples
  }

  add(sample: Totals | null): void {
    this.#samples = [...this.#samples, sample].slice(-SAMPLES_KEPT)
  }
}
