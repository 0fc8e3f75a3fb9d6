import {
  defaultLoadThresholds,
  type LivenessState,
  type LoadThresholds,
  type NodeEndpoints,
  type NodeKind,
  type NodeLoad,
  type NodeMode,
  type NodeRegistration,
  overloadReasons,
} from '#contract/node.ts'

/** What decides whether new publishers and viewers are sent to a node. */
export interface RoutableFacts {
  readonly registration: NodeRegistration
  readonly mode: NodeMode
  readonly liveness: LivenessState
  readonly endpoints: NodeEndpoints | null
  readonly kind?: NodeKind
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

/** Why the node gets no new work, in words for a person; empty: it is routable. */
export function routableReasons(facts: RoutableFacts, limits: LoadThresholds = defaultLoadThresholds): string[] {
  const reasons: string[] = []
  if (facts.registration !== 'registered') reasons.push(`is ${facts.registration}`)
  if (facts.mode.value === 'draining') reasons.push('is draining')
  if (facts.mode.value === 'maintenance') reasons.push('is in maintenance')
  if (facts.liveness !== 'alive') reasons.push(livenessReason[facts.liveness])
  else if (facts.kind === 'foreign' && facts.endpoints === null) reasons.push('has not said where it serves streams')
  else if (facts.endpoints === null || facts.load === null) reasons.push('has not reported yet')
  else reasons.push(...overloadReasons(facts.load, facts.cpu_busy_ms, limits))
  return reasons
}
