import {
  changedOver,
  establish,
  establishNext,
  lost,
  moved,
  notLocated,
  prepareNext,
  retry,
  wait,
} from './relay-sourcing.ts'
import {
  close,
  isOver,
  type RelayEvent,
  type RelayMachine,
  type RelayPolicy,
  type RelayStep,
  stay,
} from './relay-step.ts'

/** How long a relay without subscribers is `idle` before it is `releasing`: a reloaded page is not a release. */
export const IDLE_GRACE_MS = 1_000

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

function isLocating(machine: RelayMachine): boolean {
  return machine.state === 'requested' || (machine.state === 'retrying' && machine.locating)
}

function isPlaying(machine: RelayMachine): boolean {
  return machine.state === 'active' || machine.state === 'idle' || machine.state === 'releasing'
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
