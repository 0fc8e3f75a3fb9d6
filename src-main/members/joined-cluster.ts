import { createHash, timingSafeEqual } from 'node:crypto'
import type { EvictRequest, SetModeRequest } from '#contract/api.ts'
import type { NodeId } from '#contract/ids.ts'
import type { Node, NodeLoad } from '#contract/node.ts'
import {
  CLUSTER_TOKEN_HEADER,
  type JoinAnswer,
  type JoinRequest,
  type MemberClusterInfo,
  type MemberEdit,
  type MemberRow,
  type MemberStats,
  type MemberStatus,
  memberStatsSchema,
  STREAMHUB_PREFIX,
} from '#contract/streamhub-cluster.ts'
import type { LiveCollection, LiveState } from '../live-state/live-state.ts'
import { MembersError } from './members-error.ts'

/** Members that joined by themselves, as the nodes feature keeps them. */
export interface JoinedMembers {
  join(
    joining: {
      readonly name: string
      readonly ip: string
      readonly url: string | null
      readonly region: string | null
      readonly heartbeat_interval_ms: number
    },
    proven: NodeId | null,
  ): { readonly node: Node; readonly created: boolean; readonly credential: string }
  beat(id: NodeId, load: Partial<NodeLoad> | null): void
  whose(credential: string): NodeId | undefined
  joined(id: NodeId): { readonly ip: string; readonly url: string | null } | undefined
  edit(id: NodeId, wish: { readonly name?: string; readonly region?: string | null }, actor: string): Node
  allow(id: NodeId, actor: string): Node
}

/** Steering nodes, as operators do. */
export interface SteeredNodes {
  list(): readonly Node[]
  find(id: NodeId): Node | undefined
  setMode(id: NodeId, request: SetModeRequest, actor: string): Node
  evict(id: NodeId, request: EvictRequest, actor: string): void
}

export interface JoinedClusterOptions {
  readonly nodes: SteeredNodes
  readonly joined: JoinedMembers
  readonly live: LiveState
  /** What all boxes join with by the setting; null: it names none. */
  readonly token: string | null
  /** Those that were made by operators. Absent: there are none. */
  readonly tokens?: { readonly any: boolean; prove(token: string, address: string): boolean }
  /** Base URL of the origin, for nodes on other machines. */
  readonly join_url: () => string
}

/** Who asks: somebody with the shared token, or a member with its own. */
export type MemberProof = 'shared' | NodeId

/** What a member told of itself is kept for so long after it was last heard, in ms. */
const STATS_TTL_MS = 24 * 3_600_000

/** The cluster as scripts written for StreamHub see it (contracts/streamhub.md), with what is wrong there put right. */
export class JoinedCluster {
  readonly #options: JoinedClusterOptions
  readonly #stats: LiveCollection<MemberStats>

  constructor(options: JoinedClusterOptions) {
    this.#options = options
    this.#stats = options.live.collection({ name: 'member-stats', schema: memberStatsSchema, ttl_ms: STATS_TTL_MS })
  }

  /** Whether the token lets somebody in, and as whom; null: as nobody. Takes as long for any token. */
  prove(token: string | undefined, address = 'unknown'): MemberProof | null {
    const { token: shared, tokens, joined } = this.#options
    if (token === undefined) return null
    // Digests have one length, whatever the tokens have.
    const digest = (text: string) => createHash('sha256').update(text).digest()
    if (shared !== null && timingSafeEqual(digest(token), digest(shared))) return 'shared'
    if (tokens?.prove(token, address)) return 'shared'
    return joined.whose(token) ?? null
  }

  /**
   * A box of ours shows the token that is shared, to enrol.
   * @returns how the activity log names the token
   * @throws {MembersError} joining_disabled, cluster_token_unknown
   */
  admit(token: string, address: string): string {
    if (!this.enabled) {
      throw new MembersError(
        'joining_disabled',
        'this origin takes no cluster tokens: there is none',
        'Make one under Settings, or an enrollment token under Nodes, Add a node.',
      )
    }
    if (this.prove(token, address) === 'shared') return `cluster_token:${token.slice(0, 10)}`
    throw new MembersError(
      'cluster_token_unknown',
      'this cluster token is wrong, has run out or was revoked',
      'Copy it again, whole, or make another one in the panel, under Settings.',
    )
  }

  get enabled(): boolean {
    return this.#options.token !== null || (this.#options.tokens?.any ?? false)
  }

  /** @throws what the nodes feature says: name_taken, node_gone, too_many_members */
  join(request: JoinRequest, proof: MemberProof): { readonly answer: JoinAnswer; readonly created: boolean } {
    const { name, ip, url = null, region = null, heartbeatIntervalSeconds } = request
    const joining = { name, ip, url, region, heartbeat_interval_ms: heartbeatIntervalSeconds * 1_000 }
    const { node, created, credential } = this.#options.joined.join(joining, proof === 'shared' ? null : proof)
    return {
      created,
      answer: {
        nodeId: node.id,
        name: node.name,
        ...{ redisUrl: null, publicWsUrl: null, livekit: null },
        nodeToken: credential,
        heartbeatIntervalSeconds,
      },
    }
  }

  /** @param stats absent: what was told before stays. @throws {MembersError} not_your_node; node_not_found, node_gone */
  heartbeat(id: string, stats: MemberStats | undefined, proof: MemberProof): void {
    if (proof !== 'shared' && proof !== id) {
      throw new MembersError('not_your_node', 'this token is of another member', 'Each member beats for itself.')
    }
    this.#options.joined.beat(id as NodeId, stats === undefined ? null : loadOf(stats))
    if (stats !== undefined) this.#stats.put(id, stats)
  }

  /** By when they came, and by name. */
  rows(): readonly MemberRow[] {
    return (
      this.#options.nodes
        .list()
        // Before they are rows, whose times have no fractions of a second.
        .toSorted((one, other) => compare(one.created_at, other.created_at) || compare(one.name, other.name))
        .map((node) => this.#row(node))
    )
  }

  /** @throws {MembersError} member_not_found; what the nodes feature says */
  edit(id: string, wish: MemberEdit, actor: string): MemberRow {
    const { joined } = this.#options
    const node = this.#member(id)
    const { name, region, status } = wish
    const told = { ...(name === undefined ? {} : { name }), ...(region === undefined ? {} : { region }) }
    if (name !== undefined || region !== undefined) joined.edit(node.id, told, actor)
    if (status !== undefined && statusOfMode(node) !== status) this.#steer(node, status, wish, actor)
    return this.#row(this.#member(id))
  }

  /** It stays out, whatever token it shows, until {@link allow}. @throws {MembersError} member_not_found; own_node */
  remove(id: string, actor: string): void {
    // StreamHub's DELETE has no way to insist: whoever sends it means it.
    // The last node of our own is protected here too; a foreign member never is the last.
    const how = { force: false, reason: `removed by DELETE ${STREAMHUB_PREFIX}nodes` }
    this.#options.nodes.evict(this.#member(id).id, how, actor)
    this.#stats.delete(id)
  }

  /** One that was removed may join again. @throws what the nodes feature says: node_not_found */
  allow(id: string, actor: string): MemberRow {
    return this.#row(this.#options.joined.allow(id as NodeId, actor))
  }

  info(): MemberClusterInfo {
    const { nodes, token, join_url } = this.#options
    const { protocol, port } = new URL(join_url())
    const address = `${protocol}//<THIS_SERVER_IP>${port === '' ? '' : `:${port}`}${STREAMHUB_PREFIX}join`
    const body = '{"name":"<NODE_NAME>","ip":"<NODE_IP>"}'
    return {
      enabled: this.enabled,
      nodesCount: nodes.list().length,
      clusterToken: token === null ? null : `${token.slice(0, 7)}…`,
      clusterRedisUrl: null,
      joinCommand: `curl -fsS -X POST '${address}' -H '${headerName}: <TOKEN>' -H 'Content-Type: application/json' -d '${body}'`,
    }
  }

  #member(id: string): Node {
    const node = this.#options.nodes.find(id as NodeId)
    if (node !== undefined) return node
    throw new MembersError('member_not_found', `there is no node ${id}`, `GET ${STREAMHUB_PREFIX}nodes lists all.`)
  }

  #steer(node: Node, status: NonNullable<MemberEdit['status']>, wish: MemberEdit, actor: string): void {
    const { force } = wish
    // Whoever forces it says why.
    const reason = wish.reason ?? (force ? null : `asked for by PATCH ${STREAMHUB_PREFIX}nodes`)
    this.#options.nodes.setMode(node.id, { mode: MODES[status], reason, force, expires_at: null }, actor)
  }

  #row(node: Node): MemberRow {
    const facts = this.#options.joined.joined(node.id)
    return {
      id: node.id,
      name: node.name,
      url: facts?.url ?? facts?.ip ?? addressOf(node),
      region: node.region,
      status: statusOf(node),
      created_at: rowTime(node.created_at),
      last_seen_at: node.liveness.last_seen_at === null ? null : rowTime(node.liveness.last_seen_at),
      stats: this.#stats.get(node.id) ?? ownStats(node),
      stale: node.liveness.stale,
    }
  }
}

/** What an operator sets here, as the mode of a node. */
const MODES = { active: 'normal', draining: 'draining', disabled: 'maintenance' } as const

const headerName = CLUSTER_TOKEN_HEADER.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())
const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0)
const rowTime = (at: string) => new Date(at).toISOString().slice(0, 19).replace('T', ' ')

function addressOf({ endpoints }: Node): string {
  if (endpoints === null) return ''
  const { address, media_port } = endpoints
  return `http://${address.includes(':') ? `[${address}]` : address}:${media_port}`
}

function statusOfMode({ mode }: Pick<Node, 'mode'>): NonNullable<MemberEdit['status']> {
  if (mode.value === 'normal') return 'active'
  return mode.value === 'draining' ? 'draining' : 'disabled'
}

/** contracts/model.md, "Projections": what an operator decided comes first, then whether it is there. */
export function statusOf(node: Pick<Node, 'mode' | 'liveness'>): MemberStatus {
  if (node.mode.value !== 'normal') return statusOfMode(node)
  switch (node.liveness.state) {
    case 'alive':
    case 'suspect':
      return 'active'
    case 'offline':
    case 'left':
      return 'down'
    case 'joining':
      return 'unknown'
    default:
      return node.liveness.state satisfies never
  }
}

/** What our own nodes say, in the words of this surface (S-19). */
function ownStats({ load, is_origin, kind }: Node): MemberStats | null {
  if (load === null || kind === 'foreign') return null
  return {
    role: is_origin ? 'origin' : 'edge',
    cpu: Math.round(load.cpu_percent) / 100,
    memTotalKb: Math.round(load.memory_total_bytes / 1_024),
    memUsedRatio: Math.round(load.memory_percent) / 100,
    subscribers: load.subscribers,
  }
}

function loadOf(stats: MemberStats): Partial<NodeLoad> {
  const share = (name: string) => percentOf(stats[name])
  const [cpu_percent, memory_percent] = [share('cpu'), share('memUsedRatio')]
  const { subscribers } = stats
  const counted = typeof subscribers === 'number' && Number.isSafeInteger(subscribers) && subscribers >= 0
  return {
    ...(cpu_percent === null ? {} : { cpu_percent }),
    ...(memory_percent === null ? {} : { memory_percent }),
    ...(counted ? { subscribers } : {}),
  }
}

function percentOf(share: unknown): number | null {
  return typeof share === 'number' && share >= 0 ? Math.min(100, share * 100) : null
}
