import { createHash, randomBytes } from 'node:crypto'
import { foreignNodeId as idOf, type Sha1 } from '#contract/foreign-ids.ts'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import type { NodeEndpoints, NodeLoad } from '#contract/node.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Clock } from './clock.ts'
import { nodeActivity } from './node-activity.ts'
import { initialMode } from './node-mode.ts'
import { isMember, type NodeRecord, type StoredNode } from './node-record.ts'
import type { NodeRegistry } from './node-registry.ts'
import { NodesError } from './nodes-error.ts'

/** Foreign members that are taken at most; whoever holds the key could invent any number. */
export const MAX_FOREIGN = 1_000
/** Where an RTMP server listens unless it says otherwise; foreign members do not say. */
export const RTMP_PORT = 1_935

/** What a foreign member says of itself, or others say of it. */
export interface ForeignSaid {
  readonly server_id: string
  /** Of its HTTP port. */
  readonly host: string
  readonly port: number
  /** It speaks HTTP over TLS alone. */
  readonly tls?: boolean
  readonly load: Pick<NodeLoad, 'cpu_percent' | 'egress_mbps' | 'subscribers' | 'publishers'>
  /** Itself: a heartbeat. Others: that it exists, and a heartbeat only where they heard from it since they last said so. */
  readonly by: 'itself' | 'others'
  /** When it was last heard of, in ms since 1970 by the teller's clock; null: not told. */
  readonly heard_at_ms: number | null
}

export interface ForeignNodesOptions {
  readonly registry: NodeRegistry
  readonly cluster_id: ClusterId
  readonly activity: ActivityLog
  readonly clock: Clock
}

/** The same for the same member of the same cluster, whoever computes it. */
export function foreignNodeId(cluster_id: string, server_id: string): NodeId {
  return idOf(sha1, cluster_id, server_id)
}

const sha1: Sha1 = (...parts) => {
  const hash = createHash('sha1')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** Members that run another program than ours and speak contract/cluster-api.ts: nodes like others, except that they are not steered. */
export class ForeignNodes {
  readonly #options: ForeignNodesOptions
  readonly #heard_at_ms = new Map<NodeId, number>()

  constructor(options: ForeignNodesOptions) {
    this.#options = options
  }

  /**
   * Takes what was said: admits the member if it is new, and counts its heartbeat.
   * @throws {NodesError} server_id_in_use, node_gone, too_many_members
   */
  said(said: ForeignSaid): NodeId {
    const { registry, cluster_id } = this.#options
    const id = foreignNodeId(cluster_id, said.server_id)
    const known = registry.record(id)
    if (known !== undefined && !isMember(known.stored)) {
      throw new NodesError('node_gone', `${said.server_id} was evicted from this cluster`, {
        hint: 'Give it another server_id if it is to come back.',
      })
    }
    if (known === undefined) this.#admit(id, said)
    else if (!this.#isSame(known, said)) return this.#moved(known, said)
    if (said.by === 'itself' || this.#isNews(id, said)) this.#beat(id, said)
    return id
  }

  #isSame({ stored: { endpoints } }: NodeRecord, { host, port, tls = false }: ForeignSaid): boolean {
    const { address, media_port, media_tls = false } = endpoints ?? {}
    return address === host && media_port === port && media_tls === tls
  }

  /** Another address: the same member after a move if the old one is gone, else somebody with its name. */
  #moved({ stored, liveness }: NodeRecord, said: ForeignSaid): NodeId {
    if (said.by === 'others') return stored.id
    // One that joined by itself (joined-nodes.ts) without saying where it serves streams says so now.
    const is_known = stored.endpoints === null && stored.joined?.ip === said.host
    if (!is_known && liveness.state !== 'offline' && liveness.state !== 'left') {
      const { address, media_port } = stored.endpoints ?? { address: 'another address', media_port: '?' }
      throw new NodesError('server_id_in_use', `${said.server_id} is a member at ${address}:${media_port} already`, {
        hint: 'Give this one a server_id of its own, or wait until the other one is offline.',
      })
    }
    this.#options.registry.told({ ...stored, endpoints: endpointsOf(said) })
    this.#beat(stored.id, said)
    return stored.id
  }

  #admit(id: NodeId, said: ForeignSaid): void {
    const { registry, activity, clock, cluster_id } = this.#options
    const members = registry.records().filter(({ stored }) => isMember(stored))
    if (members.filter(({ stored }) => stored.kind === 'foreign').length >= MAX_FOREIGN) {
      throw new NodesError('too_many_members', `this cluster has ${MAX_FOREIGN} foreign members already`, {
        hint: 'Evict those that are gone.',
      })
    }
    const now = clock.now()
    const stored: StoredNode = {
      id,
      cluster_id,
      name: nameOf(said.server_id, id, new Set(members.map(({ stored }) => stored.name))),
      kind: 'foreign',
      is_origin: false,
      region: null,
      version: null,
      // Neither is ever shown or matched: no certificate and no credential has these digests.
      relay_fingerprint: createHash('sha256').update(`foreign/${id}`).digest('hex'),
      credential_hash: randomBytes(32).toString('hex'),
      registration: 'registered',
      mode: initialMode(now),
      endpoints: endpointsOf(said),
      host: null,
      epoch: 0,
      created_at: now.at,
      last_seen_at: null,
    }
    registry.store(stored)
    const message = `Foreign member ${stored.name} (${said.host}:${said.port}) is in the cluster.`
    activity.record(nodeActivity(stored, 'node.foreign_joined', 'info', `node:${id}`, message))
    registry.tell(id)
  }

  #isNews(id: NodeId, { heard_at_ms }: ForeignSaid): boolean {
    const before = this.#heard_at_ms.get(id)
    return heard_at_ms !== null && (before === undefined || heard_at_ms > before)
  }

  #beat(id: NodeId, said: ForeignSaid): void {
    const { registry } = this.#options
    const { stored, liveness, load: before } = registry.member(id)
    if (said.heard_at_ms !== null) {
      // What is older than what is known proves life, and says nothing about load any more.
      const older = said.heard_at_ms < (this.#heard_at_ms.get(id) ?? 0)
      if (!older || before === null) this.#heard_at_ms.set(id, said.heard_at_ms)
      if (older && before !== null) {
        registry.observe(id, { kind: 'beat', epoch: liveness.epoch })
        return
      }
    }
    const load: NodeLoad = { ...NOTHING_MEASURED, ...said.load }
    registry.heard(id, { load, applied_mode_revision: stored.mode.revision })
    registry.observe(id, { kind: 'beat', epoch: liveness.epoch })
    registry.steer(id, { kind: 'carries', total: load.publishers + load.subscribers }, 'origin')
    registry.tell(id)
  }
}

export const NOTHING_MEASURED: Omit<NodeLoad, 'cpu_percent' | 'egress_mbps' | 'subscribers' | 'publishers'> = {
  memory_percent: 0,
  memory_total_bytes: 0,
  process_memory_bytes: 0,
  process_cpu_percent: 0,
  ingress_mbps: 0,
  relays_in: 0,
  relays_out: 0,
  subscribers_dropped: 0,
}

function endpointsOf({ host, port, tls = false }: ForeignSaid): NodeEndpoints {
  return { address: host, media_port: port, rtmp_port: RTMP_PORT, ...(tls ? { media_tls: tls } : {}) }
}

/** A name that a node may have, as near to the server_id as that allows. */
function nameOf(server_id: string, id: NodeId, taken: ReadonlySet<string>): string {
  const plain = server_id
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 64)
  const name = plain === '' ? 'foreign' : plain
  return taken.has(name) ? `${name.slice(0, 55)}-${id.slice(0, 8)}` : name
}
