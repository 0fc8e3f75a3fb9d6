import { createHash } from 'node:crypto'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import type { LivenessState, Node, NodeLoad, NodeModeValue } from '#contract/node.ts'
import { routableReasons } from '../nodes/routable.ts'

const at = '2026-11-21T07:30:00.000Z'
const idle: NodeLoad = {
  cpu_percent: 0,
  memory_percent: 0,
  memory_total_bytes: 1,
  process_memory_bytes: 0,
  process_cpu_percent: 0,
  egress_mbps: 0,
  ingress_mbps: 0,
  publishers: 0,
  subscribers: 0,
  relays_in: 0,
  relays_out: 0,
  subscribers_dropped: 0,
}

/** A node for tests of this feature: alive, idle and routable unless told otherwise; its id follows from its name. */
export function testingNode(
  name: string,
  is: {
    readonly load?: Partial<NodeLoad>
    readonly mode?: NodeModeValue
    readonly liveness?: LivenessState
    readonly region?: string
  } = {},
): Node {
  const hash = createHash('sha256').update(name).digest('hex')
  const facts = {
    registration: 'registered' as const,
    mode: {
      value: is.mode ?? 'normal',
      set_by: 'origin',
      reason: null,
      set_at: at,
      deadline_at: null,
      after_drain: null,
      on_deadline: 'end' as const,
      drained_at: null,
      revision: 0,
    },
    endpoints: { address: '10.0.0.1', rtmp_port: 1935, media_port: 8080 },
    load: { ...idle, ...is.load },
  }
  const state = is.liveness ?? 'alive'
  const reasons = routableReasons({ ...facts, liveness: state, cpu_busy_ms: 60_000 })
  return {
    ...facts,
    id: `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}` as NodeId,
    cluster_id: 'main' as ClusterId,
    name,
    is_origin: false,
    region: is.region ?? null,
    version: '1.0.0',
    relay_fingerprint: hash,
    liveness: {
      state,
      since: at,
      last_seen_at: at,
      missed: 0,
      heartbeat_interval_ms: 5_000,
      clock_skew_ms: null,
      heartbeat_rtt_ms: null,
      flapping: false,
      stale: false,
      channel_open: state === 'alive',
    },
    host: null,
    epoch: 1,
    routable: reasons.length === 0,
    drain: null,
    routable_reasons: reasons,
    created_at: at,
  }
}
