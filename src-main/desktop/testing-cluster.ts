import { createHash } from 'node:crypto'
import type { Alert, Alerts } from '#contract/alert.ts'
import { type ClusterInfo, clusterInfoSchema } from '#contract/api.ts'
import type { LivenessState, Node, NodeModeValue } from '#contract/node.ts'
import { nodeSchema } from '#contract/node.ts'
import type { StorageState } from '#contract/storage.ts'
import { type Stream, type StreamSession, streamSchema } from '#contract/stream.ts'
import { ClusterPicture } from './cluster-picture.ts'

const at = '2026-11-21T07:30:00.000Z'

/** An id that follows from a name. */
export function testingId(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex')
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`
}

/** A cluster for tests of the shell. */
export function testingClusterInfo(storage: StorageState = 'ok'): ClusterInfo {
  return clusterInfoSchema.parse({
    id: 'main',
    name: 'Studio North',
    origin_version: '1.0.0',
    started_at: at,
    live_state: { kind: 'memory', state: 'ok', detail: '' },
    storage: {
      ...{ state: storage, since: at, detail: storage === 'ok' ? '' : '900 MB are free. Make room there.' },
      ...{ free_bytes: 900, total_bytes: 1000, activity_waiting: 0, activity_dropped: 0 },
    },
    origin_node_id: null,
    join_url: 'http://10.0.0.1:8090',
    reachable_from_outside: true,
    run_kinds: [],
  })
}

/** A registered node; its id follows from its name. */
export function testingNode(name: string, state: LivenessState = 'alive', mode: NodeModeValue = 'normal'): Node {
  return nodeSchema.parse({
    ...{ id: testingId(name), cluster_id: 'main', name, is_origin: false, region: null, version: '1.0.0' },
    ...{ endpoints: null, relay_fingerprint: 'a'.repeat(64), registration: 'registered', load: null, host: null },
    mode: { value: mode, set_by: 'origin', reason: null, set_at: at, deadline_at: null, drained_at: null, revision: 0 },
    liveness: {
      ...{ state, since: at, last_seen_at: at, missed: 0, heartbeat_interval_ms: 5_000, clock_skew_ms: 0 },
      ...{ heartbeat_rtt_ms: 1, flapping: false, stale: false, channel_open: state === 'alive' },
    },
    ...{ epoch: 1, routable: true, drain: null, routable_reasons: [], created_at: at },
  })
}

/** A stream that is published to the node of this name. */
export function testingStream(
  path: string,
  {
    state = 'live',
    node = 'one',
    viewers = 0,
  }: { state?: StreamSession['state']; node?: string; viewers?: number } = {},
): Stream {
  return streamSchema.parse({
    stream_path: path,
    session: {
      ...{ id: testingId(path), stream_path: path, generation: 1, publish_node_id: testingId(node), state },
      ...{ protocol: 'rtmp', encoder: null, publisher_address: '10.0.0.9', tracks: [], bitrate_kbps: 1 },
      ...{ keyframe_interval_ms: null, started_at: at, ended_at: null, end_reason: null },
    },
    ...{ participations: [], relays: [], subscribers: viewers },
  })
}

/** A warning; its id follows from its title. */
export function testingAlert(title: string, changes: Partial<Alert> = {}): Alert {
  return {
    ...{ id: testingId(title), rule: 'clock_skew', severity: 'warning', title, text: 'Look at it.', evidence: [] },
    subject: { kind: 'node', id: testingId('one'), name: 'one' },
    action: { text: 'Look at the node', path: `/nodes/${testingId('one')}` },
    ...{ last_good_at: null, raised_at: at, cleared_at: null, quiet: null },
    ...changes,
  }
}

/** What the shell knows of a cluster of these. */
export function testingPicture(
  nodes: readonly Node[] = [],
  streams: readonly Stream[] = [],
  {
    storage = 'ok',
    alerts = [],
    told = { enabled: true, least_severity: 'warning' },
  }: { readonly storage?: StorageState; readonly alerts?: readonly Alert[]; readonly told?: Alerts['desktop'] } = {},
): ClusterPicture {
  return new ClusterPicture({
    ...{ cluster: testingClusterInfo(storage), nodes, streams, runs: [], rolling_drains: [], alerts },
    told,
  })
}
