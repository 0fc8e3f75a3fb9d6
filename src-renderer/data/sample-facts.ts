import type { Activity } from '#contract/api.ts'
import type { ClusterId, NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { Relay, Stream } from '#contract/stream.ts'

// Builders for unit tests: each call gives a fresh, whole fact of which a test says only what matters to it.

const at = '2026-11-21T07:30:00.000Z'

/** A node that is alive and idle; its id is its name. */
export function sampleNode(name: string, facts: Partial<Node> = {}): Node {
  return {
    id: name as NodeId,
    cluster_id: 'main' as ClusterId,
    name,
    is_origin: false,
    region: null,
    version: '0.1.0',
    endpoints: { address: `${name}.example.net`, rtmp_port: 1935, media_port: 8080 },
    relay_fingerprint: '0'.repeat(64),
    registration: 'registered',
    mode: {
      value: 'normal',
      set_by: 'origin',
      reason: null,
      set_at: at,
      deadline_at: null,
      after_drain: null,
      on_deadline: 'end',
      drained_at: null,
      revision: 0,
    },
    liveness: {
      ...{ state: 'alive', since: at, last_seen_at: at, missed: 0, heartbeat_interval_ms: 5_000 },
      ...{ clock_skew_ms: 0, heartbeat_rtt_ms: 1, flapping: false, stale: false, channel_open: true },
    },
    load: sampleLoad(),
    host: null,
    epoch: 1,
    routable: true,
    drain: null,
    routable_reasons: [],
    created_at: at,
    ...facts,
  }
}

export function sampleLoad(facts: Partial<NonNullable<Node['load']>> = {}): NonNullable<Node['load']> {
  return {
    ...{
      cpu_percent: 5,
      memory_percent: 20,
      memory_total_bytes: 8e9,
      process_memory_bytes: 1e8,
      process_cpu_percent: 1,
    },
    ...{ egress_mbps: 0, ingress_mbps: 0, publishers: 0, subscribers: 0, relays_in: 0, relays_out: 0 },
    ...{ subscribers_dropped: 0, ...facts },
  }
}

/** A node in this state of liveness. */
export const withLiveness = (node: Node, state: Node['liveness']['state']): Node => ({
  ...node,
  liveness: { ...node.liveness, state },
})

/** A node in this mode. */
export const withMode = (node: Node, mode: Partial<Node['mode']>): Node => ({
  ...node,
  mode: { ...node.mode, ...mode },
})

interface SampleStream {
  readonly at: string
  /** Viewers by node. */
  readonly viewers?: Readonly<Record<string, number>>
  /** Pairs of source and destination. */
  readonly relays?: readonly (readonly [string, string])[]
  readonly session?: Partial<Stream['session']>
}

/** A live stream that is published at `at`. */
export function sampleStream(
  path: string,
  { at: node, viewers = {}, relays = [], session = {} }: SampleStream,
): Stream {
  const stream_path = path as StreamPath
  const session_id = `session of ${path}` as SessionId
  return {
    stream_path,
    session: {
      ...{
        id: session_id,
        stream_path,
        generation: 1,
        publish_node_id: node as NodeId,
        state: 'live',
        protocol: 'rtmp',
      },
      ...{
        encoder: 'OBS',
        publisher_address: '192.0.2.7',
        tracks: [],
        bitrate_kbps: 4_000,
        keyframe_interval_ms: 2_000,
      },
      ...{ started_at: at, ended_at: null, end_reason: null },
      ...session,
    },
    participations: Object.entries(viewers).map(([node_id, subscribers]) => ({
      ...{ node_id: node_id as NodeId, stream_path, subscribers, since: at },
    })),
    relays: relays.map(([source, dest]) => sampleRelay(stream_path, session_id, source, dest)),
    subscribers: Object.values(viewers).reduce((sum, count) => sum + count, 0),
  }
}

function sampleRelay(stream_path: StreamPath, session_id: SessionId, source: string, dest: string): Relay {
  return {
    ...{ id: `${stream_path} ${source} ${dest}` as RelayId, stream_path, session_id, source_node_id: source as NodeId },
    ...{
      dest_node_id: dest as NodeId,
      hops: [source as NodeId],
      transport: 'tls',
      state: 'active',
      attempts: 1,
      subscribers: 1,
      frames: 1,
      bytes: 1,
    },
    ...{ error: null, created_at: at, last_frame_at: at },
  }
}

export function sampleActivity(id: number, facts: Partial<Activity> = {}): Activity {
  return {
    ...{ id, at, type: 'node.joined', severity: 'info', actor: 'origin', node_id: null, stream_path: null },
    ...{ message: `fact ${id}`, data: {}, ...facts },
  }
}
