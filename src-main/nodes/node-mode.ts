import type { NodeMode, NodeModeValue } from '#contract/node.ts'
import type { Instant } from './clock.ts'

/** Everything that can happen to a node's mode. Heartbeats, re-joins and restarts are not among them. */
export type ModeEvent =
  | { readonly kind: 'drain'; readonly by: string; readonly reason: string | null; readonly deadline_ms: number | null }
  | { readonly kind: 'resume'; readonly by: string; readonly reason: string | null }
  /** How much the node carries now: its publishers, subscribers and relays, together. */
  | { readonly kind: 'carries'; readonly total: number }
  /** Time went by. */
  | { readonly kind: 'tick' }

/** What a transition asks its caller to do, after the new mode is on disk. */
export type ModeEffect =
  | { readonly kind: 'changed'; readonly from: NodeModeValue; readonly to: NodeModeValue; readonly cause: ModeCause }
  /** A node that takes no new work holds nothing any more. */
  | { readonly kind: 'drained' }
  /** The drain's deadline has come: end what the node still carries, with this reason. */
  | { readonly kind: 'end_remaining'; readonly reason: string }
  | { readonly kind: 'refused'; readonly code: 'node_not_normal'; readonly message: string }

export type ModeCause = 'operator' | 'deadline'

export interface ModeOutcome {
  readonly mode: NodeMode
  readonly effects: readonly ModeEffect[]
}

/** The mode of a node that nobody has steered yet. */
export function initialMode(now: Instant): NodeMode {
  return {
    value: 'normal',
    set_by: 'origin',
    reason: null,
    set_at: now.at,
    deadline_at: null,
    drained_at: null,
    revision: 0,
  }
}

/** Milliseconds from `now` until a drain's deadline; null where there is none. */
export function modeTickIn(mode: NodeMode, now: Instant): number | null {
  if (mode.value !== 'draining' || mode.deadline_at === null) return null
  return Math.max(0, Date.parse(mode.deadline_at) - Date.parse(now.at))
}

/**
 * The mode of a node (contracts/model.md): normal <--resume-- draining --deadline--> maintenance --resume--> normal.
 * Deadlines are wall time, because they outlive a restart of the origin.
 */
export function transition(mode: NodeMode, event: ModeEvent, now: Instant): ModeOutcome {
  switch (event.kind) {
    case 'drain':
      return drain(mode, event, now)
    case 'resume':
      if (mode.value === 'normal') return { mode, effects: [] }
      return change(mode, { value: 'normal', set_by: event.by, reason: event.reason }, 'operator', now)
    case 'carries':
      return carries(mode, event.total, now)
    case 'tick': {
      if (modeTickIn(mode, now) !== 0) return { mode, effects: [] }
      const reason = 'the deadline of the drain has come'
      const ended = change(mode, { value: 'maintenance', set_by: mode.set_by, reason: mode.reason }, 'deadline', now)
      return mode.drained_at === null
        ? { mode: ended.mode, effects: [...ended.effects, { kind: 'end_remaining', reason }] }
        : ended
    }
    default:
      return event satisfies never
  }
}

function drain(mode: NodeMode, event: Extract<ModeEvent, { kind: 'drain' }>, now: Instant): ModeOutcome {
  if (mode.value === 'maintenance') {
    const message = 'the node is in maintenance and takes no work already'
    return { mode, effects: [{ kind: 'refused', code: 'node_not_normal', message }] }
  }
  const deadline_at = event.deadline_ms === null ? null : new Date(Date.parse(now.at) + event.deadline_ms).toISOString()
  // Asked again without a change it stays the drain it is; with another deadline or reason it is the newer word.
  if (mode.value === 'draining' && deadline_at === null && mode.deadline_at === null && event.reason === mode.reason) {
    return { mode, effects: [] }
  }
  const outcome = change(mode, { value: 'draining', set_by: event.by, reason: event.reason }, 'operator', now)
  return { ...outcome, mode: { ...outcome.mode, deadline_at } }
}

function carries(mode: NodeMode, total: number, now: Instant): ModeOutcome {
  if (mode.value === 'normal') return { mode, effects: [] }
  if (total > 0) return { mode: mode.drained_at === null ? mode : { ...mode, drained_at: null }, effects: [] }
  if (mode.drained_at !== null) return { mode, effects: [] }
  return { mode: { ...mode, drained_at: now.at }, effects: [{ kind: 'drained' }] }
}

function change(
  mode: NodeMode,
  to: Pick<NodeMode, 'value' | 'set_by' | 'reason'>,
  cause: ModeCause,
  now: Instant,
): ModeOutcome {
  const stays_drained = to.value !== 'normal' ? mode.drained_at : null
  return {
    mode: { ...to, set_at: now.at, deadline_at: null, drained_at: stays_drained, revision: mode.revision + 1 },
    effects: [{ kind: 'changed', from: mode.value, to: to.value, cause }],
  }
}
