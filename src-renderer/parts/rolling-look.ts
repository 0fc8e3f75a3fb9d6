import type { RollingDrain, RollingPhase } from '#contract/rolling-drain.ts'
import type { StateLook } from './node-state.ts'

const phases: Readonly<Record<RollingPhase, StateLook>> = {
  pending: { shape: 'ring', tone: 'idle', word: 'Waits its turn' },
  cordoning: { shape: 'chevron', tone: 'warn', word: 'Begins' },
  draining: { shape: 'chevron', tone: 'warn', word: 'Draining' },
  drained: { shape: 'check', tone: 'warn', word: 'Drained' },
  warming: { shape: 'diamond', tone: 'warn', word: 'Coming back' },
  done: { shape: 'check', tone: 'ok', word: 'Done' },
  failed: { shape: 'cross', tone: 'bad', word: 'Failed' },
  skipped: { shape: 'dash', tone: 'idle', word: 'Left out' },
}

export function phaseLook(phase: RollingPhase): StateLook {
  return phases[phase]
}

/** A run that waits is neither at rest nor at work. */
export function runLook({ state, waiting }: Pick<RollingDrain, 'state' | 'waiting'>): StateLook {
  switch (state) {
    case 'running':
      return waiting === null
        ? { shape: 'chevron', tone: 'ok', word: 'Running' }
        : { shape: 'triangle', tone: 'warn', word: 'Waiting' }
    case 'paused':
      return { shape: 'triangle', tone: 'warn', word: 'Paused' }
    case 'cancelling':
      return { shape: 'diamond', tone: 'warn', word: 'Cancelling' }
    case 'done':
      return { shape: 'check', tone: 'ok', word: 'Done' }
    case 'failed':
      return { shape: 'cross', tone: 'bad', word: 'Failed' }
    case 'cancelled':
      return { shape: 'dash', tone: 'idle', word: 'Cancelled' }
    default:
      return state satisfies never
  }
}

/** `2 of 5 done`, as numbers. */
export function doneOf({ steps }: Pick<RollingDrain, 'steps'>): { readonly done: number; readonly all: number } {
  return { done: steps.filter(({ phase }) => phase === 'done').length, all: steps.length }
}
