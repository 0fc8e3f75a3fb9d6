import { isIPv6 } from 'node:net'
import type { z } from 'zod'
import type { Allocation, allocationRequestSchema, ExplainedAllocation } from '#contract/api.ts'
import type {
  ClusterAllocateRequest,
  ClusterSession,
  HeartbeatRequest,
  ParticipationRequest,
  PullStreamRequest,
  PullStreamResponse,
  RedirectQuery,
  RelaySession,
  ServerSummary,
  SessionsSyncRequest,
} from '#contract/cluster-api.ts'
import { ClusterRefusal, type ClusterSurface } from '#contract/cluster-surface.ts'
import type { RoutingConfig } from '#contract/config.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { playUrl } from '#contract/media-urls.ts'
import type { Node, NodeEndpoints, NodeLoad } from '#contract/node.ts'
import type { MediaProtocol, Participation, Stream, StreamSession } from '#contract/stream.ts'
import { MemberSessions } from './member-sessions.ts'

/** What members needs of the nodes feature. */
export interface MemberNodes {
  /** Every member, as it was when it was last heard of. */
  placeable(): readonly Node[]
  find(id: NodeId): Node | undefined
}

/** Where foreign members become nodes. */
export interface ForeignMembers {
  said(said: {
    readonly server_id: string
    readonly host: string
    readonly port: number
    readonly tls: boolean
    readonly load: Pick<NodeLoad, 'cpu_percent' | 'egress_mbps' | 'subscribers' | 'publishers'>
    readonly by: 'itself' | 'others'
    readonly heard_at_ms: number | null
  }): NodeId
}

/** What members needs of the streams feature. */
export interface MemberStreams {
  list(): readonly Stream[]
  find(path: StreamPath): Stream | undefined
  session(node_id: NodeId, session: StreamSession): void
  participation(node_id: NodeId, participation: Participation): void
  renewed(node_id: NodeId): void
  readonly placement: {
    allocate(kind: Allocation['kind'], asked: z.infer<typeof allocationRequestSchema>): Allocation
    explain(kind: Allocation['kind'], asked: z.infer<typeof allocationRequestSchema>): ExplainedAllocation
  }
}

export interface MembersOptions {
  readonly nodes: MemberNodes
  readonly foreign: ForeignMembers
  readonly streams: MemberStreams
  /** Whether a stream is told to nobody of another make. Absent: none is kept from them. */
  readonly isLocal?: (path: StreamPath) => boolean
  /** `host:port` of the origin's own HTTP. */
  readonly address: () => string
  readonly now: () => string
  readonly routing: RoutingConfig
  /** How liveness is observed here. */
  readonly liveness: {
    readonly heartbeat_interval_ms: number
    readonly suspect_after_missed: number
    readonly offline_after_missed: number
  }
}

/** How often members are expected to ask for the lists, in ms. */
export const SYNC_INTERVAL_MS = 30_000

/** The cluster as members and tools of other makes see it, and what they say of themselves (contracts/monibuca.md). */
export class Members implements ClusterSurface {
  readonly #options: MembersOptions
  readonly #sessions = new MemberSessions()
  /** What foreign members call themselves; a node's name is as near to that as a name may be. */
  readonly #server_ids = new Map<NodeId, string>()
  readonly #by_server_id = new Map<string, NodeId>()

  constructor(options: MembersOptions) {
    this.#options = options
  }

  /** The node is gone, with all that it published and watched. */
  mediaLost(node_id: NodeId): void {
    this.#sessions.forget(node_id)
  }

  status() {
    const { nodes, address } = this.#options
    const own = nodes.placeable().find(({ is_origin }) => is_origin)
    const relays = this.#relays()
    const { routing, liveness } = this.#options
    const { heartbeat_interval_ms, suspect_after_missed, offline_after_missed } = liveness
    return {
      server_id: own?.name ?? 'origin',
      address: address(),
      has_sync: true,
      node_count: this.servers().length,
      session_count: this.sessions().length,
      relay_session_count: relays.length,
      active_relay_sessions: relays.filter(({ state }) => state === 'active').length,
      settings: {
        sync: {
          heartbeat_interval_ms,
          sync_interval_ms: SYNC_INTERVAL_MS,
          heartbeat_ttl_ms: heartbeat_interval_ms * offline_after_missed,
          suspect_threshold: suspect_after_missed,
          offline_threshold: offline_after_missed,
        },
        routing: this.#thresholds,
        allocation: { ticket_ttl_ms: routing.ticket_ttl, candidate_limit: routing.candidate_limit },
      },
    }
  }

  servers(): readonly ServerSummary[] {
    return this.#options.nodes.placeable().flatMap((node) => this.#summary(node) ?? [])
  }

  sessions(): readonly ClusterSession[] {
    const { nodes, streams } = this.#options
    return streams.list().flatMap(({ stream_path, session, participations }): ClusterSession[] => {
      if (this.#isLocal(stream_path)) return []
      const publisher = nodes.find(session.publish_node_id)
      if (publisher === undefined || isGone(publisher)) return []
      return [
        {
          stream_path,
          publish_node_id: this.#serverId(publisher),
          session_id: session.id,
          subscribe_nodes: participations.flatMap(({ node_id, subscribers }) => {
            const node = subscribers > 0 ? nodes.find(node_id) : undefined
            return node === undefined ? [] : [this.#serverId(node)]
          }),
          state: session.state,
          started_at: Date.parse(session.started_at),
        },
      ]
    })
  }

  relays(): readonly RelaySession[] {
    const { nodes } = this.#options
    return this.#relays().map(({ subscribers, frames, ...relay }) => {
      const endpoints = nodes.find(relay.source_node_id)?.endpoints
      const source_quic_addr = endpoints ? quicAddress(endpoints) : null
      return { ...relay, request_id: relay.id, subscriber_count: subscribers, frame_count: frames, source_quic_addr }
    })
  }

  heartbeat({ summary, sessions }: HeartbeatRequest) {
    const node_id = this.#said(summary, 'itself')
    if (node_id !== null && sessions !== undefined) this.#told(node_id, summary.address, sessions, true)
    if (node_id !== null) this.#options.streams.renewed(node_id)
    return { summaries: this.servers(), sessions: this.sessions() }
  }

  syncServers(summaries: readonly ServerSummary[]) {
    let merged = 0
    for (const summary of summaries) {
      try {
        const node_id = this.#said(summary, 'others')
        if (node_id === null) continue
        this.#options.streams.renewed(node_id)
        merged += 1
      } catch (error) {
        // One that is not let in takes nobody's place; the others are.
        if (!(error instanceof Error && 'code' in error)) throw error
      }
    }
    return { merged }
  }

  syncSessions({ server_id, sessions, full }: SessionsSyncRequest) {
    const node_id = this.#by_server_id.get(server_id)
    const node = node_id === undefined ? undefined : this.#options.nodes.find(node_id)
    if (node === undefined) {
      // What nodes of ours publish they say on their control channels.
      if (this.#ownNamed(server_id) !== undefined) return { merged: 0 }
      throw new ClusterRefusal(404, `server_id: ${server_id} is not a member; POST heartbeat comes first`)
    }
    const own = sessions.filter(({ publish_node_id }) => (publish_node_id ?? server_id) === server_id)
    this.#told(node.id, node.endpoints?.address ?? '', own, full)
    return { merged: own.length }
  }

  participate({ stream_path, node_id: server_id, action }: ParticipationRequest) {
    const { streams, now } = this.#options
    const node_id = this.#by_server_id.get(server_id)
    if (node_id === undefined) {
      if (this.#ownNamed(server_id) !== undefined) return { applied: false }
      throw new ClusterRefusal(404, `node_id: ${server_id} is not a member; POST heartbeat comes first`)
    }
    const subscribers = action === 'subscribe' ? 1 : 0
    streams.participation(node_id, { node_id, stream_path, subscribers, since: now() })
    return { applied: true }
  }

  /** The origin carries no media itself: it says at which node the stream is. */
  pull({ request_id, stream_path }: PullStreamRequest): PullStreamResponse {
    const { streams, nodes } = this.#options
    const session = this.#isLocal(stream_path) ? undefined : streams.find(stream_path)?.session
    const node = session === undefined ? undefined : nodes.find(session.publish_node_id)
    const endpoints = node === undefined || isGone(node) ? null : node.endpoints
    const reason =
      session === undefined
        ? `Nobody publishes ${stream_path}.`
        : node?.mode.value !== 'normal'
          ? `${node?.name ?? 'Its node'} takes no new relays.`
          : endpoints === null
            ? `${node.name}, where ${stream_path} is published, cannot be reached.`
            : null
    const is_ours = node?.kind !== 'foreign'
    return {
      request_id: request_id ?? null,
      stream_path,
      accepted: reason === null,
      reason,
      session_id: reason === null ? (session?.id ?? null) : null,
      quic_addr: endpoints === null ? null : quicAddress(endpoints),
      tls_addr: endpoints !== null && is_ours ? mediaAddress(endpoints) : null,
      flv_url: reason === null && endpoints !== null ? playUrl(endpoints, 'flv', stream_path) : null,
    }
  }

  allocate(kind: 'play' | 'publish', { stream_path, protocol, limit }: ClusterAllocateRequest) {
    const asked = {
      stream_path,
      protocol: protocolOf(kind, protocol),
      limit: Math.min(limit, this.#options.routing.candidate_limit),
      region: null,
    }
    const { ticket_id, expires_at, candidates } = this.#options.streams.placement.allocate(kind, asked)
    return { ticket_id, expires_at, candidates: candidates.map((one) => this.#candidate(one)) }
  }

  redirect({ stream_path, protocol }: RedirectQuery) {
    const { nodes, streams } = this.#options
    const asked = { stream_path, protocol: protocolOf('play', protocol), limit: 1, region: null }
    const best = streams.placement.explain('play', asked).candidates[0]
    if (best === undefined) throw new ClusterRefusal(503, `No node can take viewers of ${stream_path} now.`)
    const own = nodes.placeable().find(({ is_origin }) => is_origin)
    const why = own === undefined ? 'the origin carries no media itself' : own.routable_reasons.join('; ')
    const redirect = why !== '' && best.node_id !== own?.id
    const reason = redirect ? why : 'below its thresholds'
    return { redirect, target: redirect ? this.#candidate(best) : null, reason, thresholds: this.#thresholds }
  }

  get #thresholds() {
    const { cpu_threshold_percent, egress_threshold_mbps, subscriber_threshold } = this.#options.routing
    return { cpu_threshold: cpu_threshold_percent, bandwidth_threshold: egress_threshold_mbps, subscriber_threshold }
  }

  /** Takes what was said of a member; null where it is one of ours, of which the control channel says more. */
  #said(summary: ServerSummary, by: 'itself' | 'others'): NodeId | null {
    const { server_id, address, cpu, bandwidth_mbps, subscribers, last_seen } = summary
    const own = this.#ownNamed(server_id)
    if (own !== undefined) {
      const there = own.endpoints === null ? null : mediaAddress(own.endpoints)
      if (by === 'others' || summary.node_id === own.id || address === there) return null
      throw new ClusterRefusal(409, `server_id: ${server_id} is the name of a node of this cluster at ${there}`)
    }
    // A node of ours that is called otherwise here, or is no member any more, is nobody to be let in by this door.
    if (summary.node_id != null || (by === 'others' && isGoneWord(summary.state))) return null
    const place = address.replace(/^https?:\/\//, '')
    const colon = place.lastIndexOf(':')
    const node_id = this.#options.foreign.said({
      server_id,
      host: place.slice(0, colon).replaceAll(/[[\]]/g, ''),
      port: Number(place.slice(colon + 1)),
      tls: address.startsWith('https://'),
      load: {
        cpu_percent: cpu ?? 0,
        egress_mbps: bandwidth_mbps ?? 0,
        subscribers: subscribers ?? 0,
        publishers: this.#sessions.count(this.#by_server_id.get(server_id) ?? ('' as NodeId)),
      },
      by,
      heard_at_ms: last_seen ?? null,
    })
    this.#server_ids.set(node_id, server_id)
    this.#by_server_id.set(server_id, node_id)
    return node_id
  }

  #told(node_id: NodeId, address: string, sessions: readonly ClusterSession[], full: boolean): void {
    const { streams, now } = this.#options
    for (const session of this.#sessions.said(node_id, address, sessions, full, now()))
      streams.session(node_id, session)
  }

  #ownNamed(server_id: string): Node | undefined {
    return this.#options.nodes.placeable().find(({ kind, name }) => kind !== 'foreign' && name === server_id)
  }

  #relays() {
    return this.#options.streams.list().flatMap(({ stream_path, relays }) => (this.#isLocal(stream_path) ? [] : relays))
  }

  #isLocal(path: StreamPath): boolean {
    return this.#options.isLocal?.(path) ?? false
  }

  #serverId({ id, name }: Node): string {
    return this.#server_ids.get(id) ?? name
  }

  #summary(node: Node): ServerSummary | null {
    const { endpoints, liveness, load, kind } = node
    if (endpoints === null) return null
    return {
      server_id: this.#serverId(node),
      address: `${endpoints.media_tls === true ? 'https://' : ''}${mediaAddress(endpoints)}`,
      quic_addr: quicAddress(endpoints),
      state: liveness.state,
      cpu: load?.cpu_percent ?? null,
      bandwidth_mbps: load?.egress_mbps ?? null,
      subscribers: load?.subscribers ?? null,
      last_seen: liveness.last_seen_at === null ? null : Date.parse(liveness.last_seen_at),
      ...(kind === 'foreign' ? {} : { node_id: node.id, relay_fingerprint: node.relay_fingerprint }),
    }
  }

  #candidate({ node_id, node_name, url, score }: Allocation['candidates'][number]) {
    const endpoints = this.#options.nodes.find(node_id)?.endpoints
    const server_id = this.#server_ids.get(node_id) ?? node_name
    return { server_id, address: endpoints ? mediaAddress(endpoints) : null, url, score }
  }
}

const PROTOCOLS: Readonly<Record<Exclude<RedirectQuery['protocol'], 'unknown'>, MediaProtocol>> = {
  rtmp: 'rtmp',
  flv: 'flv',
  'http-flv': 'flv',
  ws: 'ws',
  'ws-flv': 'ws',
  hls: 'hls',
}

function protocolOf(kind: 'play' | 'publish', protocol: RedirectQuery['protocol']): MediaProtocol {
  if (protocol !== 'unknown') return PROTOCOLS[protocol]
  return kind === 'play' ? 'flv' : 'rtmp'
}

function isGone({ liveness }: Node): boolean {
  return liveness.state === 'offline' || liveness.state === 'left'
}

function isGoneWord(state: string | null | undefined): boolean {
  return state === 'offline' || state === 'left'
}

const hostOf = ({ address }: NodeEndpoints) => (isIPv6(address) ? `[${address}]` : address)
const mediaAddress = (endpoints: NodeEndpoints) => `${hostOf(endpoints)}:${endpoints.media_port}`
const quicAddress = (endpoints: NodeEndpoints) =>
  endpoints.quic_port === undefined ? null : `${hostOf(endpoints)}:${endpoints.quic_port}`
