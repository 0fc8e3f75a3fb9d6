import type { NodeId, Timestamp } from '#contract/ids.ts'
import type { LivenessState, NodeMode } from '#contract/node.ts'
import {
  hasEnded,
  isUnderWay,
  type RollingDrain,
  type RollingPhase,
  type RollingStep,
} from '#contract/rolling-drain.ts'

/** A step as it is kept; what the node carries is looked up when it is shown. */
export interface StoredStep extends Readonly<Omit<RollingStep, 'drain'>> {
  /** Revision of the node's mode when the drain, or the resume, was decided on: an equal one says that it was not done yet. */
  readonly mode_revision: number
  /** Failures that somebody was told of already, and that are waited out. */
  readonly reported: readonly FailureKind[]
}

/** A run as it is kept. */
export interface StoredRun extends Readonly<Omit<RollingDrain, 'steps'>> {
  readonly steps: readonly StoredStep[]
}

/** What can go wrong with a node. `lost`, `overdue` and `not_back` may pass; after the others nothing more is to be waited for. */
export const failureKinds = ['lost', 'overdue', 'not_back', 'left_cluster', 'resumed', 'upgrade_failed'] as const
export type FailureKind = (typeof failureKinds)[number]

/** What the machine looks at of a node. */
export interface SeenNode {
  readonly mode: NodeMode
  readonly liveness: LivenessState
}
/** Null: it is no member any more. */
export type Seen = (id: NodeId) => SeenNode | null

export type RollingEvent =
  /** Time went by, or something about a node changed. */
  | { readonly kind: 'look'; readonly seen: Seen }
  /** Answer to the effect `check`. */
  | { readonly kind: 'checked'; readonly node_id: NodeId; readonly refusal: string | null; readonly now_there: Turn }
  /** Another answer to it: the node need not be upgraded any more, or cannot be. It is left out before anybody is moved off it. */
  | { readonly kind: 'unfit'; readonly node_id: NodeId; readonly message: string }
  /** The drain itself was refused. */
  | { readonly kind: 'drain_refused'; readonly node_id: NodeId; readonly message: string }
  /** A run on the box of a node that is out has begun, and what it came to where that was nothing good. */
  | { readonly kind: 'upgrading'; readonly node_id: NodeId; readonly upgrade_run_id: string }
  | { readonly kind: 'upgrade_failed'; readonly node_id: NodeId; readonly message: string }
  | { readonly kind: 'pause'; readonly by: string }
  | { readonly kind: 'resume'; readonly by: string }
  | { readonly kind: 'cancel'; readonly by: string; readonly resume_nodes: boolean; readonly seen: Seen }

/** What is noted of a node when its turn comes. */
export interface Turn {
  readonly mode_revision: number
  readonly viewers: number
}

/** What a transition asks its caller to do, in this order, after the new state is on disk. */
export type RollingEffect =
  | { readonly kind: 'check'; readonly node_id: NodeId }
  /** May be asked for again after a restart: the node may be draining already. */
  | { readonly kind: 'drain'; readonly node_id: NodeId }
  | { readonly kind: 'resume_node'; readonly node_id: NodeId }
  /** For the activity log; goes to disk together with the state. */
  | RollingNote

/** Something that people are told. */
export interface RollingNote {
  readonly kind: 'note'
  readonly of:
    | 'node_began'
    | 'node_drained'
    | 'node_resumed'
    | 'node_done'
    | 'node_failed'
    | 'node_skipped'
    | 'waiting'
    | 'paused'
    | 'resumed'
    | 'cancelled'
    | 'ended'
  readonly step: StoredStep | null
  /** Who did it; null: the run itself. */
  readonly by: string | null
  readonly text: string | null
}

export interface RollingOutcome {
  readonly run: StoredRun
  readonly effects: readonly RollingEffect[]
}

const PASSING: readonly FailureKind[] = ['lost', 'overdue', 'not_back']

/** Nodes that the run has out, or is about to take out. */
export function nodesOut(run: StoredRun): NodeId[] {
  return run.steps.filter(isUnderWay).map(({ node_id }) => node_id)
}

/**
 * A rolling drain (contracts F-40, F-43): one node after the other through
 *
 *     pending --checked--> cordoning --> draining --> drained --time, or resumed--> warming --alive--> done
 *     any of them --on_failure--> failed ; pending --left the cluster, unfit, cancel, stop--> skipped
 *
 * What is decided is on disk before it is done, and looked for again after a restart: a node whose mode still has the revision
 * that the decision was made at was not reached yet. Pausing begins no further node; those under way go on to their end.
 */
export function transition(run: StoredRun, event: RollingEvent, at: Timestamp): RollingOutcome {
  if (hasEnded(run)) return { run, effects: [] }
  switch (event.kind) {
    case 'look':
      return look(run, event.seen, at)
    case 'checked':
      return checked(run, event, at)
    case 'unfit': {
      const step = run.steps.find((one) => one.node_id === event.node_id && one.phase === 'pending')
      if (run.state !== 'running' || step === undefined) return { run, effects: [] }
      return skip({ ...run, waiting: null }, step, event.message, at)
    }
    case 'drain_refused':
      return drainRefused(run, event, at)
    case 'upgrading': {
      const step = run.steps.find((one) => one.node_id === event.node_id && one.phase === 'drained')
      if (step === undefined || step.upgrade_run_id === event.upgrade_run_id) return { run, effects: [] }
      return { run: put(run, { ...step, upgrade_run_id: event.upgrade_run_id }), effects: [] }
    }
    case 'upgrade_failed': {
      const step = run.steps.find((one) => one.node_id === event.node_id && one.phase === 'drained')
      return step === undefined ? { run, effects: [] } : fail(run, step, 'upgrade_failed', event.message, at)
    }
    case 'pause':
      if (run.state !== 'running') return { run, effects: [] }
      return {
        run: { ...run, state: 'paused', waiting: null, note: `${personOf(event.by)} paused it` },
        effects: [note('paused', null, event.by)],
      }
    case 'resume':
      if (run.state !== 'paused') return { run, effects: [] }
      return { run: { ...run, state: 'running', note: null }, effects: [note('resumed', null, event.by)] }
    case 'cancel':
      return cancel(run, event, at)
    default:
      return event satisfies never
  }
}

function look(before: StoredRun, seen: Seen, at: Timestamp): RollingOutcome {
  let run = before
  const effects: RollingEffect[] = []
  for (const step of before.steps) {
    if (!isUnderWay(step)) continue
    const outcome = lookAt(run, step, seen(step.node_id), at)
    run = outcome.run
    effects.push(...outcome.effects)
  }
  const next = begin(run, seen, at)
  return { run: next.run, effects: [...effects, ...next.effects] }
}

/** What has become of a node that is under way. */
function lookAt(run: StoredRun, step: StoredStep, node: SeenNode | null, at: Timestamp): RollingOutcome {
  if (node === null) return gone(run, step, at)
  switch (step.phase) {
    case 'cordoning':
      return lookAtCordoning(run, step, node, at)
    case 'draining':
      return lookAtDraining(run, step, node, at)
    case 'drained':
      return lookAtDrained(run, step, node, at)
    default:
      return lookAtWarming(run, step, node, at)
  }
}

function gone(run: StoredRun, step: StoredStep, at: Timestamp): RollingOutcome {
  // Somebody decided so about a node that was out: nothing failed.
  if (step.phase === 'drained') return skip(run, step, 'it has left the cluster', at)
  return fail(run, step, 'left_cluster', 'it has left the cluster', at)
}

function lookAtCordoning(run: StoredRun, step: StoredStep, { mode }: SeenNode, at: Timestamp): RollingOutcome {
  if (mode.value !== 'normal') return { run: put(run, enter(step, 'draining', at)), effects: [] }
  if (mode.revision <= step.mode_revision) return { run, effects: [{ kind: 'drain', node_id: step.node_id }] }
  return fail(run, step, 'resumed', `${personOf(mode.set_by)} resumed it before it was drained`, at)
}

function lookAtDraining(run: StoredRun, step: StoredStep, { mode, liveness }: SeenNode, at: Timestamp): RollingOutcome {
  if (mode.value === 'normal') {
    return fail(run, step, 'resumed', `${personOf(mode.set_by)} resumed it before it was drained`, at)
  }
  if (mode.drained_at !== null) {
    const { between, pause_ms } = run.settings
    const resumes_at = between === 'resume' ? new Date(Date.parse(at) + pause_ms).toISOString() : null
    const drained = { ...enter(step, 'drained', at), drained_at: mode.drained_at, resumes_at, note: null }
    return { run: put(run, drained), effects: [note('node_drained', drained)] }
  }
  if (liveness === 'offline' || liveness === 'left') {
    return fail(run, step, 'lost', `it is ${liveness === 'left' ? 'stopped' : 'offline'} and was not drained yet`, at)
  }
  const { deadline_ms, on_deadline } = run.settings
  const is_overdue = deadline_ms !== null && on_deadline === 'wait' && mode.value === 'draining'
  if (is_overdue && mode.deadline_at === null) {
    return fail(run, step, 'overdue', 'its deadline has come, and it still carries something; it drains on', at)
  }
  return { run, effects: [] }
}

function lookAtDrained(run: StoredRun, step: StoredStep, { mode }: SeenNode, at: Timestamp): RollingOutcome {
  if (mode.value === 'normal') {
    const warming = { ...enter(step, 'warming', at), resumes_at: null, mode_revision: mode.revision }
    return { run: put(run, warming), effects: [note('node_resumed', warming, mode.set_by)] }
  }
  if (step.resumes_at === null || Date.parse(step.resumes_at) > Date.parse(at)) return { run, effects: [] }
  const warming = { ...enter(step, 'warming', at), resumes_at: null, mode_revision: mode.revision }
  return { run: put(run, warming), effects: [{ kind: 'resume_node', node_id: step.node_id }] }
}

function lookAtWarming(run: StoredRun, step: StoredStep, { mode, liveness }: SeenNode, at: Timestamp): RollingOutcome {
  if (mode.value !== 'normal') {
    if (mode.revision <= step.mode_revision) return { run, effects: [{ kind: 'resume_node', node_id: step.node_id }] }
    const done = { ...enter(step, 'done', at), ended_at: at, note: `${personOf(mode.set_by)} took it out again` }
    return { run: put(run, done), effects: [note('node_done', done)] }
  }
  if (liveness === 'alive') {
    // Who cancels a run gets back a node that was not drained yet.
    if (run.state === 'cancelling' && step.drained_at === null) return skip(run, step, step.note ?? 'cancelled', at)
    const done = { ...enter(step, 'done', at), ended_at: at, note: null }
    return { run: put(run, done), effects: [note('node_done', done)] }
  }
  const waited_ms = Date.parse(at) - Date.parse(step.since)
  if (waited_ms < run.settings.back_within_ms) return { run, effects: [] }
  return fail(run, step, 'not_back', `it was resumed and is ${liveness}`, at)
}

/** Begins with the next node if one more may be out and nothing is in the way; ends the run where nobody is left. */
function begin(before: StoredRun, seen: Seen, at: Timestamp): RollingOutcome {
  let run = before
  const effects: RollingEffect[] = []
  if (run.state === 'running' && nodesOut(run).length < mostAtOnce(run)) {
    for (const step of run.steps.filter(({ phase }) => phase === 'pending')) {
      const node = seen(step.node_id)
      if (node === null) {
        const skipped = skip(run, step, 'it has left the cluster', at)
        run = skipped.run
        effects.push(...skipped.effects)
        continue
      }
      // The origin has started, or the node has: in a moment it is known how it is.
      if (node.liveness === 'joining') return { run, effects }
      const obstacle = obstacleOf(step, node)
      if (obstacle === null) return { run, effects: [...effects, { kind: 'check', node_id: step.node_id }] }
      const waiting = wait(run, { kind: 'node', node_id: step.node_id, reason: obstacle, since: at })
      return { run: waiting.run, effects: [...effects, ...waiting.effects] }
    }
  }
  const is_pending = run.steps.some(({ phase }) => phase === 'pending')
  if (!is_pending && run.waiting !== null) run = { ...run, waiting: null }
  if (is_pending || run.steps.some(isUnderWay)) return { run, effects }
  const ended = end(run, at)
  return { run: ended.run, effects: [...effects, ...ended.effects] }
}

/** How many may be out now: of an upgrade the canaries alone, until all of them have done well. */
function mostAtOnce({ settings, steps }: StoredRun): number {
  const { at_once, work, canary = 1 } = settings
  if (work !== 'upgrade') return at_once
  const done = steps.filter(({ phase }) => phase === 'done').length
  return done >= canary ? at_once : Math.min(at_once, canary - done)
}

/** Why a node cannot be begun with, whatever the others carry. */
function obstacleOf({ node_name }: StoredStep, { mode, liveness }: SeenNode): string | null {
  if (mode.value !== 'normal') {
    const what = mode.value === 'draining' ? 'being drained' : 'in maintenance'
    return `${node_name} is ${what} already, by ${personOf(mode.set_by)}. Resume it, or cancel the run.`
  }
  if (liveness === 'alive') return null
  return `${node_name} is ${liveness}. The run goes on once it is alive; evict it if it does not come back.`
}

function checked(
  run: StoredRun,
  { node_id, refusal, now_there }: Extract<RollingEvent, { kind: 'checked' }>,
  at: Timestamp,
): RollingOutcome {
  const step = run.steps.find((one) => one.node_id === node_id && one.phase === 'pending')
  const is_full = nodesOut(run).length >= mostAtOnce(run)
  if (run.state !== 'running' || step === undefined || is_full) return { run, effects: [] }
  if (refusal !== null) return wait(run, { kind: 'capacity', node_id, reason: refusal, since: at })
  const began = {
    ...enter(step, 'cordoning', at),
    started_at: at,
    viewers_before: now_there.viewers,
    mode_revision: now_there.mode_revision,
  }
  return {
    run: { ...put(run, began), waiting: null },
    effects: [note('node_began', began), { kind: 'drain', node_id }],
  }
}

function drainRefused(
  run: StoredRun,
  { node_id, message }: Extract<RollingEvent, { kind: 'drain_refused' }>,
  at: Timestamp,
): RollingOutcome {
  const step = run.steps.find((one) => one.node_id === node_id && one.phase === 'cordoning')
  if (step === undefined) return { run, effects: [] }
  if (run.state === 'cancelling') return skip(run, step, message, at)
  const back = put(run, { ...enter(step, 'pending', at), started_at: null, viewers_before: null })
  return run.state === 'running'
    ? wait(back, { kind: 'capacity', node_id, reason: message, since: at })
    : { run: back, effects: [] }
}

function cancel(
  run: StoredRun,
  { by, resume_nodes, seen }: Extract<RollingEvent, { kind: 'cancel' }>,
  at: Timestamp,
): RollingOutcome {
  if (run.state === 'cancelling') return { run, effects: [] }
  const text = `cancelled by ${personOf(by)}`
  const effects: RollingEffect[] = [note('cancelled', null, by)]
  const steps = run.steps.map((step): StoredStep => {
    if (step.phase === 'pending' || (isUnderWay(step) && !resume_nodes)) {
      return skipped(step, text, at)
    }
    // What is being done on its box goes to its end first; then it is resumed.
    if (step.phase === 'drained' && step.upgrade_run_id !== undefined) return step
    const mode = isUnderWay(step) && step.phase !== 'warming' ? seen(step.node_id)?.mode : undefined
    if (mode === undefined) return step
    if (mode.value !== 'normal') effects.push({ kind: 'resume_node', node_id: step.node_id })
    return { ...enter(step, 'warming', at), resumes_at: null, mode_revision: mode.revision, note: text }
  })
  const cancelled: StoredRun = { ...run, state: 'cancelling', waiting: null, note: text, steps }
  if (steps.some(isUnderWay)) return { run: cancelled, effects }
  const ended = end(cancelled, at)
  return { run: ended.run, effects: [...effects, ...ended.effects] }
}

/** By the run's own policy, except that a run that is being cancelled begins nothing anyway. */
function fail(run: StoredRun, step: StoredStep, kind: FailureKind, text: string, at: Timestamp): RollingOutcome {
  if (step.reported.includes(kind)) return { run, effects: [] }
  const { on_failure } = run.settings
  const waits_on = on_failure === 'pause' && PASSING.includes(kind) && run.state !== 'cancelling'
  const failed: StoredStep = waits_on
    ? { ...step, note: text, reported: [...step.reported, kind] }
    : { ...enter(step, 'failed', at), ended_at: at, resumes_at: null, note: text }
  const told = note('node_failed', failed, null, text)
  const next = put(run, failed)
  if (on_failure === 'go_on' || run.state === 'cancelling') return { run: next, effects: [told] }
  if (on_failure === 'stop')
    return { run: skipPending(next, `stopped, because ${step.node_name} failed`, at), effects: [told] }
  if (run.state === 'paused') return { run: next, effects: [told] }
  const why = `${step.node_name}: ${text}`
  return {
    run: { ...next, state: 'paused', waiting: null, note: why },
    effects: [told, note('paused', failed, null, why)],
  }
}

function skipPending(run: StoredRun, text: string, at: Timestamp): StoredRun {
  const steps = run.steps.map((step) => (step.phase === 'pending' ? skipped(step, text, at) : step))
  return { ...run, steps, waiting: null, note: text }
}

function skip(run: StoredRun, step: StoredStep, text: string, at: Timestamp): RollingOutcome {
  const left_out = skipped(step, text, at)
  return { run: put(run, left_out), effects: [note('node_skipped', left_out, null, text)] }
}

function skipped(step: StoredStep, text: string, at: Timestamp): StoredStep {
  return { ...enter(step, 'skipped', at), ended_at: at, resumes_at: null, note: text }
}

function end(run: StoredRun, at: Timestamp): RollingOutcome {
  const failed = run.steps.filter(({ phase }) => phase === 'failed')
  const state = run.state === 'cancelling' ? 'cancelled' : failed.length > 0 ? 'failed' : 'done'
  const first = failed[0]
  const text = state === 'failed' && first !== undefined ? `${first.node_name}: ${first.note}` : run.note
  const ended: StoredRun = { ...run, state, waiting: null, ended_at: at, note: state === 'done' ? null : text }
  return { run: ended, effects: [note('ended', null)] }
}

/** People are told once of each obstacle; its words follow what nodes carry. */
function wait(run: StoredRun, wanted: NonNullable<StoredRun['waiting']>): RollingOutcome {
  const known = run.waiting
  const is_same = known !== null && known.kind === wanted.kind && known.node_id === wanted.node_id
  if (is_same && known.reason === wanted.reason) return { run, effects: [] }
  const waiting = is_same ? { ...wanted, since: known.since } : wanted
  const step = run.steps.find(({ node_id }) => node_id === wanted.node_id) ?? null
  return { run: { ...run, waiting }, effects: is_same ? [] : [note('waiting', step, null, wanted.reason)] }
}

/** An actor as people say it: an operator by name. */
function personOf(actor: string): string {
  return actor.replace(/^operator:/, '')
}

function enter(step: StoredStep, phase: RollingPhase, at: Timestamp): StoredStep {
  return { ...step, phase, since: at, reported: [] }
}

function put(run: StoredRun, step: StoredStep): StoredRun {
  return { ...run, steps: run.steps.map((other) => (other.node_id === step.node_id ? step : other)) }
}

function note(
  of: RollingNote['of'],
  step: StoredStep | null,
  by: string | null = null,
  text: string | null = null,
): RollingNote {
  return { kind: 'note', of, step, by, text }
}
