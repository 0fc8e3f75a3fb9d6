import { RECOVERED_AFTER_MS, restartDelay } from '../origin/restart-backoff.ts'

/** Where the origin's process is in its life. */
export type LifecycleState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'starting'; readonly failures: number; readonly reason: FailureReason | null }
  | { readonly kind: 'running'; readonly failures: number; readonly since_ms: number }
  | { readonly kind: 'waiting'; readonly failures: number }
  | { readonly kind: 'broken' }
  | { readonly kind: 'stopping' }
  | { readonly kind: 'stopped' }

/** Why the origin cannot start. */
export type FailureReason =
  /** As the origin says it, for a person. */
  | { readonly kind: 'said'; readonly message: string; readonly hint: string | null }
  /** It was not ready within {@link START_DEADLINE_MS}. */
  | { readonly kind: 'late' }
  /** It ended so many times while starting; `exit_code` of the last time, null: it has none. */
  | { readonly kind: 'crashed'; readonly times: number; readonly exit_code: number | null }

/** Where the panel is, as a ready origin says. */
export interface PanelAddress {
  readonly url: string
  /** Opens the panel signed in; works once. */
  readonly sign_in_url: string
}

export type LifecycleEvent =
  | { readonly kind: 'start_asked' }
  | { readonly kind: 'ready'; readonly panel: PanelAddress }
  /** The origin says why it cannot start, and waits to be told that this was heard. */
  | { readonly kind: 'start_failed'; readonly reason: FailureReason }
  | { readonly kind: 'start_late' }
  | { readonly kind: 'exited'; readonly exit_code: number | null }
  | { readonly kind: 'restart_due' }
  | { readonly kind: 'stop_asked' }
  | { readonly kind: 'stop_late' }

export type LifecycleEffect =
  /** Fork the process, and say start_late after START_DEADLINE_MS. */
  | { readonly kind: 'launch' }
  | { readonly kind: 'show_panel'; readonly panel: PanelAddress }
  | { readonly kind: 'show_failure'; readonly reason: FailureReason }
  | { readonly kind: 'show_restarting' }
  | { readonly kind: 'schedule_restart'; readonly delay_ms: number }
  /** Tell the process that it may end. */
  | { readonly kind: 'dismiss' }
  /** Ask the process to stop, and say stop_late after STOP_DEADLINE_MS. */
  | { readonly kind: 'ask_to_stop' }
  | { readonly kind: 'kill' }
  /** All is over; the program may end. */
  | { readonly kind: 'finish' }

export interface Transition {
  readonly state: LifecycleState
  readonly effects: readonly LifecycleEffect[]
}

/** A first start migrates the database and waits for the node beside the origin. */
export const START_DEADLINE_MS = 60_000
/** Longer than the origin's own deadline of 5 s would break the promise that programs end within it. */
export const STOP_DEADLINE_MS = 4_500
/** Crashes while starting, in a row, until it is the user's turn. */
const MOST_START_CRASHES = 4

/** Decides what a happening means for the origin's process. Pure; `now_ms` is monotonic. */
export function transition(state: LifecycleState, event: LifecycleEvent, now_ms: number): Transition {
  const stay: Transition = { state, effects: [] }
  switch (event.kind) {
    case 'start_asked':
      return state.kind === 'idle' || state.kind === 'broken' ? launch(0) : stay
    case 'ready':
      // It started again in place, and listens elsewhere now.
      if (state.kind === 'running') return { state, effects: [{ kind: 'show_panel', panel: event.panel }] }
      if (state.kind !== 'starting') return stay
      return {
        state: { kind: 'running', failures: state.failures, since_ms: now_ms },
        effects: [{ kind: 'show_panel', panel: event.panel }],
      }
    case 'start_failed':
      if (state.kind !== 'starting') return stay
      return { state: { ...state, reason: event.reason }, effects: [{ kind: 'dismiss' }] }
    case 'start_late':
      if (state.kind !== 'starting') return stay
      return { state: { ...state, reason: state.reason ?? { kind: 'late' } }, effects: [{ kind: 'kill' }] }
    case 'exited':
      return exited(state, event.exit_code, now_ms)
    case 'restart_due':
      return state.kind === 'waiting' ? launch(state.failures) : stay
    case 'stop_asked':
      return stopAsked(state)
    case 'stop_late':
      return state.kind === 'stopping' ? { state, effects: [{ kind: 'kill' }] } : stay
    default:
      event satisfies never
      return stay
  }
}

function launch(failures: number): Transition {
  return { state: { kind: 'starting', failures, reason: null }, effects: [{ kind: 'launch' }] }
}

function broken(reason: FailureReason): Transition {
  return { state: { kind: 'broken' }, effects: [{ kind: 'show_failure', reason }] }
}

function exited(state: LifecycleState, exit_code: number | null, now_ms: number): Transition {
  switch (state.kind) {
    case 'starting': {
      if (state.reason !== null) return broken(state.reason)
      const failures = state.failures + 1
      if (failures < MOST_START_CRASHES) return wait(failures)
      return broken({ kind: 'crashed', times: failures, exit_code })
    }
    case 'running': {
      const recovered = now_ms - state.since_ms >= RECOVERED_AFTER_MS
      return wait(recovered ? 1 : state.failures + 1)
    }
    case 'stopping':
      return { state: { kind: 'stopped' }, effects: [{ kind: 'finish' }] }
    case 'idle':
    case 'waiting':
    case 'broken':
    case 'stopped':
      return { state, effects: [] }
    default:
      return state satisfies never
  }
}

function wait(failures: number): Transition {
  return {
    state: { kind: 'waiting', failures },
    effects: [{ kind: 'show_restarting' }, { kind: 'schedule_restart', delay_ms: restartDelay(failures) }],
  }
}

function stopAsked(state: LifecycleState): Transition {
  switch (state.kind) {
    case 'starting':
    case 'running':
      return { state: { kind: 'stopping' }, effects: [{ kind: 'ask_to_stop' }] }
    // Asked a second time: force it.
    case 'stopping':
      return { state, effects: [{ kind: 'kill' }] }
    case 'idle':
    case 'waiting':
    case 'broken':
      return { state: { kind: 'stopped' }, effects: [{ kind: 'finish' }] }
    case 'stopped':
      return { state, effects: [] }
    default:
      return state satisfies never
  }
}
