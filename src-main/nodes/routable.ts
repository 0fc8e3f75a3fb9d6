import type { LivenessState, NodeEndpoints, NodeLoad, NodeMode, NodeRegistration } from '#contract/node.ts'

/** From what load on a node gets no new work while another can take it. */
export interface LoadThresholds {
  readonly cpu_percent: number
  /** How long the processors must have been that busy, in ms: a start or a burst is no overload. */
  readonly cpu_busy_for_ms: number
  readonly egress_mbps: number
  readonly subscribers: number
}

/** contracts/model.md, "Numbers to ship as defaults". */
export const defaultLoadThresholds: LoadThresholds = {
  cpu_percent: 85,
  cpu_busy_for_ms: 15_000,
  egress_mbps: 8_000,
  subscribers: 2_000,
}

/** What decides whether new publishers and viewers are sent to a node. */
export interface RoutableFacts {
  readonly registration: NodeRegistration
  readonly mode: NodeMode
  readonly liveness: LivenessState
  readonly endpoints: NodeEndpoints | null
  readonly load: NodeLoad | null
  /** For how long every report had the processors over the threshold, in ms. */
  readonly cpu_busy_ms: number
}

const livenessReason: Record<Exclude<LivenessState, 'alive'>, string> = {
  joining: 'has not reported yet',
  suspect: 'missed heartbeats or lost its control channel',
  offline: 'is offline',
  left: 'has stopped',
}

/** Why the node's load keeps new work away; empty when it does not. */
export function overloadReasons(
  load: NodeLoad,
  cpu_busy_ms: number,
  limits: LoadThresholds = defaultLoadThresholds,
): string[] {
  const reasons: string[] = []
  const over = (what: string, value: number, limit: number, unit: string) => {
    if (value > limit) reasons.push(`${what} ${Math.round(value)}${unit} is over ${limit}${unit}`)
  }
  if (cpu_busy_ms >= limits.cpu_busy_for_ms) over('processor load', load.cpu_percent, limits.cpu_percent, ' %')
  over('outgoing traffic', load.egress_mbps, limits.egress_mbps, ' Mbit/s')
  over('subscriber count', load.subscribers, limits.subscribers, '')
  return reasons
}

/** Why the node gets no new work, in words for a person; empty: it is routable. */
export function routableReasons(facts: RoutableFacts, limits: LoadThresholds = defaultLoadThresholds): string[] {
  const reasons: string[] = []
  if (facts.registration !== 'registered') reasons.push(`is ${facts.registration}`)
  if (facts.mode.value === 'draining') reasons.push('is draining')
  if (facts.mode.value === 'maintenance') reasons.push('is in maintenance')
  if (facts.liveness !== 'alive') reasons.push(livenessReason[facts.liveness])
  else if (facts.endpoints === null || facts.load === null) reasons.push('has not reported yet')
  else reasons.push(...overloadReasons(facts.load, facts.cpu_busy_ms, limits))
  return reasons
}
