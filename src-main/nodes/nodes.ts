import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { CloseRolesRequest, DrainRequest, EvictRequest, MaintainRequest, SetModeRequest } from '#contract/api.ts'
import type { NodeHeartbeat, NodeHello, Peer } from '#contract/control-channel.ts'
import type { EnrollmentAnswer, EnrollmentRequest } from '#contract/enrollment.ts'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import { type NodesQuery, type Page, pageOf } from '#contract/listing.ts'
import { type Node, type NodeEndpoints, type NodeRole, roleWork } from '#contract/node.ts'
import type { RemovedNode } from '#contract/removed-node.ts'
import { editNode, type NodeEdit } from './edit-node.ts'
import { decideEnrolment } from './enrolment.ts'
import { leftActivity, nodeActivity } from './node-activity.ts'
import { plainAddress } from './node-address.ts'
import { initialMode } from './node-mode.ts'
import { carried, isMember, leftNode, type NodeRecord, removedNode, type StoredNode } from './node-record.ts'
import { transition as registrationTransition } from './node-registration.ts'
import { NodeRegistry, type NodeRegistryOptions } from './node-registry.ts'
import { NodesError } from './nodes-error.ts'
import { setOperationalMode } from './operational-mode.ts'
import { type KeyOf, peerOf, peersOf } from './peers.ts'

/** What enrolment needs of trust. */
export interface EnrolmentTrust {
  consumeEnrollmentToken(
    token: string,
    by: { readonly name: string; readonly address: string },
  ): {
    readonly token_id: string
    readonly cluster_id: ClusterId
    /** Many boxes share it. Absent: it was made for one, or a few. */
    readonly shared?: boolean
    /** The one node that it was made for; null or absent: for whoever comes. */
    readonly node_id?: NodeId | null
  }
  mintNodeCredential(): { readonly credential: string; readonly credential_hash: string }
  hashSecret(secret: string): string
}

export interface NodesOptions extends NodeRegistryOptions {
  readonly trust: EnrolmentTrust
  /** Whether this token was made by the running origin for its own node, and never shown to anybody. */
  readonly isOwnNodeToken: (token_id: string) => boolean
  /** Absent: there is no authority. */
  readonly keyOf?: KeyOf
}

/**
 * The nodes of the installation: who is a member, in which mode, and what the origin hears of each. Operators and the
 * control channel act through it; what follows from an act is told through {@link registry}'s events.
 */
export class Nodes {
  readonly registry: NodeRegistry
  readonly #options: NodesOptions
  readonly #keyOf: KeyOf

  constructor(options: NodesOptions) {
    this.#options = options
    this.#keyOf = options.keyOf ?? (() => undefined)
    this.registry = new NodeRegistry(options)
    this.registry.on('retire', (id) => this.#retired(id))
  }

  /** Every node that is a member, in the order of their names. */
  list(): readonly Node[] {
    return this.page({}).items
  }

  /** Every node that was a member and is none any more, in the order of their names. */
  removed(): readonly RemovedNode[] {
    return this.registry
      .records()
      .flatMap(({ stored }) => removedNode(stored) ?? [])
      .toSorted((one, other) => one.name.localeCompare(other.name) || one.id.localeCompare(other.id))
  }

  /** Of {@link list} what a question is about, a page at a time. */
  page({ region, liveness, mode, kind, ...page }: NodesQuery): Page<Node> {
    const asked = this.registry
      .records()
      .filter(
        (record) =>
          isMember(record.stored) &&
          (region === undefined || record.stored.region === region) &&
          (liveness === undefined || record.liveness.state === liveness) &&
          (mode === undefined || record.stored.mode.value === mode) &&
          (kind === undefined || (record.stored.kind ?? 'headwater') === kind),
      )
      .sort((one, other) => (one.stored.name < other.stored.name ? -1 : 1))
    const { items, next } = pageOf(asked, page, ({ stored }) => stored.name)
    return { items: items.map((record) => this.registry.view(record)), next }
  }

  /** The same in no order, as they were when they were last heard of; costs next to nothing where nothing changed. */
  placeable(): readonly Node[] {
    return this.registry.placeable()
  }

  /** One of {@link placeable}. */
  glance(id: NodeId): Node | undefined {
    return this.registry.glance(id)
  }

  find(id: NodeId): Node | undefined {
    const record = this.registry.record(id)
    return record !== undefined && isMember(record.stored) ? this.registry.view(record) : undefined
  }

  /** All nodes that may pull from one another. */
  peers(): Peer[] {
    return peersOf(
      this.registry.records().map(({ stored }) => stored),
      this.#keyOf,
    )
  }

  /** Null where the node is not a member or has not said where it can be reached. */
  peer(id: NodeId): Peer | null {
    const record = this.registry.record(id)
    return record === undefined ? null : peerOf(record.stored, this.#keyOf)
  }

  /** Whom a credential proves; `gone`: it was good once, but the node is evicted or retired. */
  authenticate(credential: string): NodeId | 'unknown' | 'gone' {
    const record = this.registry.byCredentialHash(this.#options.trust.hashSecret(credential))
    // Of a foreign member a credential proves heartbeats alone.
    if (record === undefined || record.stored.kind === 'foreign') return 'unknown'
    return record.stored.registration === 'registered' ? record.stored.id : 'gone'
  }

  /**
   * Makes the box that shows a good token a node, or again the node that it was; its mode stays what it was.
   * @throws {NodesError} name_taken, key_in_use, cluster_mismatch, and what trust says of the token
   */
  enroll(request: EnrollmentRequest, from: string): EnrollmentAnswer {
    const { log, store } = this.#options
    const address = plainAddress(from)
    try {
      // One transaction, so that a refusal does not use the token up.
      const { stored, credential } = store.transaction(() => this.#admit(request, address))
      const known = this.registry.record(stored.id) !== undefined
      if (known) this.registry.emit('cut_off', stored.id, 'enrolled_anew')
      this.registry.held(stored)
      this.registry.observe(stored.id, { kind: 'enrolled' })
      log.info({ event: 'node.enrolled', node_id: stored.id, node_name: stored.name, address }, 'a node has enrolled')
      this.registry.emit('peers_changed', stored.id)
      this.registry.tell(stored.id)
      return { node_id: stored.id, cluster_id: stored.cluster_id, name: stored.name, credential }
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      log.warn({ event: 'node.enrolment_refused', name: request.name, address, code }, 'a node was not let in')
      this.#auditRefusal(request.name, address, code, error)
      throw error
    }
  }

  /** Somebody showed a token that was made here once; one that was never made here is no more than a guess. */
  #auditRefusal(name: string, address: string, code: unknown, error: unknown): void {
    if (typeof code !== 'string' || !code.startsWith('enrollment_token_') || code === 'enrollment_token_unknown') return
    this.#options.activity.observe({
      ...{ type: 'enrollment_token.refused', severity: 'warning', actor: 'origin', node_id: null, stream_path: null },
      message: `${name} at ${address} was not let in: ${(error as Error).message}`,
      data: { name, address, code },
    })
  }

  #admit(request: EnrollmentRequest, address: string): { stored: StoredNode; credential: string } {
    const { trust, clock, activity, isOwnNodeToken } = this.#options
    const now = clock.now()
    const by = { name: request.name, address }
    const { token_id, cluster_id, shared = false, node_id = null } = trust.consumeEnrollmentToken(request.token, by)
    const own_node = isOwnNodeToken(token_id)
    const decision = decideEnrolment({ request, cluster_id, own_node, shared, node_id }, this.registry.records())
    const before = decision.kind === 'known' ? this.registry.record(decision.id)?.stored : undefined
    const { credential, credential_hash } = trust.mintNodeCredential()
    const { registration, effects } = registrationTransition(before?.registration ?? 'pending', 'enrolled')
    const stored: StoredNode = {
      id: decision.id ?? (randomUUID() as NodeId),
      cluster_id,
      // Who changes its key or credential alone is called as before, whatever its program was told to be called.
      name: node_id === null ? request.name : (before?.name ?? request.name),
      is_origin: own_node || (before?.is_origin ?? false),
      region: node_id === null ? request.region : (request.region ?? before?.region ?? null),
      version: request.version,
      form: before?.form,
      relay_fingerprint: request.relay_fingerprint,
      credential_hash,
      registration,
      mode: before?.mode ?? initialMode(now),
      endpoints: before?.endpoints ?? null,
      host: before?.host ?? null,
      // Epochs count the starts of the program that holds the credential; a fresh box starts from one.
      epoch: 0,
      created_at: before?.created_at ?? now.at,
      last_seen_at: before?.last_seen_at ?? null,
    }
    this.registry.write(stored)
    const again = before !== undefined && !effects.includes('admitted') ? ' anew' : ''
    const message = `Node ${stored.name} has enrolled${again} from ${address}.`
    activity.record(nodeActivity(stored, 'node.enrolled', 'info', `node:${stored.id}`, message, { address, token_id }))
    return { stored, credential }
  }

  /**
   * What a node of ours is called from now on, and where it is, by who has told its program the same: it says neither again, and hears its
   * name when it dials. @throws {NodesError} name_taken, node_not_found
   */
  edit(id: NodeId, wish: NodeEdit, actor: string): Node {
    editNode(this.registry, this.#options.activity, id, wish, actor)
    // Neighbours are those of a region.
    this.registry.emit('peers_changed', id)
    return this.registry.view(this.registry.member(id))
  }

  /** The node takes no new work from now on. @throws {NodesError} last_routable_node unless forced, node_not_normal */
  drain(id: NodeId, request: DrainRequest, actor: string): Node {
    const { reason, deadline_ms, on_deadline, after_drain, expires_at = null, force } = request
    this.#refusePast(id, expires_at)
    this.#protectLast(id, force, reason)
    if (after_drain === 'retire') this.#refuseOwn(id, 'retired')
    this.registry.steer(
      id,
      { kind: 'drain', by: actor, reason, deadline_ms, on_deadline, after_drain, expires_at },
      actor,
    )
    // One that carries nothing is retired at once, and no member then.
    return this.registry.view(this.registry.record(id) ?? this.registry.member(id))
  }

  /** The node is out at once, and what it carries is ended. @throws as {@link drain} */
  maintain(id: NodeId, { reason, expires_at = null, force }: MaintainRequest, actor: string): Node {
    this.#refusePast(id, expires_at)
    this.#protectLast(id, force, reason)
    this.registry.steer(id, { kind: 'maintain', by: actor, reason, expires_at }, actor)
    return this.registry.view(this.registry.member(id))
  }

  /** Why a drain of this node would be refused unless it is forced; null: it would not. @throws {NodesError} node_not_found */
  drainRefusal(id: NodeId): string | null {
    const record = this.registry.member(id)
    if (record.stored.mode.value === 'maintenance')
      return `${record.stored.name} is in maintenance and takes no work already`
    return this.#lastOf(record)
  }

  /**
   * Of what this node is the last that takes work: of the cluster, or of its region; null: of neither.
   * @param roles in which it would take no new work any more
   */
  #lastOf(record: NodeRecord, roles: readonly NodeRole[] = CLIENT_ROLES): string | null {
    const { id, name, region } = record.stored
    const others = this.registry.records().filter((other) => other.stored.id !== id)
    for (const where of region === null ? [null] : [null, region]) {
      const near = others.filter(({ stored }) => where === null || stored.region === where)
      const missed = roles.filter((role) => takes(record, role) && !near.some((other) => takes(other, role)))
      const work = missed.map((role) => roleWork[role]).join(' and ')
      if (work !== '')
        return `${name} is the only node${where === null ? '' : ` in region ${where}`} that takes ${work}`
    }
    return null
  }

  #protectLast(id: NodeId, force: boolean, reason: string | null, roles: readonly NodeRole[] = CLIENT_ROLES): void {
    const last = this.#lastOf(this.registry.member(id), roles)
    if (last === null) return
    if (!force) {
      throw new NodesError('last_routable_node', last, {
        hint: 'Add or resume another node first. With force and a reason, new publishers and viewers are turned away, or sent further, meanwhile.',
      })
    }
    if (reason === null || reason.trim() === '') {
      throw new NodesError('reason_required', `${last}, so that a reason is wanted to go on`, {
        hint: 'Say in `reason` why; it is kept in the activity log.',
      })
    }
  }

  /** The node takes no new work in these roles. @throws as {@link drain} */
  closeRoles(id: NodeId, { roles, reason, expires_at = null, force }: CloseRolesRequest, actor: string): Node {
    this.#refusePast(id, expires_at)
    this.#protectLast(
      id,
      force,
      reason,
      CLIENT_ROLES.filter((role) => roles.includes(role)),
    )
    this.registry.steer(id, { kind: 'close_roles', by: actor, reason, roles, expires_at }, actor)
    return this.registry.view(this.registry.member(id))
  }

  #refusePast(id: NodeId, expires_at: string | null): void {
    const { at } = this.#options.clock.now()
    if (expires_at === null || Date.parse(expires_at) > Date.parse(at)) return
    const { stored } = this.registry.member(id)
    throw new NodesError(
      'expires_in_the_past',
      `${stored.name} would take work again at ${expires_at}, which is past`,
      {
        hint: `It is ${at} now. Say a later time, or leave expires_at out.`,
      },
    )
  }

  /** A mode by its name, as FrameWorks has it. @throws as {@link setOperationalMode} */
  setMode(id: NodeId, request: SetModeRequest, actor: string): Node {
    return setOperationalMode(this, id, request, actor)
  }

  #refuseOwn(id: NodeId, what: string): void {
    const { stored } = this.registry.member(id)
    if (!stored.is_origin) return
    throw new NodesError('own_node', `${stored.name} is the node beside the origin and cannot be ${what}`, {
      hint: 'Drain it, or start the origin with --no-own-node.',
    })
  }

  /** The node takes work again, and is trusted though it was lost often. */
  resume(id: NodeId, reason: string | null, actor: string): Node {
    this.registry.steer(id, { kind: 'resume', by: actor, reason }, actor)
    if (this.registry.observe(id, { kind: 'trusted' })) this.registry.tell(id)
    return this.registry.view(this.registry.member(id))
  }

  /**
   * Ends the membership: the credential is worth nothing from now on, and the channel is closed.
   * @throws {NodesError} own_node, last_routable_node unless forced, reason_required
   */
  evict(id: NodeId, { force, reason }: EvictRequest, actor: string): void {
    this.#refuseOwn(id, 'evicted')
    this.#protectLast(id, force, reason)
    const { stored, liveness } = this.registry.member(id)
    const evicted = leftNode(stored, registrationTransition(stored.registration, 'evicted').registration, liveness)
    this.#options.store.transaction(() => {
      this.registry.write(evicted)
      this.#options.activity.record(leftActivity(stored, 'evicted', actor, reason))
    })
    this.registry.held(evicted)
    this.#gone(id, 'evicted')
  }

  /** A drained node that was to leave is retired on disk already. */
  #retired(id: NodeId): void {
    const { stored, liveness } = this.registry.member(id)
    this.registry.held(leftNode(stored, registrationTransition(stored.registration, 'retired').registration, liveness))
    this.#gone(id, 'retired')
  }

  /** Tells everybody that a node is no member any more. */
  #gone(id: NodeId, how: 'evicted' | 'retired'): void {
    this.registry.emit('cut_off', id, how)
    this.registry.emit('media_lost', id, how)
    this.registry.emit('peers_changed', id)
    this.#options.events.publish({ type: 'node_removed', node_id: id })
  }

  /** A node's channel said hello. False: an older program of that node speaks, and nothing changed. */
  attach(id: NodeId, hello: NodeHello, endpoints: NodeEndpoints): boolean {
    const { stored, liveness } = this.registry.member(id)
    const { epoch, version, form, report } = hello
    if (epoch < liveness.epoch) return this.registry.observe(id, { kind: 'attached', epoch })
    const told = { version, form, endpoints, host: report.host, epoch }
    const known = {
      ...{ version: stored.version, form: stored.form, endpoints: stored.endpoints, host: stored.host },
      epoch: stored.epoch,
    }
    // Nodes that only dial again, ten thousand at once after a restart of the origin, cost no write each.
    // By value: what was read from disk has its fields in another order.
    const changed = !isDeepStrictEqual(told, known)
    if (changed) this.registry.told({ ...stored, ...told })
    this.registry.heard(id, { load: report.load, applied_mode_revision: hello.mode_revision })
    this.registry.observe(id, { kind: 'attached', epoch }, epoch > stored.epoch)
    this.#lookIfDrained(id)
    if (changed) this.registry.emit('peers_changed', id)
    this.registry.tell(id)
    return true
  }

  /** A heartbeat came on the node's current channel. */
  beat(id: NodeId, epoch: number, heartbeat: NodeHeartbeat): void {
    const record = this.registry.record(id)
    if (record === undefined || !isMember(record.stored) || epoch < record.liveness.epoch) return
    const { load, sent_at, rtt_ms } = heartbeat
    const skew_ms = Date.parse(sent_at) + (rtt_ms ?? 0) / 2 - Date.parse(this.#options.clock.now().at)
    this.registry.heard(id, { load, clock_skew_ms: Math.round(skew_ms), heartbeat_rtt_ms: rtt_ms })
    this.registry.observe(id, { kind: 'beat', epoch })
    this.#lookIfDrained(id)
    this.registry.tell(id)
  }

  /** The node has applied the mode of this revision; what it reports from now on is what it carries in that mode. */
  modeApplied(id: NodeId, revision: number): void {
    this.registry.heard(id, { applied_mode_revision: revision })
  }

  /** A node that has not heard yet that it is drained may take a publisher at this moment: its load proves nothing. */
  #lookIfDrained(id: NodeId): void {
    const { stored, load, applied_mode_revision, drain_began } = this.registry.member(id)
    if (load === null || applied_mode_revision < stored.mode.revision) return
    const total = carried(load)
    if (stored.mode.value === 'normal') {
      if (drain_began !== null) this.registry.heard(id, { drain_began: null })
    } else if (drain_began === null) {
      this.registry.heard(id, { drain_began: { total, at_ms: this.#options.clock.now().monotonic_ms } })
    }
    this.registry.steer(id, { kind: 'carries', total }, 'origin')
  }

  /** The node's current channel closed without a goodbye. */
  dropped(id: NodeId, epoch: number): void {
    if (this.registry.observe(id, { kind: 'channel_dropped', epoch })) this.registry.tell(id)
  }

  /** The node said goodbye. */
  left(id: NodeId, epoch: number): void {
    if (this.registry.observe(id, { kind: 'left', epoch })) this.registry.tell(id)
  }

  /** Stops all timers and writes what is not yet on disk. */
  stop(): void {
    this.registry.stop()
  }
}

/** Roles that clients come for. */
const CLIENT_ROLES: readonly NodeRole[] = ['ingest', 'viewers']

/** Whether new work of a role is sent to this node, its load left aside. No publisher is sent to a foreign member. */
function takes({ stored: { kind, registration, mode }, liveness }: NodeRecord, role: NodeRole): boolean {
  const is_open = mode.value === 'normal' && !mode.closed_roles?.includes(role)
  return kind !== 'foreign' && registration === 'registered' && is_open && liveness.state === 'alive'
}
