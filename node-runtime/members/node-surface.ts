import type {
  ClusterAllocateRequest,
  HeartbeatRequest,
  ParticipationRequest,
  PullStreamRequest,
  RedirectQuery,
  RelaySession,
  ServerSummary,
  SessionsSyncRequest,
} from '#contract/cluster-api.ts'
import { ClusterRefusal, type ClusterSurface } from '#contract/cluster-surface.ts'
import type { PlacedNode } from '#contract/entry.ts'
import type { StreamPath } from '#contract/ids.ts'
import { playUrl, publishUrl } from '#contract/media-urls.ts'
import type { LoadThresholds, NodeRole } from '#contract/node.ts'
import type { MediaProtocol } from '#contract/stream.ts'
import type { Overload } from '../agent/admission.ts'
import type { OtherNode } from '../media/play-elsewhere.ts'
import { bestKnown } from './best-known.ts'
import { mediaAddress } from './member-address.ts'
import type { Caller, MemberBook } from './member-book.ts'
import type { OwnMember } from './own-member.ts'

/** Servers that are named for a client at most. */
const MAX_CANDIDATES = 3

/** What this node knows and does, for whoever asks over the cluster API. */
export interface NodeSurfaceOptions {
  readonly own: OwnMember
  readonly book: MemberBook
  readonly interval_ms: () => number
  readonly thresholds: () => LoadThresholds
  readonly overload: Overload
  /** Why this node takes nothing new of this role; null where it does. */
  readonly notAccepting: (role: NodeRole) => string | null
  readonly relays: () => readonly RelaySession[]
  readonly pull: (request: PullStreamRequest) => unknown
  /** Whether a stream is here, published or pulled. */
  readonly has: (path: StreamPath) => boolean
  /** Begins to pull it, or goes on with the relay that there is. */
  readonly follow: (path: StreamPath) => void
}

/**
 * The cluster as one of its nodes knows it by itself. While the origin is there, members of other makes are answered by the origin; nodes of
 * ours, and everybody while the origin is away, by this.
 */
export class NodeSurface implements ClusterSurface {
  readonly #options: NodeSurfaceOptions
  readonly #caller: Caller

  constructor(options: NodeSurfaceOptions, caller: Caller) {
    this.#options = options
    this.#caller = caller
  }

  status() {
    const { own, relays, interval_ms } = this.#options
    const all = relays()
    return {
      server_id: own.name,
      address: mediaAddress(own.endpoints),
      has_sync: true,
      node_count: this.servers().length,
      session_count: this.sessions().length,
      relay_session_count: all.length,
      active_relay_sessions: all.filter(({ state }) => state === 'active').length,
      settings: {
        sync: {
          heartbeat_interval_ms: interval_ms(),
          sync_interval_ms: 6 * interval_ms(),
          heartbeat_ttl_ms: 3 * interval_ms(),
          suspect_threshold: 2,
          offline_threshold: 3,
        },
        routing: this.#thresholds,
      },
    }
  }

  servers() {
    return this.#options.book.servers()
  }

  sessions() {
    return this.#options.book.sessions()
  }

  relays() {
    return this.#options.relays()
  }

  heartbeat(request: HeartbeatRequest) {
    return this.#options.book.beat(request, this.#caller)
  }

  syncServers(summaries: readonly ServerSummary[]) {
    return { merged: this.#options.book.merge(summaries) }
  }

  syncSessions({ server_id, sessions, full }: SessionsSyncRequest) {
    return { merged: this.#options.book.publishes(server_id, sessions, full, this.#caller) }
  }

  /** Of this node itself: somebody wants it to have the stream, and one relay brings it however often that is said. */
  participate({ stream_path, node_id: server_id, action }: ParticipationRequest) {
    const { own, book, has, follow } = this.#options
    if (server_id !== own.name) {
      book.watches(server_id, stream_path, action === 'subscribe', this.#caller)
      return { applied: true }
    }
    if (action === 'subscribe' && !has(stream_path)) follow(stream_path)
    const relay = this.relays().find((one) => one.stream_path === stream_path)
    return { applied: true, relay_id: relay?.id ?? null, state: relay?.state ?? null }
  }

  pull(request: PullStreamRequest) {
    return this.#options.pull(request)
  }

  /**
   * While the origin is away: the best this node knows, and no ticket, because nobody could see to it that it is used once.
   * @throws {ClusterRefusal} nobody publishes it, or nobody can take it
   */
  allocate(kind: 'play' | 'publish', { stream_path, protocol, limit }: ClusterAllocateRequest) {
    const asked = protocolOf(kind, protocol)
    if (kind === 'publish' && asked === 'hls') throw new ClusterRefusal(422, 'protocol: nobody publishes by hls')
    const nodes = this.#atLeastOne(kind, stream_path).slice(0, Math.min(limit, MAX_CANDIDATES))
    const candidates = nodes.map(({ node_name, endpoints }) => ({
      server_id: node_name,
      address: mediaAddress(endpoints),
      url: (kind === 'play' ? playUrl : publishUrl)(endpoints, asked, stream_path),
      score: null,
    }))
    return { ticket_id: null, expires_at: null, degraded: true, candidates }
  }

  /** Whether this node has enough of its own, and who has room then. */
  async redirect({ stream_path, protocol }: RedirectQuery) {
    const { book, overload, notAccepting } = this.#options
    const why = notAccepting('viewers') ?? overload.reason()
    const stays = { redirect: false, target: null, reason: why ?? 'below its thresholds', thresholds: this.#thresholds }
    if (why === null) return stays
    const asked = protocolOf('play', protocol)
    const signal = AbortSignal.timeout(2_000)
    const told = await overload.better({ path: stream_path, protocol: asked, hops: [] }, signal)
    const node = told ?? this.#other(stream_path)
    if (node === null) return stays
    const { node_id, ...endpoints } = node
    const known = book.list().find(({ member }) => member.node_id === node_id)
    const target = {
      server_id: known?.member.summary.server_id ?? node_id,
      address: mediaAddress(endpoints),
      url: playUrl(endpoints, asked, stream_path),
      score: null,
    }
    return { ...stays, redirect: true, target }
  }

  /** Another node that has room, as far as this one knows. */
  #other(path: StreamPath): OtherNode | null {
    const { own } = this.#options
    const best = this.best('play', path)?.find(({ node_id, last_resort }) => node_id !== own.node_id && !last_resort)
    return best === undefined ? null : { node_id: best.node_id, ...best.endpoints }
  }

  /** The nodes for a client as far as this one knows; null: nobody is known to publish the stream. */
  best(kind: 'play' | 'publish', path: StreamPath): readonly PlacedNode[] | null {
    const { book, own, has, notAccepting, thresholds, overload } = this.#options
    const has_room = kind === 'publish' || overload.reason() === null
    const takes =
      notAccepting(kind === 'play' ? 'viewers' : 'ingest') !== null ? 'not' : has_room ? 'gladly' : 'if_must_be'
    return bestKnown({ kind, path, book, own, has_it: has(path), takes, thresholds: thresholds() })
  }

  #atLeastOne(kind: 'play' | 'publish', path: StreamPath): readonly PlacedNode[] {
    const best = this.best(kind, path)
    if (best === null) throw new ClusterRefusal(404, `stream_path: nobody here knows who publishes ${path}`)
    if (best.length === 0) throw new ClusterRefusal(503, 'No node that this one knows of can take it now.')
    return best
  }

  get #thresholds() {
    const { cpu_percent, egress_mbps, subscribers } = this.#options.thresholds()
    return { cpu_threshold: cpu_percent, bandwidth_threshold: egress_mbps, subscriber_threshold: subscribers }
  }
}

function protocolOf(kind: 'play' | 'publish', protocol: RedirectQuery['protocol']): MediaProtocol {
  switch (protocol) {
    case 'unknown':
      return kind === 'play' ? 'flv' : 'rtmp'
    case 'http-flv':
      return 'flv'
    case 'ws-flv':
      return 'ws'
    default:
      return protocol
  }
}
