import type { NodeMode, NodeModeValue, NodeRole } from '#contract/node.ts'
import type { Instant } from './clock.ts'

/** How a drain is asked for. */
export interface DrainAsked {
  readonly by: string
  readonly reason: string | null
  /** From now on; null: it waits for the last subscriber. */
  readonly deadline_ms: number | null
  readonly on_deadline: NodeMode['on_deadline']
  readonly after_drain: NodeMode['after_drain']
  /** When it is over by itself; null or absent: when somebody says so. */
  readonly expires_at?: NodeMode['expires_at']
}

/** Everything that can happen to a node's mode. Heartbeats, re-joins and restarts are not among them. */
export type ModeEvent =
  | ({ readonly kind: 'drain' } & DrainAsked)
  /** Out at once, whatever it carries. */
  | {
      readonly kind: 'maintain'
      readonly by: string
      readonly reason: string | null
      readonly expires_at?: NodeMode['expires_at']
    }
  /** No new work in these roles; the rest goes on as it was. */
  | {
      readonly kind: 'close_roles'
      readonly by: string
      readonly reason: string | null
      readonly roles: readonly NodeRole[]
      readonly expires_at?: NodeMode['expires_at']
    }
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
  /** The drain's deadline has come, or the node is taken out at once: end what it still carries, with this reason. */
  | { readonly kind: 'end_remaining'; readonly reason: string }
  /** The deadline has come, and the drain waits on. */
  | { readonly kind: 'overdue' }
  /** It was drained to leave the cluster, and may go now. */
  | { readonly kind: 'retire' }
  | { readonly kind: 'refused'; readonly code: 'node_not_normal'; readonly message: string }

export type ModeCause = 'operator' | 'deadline' | 'drained' | 'expired'

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
    after_drain: null,
    on_deadline: 'end',
    drained_at: null,
    revision: 0,
  }
}

/** Milliseconds from `now` until a drain's deadline; null where there is none. */
export function deadlineIn(mode: NodeMode, now: Instant): number | null {
  return mode.value === 'draining' ? msUntil(mode.deadline_at, now) : null
}

/** Milliseconds from `now` until time alone changes the mode; null: it does not. */
export function modeTickIn(mode: NodeMode, now: Instant): number | null {
  const expires_ms = expiresIn(mode, now)
  const deadline_ms = deadlineIn(mode, now)
  if (expires_ms === null || deadline_ms === null) return expires_ms ?? deadline_ms
  return Math.min(expires_ms, deadline_ms)
}

function expiresIn(mode: NodeMode, now: Instant): number | null {
  return isWhole(mode) ? null : msUntil(mode.expires_at ?? null, now)
}

/** It takes all new work. */
function isWhole({ value, closed_roles = [] }: NodeMode): boolean {
  return value === 'normal' && closed_roles.length === 0
}

function msUntil(at: string | null, now: Instant): number | null {
  return at === null ? null : Math.max(0, Date.parse(at) - Date.parse(now.at))
}

/**
 * The mode of a node (contracts/model.md):
 *
 *     normal <--resume-- draining --deadline, or empty and told so--> maintenance --resume--> normal
 *     normal, draining --maintain--> maintenance
 *     draining, maintenance --expires_at--> normal
 *
 * Deadlines are wall time, because they outlive a restart of the origin.
 */
export function transition(mode: NodeMode, event: ModeEvent, now: Instant): ModeOutcome {
  switch (event.kind) {
    case 'drain':
      return drain(mode, event, now)
    case 'maintain': {
      if (mode.value === 'maintenance') return { mode, effects: [] }
      const set = { value: 'maintenance', set_by: event.by, reason: event.reason } as const
      const out = change({ ...mode, expires_at: event.expires_at ?? null }, set, 'operator', now)
      const reason = `the node was put into maintenance${event.reason === null ? '' : `: ${event.reason}`}`
      return { mode: out.mode, effects: [...out.effects, { kind: 'end_remaining', reason }] }
    }
    case 'resume':
      if (isWhole(mode)) return { mode, effects: [] }
      return change(mode, { value: 'normal', set_by: event.by, reason: event.reason }, 'operator', now)
    case 'close_roles':
      return closeRoles(mode, event, now)
    case 'carries':
      return carries(mode, event.total, now)
    case 'tick':
      // What would be over by now is not put into maintenance first.
      if (expiresIn(mode, now) === 0) return expire(mode, now)
      return deadlineIn(mode, now) === 0 ? deadline(mode, now) : { mode, effects: [] }
    default:
      return event satisfies never
  }
}

function drain(mode: NodeMode, event: DrainAsked, now: Instant): ModeOutcome {
  if (mode.value === 'maintenance') {
    const message = 'the node is in maintenance and takes no work already'
    return { mode, effects: [{ kind: 'refused', code: 'node_not_normal', message }] }
  }
  const { deadline_ms, reason, on_deadline, after_drain, expires_at = null } = event
  const deadline_at = deadline_ms === null ? null : new Date(Date.parse(now.at) + deadline_ms).toISOString()
  // Asked again without a change it stays the drain it is; with another deadline or reason it is the newer word.
  const is_same =
    mode.reason === reason &&
    mode.on_deadline === on_deadline &&
    mode.after_drain === after_drain &&
    (mode.expires_at ?? null) === expires_at
  if (mode.value === 'draining' && deadline_at === null && mode.deadline_at === null && is_same) {
    return { mode, effects: [] }
  }
  const outcome = change(mode, { value: 'draining', set_by: event.by, reason }, 'operator', now)
  const { expires_at: _, ...mode_now } = outcome.mode
  const expires = expires_at === null ? {} : { expires_at }
  const asked = { ...mode_now, deadline_at, on_deadline, after_drain, ...expires }
  // What is drained already need not be waited for.
  const after = asked.drained_at === null ? null : afterwards(asked, now)
  return after === null
    ? { mode: asked, effects: outcome.effects }
    : { mode: after.mode, effects: [...outcome.effects, ...after.effects] }
}

function closeRoles(
  mode: NodeMode,
  { by, reason, roles, expires_at = null }: Extract<ModeEvent, { kind: 'close_roles' }>,
  now: Instant,
): ModeOutcome {
  if (mode.value !== 'normal') {
    const message = `the node is ${mode.value === 'draining' ? 'draining' : 'in maintenance'} and takes no work in any role`
    return { mode, effects: [{ kind: 'refused', code: 'node_not_normal', message }] }
  }
  const closed_roles = [...new Set(roles)].toSorted()
  const is_same = closed_roles.join() === (mode.closed_roles ?? []).join() && (mode.expires_at ?? null) === expires_at
  if (is_same && mode.reason === reason) return { mode, effects: [] }
  const out = change(mode, { value: 'normal', set_by: by, reason }, 'operator', now)
  return { mode: { ...out.mode, closed_roles, ...(expires_at === null ? {} : { expires_at }) }, effects: out.effects }
}

function expire(mode: NodeMode, now: Instant): ModeOutcome {
  return change(mode, { value: 'normal', set_by: mode.set_by, reason: null }, 'expired', now)
}

function deadline(mode: NodeMode, now: Instant): ModeOutcome {
  if (mode.on_deadline === 'wait' && mode.drained_at === null) {
    return { mode: { ...mode, deadline_at: null, revision: mode.revision + 1 }, effects: [{ kind: 'overdue' }] }
  }
  const reason = 'the deadline of the drain has come'
  const set = { value: 'maintenance', set_by: mode.set_by, reason: mode.reason } as const
  const out = change(mode, set, 'deadline', now)
  const effects: ModeEffect[] = [...out.effects]
  if (mode.drained_at === null) effects.push({ kind: 'end_remaining', reason })
  if (mode.after_drain === 'retire') effects.push({ kind: 'retire' })
  return { mode: out.mode, effects }
}

function carries(mode: NodeMode, total: number, now: Instant): ModeOutcome {
  if (mode.value === 'normal') return { mode, effects: [] }
  if (total > 0) return { mode: mode.drained_at === null ? mode : { ...mode, drained_at: null }, effects: [] }
  if (mode.drained_at !== null) return { mode, effects: [] }
  const drained = { ...mode, drained_at: now.at }
  const after = mode.value === 'draining' ? afterwards(drained, now) : null
  const effects: ModeEffect[] = [{ kind: 'drained' }]
  return after === null ? { mode: drained, effects } : { mode: after.mode, effects: [...effects, ...after.effects] }
}

/** What a drained node was told to do next; null: nothing. */
function afterwards(mode: NodeMode, now: Instant): ModeOutcome | null {
  if (mode.after_drain === null) return null
  const set = { value: 'maintenance', set_by: mode.set_by, reason: mode.reason } as const
  const out = change(mode, set, 'drained', now)
  return mode.after_drain === 'retire' ? { mode: out.mode, effects: [...out.effects, { kind: 'retire' }] } : out
}

function change(
  mode: NodeMode,
  to: Pick<NodeMode, 'value' | 'set_by' | 'reason'>,
  cause: ModeCause,
  now: Instant,
): ModeOutcome {
  const stays_drained = to.value !== 'normal' ? mode.drained_at : null
  const expires_at = to.value === 'normal' ? null : (mode.expires_at ?? null)
  return {
    mode: {
      ...to,
      set_at: now.at,
      deadline_at: null,
      after_drain: null,
      on_deadline: 'end',
      ...(expires_at === null ? {} : { expires_at }),
      drained_at: stays_drained,
      revision: mode.revision + 1,
    },
    effects: [{ kind: 'changed', from: mode.value, to: to.value, cause }],
  }
}
