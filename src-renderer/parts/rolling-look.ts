import type { RollingDrain, RollingPhase } from '#contract/rolling-drain.ts'
import type { StateLook } from './node-state.ts'
import { texts } from './state-texts.ts'

const phases: Readonly<Record<RollingPhase, Omit<StateLook, 'word'>>> = {
  pending: { shape: 'ring', tone: 'idle' },
  cordoning: { shape: 'chevron', tone: 'warn' },
  draining: { shape: 'chevron', tone: 'warn' },
  drained: { shape: 'check', tone: 'warn' },
  warming: { shape: 'diamond', tone: 'warn' },
  done: { shape: 'check', tone: 'ok' },
  failed: { shape: 'cross', tone: 'bad' },
  skipped: { shape: 'dash', tone: 'idle' },
}

export function phaseLook(phase: RollingPhase): StateLook {
  return { ...phases[phase], word: texts.drainPhases[phase] }
}

const states: Readonly<Record<RollingDrain['state'] | 'waiting', Omit<StateLook, 'word'>>> = {
  running: { shape: 'chevron', tone: 'ok' },
  waiting: { shape: 'triangle', tone: 'warn' },
  paused: { shape: 'triangle', tone: 'warn' },
  cancelling: { shape: 'diamond', tone: 'warn' },
  done: { shape: 'check', tone: 'ok' },
  failed: { shape: 'cross', tone: 'bad' },
  cancelled: { shape: 'dash', tone: 'idle' },
}

/** A run that waits is neither at rest nor at work. */
export function runLook({ state, waiting }: Pick<RollingDrain, 'state' | 'waiting'>): StateLook {
  const shown = state === 'running' && waiting !== null ? 'waiting' : state
  return { ...states[shown], word: texts.rollingDrains[shown] }
}

/** `2 of 5 done`, as numbers. */
export function doneOf({ steps }: Pick<RollingDrain, 'steps'>): { readonly done: number; readonly all: number } {
  return { done: steps.filter(({ phase }) => phase === 'done').length, all: steps.length }
}
