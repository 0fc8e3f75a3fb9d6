import type { NodeId } from '#contract/ids.ts'
import {
  close,
  fail,
  type RelayEvent,
  type RelayMachine,
  type RelayPolicy,
  type RelayStep,
  type SourceChoice,
  stay,
} from './relay-step.ts'

/** Sources that failed are remembered up to the number the control channel takes. */
const MAX_FAILED_SOURCES = 16

/** Connects to a source. */
export function establish(machine: RelayMachine, source: SourceChoice, now: number, policy: RelayPolicy): RelayStep {
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
export function establishNext(machine: RelayMachine, now: number, policy: RelayPolicy): RelayStep | null {
  const [next, ...alternatives] = machine.alternatives
  if (next === undefined) return null
  const failed_sources = withFailed(machine.failed_sources, machine.source)
  const step = establish({ ...machine, alternatives, failed_sources, active_since: null }, next, now, policy)
  return { ...step, effects: [{ do: 'disconnect' }, ...step.effects] }
}

/** The origin knows no source. */
export function notLocated(machine: RelayMachine, reason: string, now: number, policy: RelayPolicy): RelayStep {
  // Viewers who already see the stream are kept: its publisher may be on its way to another node.
  return machine.delivered ? retry(machine, reason, now, policy) : fail(machine, reason)
}

/** The origin knows no source now, and one may come. */
export function wait(
  machine: RelayMachine,
  reason: string,
  wait_ms: number,
  now: number,
  policy: RelayPolicy,
): RelayStep {
  if (!machine.delivered) return fail(machine, reason)
  const keep_until = Math.max(machine.keep_until, now + wait_ms)
  return retry({ ...machine, alternatives: [], keep_until }, reason, now, policy)
}

/** The origin names another source unasked. */
export function moved(
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

/** The source that was prepared carries the stream. */
export function changedOver(machine: RelayMachine, now: number): RelayStep {
  const { preparing } = machine
  if (preparing === null) return stay(machine)
  const fresh = { attempts: 0, failed_sources: [], active_since: now, error: null }
  return stay({ ...machine, ...fresh, source: preparing, preparing: null })
}

/** The present source goes on; another of those that were named with the one that failed may do. */
export function prepareNext(machine: RelayMachine): RelayStep {
  if (machine.preparing === null) return stay(machine)
  const [next, ...alternatives] = machine.alternatives
  if (next === undefined || next.node_id === machine.source?.node_id) return stay({ ...machine, preparing: null })
  return { machine: { ...machine, alternatives, preparing: next }, effects: [{ do: 'prepare', source: next }] }
}

type Loss = Extract<RelayEvent, { type: 'lost' }>

/** The connection is gone, or was refused. */
export function lost(before: RelayMachine, loss: Loss, now: number, policy: RelayPolicy): RelayStep {
  const { gone } = loss
  const alternatives = before.alternatives.filter(({ node_id }) => !gone?.has(node_id))
  const machine = gone === undefined ? before : { ...before, alternatives }
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

/** Pauses before the next attempt, or gives up where that was the last. */
export function retry(machine: RelayMachine, error: string, now: number, policy: RelayPolicy): RelayStep {
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
