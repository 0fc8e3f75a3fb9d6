import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import { CLUSTER_API_PREFIX } from '#contract/cluster-api.ts'
import { clusterKeyDigest, refuseWithoutKey } from '#contract/cluster-key.ts'
import { answerCluster, type ClusterAnswer, clusterError } from '#contract/cluster-surface.ts'
import type { Peer } from '#contract/control-channel.ts'
import type { ClusterId, Fingerprint, NodeId } from '#contract/ids.ts'
import { parseStrictJson, StrictJsonError } from '#contract/strict-json.ts'
import type { ControlChannel } from '../agent/control-channel.ts'
import { OriginAwayError } from '../agent/origin-questions.ts'
import { CLUSTER_STATUS, type ClusterDesk, type DeskAnswer, type DeskRequest } from '../protocols/http/cluster-desk.ts'
import { splitTarget } from '../protocols/http/media-request.ts'
import type { PeerBook, RelayIdentity } from '../relay/relay-identity.ts'
import { Entries } from './entries.ts'
import { type Caller, MemberBook } from './member-book.ts'
import { MemberDoor } from './member-door.ts'
import { MemberExchange } from './member-exchange.ts'
import { NodeSurface, type NodeSurfaceOptions } from './node-surface.ts'

export interface MembersOptions extends Omit<NodeSurfaceOptions, 'book'> {
  readonly node_id: NodeId
  readonly cluster_id: ClusterId
  readonly identity: RelayIdentity
  /** As the settings have it; null: there is none. */
  readonly key: string | null
  /** What the origin has said to check keys by. */
  readonly key_digest: () => string | null
  readonly seeds: readonly string[]
  readonly peers: PeerBook & { readonly peers: readonly Peer[] }
  readonly channel: Pick<ControlChannel, 'allocate' | 'askCluster'>
  readonly log: Logger
}

/** This node among the members of its cluster: what it knows of the others, how it tells them of itself, and what it answers those who ask. */
export class Members implements ClusterDesk {
  readonly book: MemberBook
  readonly #options: MembersOptions
  readonly #exchange: MemberExchange
  readonly #door: MemberDoor
  readonly #entries: Entries
  readonly #unlisten: () => void
  readonly #own_digest: Promise<string | null>

  constructor(options: MembersOptions) {
    this.#options = options
    const { node_id, identity, own, seeds, peers, key, interval_ms, cluster_id, channel, log } = options
    this.book = new MemberBook({
      node_id,
      cluster_id,
      own,
      peers: () => peers.peers,
      interval_ms,
    })
    this.#unlisten = peers.onReplaced(() => this.book.named())
    this.#exchange = new MemberExchange({
      ...{ node_id, identity, own, seeds, key, interval_ms, log },
      book: this.book,
      peers: () => peers.peers,
    })
    this.#door = new MemberDoor({
      peers,
      answer: (peer, method, target, body) => this.#answerApi(method, target, body, { peer }, null),
      log,
    })
    this.#entries = new Entries({
      cluster_id,
      own,
      channel,
      best: (kind, path) => this.#surface(NOBODY).best(kind, path),
    })
    this.#own_digest = key === null ? Promise.resolve(null) : clusterKeyDigest(key)
  }

  /** Takes a connection of another node that has shown its certificate. */
  readonly accept = (socket: Socket, fingerprint: Fingerprint): void => this.#door.accept(socket, fingerprint)

  start(): void {
    this.#exchange.start()
  }

  stop(): void {
    this.#exchange.stop()
    this.#door.stop()
    this.#unlisten()
    this.#options.own.stop()
  }

  async answer(request: DeskRequest, signal: AbortSignal): Promise<DeskAnswer> {
    const { method, target, headers, body } = request
    const { location } = splitTarget(target)
    if (location === CLUSTER_STATUS) return json(200, this.#status())
    if (!location.startsWith(CLUSTER_API_PREFIX)) return await this.#entries.answer(request, signal)
    const refused = await this.refuse({ headers })
    if (refused !== null) return refused
    const { status, envelope } = await this.#answerApi(method, target, body, NOBODY, signal)
    return json(status, envelope)
  }

  async refuse({ headers }: Pick<DeskRequest, 'headers'>): Promise<DeskAnswer | null> {
    const digests = [await this.#own_digest, this.#options.key_digest()].filter((digest) => digest !== null)
    const refused = await refuseWithoutKey(digests, headers, 'node')
    return refused === null ? null : json(refused.status, refused.envelope)
  }

  /** @param signal of a client who is answered by the origin while that is there; null: by this node alone */
  async #answerApi(
    method: string,
    target: string,
    body: Uint8Array | null,
    caller: Caller,
    signal: AbortSignal | null,
  ): Promise<ClusterAnswer> {
    const { location, query } = splitTarget(target)
    const path = location.slice(CLUSTER_API_PREFIX.length)
    if (method === 'POST' && body === null)
      return clusterError(413, 'The body is larger than 256 kB, or did not come in time.')
    let given: unknown
    try {
      given =
        body !== null && method === 'POST' ? parseStrictJson(body) : Object.fromEntries(new URLSearchParams(query))
    } catch (error) {
      if (!(error instanceof StrictJsonError)) throw error
      return clusterError(400, error.message)
    }
    const surface = this.#surface(caller)
    const here = () => answerCluster(surface, method, path, given)
    if (signal === null || isOfThisNode(method, path, given, this.#options.own.name)) return await here()
    if (method !== 'GET' && method !== 'POST') return await here()
    return await this.#throughOrigin({ method, path, given }, here, signal)
  }

  /** The origin's answer, so that it is the same whomever one asks; this node's own while the origin is away. */
  async #throughOrigin(
    asked: { readonly method: 'GET' | 'POST'; readonly path: string; readonly given: unknown },
    here: () => Promise<ClusterAnswer>,
    signal: AbortSignal,
  ): Promise<ClusterAnswer> {
    try {
      const answer = await this.#options.channel.askCluster(asked, signal)
      // What the origin took, this node remembers for the time without it; what it refused, it does not.
      if (answer.status === 200 && MERGED_HERE.has(asked.path)) await here()
      return answer
    } catch (error) {
      if (!(error instanceof OriginAwayError)) throw error
      return await here()
    }
  }

  #surface(caller: Caller): NodeSurface {
    return new NodeSurface({ ...this.#options, book: this.book }, caller)
  }

  /** As existing probes and load balancers read it (contracts/bifrost.md B-15): of members in maintenance nothing is expected. */
  #status() {
    const { own } = this.#options
    const others = this.book.list()
    const alive = 1 + others.filter(({ state }) => state === 'alive').length
    const members = 1 + others.length
    const missed = others.some(({ state, member }) => state !== 'alive' && member.summary.mode !== 'maintenance')
    return {
      local_node: own.name,
      members,
      healthy_members: alive,
      cluster_health: !missed && alive * 2 > members ? 'HEALTHY' : 'NOT HEALTHY',
    }
  }
}

const NOBODY: Caller = { peer: null }

/** Of what a member says this node remembers these. */
const MERGED_HERE: ReadonlySet<string> = new Set([
  'heartbeat',
  'servers/sync',
  'sessions/sync',
  'sessions/participation',
])
/** What a node says of itself, whether the origin is there or not. */
const OF_THIS_NODE: ReadonlySet<string> = new Set([
  'GET status/local',
  'GET relay/sessions',
  'GET redirect/decision',
  'POST relay/pull',
])

function isOfThisNode(method: string, path: string, given: unknown, name: string): boolean {
  if (OF_THIS_NODE.has(`${method} ${path}`)) return true
  const is_about_it = typeof given === 'object' && given !== null && 'node_id' in given && given.node_id === name
  return path === 'sessions/participation' && is_about_it
}

function json(status: number, value: unknown): DeskAnswer {
  const headers = { 'Content-Type': 'application/json; charset=utf-8' }
  return { status, headers, body: `${JSON.stringify(value)}\n`, is_open: false }
}
