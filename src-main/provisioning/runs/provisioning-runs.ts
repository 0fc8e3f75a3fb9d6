import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Logger } from 'pino'
import type { NodeId } from '#contract/ids.ts'
import type { SshTarget } from '#contract/provisioning.ts'
import type {
  CancelRun,
  NewRun,
  NodeLogin,
  ProvisioningRun,
  ResumeRun,
  RunLogLine,
  RunLogQuery,
  RunsQuery,
  ShownHostKey,
  UndoRun,
} from '#contract/provisioning-run.ts'
import { isDiskRefusal } from '../../store/store-error.ts'
import { parseFingerprint } from '../host-key.ts'
import type { HostKeys } from '../host-keys.ts'
import { allPlanners } from './all-plans.ts'
import { type ConnectBox, RECONNECT_PAUSES_MS } from './box-link.ts'
import { NodeLogins } from './node-logins.ts'
import type { OriginSide } from './origin-side.ts'
import { type LookAtBox, ownSteps as runnersSteps } from './own-steps.ts'
import type { Planner } from './plans.ts'
import { runActivity, runInWords } from './run-activity.ts'
import { RunBook, type RunBookOptions } from './run-book.ts'
import { commandOf } from './run-command.ts'
import { type DriverOptions, RunDriver } from './run-driver.ts'
import { RunError } from './run-error.ts'
import { RunFiles } from './run-files.ts'
import { StoredNotes } from './run-notes.ts'
import type { Step } from './step.ts'
import { isOver, type KeyOfHost, newStep, requestOf, type StoredRun, viewOf } from './stored-run.ts'

/** What {@link ProvisioningRuns} are made from. */
export interface ProvisioningRunsOptions extends Omit<RunBookOptions, 'onRemoved' | 'clock'> {
  readonly clock: DriverOptions['clock']
  readonly log: Logger
  readonly origin: OriginSide
  readonly connect: ConnectBox
  readonly look: LookAtBox
  /** Which host keys are known. */
  readonly host_keys: Pick<HostKeys, 'find' | 'replace' | 'belongTo' | 'forget'>
  readonly planners?: Readonly<Record<NewRun['kind'], Planner>>
  /** Default: connect, privilege and, where a box becomes a node, preflight. */
  readonly ownSteps?: typeof runnersSteps
  readonly reconnect_pauses_ms?: readonly number[]
}

/** Runs that go on at the same time; more wait for their turn. */
export const RUNS_AT_ONCE = 10
/** Runs that are not over, at most. */
const MAX_OPEN = 100
/** How long a run that failed may be resumed without giving its login again, in ms. */
const FAILED_LOGIN_KEPT_MS = 24 * 3_600_000
const SWEEP_MS = 15 * 60_000
/** After a refusal of the disk a run is gone on with after so long, in ms. */
const DISK_PAUSE_MS = 5_000

interface Driving {
  readonly driver: RunDriver
  readonly ended: Promise<void>
}

/**
 * Operations on boxes as data: what is asked for, how far it is, and what was found stands on disk before and after each half of each step. After
 * a crash, at any instruction, the next start goes on by itself.
 */
export class ProvisioningRuns {
  readonly #options: ProvisioningRunsOptions
  readonly #book: RunBook
  readonly #logins: NodeLogins
  readonly #files: RunFiles
  readonly #driving = new Map<string, Driving>()
  readonly #stop = new AbortController()
  readonly #timers = new Set<NodeJS.Timeout>()
  #begun = false

  constructor(options: ProvisioningRunsOptions) {
    this.#options = options
    this.#files = new RunFiles(options.origin.data_dir)
    this.#book = new RunBook({ ...options, onRemoved: (id) => this.#files.remove(id) })
    this.#logins = new NodeLogins(options.store, options.sealing)
  }

  /** Goes on with what was not over when the origin ended. */
  begin(): void {
    this.#begun = true
    this.#sweep()
    this.#pump()
  }

  /** Leaves every run on disk as it is, for the next start. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('the origin stops'))
    for (const timer of this.#timers) clearTimeout(timer)
    await Promise.allSettled([...this.#driving.values()].map(({ ended }) => ended))
    this.#book.stop()
  }

  /** The newest first. */
  list({ node_id, state, open, limit }: RunsQuery): readonly ProvisioningRun[] {
    return this.#book
      .all()
      .filter((run) => node_id === undefined || run.node_id === node_id)
      .filter((run) => state === undefined || run.state === state)
      .filter((run) => open === undefined || isOver(run) !== open)
      .slice(-limit)
      .reverse()
      .map(viewOf)
  }

  /** @throws {RunError} run_not_found */
  find(id: string): ProvisioningRun {
    return viewOf(this.#book.get(id))
  }

  /** Lines in the order of their numbers. @throws {RunError} run_not_found */
  log(id: string, { after, step, limit }: RunLogQuery): readonly RunLogLine[] {
    return this.#book.readLog(id, after, step, limit)
  }

  /** Where a file is that a run left. @throws {RunError} run_not_found, run_file_not_found */
  file(id: string, name: string): string {
    return this.#files.find(id, this.#book.get(id).files, name)
  }

  /**
   * Begins runs, all of them, or none where one is refused; they go on by themselves.
   * @throws {RunError} run_kind_unavailable, node_not_found, own_node, name_taken, login_not_kept, not_confirmed, box_busy, too_many_runs
   */
  start(asked: readonly NewRun[], actor: string): readonly ProvisioningRun[] {
    const open = this.#open()
    if (open.length + asked.length > MAX_OPEN) {
      throw new RunError('too_many_runs', `There are ${open.length} runs that are not over.`, 'Wait, or cancel some.')
    }
    const made: { readonly run: StoredRun; readonly target: SshTarget }[] = []
    for (const one of asked) {
      const { run, target } = this.#newRun(one, actor)
      this.#refuseIfBusy(run, [...open, ...made.map((other) => other.run)])
      made.push({ run, target })
    }
    this.#book.add(made.map((one) => ({ ...one, entry: runActivity(one.run, 'started', actor) })))
    this.#pump()
    return made.map(({ run }) => this.find(run.id))
  }

  #newRun(asked: NewRun, actor: string): { readonly run: StoredRun; readonly target: SshTarget } {
    const request = requestOf(asked)
    const node = 'node_id' in asked && asked.node_id !== undefined ? this.#node(asked.node_id) : null
    if (asked.kind === 'decommission' && asked.confirm !== node?.name) {
      const hint = `Send confirm: "${node?.name}".`
      throw new RunError('not_confirmed', `Decommissioning ${node?.name} takes it off its box for good.`, hint)
    }
    const { target: login } = asked
    const given = login ?? this.#keptLogin(node)
    const named = given.host_key_fingerprint
    const target = { ...given, host_key_fingerprint: named === null ? null : parseFingerprint(named) }
    const name = node?.name ?? request.setup?.name ?? null
    const asked_form = request.setup?.form ?? 'auto'
    const at = this.#options.clock.now().at
    const run: StoredRun = {
      ...{ id: randomUUID(), kind: asked.kind, host: target.host, port: target.port, user: target.user },
      ...{ node_id: node?.id ?? null, node_name: name, form: asked_form === 'auto' ? null : asked_form },
      ...{ state: 'queued', waiting_for: null, report: null, from_version: null, to_version: null },
      ...{
        command: commandOf(request, { target, is_given: login !== undefined, node_name: node?.name ?? null }),
        actor,
        created_at: at,
        updated_at: at,
        ended_at: null,
        files: [],
      },
      ...{ request, direction: 'forward', after_cancel: 'leave', was_connected: false, shown_key: null, steps: [] },
    }
    if (this.#theirSteps(run).length === 0) {
      throw new RunError('run_kind_unavailable', `This origin cannot do that yet: ${asked.kind.replaceAll('_', ' ')}.`)
    }
    const planned = this.#planOf(run, this.#notesOf(run.id), () => unopened())
    return { run: { ...run, steps: planned.map(newStep) }, target }
  }

  /** Goes on at the step that failed or waits. @throws {RunError} run_not_found, run_not_resumable, run_of_other_box, box_busy */
  resume(id: string, { target, host_key_fingerprint, accept_warnings }: ResumeRun, actor: string): ProvisioningRun {
    const run = this.#book.get(id)
    if (run.state !== 'failed' && run.state !== 'waiting') {
      throw new RunError('run_not_resumable', `The run is ${run.state}.`, 'Only one that failed or waits goes on.')
    }
    this.#refuseIfBusy(run, this.#open())
    const next = this.#nextTarget(run, target, host_key_fingerprint)
    const state = run.direction === 'back' ? 'undoing' : 'running'
    const request = { ...run.request, accept_warnings: accept_warnings ?? run.request.accept_warnings }
    const change = { state, waiting_for: null, ended_at: null, request, user: next?.user ?? run.user } as const
    const replaced = this.#replacedKey(run, host_key_fingerprint ?? target?.host_key_fingerprint)
    const within = () => {
      if (next !== null) this.#book.setTarget(id, next)
      if (replaced !== null) {
        this.#options.host_keys.replace(replaced.host, replaced.port, replaced.host_key, actor)
      }
    }
    this.#book.change(id, change, { entry: runActivity(run, 'resumed', actor), within })
    this.#pump()
    return this.find(id)
  }

  /** Ends it at the next safe point. @throws {RunError} run_not_found, run_not_cancellable */
  cancel(id: string, { after }: CancelRun, actor: string): ProvisioningRun {
    const run = this.#book.get(id)
    const entry = runActivity(run, 'cancel_asked', actor)
    switch (run.state) {
      case 'running':
        this.#book.change(id, { state: 'cancelling', after_cancel: after }, { entry })
        this.#driving.get(id)?.driver.cancel()
        break
      case 'queued':
      case 'waiting':
      case 'failed':
        this.#book.change(
          id,
          { state: 'cancelling', after_cancel: after, waiting_for: null, ended_at: null },
          { entry },
        )
        break
      case 'cancelling':
        break
      default: {
        const hint = run.state === 'undoing' ? 'What it did is being taken back; that goes to its end.' : null
        throw new RunError('run_not_cancellable', `The run is ${run.state}.`, hint)
      }
    }
    this.#pump()
    return this.find(id)
  }

  /** Takes back what it did, the last first. @throws {RunError} run_not_found, run_not_undoable, run_of_other_box, box_busy */
  undo(id: string, { target }: UndoRun, actor: string): ProvisioningRun {
    const run = this.#book.get(id)
    if (run.state === 'queued' || run.state === 'running') return this.cancel(id, { after: 'undo' }, actor)
    if (run.state !== 'failed' && run.state !== 'cancelled' && run.state !== 'waiting') {
      throw new RunError(
        'run_not_undoable',
        `The run is ${run.state}.`,
        'A node that runs is taken off its box by decommissioning it.',
      )
    }
    this.#refuseIfBusy(run, this.#open())
    const next = this.#nextTarget(run, target, undefined)
    const change = { state: 'undoing', direction: 'back', waiting_for: null, ended_at: null } as const
    const within = () => {
      if (next !== null) this.#book.setTarget(id, next)
    }
    this.#book.change(id, change, { entry: runActivity(run, 'undo_begun', actor), within })
    this.#pump()
    return this.find(id)
  }

  /** The login that is kept for a node; null: none. @throws {RunError} node_not_found */
  login(node_id: NodeId): NodeLogin | null {
    const login = this.#logins.find(node_id)
    if (login !== undefined) return login
    if (this.#options.origin.nodes.find(node_id) === undefined) throw nodeNotFound(node_id)
    return null
  }

  /** @throws {RunError} login_not_kept */
  forgetLogin(node_id: NodeId, actor: string): NodeLogin {
    const { store, activity, origin } = this.#options
    const name = origin.nodes.find(node_id)?.name ?? node_id
    const login = this.#logins.find(node_id)
    if (login === undefined) throw loginNotKept(name)
    store.transaction(() => {
      this.#logins.forget(node_id)
      activity.record({
        ...{ type: 'provisioning.login_removed', severity: 'info', actor, node_id, stream_path: null },
        message: `The login to the box of ${name} (${login.user}@${login.host}) is not kept any more.`,
        data: { host: login.host, port: login.port, user: login.user, kept_by: login.kept_by, kept_at: login.kept_at },
      })
    })
    return login
  }

  /** Begins what waits for its turn, as far as there is room. */
  #pump(): void {
    if (!this.#begun || this.#stop.signal.aborted) return
    for (const { id, state } of this.#book.all()) {
      if (this.#driving.size >= RUNS_AT_ONCE) return
      const goes_on = state === 'queued' || state === 'running' || state === 'cancelling' || state === 'undoing'
      if (goes_on && !this.#driving.has(id)) this.#drive(id)
    }
  }

  #drive(id: string): void {
    const driver = new RunDriver(id, this.#driverOptions(), this.#stop.signal)
    const ended = driver
      .drive()
      .catch((error: unknown) => this.#failed(id, error))
      .then((pause_ms) => {
        if (typeof pause_ms === 'number') return this.#later(pause_ms, () => this.#over(id))
        this.#over(id)
      })
    this.#driving.set(id, { driver, ended })
  }

  #over(id: string): void {
    this.#driving.delete(id)
    this.#pump()
  }

  /** What nobody foresaw ends the run where it can be said; a full disk only makes it wait. How long, in ms. */
  #failed(id: string, error: unknown): number | undefined {
    const about = { event: 'provisioning.run_stopped', err: error, run_id: id }
    this.#options.log.error(about, 'a run of provisioning could not go on')
    if (isDiskRefusal(error)) return DISK_PAUSE_MS
    const run = this.#book.get(id)
    const direction = run.state === 'undoing' ? 'back' : 'forward'
    const entry = runActivity(run, 'failed', 'origin', 'The origin itself failed at it; its log says more.')
    try {
      this.#book.change(id, { state: 'failed', direction, ended_at: this.#options.clock.now().at }, { entry })
    } catch (failure) {
      if (isDiskRefusal(failure)) return DISK_PAUSE_MS
      throw failure
    }
    return undefined
  }

  #later(delay_ms: number, then: () => void): void {
    if (this.#stop.signal.aborted) return
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      then()
    }, delay_ms)
    timer.unref()
    this.#timers.add(timer)
  }

  /** A login of a run that failed and that nobody resumes is not kept for ever. */
  #sweep(): void {
    const before = Date.parse(this.#options.clock.now().at) - FAILED_LOGIN_KEPT_MS
    this.#options.store.spare(() => {
      for (const { id, state, ended_at } of this.#book.all()) {
        if (state === 'failed' && ended_at !== null && Date.parse(ended_at) < before) this.#book.forgetSecrets(id)
      }
    })
    this.#later(SWEEP_MS, () => this.#sweep())
  }

  #driverOptions(): DriverOptions {
    const { connect, clock, reconnect_pauses_ms = RECONNECT_PAUSES_MS } = this.#options
    return {
      ...{ book: this.#book, connect, clock, reconnect_pauses_ms },
      judged: (shown) => this.#judged(shown),
      planOf: (run, notes, open) => this.#planOf(run, notes, open),
      notesOf: (id, onSecret) => this.#notesOf(id, onSecret),
      fileOf: (id, name) => this.#files.pathFor(id, name),
      onConnected: (run, target) => this.#noteUse(run, target),
      onSucceeded: (run, target) => this.#keepLogin(run, target),
    }
  }

  #planOf(run: StoredRun, notes: StoredNotes, open: Parameters<DriverOptions['planOf']>[2]): readonly Step[] {
    const { look, ownSteps = runnersSteps } = this.#options
    const own = ownSteps({
      ...{ run, open, look },
      onReport: (report) => void this.#book.change(run.id, { report }),
      onForm: (form) => {
        notes.set('form', form)
        this.#book.change(run.id, { form })
      },
    })
    return [...own, ...this.#theirSteps(run)]
  }

  #theirSteps({ request, form }: StoredRun): readonly Step[] {
    const { planners = allPlanners, origin } = this.#options
    return planners[request.kind]({ request, form }, origin)
  }

  #notesOf(id: string, onSecret: (secret: string) => void = () => undefined): StoredNotes {
    return new StoredNotes(this.#options.store, this.#options.sealing, id, onSecret)
  }

  /** The login that is kept for the node has proven to be good once more, where it is the one that the run goes by. */
  #noteUse({ node_id }: StoredRun, target: SshTarget | null): void {
    if (node_id === null || !isDeepStrictEqual(this.#logins.target(node_id), target)) return
    this.#logins.used(node_id, this.#options.clock.now().at)
  }

  #keepLogin({ kind, node_id, request, actor }: StoredRun, target: SshTarget | null): void {
    if (node_id === null) return
    if (target !== null && kind !== 'decommission') this.#options.host_keys.belongTo(target.host, target.port, node_id)
    if (kind === 'decommission') this.#logins.forget(node_id)
    else if (request.keep_login && target !== null) {
      this.#logins.keep(node_id, target, actor, this.#options.clock.now().at)
    }
  }

  /** The login to go on with, where it is another than the one that is kept; null: that one. @throws {RunError | SshError} */
  #nextTarget(run: StoredRun, target: SshTarget | undefined, fingerprint: string | undefined): SshTarget | null {
    if (target !== undefined && (target.host !== run.host || target.port !== run.port)) {
      const other = `${target.host} port ${target.port}`
      const message = `This run is about ${run.host} port ${run.port}, not about ${other}.`
      throw new RunError('run_of_other_box', message, 'Begin another run for another box.')
    }
    const kept = this.#book.target(run.id)
    const base = target ?? kept ?? (run.node_id === null ? null : this.#logins.target(run.node_id))
    if (base === null) return null
    const before = base.host_key_fingerprint ?? kept?.host_key_fingerprint ?? null
    const next = { ...base, host_key_fingerprint: before === null ? null : parseFingerprint(before) }
    return fingerprint === undefined ? next : withConfirmedKey(next, run.shown_key, parseFingerprint(fingerprint))
  }

  /** The key that somebody says is the right one now, where a changed one stopped the run; null: none has to be replaced. @throws {RunError} */
  #replacedKey(run: StoredRun, confirmed: string | null | undefined): KeyOfHost | null {
    if (run.waiting_for?.what !== 'changed_host_key' || run.shown_key === null) return null
    if (confirmed === null || confirmed === undefined) return null
    const { fingerprint } = run.shown_key.host_key
    if (parseFingerprint(confirmed) === fingerprint) return run.shown_key
    // The one that was known before is confirmed once more where somebody only gives the login again.
    const known = this.#options.host_keys.find(run.shown_key.host, run.shown_key.port)
    if (known.some((key) => key.fingerprint === parseFingerprint(confirmed))) return null
    const message = `That is not the key which ${run.shown_key.host} shows: ${fingerprint}.`
    throw new RunError('host_key_not_shown', message, 'Compare it once more on the box.')
  }

  #judged({ host, port, host_key }: KeyOfHost): ShownHostKey {
    const { clock, host_keys } = this.#options
    const known = host_keys.find(host, port)
    const same_kind = known.find(({ algorithm }) => algorithm === host_key.algorithm) ?? known[0]
    const pinned =
      same_kind === undefined
        ? null
        : { algorithm: same_kind.algorithm, fingerprint: same_kind.fingerprint, since: same_kind.confirmed_at }
    return { ...host_key, seen_at: clock.now().at, pinned }
  }

  #node(id: NodeId) {
    const node = this.#options.origin.nodes.find(id)
    if (node === undefined) {
      throw nodeNotFound(id)
    }
    if (node.is_origin)
      throw new RunError('own_node', `${node.name} runs beside this origin and comes and goes with it.`)
    return node
  }

  #keptLogin(node: { readonly id: NodeId; readonly name: string } | null): SshTarget {
    const target = node === null ? null : this.#logins.target(node.id)
    if (target !== null) return target
    throw loginNotKept(node?.name ?? '')
  }

  #open(): readonly StoredRun[] {
    return this.#book.all().filter((run) => !isOver(run))
  }

  /** One run a box and a node at a time. @throws {RunError} box_busy, name_taken */
  #refuseIfBusy(run: StoredRun, open: readonly StoredRun[]): void {
    const host = run.host.toLowerCase()
    for (const other of open) {
      if (other.id === run.id) continue
      const same_box = other.host.toLowerCase() === host && other.port === run.port
      const same_node = run.node_id !== null && other.node_id === run.node_id
      const { id: run_id, actor, created_at: since } = other
      if (same_box || same_node) {
        const message = `${run.host} is busy: ${runInWords(other)}, begun by ${actor} at ${since}, is not over.`
        throw new RunError('box_busy', message, `Wait for the run ${run_id}, or cancel it.`, { run_id, actor, since })
      }
      if (run.kind === 'provision' && other.kind === 'provision' && other.node_name === run.node_name) {
        const message = `Another box is being made into ${run.node_name} at this moment: ${other.host}.`
        throw new RunError('name_taken', message, 'Choose another name.', { run_id, actor, since })
      }
    }
  }
}

/** Of the box, or of the jump host whose key was shown. */
function withConfirmedKey(target: SshTarget, shown: KeyOfHost | null, host_key_fingerprint: string): SshTarget {
  const at = target.jump.findIndex(({ host, port }) => host === shown?.host && port === shown.port)
  const hop = target.jump[at]
  if (hop === undefined) return { ...target, host_key_fingerprint }
  return { ...target, jump: target.jump.with(at, { ...hop, host_key_fingerprint }) }
}

function nodeNotFound(id: string): RunError {
  return new RunError('node_not_found', `there is no node ${id}`, 'GET /api/v1/nodes lists all nodes.')
}

function loginNotKept(name: string): RunError {
  return new RunError('login_not_kept', `No login to the box of ${name} is kept.`, 'Send one as `target`.')
}

function unopened(): never {
  throw new Error('there is no connection yet')
}
