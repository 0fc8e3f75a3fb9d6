import { setTimeout as pause } from 'node:timers/promises'
import type { Node } from '#contract/node.ts'
import type { RunKind } from '#contract/provisioning-run.ts'
import { say } from '#contract/sentence.ts'
import type { OriginSide } from '../runs/origin-side.ts'
import { StepError } from '../runs/run-error.ts'
import type { Step, StepContext } from '../runs/step.ts'
import { isAlive } from '../steps/joined-node.ts'
import { memberOf } from './found-node.ts'

const LOOK_MS = 250
/** What is left at the deadline is ended by the node; it may take so long to say so, in ms. */
const AFTER_DEADLINE_MS = 15_000

const why: Partial<Readonly<Record<RunKind, string>>> = {
  upgrade: 'it is upgraded',
  restart: 'it is restarted',
  reconfigure: 'it gets other settings',
  rotate_identity: 'it gets another key',
  decommission: 'it is taken off its box',
}

/** As it stands in the node's mode while a run has it out. */
export function reasonOf({ kind, run_id }: Pick<StepContext, 'kind' | 'run_id'>): string {
  return `${why[kind] ?? kind} (run ${run_id.slice(0, 8)})`
}

/**
 * Takes the node out of work and waits until viewers have moved, or the deadline has come; what a person or a rolling drain has taken out already
 * stays theirs.
 * @param needed null: it has to be done; else why not
 */
export function drainStep(
  origin: OriginSide,
  needed: (context: StepContext, signal: AbortSignal) => Promise<string | null>,
): Step {
  return {
    id: 'drain',
    title: 'Move viewers away',
    deadlines_ms: { apply: null },
    async check(context, signal) {
      const not = await needed(context, signal)
      if (not !== null) return { state: 'skip', found: not }
      const node = memberOf(context, origin)
      const { name, liveness } = node
      if (!isAlive(node)) return { state: 'skip', found: `${name} is ${liveness.state}: nobody is to be moved.` }
      if (isOut(node))
        return { state: 'done', found: `${node.name} is out already: ${node.mode.reason ?? node.mode.set_by}.` }
      return { state: 'to_do', found: `${node.name} carries ${carried(node)} at this moment.` }
    },
    apply: (context, signal) => drained(context, origin, signal),
    async verify(context) {
      const node = memberOf(context, origin)
      if (isAlive(node) && node.mode.value === 'normal') {
        throw new StepError(
          'drain_ended',
          say`${node.name} takes work again: ${node.mode.set_by} resumed it.`,
          say`Resume the run to take it out again, or cancel it.`,
        )
      }
      return `${node.name} carries nothing any more.`
    },
    undo: async (context) => giveBack(context, origin),
  }
}

/** Sees to it that the node is out, and that nobody is there any more. */
export async function drained(context: StepContext, origin: OriginSide, signal: AbortSignal): Promise<void> {
  const { notes, request, actor, log, progress } = context
  let node = memberOf(context, origin)
  if (!isAlive(node)) return
  if (notes.get('drain.by_run') === undefined) notes.set('drain.by_run', node.mode.value === 'normal')
  const deadline_ms = request.drain_deadline_ms
  if (node.mode.value === 'normal') {
    const asked = {
      deadline_ms,
      on_deadline: 'end',
      after_drain: null,
      reason: reasonOf(context),
      force: true,
    } as const
    node = origin.nodes.drain(node.id, asked, actor)
    log(
      `${node.name} takes no new work; ${carried(node)} are let go${deadline_ms === null ? '' : ` within ${Math.round(deadline_ms / 1_000)} s`}.`,
    )
  }
  const most = viewersOf(node)
  const until = deadline_ms === null ? Number.POSITIVE_INFINITY : performance.now() + deadline_ms + AFTER_DEADLINE_MS
  while (isAlive(node) && !isOut(node) && performance.now() < until) {
    const left = viewersOf(node)
    progress({ done: Math.max(0, most - left), total: most, unit: 'viewers' })
    await pause(LOOK_MS, undefined, { signal })
    node = memberOf(context, origin)
    // Somebody else decided: the step says so when it is verified.
    if (node.mode.value === 'normal') return
  }
}

/** The node takes work again, where it was this run that took it out; whoever changed its mode since then is not overruled. */
export function giveBack(context: StepContext, origin: OriginSide): void {
  const { notes, node_id, actor } = context
  const node = node_id === null ? undefined : origin.nodes.find(node_id)
  if (notes.get('drain.by_run') !== true || node === undefined || node.mode.value === 'normal') return
  if (node.mode.reason !== reasonOf(context) && !isFencedBy(context, node)) return
  origin.nodes.resume(node.id, reasonOf(context), actor)
}

/** The node stays out, and its mode says why: nothing that it serves would be good. */
export function fence(context: StepContext, origin: OriginSide, text: string): void {
  const { node_id, actor } = context
  if (node_id === null || origin.nodes.find(node_id) === undefined) return
  const reason = `${FENCED} ${text} (run ${context.run_id.slice(0, 8)})`.slice(0, 200)
  const asked = { deadline_ms: null, on_deadline: 'end', after_drain: null, reason, force: true } as const
  if (origin.nodes.find(node_id)?.mode.value !== 'maintenance') origin.nodes.drain(node_id, asked, actor)
}

const FENCED = 'fenced:'
const isFencedBy = ({ run_id }: StepContext, { mode }: Node) =>
  mode.reason?.startsWith(FENCED) === true && mode.reason.includes(run_id.slice(0, 8))

/** It takes work again, as it did before the run. */
export function resumeStep(origin: OriginSide): Step {
  return {
    id: 'resume',
    title: 'Give it work again',
    async check(context) {
      const node = memberOf(context, origin)
      if (context.notes.get('drain.by_run') !== true)
        return { state: 'skip', found: `${node.name} is ${node.mode.value}, as before.` }
      if (node.mode.value === 'normal') return { state: 'done', found: `${node.name} takes work.` }
      return { state: 'to_do', found: `${node.name} is ${node.mode.value}.` }
    },
    apply: async (context) => giveBack(context, origin),
    async verify(context) {
      const { name, mode } = memberOf(context, origin)
      return mode.value === 'normal'
        ? `${name} takes work again.`
        : `${name} stays ${mode.value}: ${mode.reason ?? mode.set_by}.`
    },
  }
}

/** Nobody is there any more. In maintenance what was left has been told to go. */
function isOut({ mode }: Node): boolean {
  return mode.value !== 'normal' && mode.drained_at !== null
}

const viewersOf = ({ load }: Node) => load?.subscribers ?? 0

function carried({ load }: Node): string {
  const { subscribers = 0, publishers = 0 } = load ?? {}
  return `${subscribers} ${subscribers === 1 ? 'viewer' : 'viewers'} and ${publishers} ${publishers === 1 ? 'publisher' : 'publishers'}`
}
