import type { NodeId, SessionId } from '#contract/ids.ts'
import type { RelayState } from '#contract/stream.ts'

/** Times and limits of one relay; durations in ms. */
export interface RelayPolicy {
  /** How long locating a source, and connecting to it, may take each. */
  readonly establish_timeout_ms: number
  /** How long a relay outlives its last subscriber; 0 closes it at once. */
  readonly release_delay_ms: number
  /** Attempts after a failed one, so far apart; the first reconnect after a steady connection, or in another way, is made at once and is free. */
  readonly retry_attempts: number
  readonly retry_delay_ms: number
  /** A connection that held for so long was a good one: its loss starts the count of attempts anew. */
  readonly steady_after_ms: number
  /** How long viewers who have the stream are kept after its connection was lost, however many attempts that takes. */
  readonly keep_ms: number
}

/** How long a relay without subscribers is `idle` before it is `releasing`: a reloaded page is not a release. */
export const IDLE_GRACE_MS = 1_000

/** Sources that failed are remembered up to the number the control channel takes. */
const MAX_FAILED_SOURCES = 16

/** Where a stream can be pulled from, as far as the machine needs to know it. */
export interface SourceChoice {
  readonly node_id: NodeId
  readonly session_id: SessionId
}

/** All there is to know of one relay; a value, never changed in place. Times are those of the `now` handed in. */
export interface RelayMachine {
  readonly state: RelayState
  /** Viewers waiting for the first byte count as much as those attached. */
  readonly subscribers: number
  /** Reconnects tried since the last steady connection. */
  readonly attempts: number
  readonly source: SourceChoice | null
  readonly failed_sources: readonly NodeId[]
  /** Other sources that were named with the present one, best first; each is tried once, without a pause. */
  readonly alternatives: readonly SourceChoice[]
  /** While it plays: the source it is about to change over to. */
  readonly preparing: SourceChoice | null
  /** While retrying: whether the origin has been asked and has not answered. */
  readonly locating: boolean
  /** Whether media ever flowed; viewers are attached from then on and kept through a retry. */
  readonly delivered: boolean
  readonly active_since: number | null
  /** Until then it does not fail for want of attempts: its publisher or its source may be on the way back. */
  readonly keep_until: number
  /** When to send `woke`; null: not at all. */
  readonly wake_at: number | null
  readonly error: string | null
}

export type RelayEvent =
  | { readonly type: 'located'; readonly source: SourceChoice; readonly alternatives?: readonly SourceChoice[] }
  | { readonly type: 'not_located'; readonly reason: string }
  /** There is no source, but one may come within so many ms. */
  | { readonly type: 'told_to_wait'; readonly reason: string; readonly wait_ms: number }
  /** The origin says by itself where the stream is to come from now. */
  | { readonly type: 'moved'; readonly source: SourceChoice; readonly alternatives?: readonly SourceChoice[] }
  /** The source that was prepared carries the stream now; the one before is let go. */
  | { readonly type: 'changed_over' }
  /** The source that was prepared cannot be had. */
  | { readonly type: 'not_prepared' }
  /** The source sends another session of the stream from here on. */
  | { readonly type: 'goes_on'; readonly session_id: SessionId }
  /** The source answered the pull and will send media. */
  | { readonly type: 'accepted' }
  /**
   * The connection failed, was refused or broke, or nothing was heard for too long.
   * `other_way`: it broke, but the next one to the same source goes another way (TLS after QUIC).
   * `looped`: the source gets the stream from this node by now.
   */
  | { readonly type: 'lost'; readonly error: string; readonly other_way?: boolean; readonly looped?: boolean }
  /** The source says that the publication is over. */
  | { readonly type: 'ended'; readonly reason: string }
  | { readonly type: 'subscribers'; readonly count: number }
  | { readonly type: 'woke' }
  /** This node wants the relay gone: it stops, an operator ended it, a publisher took its place. */
  | { readonly type: 'stopped'; readonly reason: string }

export type RelayEffect =
  | { readonly do: 'locate'; readonly exclude: readonly NodeId[] }
  | { readonly do: 'connect'; readonly source: SourceChoice }
  /** Connects to this source beside the present one, in the place of any that is being prepared. */
  | { readonly do: 'prepare'; readonly source: SourceChoice }
  | { readonly do: 'disconnect' }
  /** Attached and waiting viewers are told that it is over, and why. */
  | { readonly do: 'end_stream'; readonly reason: string }

export interface RelayStep {
  readonly machine: RelayMachine
  readonly effects: readonly RelayEffect[]
}

/** A relay that was just asked for. */
export function requestRelay(subscribers: number, now: number, policy: RelayPolicy): RelayStep {
  return {
    machine: {
      state: 'requested',
      subscribers,
      attempts: 0,
      source: null,
      failed_sources: [],
      alternatives: [],
      preparing: null,
      locating: true,
      delivered: false,
      active_since: null,
      keep_until: now,
      wake_at: now + policy.establish_timeout_ms,
      error: null,
    },
    effects: [{ do: 'locate', exclude: [] }],
  }
}

/** Whether the relay is over; nothing changes it any more. */
export function isOver(machine: RelayMachine): boolean {
  return machine.state === 'closed' || machine.state === 'failed'
}

/**
 * The life of a relay (contracts/model.md): requested -> establishing -> active <-> idle -> releasing -> closed; a loss
 * leads to retrying and, when the attempts are used up, to failed. Events that mean nothing in a state change nothing.
 */
export function transition(machine: RelayMachine, event: RelayEvent, now: number, policy: RelayPolicy): RelayStep {
  if (isOver(machine)) return stay(machine)
  switch (event.type) {
    case 'located':
      return isLocating(machine)
        ? establish({ ...machine, alternatives: event.alternatives ?? [] }, event.source, now, policy)
        : stay(machine)
    case 'not_located':
      return isLocating(machine) ? notLocated(machine, event.reason, now, policy) : stay(machine)
    case 'told_to_wait':
      return isLocating(machine) ? wait(machine, event.reason, event.wait_ms, now, policy) : stay(machine)
    case 'moved':
      return moved(machine, event.source, event.alternatives ?? [], now, policy)
    case 'changed_over':
      return changedOver(machine, now)
    case 'not_prepared':
      return prepareNext(machine)
    case 'goes_on':
      return stay({ ...machine, source: machine.source && { ...machine.source, session_id: event.session_id } })
    case 'accepted':
      return machine.state === 'establishing' ? activate(machine, now, policy) : stay(machine)
    case 'lost':
      return lost(machine, event, now, policy)
    case 'ended':
    case 'stopped':
      return close(machine, event.reason)
    case 'subscribers':
      return counted(machine, event.count, now, policy)
    case 'woke':
      return machine.wake_at === null || now < machine.wake_at ? stay(machine) : woke(machine, now, policy)
    default:
      return event satisfies never
  }
}

function stay(machine: RelayMachine): RelayStep {
  return { machine, effects: [] }
}

function isLocating(machine: RelayMachine): boolean {
  return machine.state === 'requested' || (machine.state === 'retrying' && machine.locating)
}

function isPlaying(machine: RelayMachine): boolean {
  return machine.state === 'active' || machine.state === 'idle' || machine.state === 'releasing'
}

function establish(machine: RelayMachine, source: SourceChoice, now: number, policy: RelayPolicy): RelayStep {
  return {
    machine: {
      ...machine,
      state: 'establishing',
      source,
      preparing: null,
      locating: false,
      wake_at: now + policy.establish_timeout_ms,
    },
    effects: [{ do: 'connect', source }],
  }
}

/** Goes to the next of the sources that were named together; null: there is none left. */
function establishNext(machine: RelayMachine, now: number, policy: RelayPolicy): RelayStep | null {
  const [next, ...alternatives] = machine.alternatives
  if (next === undefined) return null
  const failed_sources = withFailed(machine.failed_sources, machine.source)
  const step = establish({ ...machine, alternatives, failed_sources, active_since: null }, next, now, policy)
  return { ...step, effects: [{ do: 'disconnect' }, ...step.effects] }
}

function notLocated(machine: RelayMachine, reason: string, now: number, policy: RelayPolicy): RelayStep {
  // Viewers who already see the stream are kept: its publisher may be on its way to another node.
  return machine.delivered ? retry(machine, reason, now, policy) : fail(machine, reason)
}

function wait(machine: RelayMachine, reason: string, wait_ms: number, now: number, policy: RelayPolicy): RelayStep {
  if (!machine.delivered) return fail(machine, reason)
  const keep_until = Math.max(machine.keep_until, now + wait_ms)
  return retry({ ...machine, alternatives: [], keep_until }, reason, now, policy)
}

function moved(
  machine: RelayMachine,
  source: SourceChoice,
  alternatives: readonly SourceChoice[],
  now: number,
  policy: RelayPolicy,
): RelayStep {
  const { state } = machine
  if (state === 'requested' || state === 'idle' || state === 'releasing') return stay(machine)
  const there = machine.source?.node_id === source.node_id && machine.source.session_id === source.session_id
  if (there && state !== 'retrying') return stay(machine)
  // The same session is to be had without a break: both are listened to until they are at the same picture.
  if (state === 'active' && machine.source?.session_id === source.session_id) {
    return { machine: { ...machine, alternatives, preparing: source }, effects: [{ do: 'prepare', source }] }
  }
  const fresh = { ...machine, attempts: 0, failed_sources: [], alternatives, active_since: null }
  const step = establish(fresh, source, now, policy)
  return { ...step, effects: [{ do: 'disconnect' }, ...step.effects] }
}

function changedOver(machine: RelayMachine, now: number): RelayStep {
  const { preparing } = machine
  if (preparing === null) return stay(machine)
  const fresh = { attempts: 0, failed_sources: [], active_since: now, error: null }
  return stay({ ...machine, ...fresh, source: preparing, preparing: null })
}

/** The present source goes on; another of those that were named with the one that failed may do. */
function prepareNext(machine: RelayMachine): RelayStep {
  if (machine.preparing === null) return stay(machine)
  const [next, ...alternatives] = machine.alternatives
  if (next === undefined || next.node_id === machine.source?.node_id) return stay({ ...machine, preparing: null })
  return { machine: { ...machine, alternatives, preparing: next }, effects: [{ do: 'prepare', source: next }] }
}

function activate(machine: RelayMachine, now: number, policy: RelayPolicy): RelayStep {
  const playing: RelayMachine = {
    ...machine,
    state: 'active',
    delivered: true,
    active_since: now,
    wake_at: null,
    error: null,
  }
  return playing.subscribers > 0 ? stay(playing) : idle(playing, now, policy)
}

function idle(machine: RelayMachine, now: number, policy: RelayPolicy): RelayStep {
  if (policy.release_delay_ms === 0) return close(machine, 'nobody watches it here any more')
  const grace_ms = Math.min(IDLE_GRACE_MS, policy.release_delay_ms)
  return stay({ ...machine, state: 'idle', wake_at: now + grace_ms })
}

function counted(machine: RelayMachine, count: number, now: number, policy: RelayPolicy): RelayStep {
  const next = { ...machine, subscribers: count }
  if (isPlaying(machine)) {
    if (count > 0) return stay({ ...next, state: 'active', wake_at: null })
    return machine.state === 'active' ? idle(next, now, policy) : stay(next)
  }
  return count > 0 ? stay(next) : close(next, 'nobody waits for it any more')
}

type Loss = Extract<RelayEvent, { type: 'lost' }>

function lost(machine: RelayMachine, loss: Loss, now: number, policy: RelayPolicy): RelayStep {
  switch (machine.state) {
    case 'idle':
    case 'releasing':
      return close(machine, loss.error)
    case 'active':
      return lostWhilePlaying(machine, loss, now, policy)
    case 'establishing':
      return establishNext(machine, now, policy) ?? retry(machine, loss.error, now, policy)
    default:
      // A second word about a connection that is already given up.
      if (machine.state === 'retrying' && !machine.locating) return stay(machine)
      return retry(machine, loss.error, now, policy)
  }
}

function lostWhilePlaying(
  machine: RelayMachine,
  { error, other_way = false, looped = false }: Loss,
  now: number,
  policy: RelayPolicy,
): RelayStep {
  const { preparing } = machine
  if (preparing !== null && !other_way) {
    const keep_until = Math.max(machine.keep_until, now + policy.keep_ms)
    const step = establish({ ...machine, active_since: null, keep_until, error }, preparing, now, policy)
    return { ...step, effects: [{ do: 'disconnect' }, ...step.effects] }
  }
  const held_ms = machine.active_since === null ? 0 : now - machine.active_since
  const was_steady = held_ms >= policy.steady_after_ms
  if (other_way || was_steady) return locateAnew(machine, { error, attempts: 0, excludes: !other_way }, now, policy)
  const first = machine.attempts === 0
  // A loop is nobody's fault and over with this; a second one in a row waits.
  if (looped && first) return locateAnew(machine, { error, attempts: 1, excludes: true }, now, policy)
  // A source that accepts and drops again and again gains no time by that.
  const kept = first ? { ...machine, keep_until: now + policy.keep_ms } : machine
  const next = looped ? null : establishNext({ ...kept, error }, now, policy)
  return next ?? retry(kept, error, now, policy)
}

/** Asks at once where else the stream is. @param excludes the present source shall not be named again */
function locateAnew(
  machine: RelayMachine,
  { error, attempts, excludes }: { readonly error: string; readonly attempts: number; readonly excludes: boolean },
  now: number,
  policy: RelayPolicy,
): RelayStep {
  const failed_sources = excludes ? withFailed([], machine.source) : []
  return {
    machine: {
      ...machine,
      state: 'retrying',
      attempts,
      failed_sources,
      alternatives: [],
      preparing: null,
      locating: true,
      active_since: null,
      keep_until: now + policy.keep_ms,
      wake_at: now + policy.establish_timeout_ms,
      error,
    },
    effects: [{ do: 'disconnect' }, { do: 'locate', exclude: failed_sources }],
  }
}

function retry(machine: RelayMachine, error: string, now: number, policy: RelayPolicy): RelayStep {
  const used_up = machine.attempts >= policy.retry_attempts
  if (used_up && (!machine.delivered || now >= machine.keep_until)) return fail(machine, error)
  const next_at = now + policy.retry_delay_ms
  return {
    machine: {
      ...machine,
      state: 'retrying',
      attempts: machine.attempts + 1,
      failed_sources: withFailed(machine.failed_sources, machine.source),
      preparing: null,
      locating: false,
      active_since: null,
      // Viewers kept for nothing are told so when the time is up, and not an attempt later.
      wake_at: used_up ? Math.min(next_at, machine.keep_until) : next_at,
      error,
    },
    effects: [{ do: 'disconnect' }],
  }
}

function withFailed(known: readonly NodeId[], source: SourceChoice | null): readonly NodeId[] {
  if (source === null || known.includes(source.node_id)) return known
  return [...known, source.node_id].slice(-MAX_FAILED_SOURCES)
}

function woke(machine: RelayMachine, now: number, policy: RelayPolicy): RelayStep {
  switch (machine.state) {
    case 'requested':
      return retry(machine, 'the origin did not say in time where the stream is', now, policy)
    case 'establishing':
      return establishNext(machine, now, policy) ?? retry(machine, 'the source did not answer in time', now, policy)
    case 'retrying':
      if (machine.locating) return retry(machine, 'the origin did not say in time where the stream is', now, policy)
      return {
        machine: { ...machine, locating: true, wake_at: now + policy.establish_timeout_ms },
        effects: [{ do: 'locate', exclude: machine.failed_sources }],
      }
    case 'idle': {
      const left_ms = policy.release_delay_ms - IDLE_GRACE_MS
      if (left_ms <= 0) return close(machine, 'nobody watches it here any more')
      return stay({ ...machine, state: 'releasing', wake_at: now + left_ms })
    }
    case 'releasing':
      return close(machine, 'nobody watches it here any more')
    case 'active':
    case 'failed':
    case 'closed':
      return stay({ ...machine, wake_at: null })
    default:
      return machine.state satisfies never
  }
}

function close(machine: RelayMachine, reason: string): RelayStep {
  return {
    machine: { ...machine, state: 'closed', preparing: null, locating: false, active_since: null, wake_at: null },
    effects: [{ do: 'disconnect' }, { do: 'end_stream', reason }],
  }
}

function fail(machine: RelayMachine, error: string): RelayStep {
  return {
    machine: {
      ...machine,
      state: 'failed',
      preparing: null,
      locating: false,
      active_since: null,
      wake_at: null,
      error,
    },
    effects: [{ do: 'disconnect' }, { do: 'end_stream', reason: error }],
  }
}
