import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import type { DrainRequest } from '#contract/api.ts'
import type { NodeId } from '#contract/ids.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { Node } from '#contract/node.ts'
import { hasEnded, type RollingDrain, type RollingDrainRequest, type RollingPlan } from '#contract/rolling-drain.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import type { Store } from '../store/store.ts'
import { type CapacityFacts, checkCapacity } from './capacity.ts'
import { rollingActivity, rollingName, startedActivity } from './rolling-activity.ts'
import { RollingError } from './rolling-error.ts'
import { type RollingEffect, type RollingEvent, type SeenNode, type StoredRun, transition } from './rolling-machine.ts'
import { chooseNodes, planOf } from './rolling-plan.ts'
import { ENDED_RUNS_KEPT, RollingRows } from './rolling-rows.ts'
import { type UpgradesApi, upgradeDrained, upgradeObstacle } from './rolling-upgrades.ts'

/** What a rolling drain does with nodes; each is drained by the machinery that drains one. */
export interface RollingNodesApi {
  /** Every member. */
  placeable(): readonly Node[]
  find(id: NodeId): Node | undefined
  drain(id: NodeId, request: DrainRequest, actor: string): Node
  resume(id: NodeId, reason: string | null, actor: string): Node
}

export interface RollingDrainsOptions {
  readonly store: Store
  readonly activity: ActivityLog
  readonly events: { publish(event: Extract<LiveEvent, { type: 'rolling_drain' }>): void }
  readonly clock: {
    now(): { readonly at: string }
    after(delay_ms: number, callback: () => void): Disposable
  }
  readonly log: Logger
  readonly nodes: RollingNodesApi
  readonly thresholds: CapacityFacts['thresholds']
  readonly carriedBy: CapacityFacts['carriedBy']
}

/** Time between two looks at the runs that go on, in ms. */
const LOOK_INTERVAL_MS = 1_000
/** Transitions that may follow on one another at one look; more would be a mistake in the program. */
const MAX_TURNS = 2_000

/**
 * Rolling drains: drains over several nodes, some at a time, that keep enough up. They are on disk, and go on by themselves after a restart
 * of the origin. With `work: upgrade` each node that is out gets another version by a run on its box, and takes work again after that.
 */
export class RollingDrains {
  readonly #options: RollingDrainsOptions
  readonly #rows: RollingRows
  readonly #runs = new Map<string, StoredRun>()
  #timer: Disposable | null = null
  #upgrades: UpgradesApi | null = null

  constructor(options: RollingDrainsOptions) {
    this.#options = options
    this.#rows = new RollingRows(options.store)
    for (const run of this.#rows.all().reverse()) this.#runs.set(run.id, run)
    this.#schedule()
  }

  /** By whom nodes are upgraded; told once, when that is there. */
  upgradeBy(upgrades: UpgradesApi): void {
    this.#upgrades = upgrades
  }

  /** The newest first. */
  list(): readonly RollingDrain[] {
    return [...this.#runs.values()].reverse().map((run) => this.#view(run))
  }

  find(id: string): RollingDrain | undefined {
    const run = this.#runs.get(id)
    return run === undefined ? undefined : this.#view(run)
  }

  /**
   * Begins a run, or only says what it would do.
   * @throws {RollingError} node_not_found, node_in_rolling_drain, node_not_normal, nothing_to_drain, too_many_nodes, not_enough_capacity
   */
  start(request: RollingDrainRequest, actor: string): { plan: RollingPlan; run: RollingDrain | null } {
    const { nodes: wanted, when_short, dry_run, ...settings } = request
    const facts = this.#facts()
    const chosen = chooseNodes(
      wanted,
      facts.nodes,
      (id) => this.#heldBy(id),
      (node) => this.#unfit(node, settings),
    )
    const plan = planOf(chosen, facts, settings)
    if (dry_run) return { plan, run: null }
    if (plan.refusal !== null && when_short === 'refuse') {
      throw new RollingError('not_enough_capacity', plan.refusal, {
        hint: 'Nothing was begun. With when_short: wait the run begins, and waits where too little would stay up.',
        details: {
          refused: plan.steps
            .filter(({ refusal }) => refusal !== null)
            .slice(0, 20)
            .map(({ node_id, node_name, refusal }) => ({ node_id, node_name, refusal })),
        },
      })
    }
    const { at } = this.#options.clock.now()
    const run: StoredRun = {
      ...{ id: randomUUID(), state: 'running', settings, created_by: actor, created_at: at, ended_at: null },
      ...{ waiting: null, note: null },
      steps: chosen.chosen.map(({ id, name, region }) => ({
        ...{ node_id: id, node_name: name, region, phase: 'pending', since: at, viewers_before: null },
        ...{ started_at: null, drained_at: null, ended_at: null, resumes_at: null, note: null },
        ...{ mode_revision: 0, reported: [] },
      })),
    }
    this.#options.store.transaction(() => {
      this.#rows.add(run)
      this.#options.activity.record(startedActivity(run))
    })
    this.#runs.set(run.id, run)
    const ended = [...this.#runs.values()].filter(hasEnded)
    for (const old of ended.slice(0, Math.max(0, ended.length - ENDED_RUNS_KEPT))) this.#runs.delete(old.id)
    this.#look(run.id)
    this.#schedule()
    return { plan, run: this.#view(this.#known(run.id)) }
  }

  /** No further node is begun; those under way go on to their end. @throws {RollingError} as {@link cancel} */
  pause(id: string, actor: string): RollingDrain {
    return this.#steer(id, { kind: 'pause', by: actor })
  }

  /** @throws {RollingError} as {@link cancel} */
  resume(id: string, actor: string): RollingDrain {
    return this.#steer(id, { kind: 'resume', by: actor })
  }

  /** Begins no further node, and gives those that are out work again unless told otherwise. @throws {RollingError} rolling_drain_not_found, rolling_drain_ended */
  cancel(id: string, resume_nodes: boolean, actor: string): RollingDrain {
    return this.#steer(id, { kind: 'cancel', by: actor, resume_nodes, seen: (node_id) => this.#seen(node_id) })
  }

  /** Stops looking; what is on disk goes on at the next start. */
  stop(): void {
    this.#timer?.[Symbol.dispose]()
    this.#timer = null
  }

  #steer(id: string, event: RollingEvent): RollingDrain {
    const run = this.#known(id)
    if (hasEnded(run)) {
      throw new RollingError('rolling_drain_ended', `the rolling drain ${id} is over: ${run.state}`, {
        hint: 'Start another one.',
      })
    }
    this.#feed(id, event)
    this.#look(id)
    return this.#view(this.#known(id))
  }

  #look(id: string): void {
    this.#feed(id, { kind: 'look', seen: (node_id) => this.#seen(node_id) })
  }

  /** Runs the machine, with everything that follows at once from what it asks for. */
  #feed(id: string, first: RollingEvent): void {
    const { clock, events } = this.#options
    const todo: RollingEvent[] = [first]
    const shown = this.#runs.get(id)
    for (let turn = 0; turn < MAX_TURNS; turn += 1) {
      const event = todo.shift()
      const before = this.#runs.get(id)
      if (event === undefined || before === undefined) break
      const { run, effects } = transition(before, event, clock.now().at)
      if (run !== before) this.#keep(before, run, effects)
      for (const effect of effects) {
        const answer = this.#act(run, effect)
        if (answer !== null) todo.push(answer)
      }
    }
    const run = this.#runs.get(id)
    if (run !== undefined && run !== shown) events.publish({ type: 'rolling_drain', run: this.#view(run) })
  }

  /** What the machine is told of what it asked for; null: nothing now. */
  #act(run: StoredRun, effect: RollingEffect): RollingEvent | null {
    switch (effect.kind) {
      case 'check':
        return this.#check(run, effect.node_id)
      case 'drain':
        return this.#drain(run, effect.node_id)
      case 'resume_node':
        this.#resumeNode(run, effect.node_id)
        return null
      case 'note':
        return null
      default:
        return effect satisfies never
    }
  }

  #keep(before: StoredRun, run: StoredRun, effects: readonly RollingEffect[]): void {
    this.#options.store.transaction(() => {
      this.#rows.change(before, run)
      for (const effect of effects) {
        if (effect.kind === 'note') this.#options.activity.record(rollingActivity(run, effect))
      }
    })
    this.#runs.set(run.id, run)
  }

  /** Null: it cannot be told yet, and is asked for again at the next look. */
  #check(run: StoredRun, node_id: NodeId): RollingEvent | null {
    const node = this.#options.nodes.find(node_id)
    const facts = this.#facts()
    // After a start of the origin, what stays up is known once every node has come back, or is offline.
    const is_known = facts.nodes.every(({ liveness }) => liveness.state !== 'joining')
    if (node === undefined || !is_known || (run.settings.work === 'upgrade' && this.#upgrades === null)) return null
    // Hours may have gone by since the plan: its login forgotten, or somebody upgraded it by hand.
    const unfit = this.#unfit(node, run.settings)
    if (unfit !== null) return { kind: 'unfit', node_id, message: `it ${unfit}` }
    const { refusal } = checkCapacity(node, facts, run.settings)
    const now_there = { mode_revision: node.mode.revision, viewers: node.load?.subscribers ?? 0 }
    return { kind: 'checked', node_id, refusal, now_there }
  }

  #drain(run: StoredRun, node_id: NodeId): RollingEvent {
    const { deadline_ms, on_deadline, between, within_region, reason } = run.settings
    const request: DrainRequest = {
      ...{ deadline_ms, on_deadline },
      reason: reason === null ? rollingName(run) : `${rollingName(run)}: ${reason}`,
      after_drain: between === 'maintenance' ? 'maintenance' : null,
      // Whoever lets viewers go to other regions lets a region be without a node; the run itself keeps the cluster's last.
      force: !within_region,
    }
    try {
      this.#options.nodes.drain(node_id, request, run.created_by)
      return { kind: 'look', seen: (id) => this.#seen(id) }
    } catch (error) {
      return { kind: 'drain_refused', node_id, message: `${this.#told(error, run, node_id)}.` }
    }
  }

  #resumeNode(run: StoredRun, node_id: NodeId): void {
    try {
      this.#options.nodes.resume(node_id, rollingName(run), run.created_by)
    } catch (error) {
      // It is asked for again at the next look, which sees what has become of the node.
      this.#told(error, run, node_id)
    }
  }

  #told(error: unknown, run: StoredRun, node_id: NodeId): string {
    const { log } = this.#options
    const about = { event: 'rolling_drain.node_refused', err: error, rolling_drain_id: run.id, node_id }
    log.warn(about, 'a rolling drain could not steer a node')
    return error instanceof Error ? error.message : String(error)
  }

  #schedule(): void {
    if (this.#timer !== null || ![...this.#runs.values()].some((run) => !hasEnded(run))) return
    this.#timer = this.#options.clock.after(LOOK_INTERVAL_MS, () => {
      this.#timer = null
      for (const [id, run] of this.#runs) if (!hasEnded(run)) this.#tryToLook(id)
      this.#schedule()
    })
  }

  /** A full disk ends neither the origin nor the run: it is looked at again in a moment. */
  #tryToLook(id: string): void {
    try {
      this.#upgrade(id)
      this.#look(id)
    } catch (error) {
      const about = { event: 'rolling_drain.look_failed', err: error, rolling_drain_id: id }
      this.#options.log.error(about, 'a rolling drain could not go on; it is tried again')
    }
  }

  /** Nothing happens to the nodes that are out until it is known by whom they are upgraded. */
  #upgrade(id: string): void {
    const run = this.#runs.get(id)
    if (this.#upgrades === null || run?.settings.work !== 'upgrade') return
    const events = upgradeDrained(run, this.#upgrades, (node_id) => this.#resumeNode(run, node_id))
    for (const event of events) this.#feed(id, event)
  }

  /** What keeps a node out of a run that upgrades; null: nothing, or the run does not. */
  #unfit(node: Node, { work, pull_image }: StoredRun['settings']): string | null {
    if (work !== 'upgrade') return null
    if (this.#upgrades === null) return 'cannot be upgraded by this origin'
    return upgradeObstacle(node, this.#upgrades, pull_image)
  }

  #seen(id: NodeId): SeenNode | null {
    const node = this.#options.nodes.find(id)
    return node === undefined ? null : { mode: node.mode, liveness: node.liveness.state }
  }

  #heldBy(id: NodeId): string | null {
    for (const run of this.#runs.values()) {
      const step = hasEnded(run) ? undefined : run.steps.find(({ node_id }) => node_id === id)
      if (step !== undefined && step.ended_at === null) return `is in the rolling drain ${run.id} already`
    }
    return null
  }

  #facts(): CapacityFacts {
    const { nodes, thresholds, carriedBy } = this.#options
    return { nodes: nodes.placeable(), thresholds, carriedBy }
  }

  #known(id: string): StoredRun {
    const run = this.#runs.get(id)
    if (run !== undefined) return run
    throw new RollingError('rolling_drain_not_found', `there is no rolling drain ${id}`, {
      hint: 'GET /api/v1/rolling-drains lists them.',
    })
  }

  #view(run: StoredRun): RollingDrain {
    return {
      ...run,
      steps: run.steps.map(({ mode_revision: _, reported: __, ...step }) => ({
        ...step,
        drain:
          step.started_at !== null && step.ended_at === null
            ? (this.#options.nodes.find(step.node_id)?.drain ?? null)
            : null,
      })),
    }
  }
}
