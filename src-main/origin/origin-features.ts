import type { Logger } from 'pino'
import type { ClusterInfo } from '#contract/api.ts'
import { clusterKeyDigest } from '#contract/cluster-key.ts'
import { answerCluster, type ClusterAnswer, clusterError } from '#contract/cluster-surface.ts'
import type { OriginConfig, RoutingConfig } from '#contract/config.ts'
import type { ClusterAsked } from '#contract/control-channel.ts'
import { isClusterToken, partsOfToken } from '#contract/enrollment.ts'
import type { NodeId } from '#contract/ids.ts'
import { runKindSchema } from '#contract/provisioning-run.ts'
import { describeFailure } from '../api/errors.ts'
import { LiveEventHub } from '../api/live-event-hub.ts'
import { createLiveState } from '../live-state/create-live-state.ts'
import type { LiveState } from '../live-state/live-state.ts'
import { SoleOrigin } from '../live-state/sole-origin.ts'
import { JoinedCluster } from '../members/joined-cluster.ts'
import { Members } from '../members/members.ts'
import { systemClock } from '../nodes/clock.ts'
import { ControlChannel } from '../nodes/control-channel.ts'
import { ForeignNodes } from '../nodes/foreign-nodes.ts'
import { NodeHistories } from '../nodes/history/node-history.ts'
import { JoinedNodes } from '../nodes/joined-nodes.ts'
import type { LivenessSettings } from '../nodes/node-liveness.ts'
import { type EnrolmentTrust, Nodes } from '../nodes/nodes.ts'
import { allPlanners } from '../provisioning/runs/all-plans.ts'
import { RollingDrains } from '../rolling/rolling-drains.ts'
import { NextOrigin } from '../store/next-origin.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import type { Store } from '../store/store.ts'
import type { RoutingSettings } from '../streams/routing-settings.ts'
import { StreamPolicies } from '../streams/stream-policies.ts'
import { Streams } from '../streams/streams.ts'
import { Access } from '../trust/access/access.ts'
import { Authority } from '../trust/authority/authority.ts'
import type { DataKey } from '../trust/data-key.ts'
import { Trust } from '../trust/trust.ts'
import { OriginMediaCertificates } from './origin-media-certificates.ts'
import type { OriginStorage } from './origin-storage.ts'

/** The features of an origin, wired to one another. */
export interface OriginFeatures {
  readonly activity: SqliteActivityLog
  readonly trust: Trust
  readonly authority: Authority
  readonly media_certificates: OriginMediaCertificates
  readonly live: LiveState
  readonly events: LiveEventHub
  readonly nodes: Nodes
  readonly histories: NodeHistories
  readonly streams: Streams
  readonly policies: StreamPolicies
  readonly access: Access
  readonly members: Members
  readonly joined_cluster: JoinedCluster
  readonly rolling: RollingDrains
  /** Stopped by whoever opened the way to it. */
  readonly channel: ControlChannel
  readonly clusterInfo: () => ClusterInfo
  readonly next_origin: NextOrigin
  /** Tells the panels that the installation changed. */
  readonly tellCluster: () => void
  /** An enrollment token of which nobody but the own node ever hears. */
  readonly newOwnNodeToken: () => string
}

/** How this origin is reached, as far as the features need to know. */
export interface OriginPlace {
  readonly version: string
  readonly joinUrl: () => string
  /** What other machines call this one; null where none can come in. */
  readonly outside_host: () => string | null
  /** Whether the panel offers the first run by itself. */
  readonly first_run: () => boolean
  readonly storage: OriginStorage
  /** What all secrets at rest lie under. */
  readonly data_key: DataKey
}

/** The own node uses its token at once. */
const OWN_NODE_TOKEN_TTL_MS = 10 * 60_000
/** What is written last may take so long to reach Redis, in ms. */
const FLUSH_TIMEOUT_MS = 1_000

/** Opens the features, each onto `opened`, which closes them. */
export async function openFeatures(
  config: OriginConfig,
  store: Store,
  place: OriginPlace,
  opened: AsyncDisposableStack,
  log: Logger,
  signal: AbortSignal,
): Promise<OriginFeatures> {
  const clock = systemClock
  const started_at = clock.now().at
  const { cluster_id, data_dir } = config
  const activity = new SqliteActivityLog(store, { log, hasRoom: () => place.storage.watch.takes_history })
  opened.defer(() => activity.stop())
  const authorityFingerprint = () => (config.tls.mode === 'off' ? null : authority.fingerprint)
  const trust = new Trust({ store, activity, data_key: place.data_key, authorityFingerprint })
  const authority = await Authority.open({
    ...{ store, activity, cluster_id },
    data_key: place.data_key,
    node_certificate_life_ms: config.node_certificate_life,
  })
  const media_certificates = new OriginMediaCertificates(config, authority)
  const prefix = `headwater:${cluster_id}:`
  const live = await createLiveState({ mode: config.redis, data_dir, prefix, log, signal })
  opened.defer(() => closeLiveState(live, log))
  const events = new LiveEventHub({
    onDropped: (backlog_bytes) =>
      log.warn({ event: 'live_events.client_dropped', backlog_bytes }, 'a panel did not read its events'),
  })
  opened.defer(() => events.stop())
  opened.defer(activity.onRecorded((entry) => events.publish({ type: 'activity', activity: entry })))

  const settings: LivenessSettings = {
    heartbeat_interval_ms: config.heartbeat_interval,
    suspect_after_missed: config.suspect_after_missed,
    offline_after_missed: config.offline_after_missed,
    recover_after_beats: config.recover_after_beats,
  }
  const own_tokens = new Set<string>()
  const isOwnNodeToken = (token_id: string) => own_tokens.has(token_id)
  const routing = routingSettings(config.routing)
  const { thresholds } = routing
  const keyOf = (node_id: NodeId) => authority.keyOf(node_id)
  const enrolment: EnrolmentTrust = {
    consumeEnrollmentToken: (token, by) => {
      if (!isClusterToken(token)) return trust.consumeEnrollmentToken(token, by)
      return { token_id: joined_cluster.admit(partsOfToken(token).secret, by.address), cluster_id, shared: true }
    },
    mintNodeCredential: () => trust.mintNodeCredential(),
    hashSecret: (secret) => trust.hashSecret(secret),
  }
  const nodes = new Nodes({
    ...{ store, activity, trust: enrolment, events, clock, log, settings, thresholds, isOwnNodeToken, keyOf },
  })
  opened.defer(() => nodes.stop())
  const { heartbeat_interval_ms } = settings
  // Of all that is written, this is missed least on a disk that gets short of room.
  const hasRoom = () => place.storage.watch.state === 'ok'
  const histories = new NodeHistories({ store, clock, heartbeat_interval_ms, hasRoom })
  opened.defer(() => histories.stop())
  nodes.registry.on('heard', ({ stored: { id }, load, heartbeat_rtt_ms }, at) => {
    if (load !== null) histories.heard(id, at, load, heartbeat_rtt_ms)
  })
  // Twice as long as until a node counts as offline: what it said ends by that, not by running out.
  const ttl_ms = Math.max(15_000, 2 * settings.offline_after_missed * settings.heartbeat_interval_ms)
  const command: ControlChannel['command'] = (node_id, told) => channel.command(node_id, told)
  const tellSource: ControlChannel['tellSource'] = (...told) => channel.tellSource(...told)
  const publisher_grace_ms = config.media.publisher_grace
  const relay_limits = { max_hops: config.relay_max_hops, max_out: config.relay_max_out }
  const policies = new StreamPolicies({ store, activity, clock })
  const streams = new Streams({
    ...{ live, activity, events, nodes, clock, log, ttl_ms, command, tellSource, publisher_grace_ms, relay_limits },
    routing,
    policies,
    onSession: (session) => access.reported(session),
    pin: (...told) => channel.pin(...told),
    disconnect: (...told) => channel.disconnectViewers(...told),
    viewer_questions: {
      list: (...asked) => channel.listViewers(...asked),
      end: (...asked) => channel.endViewer(...asked),
      keepOut: (...kept) => access.keep_outs.add(...kept),
    },
  })
  opened.defer(() => streams.stop())
  const access = new Access({
    store,
    activity,
    data_key: place.data_key,
    webhook_networks: config.webhook_networks,
    endPublicationsBy: (...by) => streams.endPublicationsBy(...by),
  })
  const key_digest = config.cluster_api_key === undefined ? null : await clusterKeyDigest(config.cluster_api_key)
  const next_origin = new NextOrigin(store)
  opened.defer(() => next_origin.stop())
  const channel = new ControlChannel({
    nodes,
    activity,
    clock,
    log,
    settings,
    reports: streams,
    thresholds,
    relay_limits,
    policies,
    access,
    next_origin,
    authority,
    media_certificates,
    origin_version: place.version,
    loopbackMeans: place.outside_host,
    cluster_api: { key_digest, answer: (asked) => answerMember(members, asked, log) },
  })
  opened.defer(authority.onKeyChanged((node_id) => nodes.registry.emit('peers_changed', node_id)))
  nodes.registry.on('cut_off', (node_id, why) => {
    // A node that enrols anew gets another certificate after this.
    if (why !== 'silent') authority.forget(node_id)
    if (why === 'evicted' || why === 'retired') histories.forget(node_id)
  })
  nodes.registry.on('changed', (node) => streams.nodeChanged(node))
  const members = new Members({
    nodes,
    foreign: new ForeignNodes({ registry: nodes.registry, cluster_id, activity, clock }),
    streams,
    isLocal: (path) => policies.of(path)?.rules.visibility === 'local',
    address: () => new URL(place.joinUrl()).host,
    now: () => clock.now().at,
    routing: config.routing,
    liveness: settings,
  })
  const joined_cluster = new JoinedCluster({
    ...{ nodes, live },
    joined: new JoinedNodes({ registry: nodes.registry, cluster_id, activity, clock, trust }),
    token: config.cluster_token ?? null,
    tokens: trust.cluster_tokens,
    join_url: place.joinUrl,
  })
  nodes.registry.on('media_lost', (node_id, loss) => {
    members.mediaLost(node_id)
    streams.mediaLost(node_id, loss)
  })
  nodes.registry.on('end_remaining', (node_id, reason) => streams.endOnNode(node_id, reason))

  const rolling = new RollingDrains({
    ...{ store, activity, events, clock, log, nodes, thresholds },
    carriedBy: (id) => streams.viewersOn(id),
  })
  opened.defer(() => rolling.stop())

  const clusterInfo = (): ClusterInfo => ({
    id: cluster_id,
    name: config.cluster_name,
    origin_version: place.version,
    started_at,
    live_state: sole.status(),
    storage: place.storage.summary(),
    origin_node_id: nodes.list().find(({ is_origin }) => is_origin)?.id ?? null,
    join_url: place.joinUrl(),
    reachable_from_outside: place.outside_host() !== null,
    first_run: place.first_run(),
    run_kinds: runKindSchema.options.filter((kind) => kind in allPlanners),
  })
  const tellCluster = () => events.publish({ type: 'cluster', cluster: clusterInfo() })
  place.storage.tell(activity, tellCluster)
  opened.defer(live.onStatus(tellCluster))
  const sole = new SoleOrigin({ live, activity, log, prefix, onChanged: tellCluster })
  opened.defer(() => sole.stop())

  const newOwnNodeToken = () => {
    const made_for = { cluster_id, name: 'the node beside the origin', created_by: 'origin' }
    const { info, token } = trust.createEnrollmentToken({ ...made_for, usage_limit: 1, ttl_ms: OWN_NODE_TOKEN_TTL_MS })
    own_tokens.add(info.id)
    return token
  }
  return {
    ...{ activity, trust, authority, media_certificates, live, events, nodes, streams, policies, access, members },
    ...{ joined_cluster, rolling, histories },
    ...{ channel, clusterInfo, tellCluster, newOwnNodeToken, next_origin },
  }
}

function routingSettings(routing: RoutingConfig): RoutingSettings {
  const { cpu_threshold_percent, cpu_threshold_after, egress_threshold_mbps, subscriber_threshold } = routing
  return {
    thresholds: {
      cpu_percent: cpu_threshold_percent,
      cpu_busy_for_ms: cpu_threshold_after,
      egress_mbps: egress_threshold_mbps,
      subscribers: subscriber_threshold,
    },
    when_full: routing.when_full,
    ticket_ttl_ms: routing.ticket_ttl,
    candidate_limit: routing.candidate_limit,
  }
}

/** What somebody asked a node for, as this origin's own port answers it. */
async function answerMember(
  members: Members,
  { method, path, given }: ClusterAsked,
  log: Logger,
): Promise<ClusterAnswer> {
  try {
    return await answerCluster(members, method, path, given)
  } catch (error) {
    const { status, error: said, unforeseen } = describeFailure(error)
    if (unforeseen) log.error({ event: 'cluster_request.failed', err: error }, 'what a node passed on failed')
    return clusterError(status, said.message)
  }
}

async function closeLiveState(live: LiveState, log: Logger): Promise<void> {
  try {
    await live.flush(AbortSignal.timeout(FLUSH_TIMEOUT_MS))
  } catch (error) {
    log.warn({ event: 'live_state.not_flushed', err: error }, 'some of the live state did not reach Redis')
  }
  await live.stop()
}
