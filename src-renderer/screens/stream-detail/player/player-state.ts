import { type PlayFailure, retryDelay } from './play-failure.ts'

/**
 * What the player does. locating: asks the origin for the best node. connecting: waits for the first picture.
 * playing. waiting: what arrived is used up. blocked: the browser wants a click first. retrying: it failed and is tried
 * again at `at` (ms since 1970). failed: trying again does not help.
 */
export type PlayerState =
  | { readonly status: 'locating' | 'connecting' | 'playing' | 'waiting' | 'blocked'; readonly attempt: number }
  | { readonly status: 'retrying'; readonly attempt: number; readonly failure: PlayFailure; readonly at: number }
  | { readonly status: 'failed'; readonly attempt: number; readonly failure: PlayFailure }

export type PlayerEvent =
  | { readonly type: 'chosen' | 'located' | 'played' | 'starved' | 'blocked' | 'retry' }
  | { readonly type: 'failed'; readonly failure: PlayFailure; readonly now: number }

/** Where every choice of a node begins. */
export const atFirst: PlayerState = { status: 'locating', attempt: 0 }

/** Decides what follows from an event. A picture that plays again forgets the attempts it took. */
export function nextPlayerState(state: PlayerState, event: PlayerEvent): PlayerState {
  const over = state.status === 'retrying' || state.status === 'failed'
  switch (event.type) {
    case 'chosen':
      return atFirst
    case 'located':
      return over ? state : { status: 'connecting', attempt: state.attempt }
    case 'played':
      return over ? state : { status: 'playing', attempt: 0 }
    case 'starved':
      return state.status === 'playing' ? { status: 'waiting', attempt: state.attempt } : state
    case 'blocked':
      return over ? state : { status: 'blocked', attempt: state.attempt }
    case 'retry':
      return { status: 'locating', attempt: state.attempt }
    case 'failed': {
      if (over) return state
      const { failure, now } = event
      if (!failure.passing) return { status: 'failed', attempt: state.attempt, failure }
      return { status: 'retrying', attempt: state.attempt + 1, failure, at: now + retryDelay(state.attempt) }
    }
    default:
      throw new Error(`no such event: ${event satisfies never}`)
  }
}
