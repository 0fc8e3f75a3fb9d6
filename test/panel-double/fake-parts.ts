import { createHash, randomUUID } from 'node:crypto'
import type { ClusterId, NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import type { InstalledForm, Node, NodeLoad } from '#contract/node.ts'
import type { Relay, Stream, StreamHealth, Track } from '#contract/stream.ts'

export const CLUSTER_ID = 'studio' as ClusterId

const now = () => new Date().toISOString()
export const ago = (duration_ms: number): string => new Date(Date.now() - duration_ms).toISOString()

/** A number near `value`, for figures that live. */
export const near = (value: number, share = 0.08): number => value * (1 - share + Math.random() * share * 2)

export function idleLoad(memory_total_bytes: number): NodeLoad {
  return {
    cpu_percent: near(4, 0.5),
    memory_percent: near(22),
    disk_free_bytes: Math.round(near(28) * 1024 ** 3),
    disk_total_bytes: 40 * 1024 ** 3,
    memory_total_bytes,
    process_memory_bytes: near(120e6),
    process_cpu_percent: near(3, 0.5),
    egress_mbps: 0,
    ingress_mbps: 0,
    publishers: 0,
    subscribers: 0,
    relays_in: 0,
    relays_out: 0,
    subscribers_dropped: 0,
  }
}

export interface FakeNodeOptions {
  readonly name: string
  readonly region: string | null
  readonly media_port: number
  readonly is_origin?: boolean
  readonly cores?: number
  readonly joined_ago_ms?: number
  readonly form?: InstalledForm
}

/** A node that is alive and carries nothing; `<name>.localhost` is this machine in every browser. */
export function fakeNode({
  name,
  region,
  media_port,
  is_origin = false,
  cores = 4,
  joined_ago_ms = 9 * 86_400_000,
  form = is_origin ? 'with_origin' : 'container',
}: FakeNodeOptions): Node {
  const memory_total_bytes = cores * 2 * 1024 ** 3
  return {
    id: randomUUID() as string as NodeId,
    cluster_id: CLUSTER_ID,
    name,
    is_origin,
    region,
    version: '0.1.0',
    form,
    endpoints: { address: `${name}.localhost`, rtmp_port: 1935, media_port },
    relay_fingerprint: createHash('sha256').update(name).digest('hex'),
    registration: 'registered',
    mode: {
      value: 'normal',
      set_by: 'origin',
      reason: null,
      set_at: ago(joined_ago_ms),
      deadline_at: null,
      after_drain: null,
      on_deadline: 'end',
      drained_at: null,
      revision: 0,
    },
    liveness: {
      state: 'alive',
      since: ago(joined_ago_ms / 3),
      last_seen_at: now(),
      missed: 0,
      heartbeat_interval_ms: 5_000,
      clock_skew_ms: Math.round(near(12, 0.9)),
      heartbeat_rtt_ms: Math.round(near(is_origin ? 1 : 24, 0.5)),
      flapping: false,
      stale: false,
      channel_open: true,
    },
    load: idleLoad(memory_total_bytes),
    host: {
      hostname: name,
      platform: 'linux',
      distribution: is_origin ? 'Ubuntu 24.04.3 LTS' : 'Debian GNU/Linux 13 (trixie)',
      arch: 'x64',
      cpu_model: is_origin ? 'AMD Ryzen 7 7840U' : 'AMD EPYC 9354P',
      cpu_cores: cores,
      memory_total_bytes,
      node_version: 'v24.21.0',
    },
    epoch: 3,
    routable: true,
    drain: null,
    routable_reasons: [],
    created_at: ago(joined_ago_ms),
  }
}

export interface FakeStreamOptions {
  readonly path: string
  readonly publish_node_id: NodeId
  readonly encoder: string | null
  readonly height: 720 | 1080
  readonly fps: number
  readonly bitrate_kbps: number
  readonly keyframe_interval_ms: number
  readonly started_ago_ms: number
  /** What differs from a stream that arrives well. */
  readonly health?: Partial<StreamHealth>
  /** Its publisher was lost and is waited for so long. */
  readonly waits_ms?: number
  /** Viewers by node; every node but the publishing one gets a relay, from `via` where that is said. */
  readonly viewers: readonly { readonly node_id: NodeId; readonly count: number; readonly via?: NodeId }[]
}

const none = { width: null, height: null, fps: null, sample_rate_hz: null, channels: null }

function tracksOf(options: FakeStreamOptions): Track[] {
  const width = (options.height * 16) / 9
  return [
    {
      ...none,
      kind: 'video',
      codec: 'h264',
      codec_string: 'avc1.640028',
      width,
      height: options.height,
      fps: options.fps,
      ...{ profile: 'High', level: '4.0', bitrate_kbps: options.bitrate_kbps - 160 },
    },
    {
      ...{ ...none, kind: 'audio', codec: 'aac', codec_string: 'mp4a.40.2', sample_rate_hz: 48_000, channels: 2 },
      ...{ profile: 'LC', level: null, bitrate_kbps: 160 },
    },
  ]
}

function healthOf({ bitrate_kbps, started_ago_ms, fps, health }: FakeStreamOptions): StreamHealth {
  return {
    frames: Math.round((started_ago_ms / 1_000) * (fps + 47)),
    bytes: Math.round(bitrate_kbps * 125 * (started_ago_ms / 1_000)),
    ...{ frame_gaps: 0, recent_frame_gaps: 0, longest_frame_gap_ms: 0 },
    ...{ sound_ahead_ms: -8, usual_bitrate_kbps: bitrate_kbps, publisher_rtt_ms: 14, last_frame_age_ms: 12 },
    ...health,
  }
}

export function fakeRelay(
  stream: Pick<Stream, 'stream_path' | 'session'>,
  source: NodeId,
  dest: NodeId,
  subscribers: number,
): Relay {
  return {
    id: randomUUID() as string as RelayId,
    stream_path: stream.stream_path,
    session_id: stream.session.id,
    source_node_id: source,
    dest_node_id: dest,
    hops: [source],
    transport: 'tls',
    state: subscribers > 0 ? 'active' : 'idle',
    attempts: 1,
    subscribers,
    frames: 90_000,
    bytes: 812_000_000,
    error: null,
    created_at: stream.session.started_at,
    last_frame_at: now(),
  }
}

/** A stream that is live, with its participations and relays. */
export function fakeStream(options: FakeStreamOptions): Stream {
  const stream_path = options.path as StreamPath
  const session: Stream['session'] = {
    id: randomUUID() as string as SessionId,
    stream_path,
    generation: 1,
    publish_node_id: options.publish_node_id,
    state: 'live',
    protocol: 'rtmp',
    encoder: options.encoder,
    publisher_address: '192.168.10.42',
    tracks: tracksOf(options),
    bitrate_kbps: options.bitrate_kbps,
    keyframe_interval_ms: options.keyframe_interval_ms,
    started_at: ago(options.started_ago_ms),
    ended_at: null,
    end_reason: null,
    health: healthOf(options),
    ...(options.waits_ms === undefined
      ? {}
      : { state: 'interrupted' as const, bitrate_kbps: 0, interrupted_until: ago(-options.waits_ms) }),
  }
  const head = { stream_path, session }
  return {
    ...head,
    participations: options.viewers
      .filter(({ count }) => count > 0)
      .map(({ node_id, count }) => ({ node_id, stream_path, subscribers: count, since: session.started_at })),
    relays: options.viewers
      .filter(({ node_id }) => node_id !== options.publish_node_id)
      .map(({ node_id, count, via }) => fakeRelay(head, via ?? options.publish_node_id, node_id, count)),
    subscribers: options.viewers.reduce((sum, { count }) => sum + count, 0),
  }
}
