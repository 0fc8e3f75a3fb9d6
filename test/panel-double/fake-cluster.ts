import type { ActivityType } from '#contract/activity-type.ts'
import type { Alert } from '#contract/alert.ts'
import type { Activity, ClusterInfo, DrainRequest, MaintainRequest } from '#contract/api.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { LivenessState, Node, NodeLoad } from '#contract/node.ts'
import type { RunKind } from '#contract/provisioning-run.ts'
import type { Stream } from '#contract/stream.ts'
import { CLUSTER_ID, idleLoad, near } from './fake-parts.ts'

/** A cluster that exists in memory only and whose figures move; every change is told to `publish`. */
export class FakeCluster {
  readonly nodes = new Map<NodeId, Node>()
  readonly streams = new Map<StreamPath, Stream>()
  readonly activities: Activity[] = []
  /** Nodes whose heartbeat is missing since a time. */
  readonly #silent = new Map<NodeId, number>()
  readonly #publish: (event: LiveEvent) => void
  readonly #started_at = new Date().toISOString()
  readonly #join_url: string
  readonly #reachable: boolean
  readonly #run_kinds: readonly RunKind[]
  /** What is the matter now. */
  alerts: readonly Alert[] = []
  #next_activity = 1
  #beat = 0

  constructor(options: {
    publish(event: LiveEvent): void
    join_url: string
    reachable: boolean
    run_kinds: readonly RunKind[]
  }) {
    this.#publish = options.publish
    this.#join_url = options.join_url
    this.#reachable = options.reachable
    this.#run_kinds = options.run_kinds
  }

  info(): ClusterInfo {
    const own = [...this.nodes.values()].find((node) => node.is_origin)
    return {
      id: CLUSTER_ID,
      name: 'Northlight Studio',
      origin_version: '0.1.0',
      started_at: this.#started_at,
      storage: {
        ...{ state: 'ok', since: '2026-11-26T15:00:00.000Z', detail: '' },
        ...{ free_bytes: 60_000_000_000, total_bytes: 80_000_000_000, activity_waiting: 0, activity_dropped: 0 },
      },
      live_state: { kind: 'redis_managed', state: 'ok', detail: 'A redis-server runs beside the origin.' },
      origin_node_id: own?.id ?? null,
      join_url: this.#join_url,
      reachable_from_outside: this.#reachable,
      run_kinds: [...this.#run_kinds],
    }
  }

  setNode(node: Node): void {
    this.nodes.set(node.id, node)
    this.#publish({ type: 'node', node })
  }

  setStream(stream: Stream): void {
    this.streams.set(stream.stream_path, stream)
    this.#publish({ type: 'stream', stream })
  }

  removeNode(id: NodeId): void {
    this.nodes.delete(id)
    this.#publish({ type: 'node_removed', node_id: id })
  }

  endStream(path: StreamPath): void {
    this.streams.delete(path)
    this.#publish({ type: 'stream_removed', stream_path: path })
  }

  record(
    fact: Pick<Activity, 'severity' | 'actor' | 'message'> & Partial<Activity> & { readonly type: ActivityType },
  ): void {
    const activity: Activity = {
      at: new Date().toISOString(),
      node_id: null,
      stream_path: null,
      data: {},
      ...fact,
      id: this.#next_activity++,
    }
    this.activities.unshift(activity)
    this.#publish({ type: 'activity', activity })
  }

  /** The node stops answering, as a killed machine does. */
  silence(id: NodeId, since_ms = Date.now()): void {
    this.#silent.set(id, since_ms)
  }

  revive(id: NodeId): void {
    this.#silent.delete(id)
  }

  drain(node: Node, request: DrainRequest): Node {
    const deadline_at = request.deadline_ms === null ? null : new Date(Date.now() + request.deadline_ms).toISOString()
    const drained = this.#withMode(node, 'draining', request.reason, deadline_at, request.after_drain)
    this.record({
      type: 'node.mode_changed',
      severity: 'info',
      actor: 'operator:owner',
      node_id: node.id,
      data: { from: 'normal', to: 'draining', cause: 'operator' },
      message: `${node.name} drains: ${request.reason ?? 'no reason given'}.`,
    })
    return drained
  }

  maintain(node: Node, { reason }: MaintainRequest): Node {
    return this.#withMode(node, 'maintenance', reason, null)
  }

  resume(node: Node, reason: string | null): Node {
    const resumed = this.#withMode(node, 'normal', reason, null)
    this.record({
      type: 'node.mode_changed',
      severity: 'info',
      actor: 'operator:owner',
      node_id: node.id,
      data: { to: 'normal', cause: 'operator' },
      message: `${node.name} takes new work again.`,
    })
    return resumed
  }

  #withMode(
    node: Node,
    value: Node['mode']['value'],
    reason: string | null,
    deadline_at: string | null,
    after_drain: Node['mode']['after_drain'] = null,
  ): Node {
    const set_at = new Date().toISOString()
    const mode = {
      value,
      set_by: 'operator:owner',
      reason,
      set_at,
      deadline_at,
      after_drain,
      on_deadline: 'end' as const,
      drained_at: null,
      revision: node.mode.revision + 1,
    }
    const changed: Node = {
      ...node,
      mode,
      routable: value === 'normal',
      routable_reasons: value === 'normal' ? [] : ['it is draining'],
    }
    this.setNode(changed)
    return changed
  }

  /** One second of life: figures move, and every fifth beat each node that is well reports. */
  tick(): void {
    this.#beat += 1
    for (const stream of this.streams.values()) this.#live(stream)
    let index = 0
    const loads = this.#loads()
    for (const node of this.nodes.values()) {
      if ((this.#beat + index++) % 5 === 0 || this.#silent.has(node.id)) this.#heartbeat(node, loads.get(node.id))
    }
  }

  #live(stream: Stream): void {
    if (stream.session.state !== 'live') return
    // Who has left a node takes the node's relay along.
    const left = new Set(
      stream.participations
        .filter((one) => one.subscribers === 0 && this.#leaves(one.node_id))
        .map((one) => one.node_id),
    )
    const staying = stream.participations.filter((one) => !left.has(one.node_id))
    const participations = staying.map((one) => ({
      ...one,
      subscribers: this.#leaves(one.node_id)
        ? Math.max(0, one.subscribers - Math.ceil(one.subscribers * 0.04))
        : Math.max(1, one.subscribers + (Math.random() < 0.25 ? (Math.random() < 0.5 ? -1 : 1) : 0)),
    }))
    const subscribers = participations.reduce((sum, one) => sum + one.subscribers, 0)
    const last_frame_at = new Date().toISOString()
    this.setStream({
      ...stream,
      session: {
        ...stream.session,
        bitrate_kbps: Math.round(stream.session.bitrate_kbps * 0.7 + near(stream.session.bitrate_kbps, 0.05) * 0.3),
      },
      participations,
      subscribers,
      relays: stream.relays
        .filter((relay) => !left.has(relay.dest_node_id))
        .map((relay) => ({
          ...relay,
          subscribers: participations.find((one) => one.node_id === relay.dest_node_id)?.subscribers ?? 0,
          frames: relay.frames + 25,
          bytes: relay.bytes + stream.session.bitrate_kbps * 125,
          last_frame_at,
        })),
    })
  }

  /** Whether viewers go away from this node. */
  #leaves(id: NodeId): boolean {
    return this.nodes.get(id)?.mode.value === 'draining'
  }

  #heartbeat(node: Node, load = idleLoad(8e9)): void {
    const silent_since = this.#silent.get(node.id)
    if (silent_since !== undefined) {
      const missed = Math.floor((Date.now() - silent_since) / 5_000)
      const state: LivenessState = missed >= 3 ? 'offline' : missed >= 2 ? 'suspect' : node.liveness.state
      const since = state === node.liveness.state ? node.liveness.since : new Date().toISOString()
      const routable = state === 'alive'
      const routable_reasons = routable ? [] : [`it is ${state}`]
      this.setNode({
        ...node,
        routable,
        routable_reasons,
        liveness: {
          ...node.liveness,
          state,
          since,
          missed,
          channel_open: false,
          last_seen_at: new Date(silent_since).toISOString(),
        },
      })
      return
    }
    const empty = load.publishers + load.subscribers + load.relays_in + load.relays_out === 0
    const drained_at = empty && node.mode.value !== 'normal' ? (node.mode.drained_at ?? new Date().toISOString()) : null
    const value = drained_at !== null && node.mode.after_drain === 'maintenance' ? 'maintenance' : node.mode.value
    this.setNode({
      ...node,
      load,
      mode: { ...node.mode, value, drained_at },
      liveness: {
        ...node.liveness,
        state: node.liveness.flapping ? 'suspect' : 'alive',
        missed: 0,
        channel_open: true,
        last_seen_at: new Date().toISOString(),
      },
    })
  }

  /** What each node carries, in one pass over the streams: there may be thousands of both. */
  #loads(): ReadonlyMap<NodeId, NodeLoad> {
    const loads = new Map(
      [...this.nodes.values()].map(({ id, host }) => [id, idleLoad(host?.memory_total_bytes ?? 8e9)]),
    )
    for (const { session, participations, relays } of this.streams.values()) {
      const mbps = session.bitrate_kbps / 1000
      const carry = (node_id: NodeId, sent: number, taken: number, facts: Partial<NodeLoad>) => {
        const load = loads.get(node_id)
        if (load === undefined) return
        load.egress_mbps += mbps * sent
        load.ingress_mbps += mbps * taken
        load.publishers += facts.publishers ?? 0
        load.subscribers += facts.subscribers ?? 0
        load.relays_in += facts.relays_in ?? 0
        load.relays_out += facts.relays_out ?? 0
      }
      carry(session.publish_node_id, 0, 1, { publishers: 1 })
      for (const { node_id, subscribers } of participations) carry(node_id, subscribers, 0, { subscribers })
      for (const { source_node_id, dest_node_id } of relays) {
        carry(source_node_id, 1, 0, { relays_out: 1 })
        carry(dest_node_id, 0, 1, { relays_in: 1 })
      }
    }
    for (const load of loads.values()) {
      load.cpu_percent = Math.min(97, load.cpu_percent + load.egress_mbps / 14)
      load.memory_percent = Math.min(90, load.memory_percent + load.egress_mbps / 40)
    }
    return loads
  }
}
