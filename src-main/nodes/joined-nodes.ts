import { createHash } from 'node:crypto'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import type { Node, NodeEndpoints, NodeLoad } from '#contract/node.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Clock } from './clock.ts'
import { editNode, isCalled, type NodeEdit } from './edit-node.ts'
import { foreignNodeId, MAX_FOREIGN, NOTHING_MEASURED, RTMP_PORT } from './foreign-nodes.ts'
import { nodeActivity } from './node-activity.ts'
import { initialMode } from './node-mode.ts'
import { isMember, type NodeRecord, type StoredNode } from './node-record.ts'
import { transition as registrationTransition } from './node-registration.ts'
import type { NodeRegistry } from './node-registry.ts'
import { NodesError } from './nodes-error.ts'

/** What a box says of itself when it joins. */
export interface JoiningNode {
  readonly name: string
  readonly ip: string
  /** Where it serves streams; null: it does not. */
  readonly url: string | null
  readonly region: string | null
  readonly heartbeat_interval_ms: number
}

/** A member after it joined; the credential proves its heartbeats, and no earlier one does any more. */
export interface JoinedNode {
  readonly node: Node
  readonly created: boolean
  readonly credential: string
}

export interface JoinedNodesOptions {
  readonly registry: NodeRegistry
  readonly cluster_id: ClusterId
  readonly activity: ActivityLog
  readonly clock: Clock
  readonly trust: {
    mintNodeCredential(): { readonly credential: string; readonly credential_hash: string }
    hashSecret(secret: string): string
  }
}

/**
 * Foreign members that join by themselves and then only beat (contract/streamhub-cluster.ts). Whatever they say, their mode and whether
 * they are members is for operators to decide.
 */
export class JoinedNodes {
  readonly #options: JoinedNodesOptions

  constructor(options: JoinedNodesOptions) {
    this.#options = options
  }

  /**
   * Makes the box a member, or the member that it was; its name, mode and place stay what they are.
   * @param proven whose own credential came with it; null: the shared token did
   * @throws {NodesError} name_taken, node_gone, too_many_members
   */
  join(joining: JoiningNode, proven: NodeId | null): JoinedNode {
    const known = this.#knownAs(joining.name)
    if (known !== undefined) this.#refuseOther(known, joining, proven)
    const { registry, trust, activity } = this.#options
    const { credential, credential_hash } = trust.mintNodeCredential()
    const stored = known === undefined ? this.#admit(joining, credential_hash) : again(known, joining, credential_hash)
    registry.store(stored)
    if (known === undefined) {
      const message = `Member ${stored.name} (${joining.ip}) has joined by the shared token.`
      activity.record(nodeActivity(stored, 'node.foreign_joined', 'info', `node:${stored.id}`, message))
    }
    this.beat(stored.id, null)
    return { node: this.#view(stored.id), created: known === undefined, credential }
  }

  /** The member was heard. @param load what it says of it; null: what it said before stays. @throws {NodesError} node_not_found, node_gone */
  beat(id: NodeId, load: Partial<NodeLoad> | null): void {
    const { registry } = this.#options
    const { stored, liveness, load: before } = this.#joined(id)
    const heard = { ...NOTHING_MEASURED, ...UNCOUNTED, ...before, ...load }
    registry.heard(id, { load: heard, applied_mode_revision: stored.mode.revision })
    registry.observe(id, { kind: 'beat', epoch: liveness.epoch })
    // Of one that does not say how many it has, nobody knows when it is drained.
    if (load?.subscribers !== undefined) {
      registry.steer(id, { kind: 'carries', total: heard.publishers + heard.subscribers }, 'origin')
    }
    registry.tell(id)
  }

  /** Whose heartbeats a credential proves, also where its owner was removed meanwhile; undefined: nobody's. */
  whose(credential: string): NodeId | undefined {
    const { registry, trust } = this.#options
    const stored = registry.byCredentialHash(trust.hashSecret(credential))?.stored
    return stored?.joined === undefined ? undefined : stored.id
  }

  /** How a member joined; undefined where it did not by itself. */
  joined(id: NodeId): StoredNode['joined'] {
    return this.#options.registry.record(id)?.stored.joined
  }

  /** Names it anew, or says where it is. @throws {NodesError} name_taken, node_not_found, own_name */
  edit(id: NodeId, wish: NodeEdit, actor: string): Node {
    const { registry, activity } = this.#options
    const { stored } = registry.member(id)
    const { name = stored.name, region = stored.region } = wish
    if (name === stored.name && region === stored.region) return this.#view(id)
    if (stored.kind !== 'foreign') {
      throw new NodesError('own_name', `${stored.name} says its name and region itself`, {
        hint: 'A run on its box changes them (kind: reconfigure); without one, set them in the section node of its headwater.yaml.',
      })
    }
    editNode(registry, activity, id, wish, actor)
    return this.#view(id)
  }

  /** Lets a member that was removed join again, as the node that it was. @throws {NodesError} node_not_found */
  allow(id: NodeId, actor: string): Node {
    const { registry, activity } = this.#options
    const record = registry.record(id)
    if (record === undefined || record.stored.kind !== 'foreign') {
      throw new NodesError('node_not_found', `there is no foreign member ${id}, nor was there one`)
    }
    const { registration, effects } = registrationTransition(record.stored.registration, 'allowed')
    if (!effects.includes('admitted')) return this.#view(id)
    registry.store({ ...record.stored, registration })
    registry.observe(id, { kind: 'enrolled' })
    const message = `Member ${record.stored.name} may come back.`
    activity.record(nodeActivity(record.stored, 'node.allowed', 'info', actor, message))
    registry.tell(id)
    return this.#view(id)
  }

  #view(id: NodeId): Node {
    return this.#options.registry.view(this.#options.registry.member(id))
  }

  #joined(id: NodeId): NodeRecord {
    const record = this.#options.registry.record(id)
    if (record !== undefined && !isMember(record.stored)) throw gone(record.stored.name)
    if (record?.stored.kind === 'foreign') return record
    throw new NodesError('node_not_found', `there is no member ${id}`, { hint: 'Join first.' })
  }

  /** By the name that it has, else by the one that it joined with, which an operator may have changed. */
  #knownAs(name: string): NodeRecord | undefined {
    const { registry, cluster_id } = this.#options
    const named = registry.records().filter(({ stored }) => isCalled(stored, name))
    return named.find(({ stored }) => isMember(stored)) ?? named[0] ?? registry.record(foreignNodeId(cluster_id, name))
  }

  #refuseOther({ stored, liveness }: NodeRecord, joining: JoiningNode, proven: NodeId | null): void {
    if (stored.kind !== 'foreign') {
      throw new NodesError('name_taken', `another node is called ${joining.name}`, { hint: 'Join by another name.' })
    }
    if (!isMember(stored)) throw gone(stored.name)
    const elsewhere = stored.joined === undefined ? stored.endpoints?.address : stored.joined.ip
    const is_up = liveness.state !== 'offline' && liveness.state !== 'left'
    if (elsewhere === joining.ip || !is_up || proven === stored.id) return
    throw new NodesError('name_taken', `${joining.name} is a member at ${elsewhere ?? 'another address'} already`, {
      hint: 'Join by a name of its own, or wait until the other one is offline. If this is the same box at another address, send its own nodeToken.',
    })
  }

  #admit(joining: JoiningNode, credential_hash: string): StoredNode {
    const { registry, clock, cluster_id } = this.#options
    const foreign = registry.records().filter(({ stored }) => isMember(stored) && stored.kind === 'foreign')
    if (foreign.length >= MAX_FOREIGN) {
      throw new NodesError('too_many_members', `this cluster has ${MAX_FOREIGN} foreign members already`, {
        hint: 'Remove those that are gone.',
      })
    }
    const now = clock.now()
    const id = foreignNodeId(cluster_id, joining.name)
    return {
      ...{ id, cluster_id, name: joining.name, region: joining.region, credential_hash },
      kind: 'foreign',
      is_origin: false,
      version: null,
      // Never matched: no certificate has this digest.
      relay_fingerprint: createHash('sha256').update(`foreign/${id}`).digest('hex'),
      registration: 'registered',
      mode: initialMode(now),
      ...placeOf(joining),
      host: null,
      epoch: 0,
      created_at: now.at,
      last_seen_at: null,
    }
  }
}

const UNCOUNTED = { cpu_percent: 0, egress_mbps: 0, subscribers: 0, publishers: 0 } as const

const gone = (name: string) =>
  new NodesError('node_gone', `${name} was removed from this cluster`, {
    hint: 'An operator has to allow it before it can come back.',
  })

function again({ stored }: NodeRecord, joining: JoiningNode, credential_hash: string): StoredNode {
  const place = placeOf(joining)
  // Where it serves streams it may have said to /cluster/api as well.
  const said_elsewhere = joining.url === null && (stored.joined?.url ?? null) === null
  const endpoints = said_elsewhere ? stored.endpoints : place.endpoints
  return { ...stored, ...place, region: joining.region ?? stored.region, credential_hash, endpoints }
}

function placeOf({ ip, url, heartbeat_interval_ms }: JoiningNode): Pick<StoredNode, 'endpoints'> & {
  readonly joined: NonNullable<StoredNode['joined']>
} {
  return { joined: { ip, url, heartbeat_interval_ms }, endpoints: url === null ? null : endpointsOf(url) }
}

/** Null where viewers of plain HTTP cannot be sent: it is another scheme, or streams are not at its root. */
function endpointsOf(url: string): NodeEndpoints | null {
  const { hostname, port, protocol, pathname } = new URL(url)
  if (protocol !== 'http:' || pathname !== '/') return null
  return {
    address: hostname.replace(/^\[|\]$/g, ''),
    media_port: port === '' ? 80 : Number(port),
    rtmp_port: RTMP_PORT,
  }
}
