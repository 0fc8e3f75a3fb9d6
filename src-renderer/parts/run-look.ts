import {
  isRunOver,
  type ProvisioningRun,
  type ProvisioningStep,
  type RunKind,
  type RunState,
  type StepState,
} from '#contract/provisioning-run.ts'
import type { StateLook } from './node-state.ts'
import { texts } from './run-texts.ts'
import { texts as stateTexts } from './state-texts.ts'

const runs: Readonly<Record<RunState, Omit<StateLook, 'word'>>> = {
  queued: { shape: 'ring', tone: 'idle' },
  running: { shape: 'chevron', tone: 'ok' },
  waiting: { shape: 'triangle', tone: 'warn' },
  cancelling: { shape: 'diamond', tone: 'warn' },
  undoing: { shape: 'diamond', tone: 'warn' },
  succeeded: { shape: 'check', tone: 'ok' },
  failed: { shape: 'cross', tone: 'bad' },
  cancelled: { shape: 'dash', tone: 'idle' },
  undone: { shape: 'dash', tone: 'idle' },
}

const steps: Readonly<Record<StepState, Omit<StateLook, 'word'>>> = {
  pending: { shape: 'ring', tone: 'idle' },
  checking: { shape: 'chevron', tone: 'ok' },
  applying: { shape: 'chevron', tone: 'ok' },
  verifying: { shape: 'chevron', tone: 'ok' },
  done: { shape: 'check', tone: 'ok' },
  already_so: { shape: 'check', tone: 'idle' },
  skipped: { shape: 'dash', tone: 'idle' },
  failed: { shape: 'cross', tone: 'bad' },
  undoing: { shape: 'diamond', tone: 'warn' },
  undone: { shape: 'dash', tone: 'idle' },
}

/** How a run's state is shown. While the origin is away nothing is known, so it is told as the past. */
export function provisioningLook(state: RunState, stale: boolean): StateLook {
  const word = stateTexts.runs[state]
  return stale && !isRunOver(state)
    ? { shape: 'ring', tone: 'idle', word: stateTexts.wasRun(word) }
    : { ...runs[state], word }
}

export const stepLook = (state: StepState): StateLook => ({ ...steps[state], word: stateTexts.steps[state] })

/** Whether a step is at work at this moment. */
export function isAtWork({ state }: Pick<ProvisioningStep, 'state'>): boolean {
  return state === 'checking' || state === 'applying' || state === 'verifying' || state === 'undoing'
}

/** Whether nothing more has to be done for a step. */
export function isBehind({ state }: Pick<ProvisioningStep, 'state'>): boolean {
  return state === 'done' || state === 'already_so' || state === 'skipped'
}

/** What a kind of run does, in a word or two. */
export const kindWord = (kind: RunKind): string => texts.kinds[kind]

/** What a run does, to what. */
export function runTitle({ kind, node_name, host }: Pick<ProvisioningRun, 'kind' | 'node_name' | 'host'>): string {
  return texts.titles[kind](node_name ?? host)
}

/** The step to look at: what failed, else what is at work, else the first still to do, else the last that was done. */
export function stepInFocus(all: readonly ProvisioningStep[]): ProvisioningStep | undefined {
  return (
    all.find(({ state }) => state === 'failed') ??
    all.find(isAtWork) ??
    (all.some(({ attempt }) => attempt > 0)
      ? all.findLast(({ attempt, state }) => attempt > 0 && state !== 'skipped')
      : undefined) ??
    all[0]
  )
}

/** `5 of 9 steps`, as numbers. */
export function stepsBehind({ steps: all }: Pick<ProvisioningRun, 'steps'>): {
  readonly done: number
  readonly all: number
} {
  return { done: all.filter(isBehind).length, all: all.length }
}
