import type { Allocation } from '#contract/api.ts'
import type { Node } from '#contract/node.ts'
import type { NodeHistory } from '#contract/node-history.ts'
import type { NodeLogPage } from '#contract/node-log.ts'
import type { RollingDrain, RollingPlan } from '#contract/rolling-drain.ts'
import type { Stream } from '#contract/stream.ts'
import type { StreamPolicy } from '#contract/stream-policy.ts'

/**
 * The cluster that the examples of the documentation are of: an origin at 10.0.0.10 with its node, an edge at 10.0.0.11, and one stream
 * that is published to the origin's node and watched on the edge.
 */
export const exampleIds = {
  origin_node: '11b78a41-c1f2-43c6-9289-1cb03c305b06',
  edge: 'd9100835-4b53-4e62-a0a5-8850f595347e',
} as const

export const exampleNode = {
  id: 'd9100835-4b53-4e62-a0a5-8850f595347e',
  cluster_id: 'main',
  name: 'edge-1',
  is_origin: false,
  region: 'eu',
  version: '0.1.0',
  endpoints: { address: '10.0.0.11', rtmp_port: 1935, media_port: 8080 },
  relay_fingerprint: 'dbc555ffda5e9901556bad5baff980f6fc52b49b613769587d9631e66006cc33',
  registration: 'registered',
  mode: {
    value: 'normal',
    set_by: 'origin',
    reason: null,
    set_at: '2026-11-26T14:44:44.118Z',
    deadline_at: null,
    after_drain: null,
    on_deadline: 'end',
    drained_at: null,
    revision: 0,
  },
  liveness: {
    state: 'alive',
    since: '2026-11-26T14:44:44.586Z',
    last_seen_at: '2026-11-26T14:44:54.619Z',
    missed: 0,
    heartbeat_interval_ms: 5000,
    clock_skew_ms: -1,
    heartbeat_rtt_ms: 1.76,
    flapping: false,
    stale: false,
    channel_open: true,
  },
  load: {
    cpu_percent: 12.5,
    memory_percent: 13.5,
    disk_free_bytes: 31_138_512_896,
    disk_total_bytes: 42_949_672_960,
    memory_total_bytes: 25276510208,
    process_memory_bytes: 139157504,
    process_cpu_percent: 2.2,
    egress_mbps: 0.415,
    ingress_mbps: 0.404,
    publishers: 0,
    subscribers: 1,
    relays_in: 1,
    relays_out: 0,
    subscribers_dropped: 0,
  },
  form: 'service',
  host: {
    hostname: 'edge-1',
    platform: 'linux',
    distribution: 'Debian GNU/Linux 12',
    arch: 'x64',
    cpu_model: 'AMD EPYC',
    cpu_cores: 2,
    memory_total_bytes: 25276510208,
    node_version: '24.21.0',
  },
  epoch: 1,
  routable: true,
  drain: null,
  routable_reasons: [],
  created_at: '2026-11-26T14:44:44.118Z',
} as unknown as Node

export const exampleNodeHistory = {
  ...{ node_id: exampleIds.edge, window: '5m', step_ms: 5_000 },
  at_ms: [1795704289618, 1795704294619],
  last_heartbeats: 1,
  mean: {
    cpu_percent: [11.8, 12.5],
    memory_percent: [13.5, 13.5],
    egress_mbps: [0.412, 0.415],
    ingress_mbps: [0.404, 0.404],
    subscribers: [1, 1],
    heartbeat_rtt_ms: [1.81, 1.76],
  },
  highest: null,
} as unknown as NodeHistory

export const exampleLog: NodeLogPage = {
  run_id: '0d6f1b52-3c2f-4f0a-8f0e-7c1b7f8b2f11',
  lines: [
    {
      number: 212,
      at: '2026-11-26T14:44:54.633Z',
      level: 'info',
      event: 'relay.opened',
      message: 'live/test is pulled from origin',
      facts: 'stream_path=live/test transport=tls',
    },
  ],
  next: 212,
  is_cut: false,
}

export const exampleStream = {
  stream_path: 'live/test',
  session: {
    id: '7511480d-0452-44f0-9f93-de5bd4efd4af',
    stream_path: 'live/test',
    generation: 1,
    publish_node_id: '11b78a41-c1f2-43c6-9289-1cb03c305b06',
    state: 'live',
    protocol: 'rtmp',
    encoder: 'Lavf59.27.100',
    publisher_address: '10.0.0.5',
    tracks: [
      {
        kind: 'video',
        codec: 'h264',
        codec_string: 'avc1.64000d',
        width: 320,
        height: 180,
        fps: 25,
        sample_rate_hz: null,
        channels: null,
        profile: 'High',
        level: '1.3',
        bitrate_kbps: 322,
      },
      {
        kind: 'audio',
        codec: 'aac',
        codec_string: 'mp4a.40.2',
        width: null,
        height: null,
        fps: null,
        sample_rate_hz: 44100,
        channels: 2,
        profile: 'LC',
        level: null,
        bitrate_kbps: 97,
      },
    ],
    bitrate_kbps: 418,
    keyframe_interval_ms: 1000,
    started_at: '2026-11-26T14:44:45.557Z',
    ended_at: null,
    end_reason: null,
    interrupted_until: null,
    health: {
      frames: 544,
      bytes: 418531,
      frame_gaps: 0,
      recent_frame_gaps: 0,
      longest_frame_gap_ms: 0,
      sound_ahead_ms: -22,
      usual_bitrate_kbps: 416,
      publisher_rtt_ms: 94.4,
      last_frame_age_ms: 37,
      last_picture_age_ms: 37,
      last_sound_age_ms: 41,
      recent_arrival_gap_ms: 52,
      clock_jumps: 0,
      last_clock_jump_age_ms: null,
    },
  },
  participations: [
    {
      node_id: 'd9100835-4b53-4e62-a0a5-8850f595347e',
      stream_path: 'live/test',
      subscribers: 1,
      since: '2026-11-26T14:44:45.691Z',
    },
  ],
  relays: [
    {
      id: 'ae251ff7-b41c-41c2-8e10-d1d4fd9e007c',
      stream_path: 'live/test',
      session_id: '7511480d-0452-44f0-9f93-de5bd4efd4af',
      source_node_id: '11b78a41-c1f2-43c6-9289-1cb03c305b06',
      dest_node_id: 'd9100835-4b53-4e62-a0a5-8850f595347e',
      hops: ['11b78a41-c1f2-43c6-9289-1cb03c305b06'],
      transport: 'tls',
      state: 'active',
      attempts: 0,
      subscribers: 1,
      frames: 475,
      bytes: 370742,
      error: null,
      created_at: '2026-11-26T14:44:45.600Z',
      last_frame_at: '2026-11-26T14:44:52.490Z',
    },
  ],
  policy: null,
  subscribers: 1,
} as unknown as Stream

/** How {@link exampleStream} arrived, as far as an example goes. */
export const exampleHistory = {
  stream_path: 'live/test',
  session_id: '7511480d-0452-44f0-9f93-de5bd4efd4af',
  interval_ms: 2000,
  samples: [
    { at: '2026-11-26T14:44:50.490Z', bitrate_kbps: 421, fps: 25, frame_gap_ms: 48 },
    { at: '2026-11-26T14:44:52.490Z', bitrate_kbps: 416, fps: 25, frame_gap_ms: 52 },
  ],
}

/** Who watches {@link exampleStream} on its edge. */
export const exampleViewers = {
  stream_path: 'live/test',
  node_id: 'd9100835-4b53-4e62-a0a5-8850f595347e',
  ...{ total: 1, hls_viewers: 0 },
  viewers: [
    {
      ...{ id: 'h0Ybr1m3bYv1hT5c', protocol: 'flv', network: '203.0.113.0/24', since: '2026-11-26T14:44:45.691Z' },
      ...{ bytes: 353120, buffered_bytes: 0, behind_ms: 0, skips: 0, state: 'playing' },
    },
  ],
}

export const exampleAllocation = {
  kind: 'play',
  stream_path: 'live/test',
  protocol: 'flv',
  region: null,
  candidates: [
    {
      node_id: 'd9100835-4b53-4e62-a0a5-8850f595347e',
      node_name: 'edge-1',
      url: 'http://10.0.0.11:8080/live/test.flv?ticket=c61208f0-c054-47a0-8fdf-180c15518712',
      score: 1833,
      breakdown: { cpu: 0, memory: 433, bandwidth: 1000, subscribers: 250, round_trip: 100, has_stream: 50 },
      has_stream: true,
    },
    {
      node_id: '11b78a41-c1f2-43c6-9289-1cb03c305b06',
      node_name: 'origin',
      url: 'http://10.0.0.10:8080/live/test.flv?ticket=c61208f0-c054-47a0-8fdf-180c15518712',
      score: 1832,
      breakdown: { cpu: 0, memory: 432, bandwidth: 1000, subscribers: 250, round_trip: 100, has_stream: 50 },
      has_stream: true,
    },
  ],
  rejected: [],
  rejected_total: 0,
  policy: null,
  ticket_id: 'c61208f0-c054-47a0-8fdf-180c15518712',
  issued_at: '2026-11-26T14:44:56.907Z',
  expires_at: '2026-11-26T14:45:26.907Z',
} as unknown as Allocation

export const exampleRun = {
  id: '91459e2b-b284-4c06-b31a-15b09aef1d2b',
  state: 'running',
  settings: {
    at_once: 1,
    deadline_ms: 900000,
    on_deadline: 'end',
    between: 'resume',
    pause_ms: 10000,
    back_within_ms: 300000,
    keep_capacity_percent: 50,
    keep_routable_nodes: 1,
    keep_viewer_room: 0,
    within_region: true,
    on_failure: 'pause',
    reason: null,
  },
  created_by: 'api_key:sk_fwKsPw',
  created_at: '2026-11-26T14:44:57.016Z',
  ended_at: null,
  waiting: null,
  note: null,
  steps: [
    {
      node_id: 'd9100835-4b53-4e62-a0a5-8850f595347e',
      node_name: 'edge-1',
      region: null,
      phase: 'draining',
      since: '2026-11-26T14:44:57.027Z',
      viewers_before: 1,
      started_at: '2026-11-26T14:44:57.020Z',
      drained_at: null,
      ended_at: null,
      resumes_at: null,
      note: null,
      drain: {
        publishers: 0,
        subscribers: 1,
        relays_in: 1,
        relays_out: 0,
        started_at: '2026-11-26T14:44:57.025Z',
        deadline_at: '2026-11-26T14:59:57.025Z',
        time_left_ms: 899995,
        eta_ms: null,
        drained: false,
      },
    },
  ],
} as unknown as RollingDrain

export const examplePlan = {
  steps: [
    {
      node_id: 'd9100835-4b53-4e62-a0a5-8850f595347e',
      node_name: 'edge-1',
      region: null,
      viewers: 1,
      publishers: 0,
      streams: [{ stream_path: 'live/test', viewers: 1 }],
      room_left: 1999,
      nodes_up: 1,
      refusal: null,
    },
  ],
  nodes_total: 2,
  left_out: [],
  refusal: null,
} as unknown as RollingPlan

export const examplePolicy = {
  id: '0b1f8f0e-5a34-4b62-9b1c-5d0d3f7d7a10',
  pattern: 'live/*',
  rules: {
    on_second_publisher: null,
    publisher_grace_ms: 20000,
    max_replicas: null,
    min_replicas: 0,
    prewarm_at: null,
    prewarm_until: null,
    allowed_regions: ['eu'],
    ingest_regions: null,
    max_viewers: 500,
    visibility: 'federated',
  },
  revision: 1,
  created_at: '2026-11-26T14:40:00.000Z',
  updated_at: '2026-11-26T14:40:00.000Z',
  updated_by: 'operator:owner',
} as unknown as StreamPolicy
