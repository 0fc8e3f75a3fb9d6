import { EventEmitter } from 'node:events'
import type { Logger } from 'pino'
import type { NodeId, Timestamp } from '#contract/ids.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import { defaultLoadThresholds, type LoadThresholds, type Node, type NodeMode } from '#contract/node.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Store } from '../store/store.ts'
import type { Clock } from './clock.ts'
import { DueQueue } from './due-queue.ts'
import { activityOf, livenessActivity, nodeActivity } from './node-activity.ts'
import {
  type LivenessEvent,
  type LivenessFacts,
  type LivenessSettings,
  transition as livenessTransition,
  nextTickIn,
} from './node-liveness.ts'
import { type ModeEffect, type ModeEvent, modeTickIn, transition as modeTransition } from './node-mode.ts'
import { isMember, leftNode, type NodeRecord, nodeView, type StoredNode, unheardNode } from './node-record.ts'
import { NodeRows } from './node-rows.ts'
import { NodesError } from './nodes-error.ts'

/** What the registry is built on. */
export interface NodeRegistryOptions {
  readonly store: Store
  readonly activity: ActivityLog
  /** Where the panel listens. */
  readonly events: {
    publish(event: Extract<LiveEvent, { type: 'node' | 'node_removed' }>): void
    /** False: nobody listens, and what is published is lost. */
    readonly wanted?: boolean
  }
  readonly clock: Clock
  readonly log: Logger
  readonly settings: LivenessSettings
  /** From what load on a node gets no new work while another can take it. */
  readonly thresholds?: LoadThresholds
}

/** Why a node's media is gone from the registry. */
export type MediaLoss = 'offline' | 'left' | 'evicted' | 'retired'

/** What others are told; emitted after it is on disk, as far as it belongs there. */
export interface NodesEvents {
  mode_changed: [id: NodeId, mode: NodeMode]
  /** It was drained to leave the cluster, carries nothing any more, and is retired on disk. */
  retire: [id: NodeId]
  /** End everything this node still carries, with this reason. */
  end_remaining: [id: NodeId, reason: string]
  /** Sessions, participations and relays of this node count no more. */
  media_lost: [id: NodeId, loss: MediaLoss]
  /** The node may not go on speaking on the channel it has: close it. */
  cut_off: [id: NodeId, why: 'evicted' | 'retired' | 'enrolled_anew' | 'silent']
  /** It was heard at this time; the record has what it told. */
  heard: [record: NodeRecord, at: Timestamp]
  /** What other nodes know of this one changed, or it is a member no more. */
  peers_changed: [id: NodeId]
  /** Anything at all about a node changed. */
  changed: [node: Node]
}

/** Time between two writes of when nodes were last seen, in ms: heartbeats alone cost no write each. */
const LAST_SEEN_WRITE_INTERVAL_MS = 15_000
/** Nodes of which one write says when they were last seen. */
const SEEN_SLICE = 500
/** A timer that is later than this means that the origin itself stood still, in ms. */
const STALL_TOLERANCE_MS = 1_000
/** When what time alone changes is tried again after the disk had no room for it, in ms. */
const NO_ROOM_RETRY_MS = 5_000

/**
 * Every node the origin knows: what is on disk and what is observed, the state machines that change them, and the one
 * timer by which time alone does.
 */
export class NodeRegistry extends EventEmitter<NodesEvents> {
  readonly #options: NodeRegistryOptions
  readonly #rows: NodeRows
  readonly #records = new Map<NodeId, NodeRecord>()
  readonly #by_credential = new Map<string, NodeId>()
  /** Views as they were when their record was made; a record never changes. */
  readonly #views = new WeakMap<NodeRecord, Node>()
  #placeable: readonly Node[] | null = null
  /** Nodes whose own account did not find room on the disk yet. */
  readonly #untold = new Set<NodeId>()
  readonly #seen_unwritten = new Map<string, string>()
  #tick_timer: Disposable | null = null
  #tick_due_ms = Number.POSITIVE_INFINITY
  readonly #due = new DueQueue<NodeId>()
  #write_timer: Disposable | null = null

  /** Reads every node from disk; each has three heartbeat intervals to come back before it counts as offline. */
  constructor(options: NodeRegistryOptions) {
    super()
    this.#options = options
    this.#rows = new NodeRows(options.store)
    const now = options.clock.now()
    for (const stored of this.#rows.all()) {
      this.#hold(unheardNode(stored, now))
    }
    this.#scheduleWrite()
  }

  /** Members and those who were, in no order. */
  records(): readonly NodeRecord[] {
    return [...this.#records.values()]
  }

  /** Of a node that is a member or was one. */
  record(id: NodeId): NodeRecord | undefined {
    return this.#records.get(id)
  }

  /** @throws {NodesError} node_not_found */
  member(id: NodeId): NodeRecord {
    const record = this.#records.get(id)
    if (record !== undefined && isMember(record.stored)) return record
    throw new NodesError('node_not_found', `there is no node ${id}`, { hint: 'GET /api/v1/nodes lists all nodes.' })
  }

  byCredentialHash(hash: string): NodeRecord | undefined {
    const id = this.#by_credential.get(hash)
    return id === undefined ? undefined : this.#records.get(id)
  }

  view(record: NodeRecord): Node {
    const { thresholds, clock } = this.#options
    return nodeView(record, this.#settingsOf(record.stored), clock.now(), thresholds)
  }

  /** Every member as it was when anything about it changed last; what time alone changes of a view may be some heartbeats old. */
  placeable(): readonly Node[] {
    if (this.#placeable !== null) return this.#placeable
    const views: Node[] = []
    for (const record of this.#records.values()) if (isMember(record.stored)) views.push(this.#viewAtChange(record))
    this.#placeable = views
    return views
  }

  /** A node that said how often it will beat is waited for by that. */
  #settingsOf({ joined }: StoredNode): LivenessSettings {
    const { settings } = this.#options
    return joined === undefined ? settings : { ...settings, heartbeat_interval_ms: joined.heartbeat_interval_ms }
  }

  /** One of {@link placeable}. */
  glance(id: NodeId): Node | undefined {
    const record = this.#records.get(id)
    return record !== undefined && isMember(record.stored) ? this.#viewAtChange(record) : undefined
  }

  #viewAtChange(record: NodeRecord): Node {
    const known = this.#views.get(record)
    if (known !== undefined) return known
    const view = this.view(record)
    this.#views.set(record, view)
    return view
  }

  /** Puts what is kept for good on disk, and holds it from then on. */
  store(stored: StoredNode): void {
    this.#rows.put(stored)
    this.held(stored)
  }

  /** Holds what a node says of itself, and puts it on disk as soon as that has room: it says it again each time it dials. */
  told(stored: StoredNode): void {
    if (!this.#options.store.spare(() => this.#rows.put(stored))) this.#untold.add(stored.id)
    this.held(stored)
  }

  /** Writes without holding it yet, for a transaction that may still fail; {@link held} follows after it. */
  write(stored: StoredNode): void {
    this.#rows.put(stored)
  }

  /** Holds what is on disk. A node that was not known is expected from now on. */
  held(stored: StoredNode): void {
    const before = this.#records.get(stored.id)
    if (before === undefined) {
      this.#hold(unheardNode(stored, this.#options.clock.now()))
      return
    }
    if (before.stored.credential_hash !== stored.credential_hash) {
      this.#by_credential.delete(before.stored.credential_hash)
    }
    this.#hold({ ...before, stored })
  }

  /** Keeps what a node said of itself; in memory only. */
  heard(id: NodeId, said: Partial<Omit<NodeRecord, 'stored' | 'liveness' | 'cpu_busy_since_ms'>>): void {
    const record = this.#records.get(id)
    if (record === undefined) return
    const busy = (said.load ?? record.load)?.cpu_percent ?? 0
    const since_ms = record.cpu_busy_since_ms ?? this.#options.clock.now().monotonic_ms
    const cpu_busy_since_ms = busy > (this.#options.thresholds ?? defaultLoadThresholds).cpu_percent ? since_ms : null
    this.#records.set(id, { ...record, ...said, cpu_busy_since_ms })
    this.#placeable = null
  }

  /** Tells panel and features what the node looks like now. */
  tell(id: NodeId): void {
    const record = this.#records.get(id)
    if (record === undefined || !isMember(record.stored)) return
    const { events } = this.#options
    // A view of every node at every heartbeat would be most of the work where nobody looks.
    if (events.wanted === false && this.listenerCount('changed') === 0) return
    const node = this.view(record)
    events.publish({ type: 'node', node })
    this.emit('changed', node)
  }

  /**
   * Runs the liveness machine. False where an older program of the node spoke, which changes nothing.
   * @param restarted the node's program is another run than the one that was known
   */
  observe(id: NodeId, event: LivenessEvent, restarted = false): boolean {
    const record = this.#records.get(id)
    if (record === undefined) return false
    const { facts, effects } = livenessTransition(
      record.liveness,
      event,
      this.#settingsOf(record.stored),
      this.#options.clock.now(),
    )
    this.#hold({ ...record, liveness: facts })
    if (facts.last_seen_at !== null && facts.last_seen_at !== record.liveness.last_seen_at) {
      this.#seen_unwritten.set(id, facts.last_seen_at)
      this.emit('heard', record, facts.last_seen_at)
    }
    for (const effect of effects) {
      switch (effect.kind) {
        case 'entered':
          this.#entered(record.stored, effect, facts, restarted)
          break
        case 'media_lost':
          this.emit('media_lost', id, facts.state === 'left' ? 'left' : 'offline')
          break
        case 'close_channel':
          this.emit('cut_off', id, 'silent')
          break
        case 'quarantined': {
          const message = `Node ${record.stored.name} was lost ${effect.losses} times within ten minutes. It is held as suspect until it has been steady for two, or is resumed; what it carries goes on.`
          this.#options.activity.record(nodeActivity(record.stored, 'node.flapping', 'warning', 'origin', message))
          break
        }
        case 'stale_epoch':
          this.#staleEpoch(record.stored, effect.epoch, effect.newest)
          return false
        default:
          effect satisfies never
      }
    }
    return true
  }

  /**
   * Runs the mode machine, and puts what it decides on disk before anybody is told.
   * @throws {NodesError} node_not_normal
   */
  steer(id: NodeId, event: ModeEvent, actor: string): void {
    const record = this.member(id)
    const { mode, effects } = modeTransition(record.stored.mode, event, this.#options.clock.now())
    const refusal = effects.find((effect) => effect.kind === 'refused')
    if (refusal !== undefined) throw new NodesError(refusal.code, refusal.message, { hint: 'Resume the node first.' })
    if (mode === record.stored.mode) return
    const stored = { ...record.stored, mode }
    // One transaction: a node that was to leave has left, and that is told, at whatever moment the origin dies.
    this.#options.store.transaction(() => {
      const retires = effects.some(({ kind }) => kind === 'retire')
      this.#rows.put(retires ? leftNode(stored, 'retired', record.liveness) : stored)
      for (const entry of effects.flatMap((effect) => activityOf(stored, effect, actor))) {
        this.#options.activity.record(entry)
      }
    })
    this.held(stored)
    for (const effect of effects) this.#follow(id, mode, effect)
    this.tell(id)
  }

  /** Tells others what follows from a change of mode that is on disk. */
  #follow(id: NodeId, mode: NodeMode, effect: ModeEffect): void {
    switch (effect.kind) {
      case 'changed':
      case 'overdue':
        this.emit('mode_changed', id, mode)
        break
      case 'retire':
        this.emit('retire', id)
        break
      case 'end_remaining':
        this.emit('end_remaining', id, effect.reason)
        break
      case 'drained':
      case 'refused':
        break
      default:
        effect satisfies never
    }
  }

  /** Stops the timers and writes what is not yet on disk. */
  stop(): void {
    this.#tick_timer?.[Symbol.dispose]()
    this.#write_timer?.[Symbol.dispose]()
    for (let left = -1; this.#seen_unwritten.size > 0 && this.#seen_unwritten.size !== left; ) {
      left = this.#seen_unwritten.size
      this.#writeSeen()
    }
    this.removeAllListeners()
  }

  #hold(record: NodeRecord): void {
    this.#records.set(record.stored.id, record)
    this.#placeable = null
    this.#by_credential.set(record.stored.credential_hash, record.stored.id)
    this.#expect(record)
  }

  #entered(
    stored: StoredNode,
    effect: Parameters<typeof livenessActivity>[1],
    facts: LivenessFacts,
    restarted: boolean,
  ): void {
    const { log } = this.#options
    const { from, to, cause } = effect
    log.info(
      { event: 'node.liveness_changed', node_id: stored.id, node_name: stored.name, from, to, cause },
      `node ${stored.name} is ${to}`,
    )
    const entry = livenessActivity(stored, effect, { ...facts, restarted })
    if (entry !== null && isMember(stored)) this.#options.activity.observe(entry)
  }

  #staleEpoch(stored: StoredNode, epoch: number, newest: number): void {
    const message = `An older program of node ${stored.name} tried to speak for it and was refused. Two machines may share one identity.`
    this.#options.log.warn({ event: 'node.stale_epoch', node_id: stored.id, epoch, newest }, message)
    this.#options.activity.record(
      nodeActivity(stored, 'node.stale_epoch_refused', 'warning', `node:${stored.id}`, message, { epoch, newest }),
    )
  }

  /** Sets the one timer earlier if this node is the next that time alone changes. */
  #expect({ stored, liveness }: NodeRecord): void {
    const due_in_ms = this.#dueIn(stored, liveness)
    if (due_in_ms === null) return
    // A millisecond more, because a timer may fire a fraction of one early.
    this.#due.put(stored.id, this.#options.clock.now().monotonic_ms + due_in_ms + 1)
    this.#setTimer()
  }

  #setTimer(): void {
    const due_ms = this.#due.next_ms
    if (due_ms === null || due_ms >= this.#tick_due_ms) return
    this.#tick_timer?.[Symbol.dispose]()
    this.#tick_due_ms = due_ms
    const in_ms = due_ms - this.#options.clock.now().monotonic_ms
    this.#tick_timer = this.#options.clock.after(in_ms, () => this.#tick())
  }

  #dueIn(stored: StoredNode, liveness: LivenessFacts): number | null {
    if (!isMember(stored)) return null
    const now = this.#options.clock.now()
    const liveness_ms = nextTickIn(liveness, this.#settingsOf(stored), now)
    const mode_ms = modeTickIn(stored.mode, now)
    if (liveness_ms === null) return mode_ms
    return mode_ms === null ? liveness_ms : Math.min(liveness_ms, mode_ms)
  }

  /** Looks at those who may be due; a node that was heard meanwhile is not, and is expected anew. */
  #tick(): void {
    const now_ms = this.#options.clock.now().monotonic_ms
    const late_ms = now_ms - this.#tick_due_ms
    this.#tick_due_ms = Number.POSITIVE_INFINITY
    if (late_ms > STALL_TOLERANCE_MS) {
      for (const id of this.#records.keys()) this.observe(id, { kind: 'origin_stalled', stalled_ms: late_ms })
    }
    for (const id of this.#due.take(now_ms)) {
      const record = this.#records.get(id)
      if (record === undefined || !isMember(record.stored)) continue
      this.observe(id, { kind: 'tick' })
      if (record.liveness.state !== this.#records.get(id)?.liveness.state) this.tell(id)
      if (!this.#options.store.spare(() => this.steer(id, { kind: 'tick' }, 'origin')))
        this.#due.put(id, now_ms + NO_ROOM_RETRY_MS)
    }
    this.#setTimer()
  }

  /** In slices, so that no write takes long; with more slices come more of them in the same time. */
  #scheduleWrite(): void {
    const slices = Math.max(1, Math.ceil(this.#records.size / SEEN_SLICE))
    this.#write_timer = this.#options.clock.after(LAST_SEEN_WRITE_INTERVAL_MS / slices, () => {
      this.#writeSeen()
      this.#scheduleWrite()
    })
  }

  #writeSeen(): void {
    for (const id of this.#untold) {
      const record = this.#records.get(id)
      if (record !== undefined && !this.#options.store.spare(() => this.#rows.put(record.stored))) break
      this.#untold.delete(id)
    }
    if (this.#seen_unwritten.size === 0) return
    const slice = new Map<string, string>()
    for (const [id, at] of this.#seen_unwritten) {
      if (slice.size >= SEEN_SLICE) break
      slice.set(id, at)
    }
    // When a node was last seen may wait for a disk that has no room.
    if (!this.#options.store.spare(() => this.#rows.touch(slice))) return
    for (const id of slice.keys()) this.#seen_unwritten.delete(id)
  }
}
