import type { NodeId } from '#contract/ids.ts'
import type { InstalledForm } from '#contract/node.ts'
import type { FakeCluster } from './fake-cluster.ts'
import { ago, fakeNode, fakeStream } from './fake-parts.ts'

/** What the double can show: a studio at work, nothing yet, an origin and edges without a stream, a large cluster, thousands of streams, both with a thousand nodes. */
export const scenarioNames = ['studio', 'empty', 'quiet', 'many', 'crowded', 'vast'] as const
export type ScenarioName = (typeof scenarioNames)[number]

const MINUTE = 60_000

/** Fills the cluster. @param media_port where every node of the double serves its media */
export function fill(cluster: FakeCluster, scenario: ScenarioName, media_port: number): void {
  const origin = fakeNode({ name: 'studio-main', region: 'studio', media_port, is_origin: true, cores: 8 })
  cluster.setNode(origin)
  if (scenario === 'empty') return
  if (scenario === 'many') fillMany(cluster, media_port, origin.id)
  else if (scenario === 'crowded') fillCrowded(cluster, media_port, origin.id)
  else if (scenario === 'vast') fillVast(cluster, media_port)
  else fillStudio(cluster, media_port, origin.id, scenario === 'studio')
}

function fillStudio(cluster: FakeCluster, media_port: number, origin: NodeId, with_streams: boolean): void {
  const add = (name: string, region: string, cores: number, form?: InstalledForm): NodeId => {
    const node = fakeNode({ name, region, media_port, cores, ...(form === undefined ? {} : { form }) })
    cluster.setNode(node)
    cluster.record({
      at: ago(9 * 24 * 60 * MINUTE),
      type: 'node.joined',
      severity: 'info',
      actor: `node:${node.id}`,
      node_id: node.id,
      message: `${name} joined the cluster.`,
    })
    return node.id
  }
  const fra = add('edge-fra-1', 'eu-central', 8)
  const ams = add('edge-ams-1', 'eu-west', 4)
  const lon = add('edge-lon-1', 'eu-west', 4)
  const par = add('edge-par-1', 'eu-west', 4, 'by_hand')
  const nyc = add('edge-nyc-1', 'us-east', 8, 'package')
  const sin = add('edge-sin-1', 'ap-southeast', 4)
  if (!with_streams) return
  const streams = [
    fakeStream({
      ...{ path: 'live/main-stage', publish_node_id: origin, encoder: 'OBS 32.0.1', height: 1080, fps: 50 },
      ...{ bitrate_kbps: 6_200, keyframe_interval_ms: 2_000, started_ago_ms: 134 * MINUTE },
      viewers: [
        { node_id: origin, count: 3 },
        { node_id: fra, count: 118 },
        { node_id: ams, count: 64, via: fra },
        { node_id: lon, count: 31, via: ams },
        { node_id: nyc, count: 41, via: fra },
      ],
    }),
    fakeStream({
      ...{ path: 'live/backstage', publish_node_id: origin, encoder: 'Lavf61.7.100', height: 720, fps: 25 },
      ...{ bitrate_kbps: 2_400, keyframe_interval_ms: 8_400, started_ago_ms: 51 * MINUTE },
      health: {
        ...{ frame_gaps: 48, recent_frame_gaps: 12, longest_frame_gap_ms: 620, sound_ahead_ms: -410 },
        ...{ usual_bitrate_kbps: 5_800, publisher_rtt_ms: 43 },
      },
      viewers: [
        { node_id: origin, count: 2 },
        { node_id: lon, count: 7 },
      ],
    }),
    fakeStream({
      ...{ path: 'remote/reporter', publish_node_id: lon, encoder: 'Larix', height: 720, fps: 30, waits_ms: 300_000 },
      ...{ bitrate_kbps: 1_800, keyframe_interval_ms: 2_000, started_ago_ms: 4 * MINUTE },
      viewers: [{ node_id: fra, count: 5 }],
    }),
    fakeStream({
      ...{ path: 'sport/field-2', publish_node_id: ams, encoder: 'vMix 28', height: 1080, fps: 60 },
      ...{ bitrate_kbps: 7_900, keyframe_interval_ms: 1_000, started_ago_ms: 12 * MINUTE },
      viewers: [
        { node_id: ams, count: 22 },
        { node_id: nyc, count: 9 },
      ],
    }),
  ]
  for (const stream of streams) {
    cluster.setStream(stream)
    cluster.record({
      at: stream.session.started_at,
      type: 'session.started',
      severity: 'info',
      actor: `node:${stream.session.publish_node_id}`,
      node_id: stream.session.publish_node_id,
      stream_path: stream.stream_path,
      message: `${stream.session.encoder} publishes ${stream.stream_path}.`,
    })
  }
  const london = cluster.nodes.get(lon)
  if (london !== undefined)
    cluster.drain(london, {
      reason: 'kernel update',
      deadline_ms: 15 * MINUTE,
      force: false,
      on_deadline: 'end',
      after_drain: null,
    })
  const paris = cluster.nodes.get(par)
  if (paris !== undefined)
    cluster.drain(paris, {
      reason: 'new network card',
      deadline_ms: null,
      force: false,
      on_deadline: 'end',
      after_drain: null,
    })
  const york = cluster.nodes.get(nyc)
  if (york !== undefined) {
    cluster.setNode({
      ...york,
      liveness: { ...york.liveness, state: 'suspect', flapping: true },
      routable: false,
      routable_reasons: ['came and went too often lately'],
    })
  }
  cluster.silence(sin, Date.now() - 42_000)
  cluster.record({
    at: ago(32_000),
    type: 'node.suspected',
    severity: 'warning',
    actor: 'origin',
    node_id: sin,
    message: 'edge-sin-1 missed 2 heartbeats.',
  })
  cluster.record({
    at: ago(27_000),
    type: 'node.went_offline',
    severity: 'error',
    actor: 'origin',
    node_id: sin,
    message: 'edge-sin-1 missed 3 heartbeats and is offline.',
  })
}

const regions = ['eu-central', 'eu-west', 'us-east', 'us-west', 'ap-southeast', 'sa-east'] as const

/** A thousand nodes with the origin's, and five thousand streams that are published at all of them and watched at some. */
function fillVast(cluster: FakeCluster, media_port: number): void {
  for (let index = 1; index < 1_000; index++) {
    const region = regions[index % regions.length] ?? 'eu-central'
    cluster.setNode(fakeNode({ name: `edge-${region}-${String(index).padStart(4, '0')}`, region, media_port }))
  }
  const nodes = [...cluster.nodes.keys()]
  const at = (index: number) => nodes[index % nodes.length] as NodeId
  for (let index = 0; index < 5_000; index++) {
    const count = index % 7 === 0 ? index % 90 : 0
    cluster.setStream(
      fakeStream({
        ...{ path: `cam/site-${index}`, publish_node_id: at(index), encoder: 'OBS 32.0.1', height: 720, fps: 25 },
        ...{
          bitrate_kbps: 1_000 + (index % 40) * 50,
          keyframe_interval_ms: 2_000,
          started_ago_ms: (index + 1) * 1_000,
        },
        viewers: count === 0 ? [] : [1, 2, 3].map((hop) => ({ node_id: at(index * 3 + hop), count })),
      }),
    )
  }
  for (const node of [...cluster.nodes.values()].slice(20, 24)) cluster.silence(node.id, Date.now() - 42_000)
}

function fillMany(cluster: FakeCluster, media_port: number, origin: NodeId): void {
  const ids = Array.from({ length: 240 }, (_, index) => {
    const region = regions[index % regions.length] ?? 'eu-central'
    const node = fakeNode({ name: `edge-${region}-${String(index + 1).padStart(3, '0')}`, region, media_port })
    cluster.setNode(node)
    return node.id
  })
  const viewers = ids.slice(0, 30).map((node_id, index) => ({ node_id, count: 10 + index }))
  cluster.setStream(
    fakeStream({
      ...{ path: 'live/keynote', publish_node_id: origin, encoder: 'OBS 32.0.1', height: 1080, fps: 30 },
      ...{ bitrate_kbps: 5_000, keyframe_interval_ms: 2_000, started_ago_ms: 30 * MINUTE, viewers },
    }),
  )
}

/** Five thousand streams of many shops and courts, some watched. */
function fillCrowded(cluster: FakeCluster, media_port: number, origin: NodeId): void {
  const edge = fakeNode({ name: 'edge-fra-1', region: 'eu-central', media_port, cores: 8 })
  cluster.setNode(edge)
  for (let index = 0; index < 5_000; index++) {
    const count = index % 7 === 0 ? index % 90 : 0
    cluster.setStream(
      fakeStream({
        ...{ path: `cam/site-${index}`, publish_node_id: origin, encoder: 'OBS 32.0.1', height: 720, fps: 25 },
        ...{
          bitrate_kbps: 1_000 + (index % 40) * 50,
          keyframe_interval_ms: 2_000,
          started_ago_ms: (index + 1) * 1_000,
        },
        viewers: count === 0 ? [] : [{ node_id: edge.id, count }],
      }),
    )
  }
}
