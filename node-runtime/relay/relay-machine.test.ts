import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { NodeId, SessionId } from '#contract/ids.ts'
import { requestRelay, transition } from './relay-machine.ts'
import {
  isOver,
  type RelayEffect,
  type RelayEvent,
  type RelayMachine,
  type RelayPolicy,
  type RelayStep,
} from './relay-step.ts'

const policy: RelayPolicy = {
  establish_timeout_ms: 10_000,
  release_delay_ms: 10_000,
  retry_attempts: 3,
  retry_delay_ms: 2_000,
  steady_after_ms: 5_000,
  keep_ms: 0,
}
/** The same with patience for a publisher or a source that comes back. */
const patient: RelayPolicy = { ...policy, keep_ms: 10_000 }
const sourceA = { node_id: 'aaaaaaaa-0000-4000-8000-000000000001' as NodeId, session_id: 's' as SessionId }
const sourceB = { node_id: 'aaaaaaaa-0000-4000-8000-000000000002' as NodeId, session_id: 's' as SessionId }
const sourceC = { node_id: 'aaaaaaaa-0000-4000-8000-000000000003' as NodeId, session_id: 's' as SessionId }
const sourceD = { node_id: 'aaaaaaaa-0000-4000-8000-000000000003' as NodeId, session_id: 't' as SessionId }

/** Sends events at their times and returns the last step. */
function run(...events: readonly (readonly [at: number, event: RelayEvent])[]): RelayStep {
  let step = requestRelay(1, 0, policy)
  for (const [at, event] of events) step = transition(step.machine, event, at, policy)
  return step
}

const playing: readonly (readonly [number, RelayEvent])[] = [
  [1, { type: 'located', source: sourceA }],
  [2, { type: 'accepted' }],
]

describe('a relay', () => {
  test('asks for a source, connects and becomes active', () => {
    expect(requestRelay(1, 0, policy).effects).toEqual([{ do: 'locate', exclude: [] }])
    const located = run([1, { type: 'located', source: sourceA }])
    expect(located.machine.state).toBe('establishing')
    expect(located.effects).toEqual([{ do: 'connect', source: sourceA }])
    expect(run(...playing).machine.state).toBe('active')
  })

  test('of a stream that nobody publishes fails at once with the reason', () => {
    const step = run([1, { type: 'not_located', reason: 'nobody publishes it' }])
    expect(step.machine.state).toBe('failed')
    expect(step.machine.error).toBe('nobody publishes it')
  })

  test('whose source does not answer within 10 s tries again, another source first', () => {
    const late = run([1, { type: 'located', source: sourceA }], [10_001, { type: 'woke' }])
    expect(late.machine).toMatchObject({ state: 'retrying', attempts: 1, wake_at: 12_001 })
    const again = transition(late.machine, { type: 'woke' }, 12_001, policy)
    expect(again.effects).toEqual([{ do: 'locate', exclude: [sourceA.node_id] }])
  })

  test('of a source that never answers fails within four times 10 s and three pauses of 2 s (M-5)', () => {
    let step = requestRelay(1, 0, policy)
    let at = 0
    let connects = 0
    while (!isOver(step.machine)) {
      if (step.machine.locating) {
        step = transition(step.machine, { type: 'located', source: sourceA }, at, policy)
        connects += step.effects.filter((effect) => effect.do === 'connect').length
      } else {
        at = step.machine.wake_at ?? at
        step = transition(step.machine, { type: 'woke' }, at, policy)
      }
    }
    expect(step.machine.state).toBe('failed')
    expect(connects).toBe(4)
    expect(at).toBe(4 * 10_000 + 3 * 2_000)
  })

  test('keeps its viewers through a loss and plays on from another source', () => {
    const lost = run(...playing, [60_000, { type: 'lost', error: 'connection reset' }])
    expect(lost.machine.state).toBe('retrying')
    expect(lost.effects).toEqual([{ do: 'disconnect' }, { do: 'locate', exclude: [sourceA.node_id] }])
    const back = run(
      ...playing,
      [60_000, { type: 'lost', error: 'connection reset' }],
      [60_010, { type: 'located', source: sourceB }],
      [60_020, { type: 'accepted' }],
    )
    expect(back.machine).toMatchObject({ state: 'active', error: null, source: sourceB })
  })

  test('that a source accepts and drops at once does not reconnect in a tight circle', () => {
    const dropped = run(...playing, [3, { type: 'lost', error: 'gone' }])
    expect(dropped.machine).toMatchObject({ state: 'retrying', attempts: 1, wake_at: 2_003 })
  })

  test('keeps the viewers of a source that died for as long as its publisher may take, and goes where it went at once', () => {
    let step = run(...playing, [60_000, { type: 'lost', error: 'reset' }])
    step = transition(step.machine, { type: 'told_to_wait', reason: 'out of reach', wait_ms: 10_000 }, 60_010, patient)
    expect(step.machine).toMatchObject({ state: 'retrying', keep_until: 70_010, wake_at: 62_010 })
    const found = transition(step.machine, { type: 'moved', source: sourceB }, 61_000, patient)
    expect(found.machine).toMatchObject({ state: 'establishing', attempts: 0, source: sourceB })
    expect(found.effects).toEqual([{ do: 'disconnect' }, { do: 'connect', source: sourceB }])
  })

  test('gives up when nobody knows of a source any more, and not an attempt later', () => {
    let step = transition(run(...playing).machine, { type: 'lost', error: 'reset' }, 60_000, patient)
    let at = 60_000
    for (let looks = 0; looks < 20 && !isOver(step.machine); looks += 1) {
      at = step.machine.locating ? at : (step.machine.wake_at ?? at)
      const event: RelayEvent = step.machine.locating ? { type: 'not_located', reason: 'nobody' } : { type: 'woke' }
      step = transition(step.machine, event, at, patient)
    }
    expect(step.machine.state).toBe('failed')
    expect(at).toBe(70_000)
  })

  test('that plays goes over to the node where another session of the stream is now, and stays where it is otherwise', () => {
    const next = { ...sourceB, session_id: 't' as SessionId }
    const other = transition(run(...playing).machine, { type: 'moved', source: next }, 50, policy)
    expect(other.effects).toEqual([{ do: 'disconnect' }, { do: 'connect', source: next }])
    expect(transition(run(...playing).machine, { type: 'moved', source: sourceA }, 50, policy).effects).toEqual([])
  })

  test('that plays changes over to another source of the session without a break, and to the next one if that fails', () => {
    const told = { type: 'moved', source: sourceB, alternatives: [sourceC] } as const
    const moved = transition(run(...playing).machine, told, 50, policy)
    expect(moved.machine).toMatchObject({ state: 'active', source: sourceA, preparing: sourceB })
    expect(moved.effects).toEqual([{ do: 'prepare', source: sourceB }])
    const refused = transition(moved.machine, { type: 'not_prepared' }, 60, policy)
    expect(refused.effects).toEqual([{ do: 'prepare', source: sourceC }])
    const over = transition(refused.machine, { type: 'changed_over' }, 70, policy)
    expect(over.machine).toMatchObject({ state: 'active', source: sourceC, preparing: null })
    const none = transition(refused.machine, { type: 'not_prepared' }, 70, policy)
    expect(none.machine).toMatchObject({ state: 'active', source: sourceA, preparing: null })
    const lost = transition(moved.machine, { type: 'lost', error: 'reset' }, 60, policy)
    expect(lost.machine).toMatchObject({ state: 'establishing', source: sourceB })
  })

  test('whose source refuses goes to the next one that was named, without a pause, and then asks again after one', () => {
    const full = run(
      [1, { type: 'located', source: sourceA, alternatives: [sourceB] }],
      [2, { type: 'lost', error: 'full' }],
    )
    expect(full.machine).toMatchObject({ state: 'establishing', source: sourceB, attempts: 0 })
    expect(full.effects).toEqual([{ do: 'disconnect' }, { do: 'connect', source: sourceB }])
    const again = transition(full.machine, { type: 'lost', error: 'full' }, 3, policy)
    expect(again.machine).toMatchObject({ state: 'retrying', attempts: 1, wake_at: 2_003 })
    expect(again.machine.failed_sources).toEqual([sourceA.node_id, sourceB.node_id])
  })

  test('that is in a loop asks for another source at once, and the second time in a row after a pause', () => {
    const looped = run(...playing, [3, { type: 'lost', error: 'a loop', looped: true }])
    expect(looped.effects).toEqual([{ do: 'disconnect' }, { do: 'locate', exclude: [sourceA.node_id] }])
    let step = transition(looped.machine, { type: 'located', source: sourceB }, 4, policy)
    step = transition(step.machine, { type: 'accepted' }, 5, policy)
    step = transition(step.machine, { type: 'lost', error: 'a loop', looped: true }, 6, policy)
    expect(step.machine).toMatchObject({ state: 'retrying', locating: false, wake_at: 2_006 })
  })

  test('whose transport broke asks at once, because the next connection goes another way', () => {
    const dropped = run(...playing, [3, { type: 'lost', error: 'the sidecar ended', other_way: true }])
    expect(dropped.machine).toMatchObject({ state: 'retrying', attempts: 0, locating: true })
    expect(dropped.effects).toEqual([{ do: 'disconnect' }, { do: 'locate', exclude: [] }])
  })

  test('fails after the last attempt and tells its viewers', () => {
    let step = run(...playing, [60_000, { type: 'lost', error: 'gone' }])
    let at = 60_000
    for (let answers = 0; answers < 10 && !isOver(step.machine); answers += 1) {
      if (step.machine.locating) {
        step = transition(step.machine, { type: 'not_located', reason: 'no source left' }, at, policy)
      } else {
        at = step.machine.wake_at ?? at
        step = transition(step.machine, { type: 'woke' }, at, policy)
      }
    }
    expect(step.machine).toMatchObject({ state: 'failed', attempts: 3 })
    expect(step.effects).toContainEqual({ do: 'end_stream', reason: 'no source left' })
    expect(at - 60_000).toBe(3 * policy.retry_delay_ms)
  })

  test('outlives its last viewer by the release delay (M-5)', () => {
    const idle = run(...playing, [20_000, { type: 'subscribers', count: 0 }])
    expect(idle.machine).toMatchObject({ state: 'idle', wake_at: 21_000 })
    const releasing = transition(idle.machine, { type: 'woke' }, 21_000, policy)
    expect(releasing.machine).toMatchObject({ state: 'releasing', wake_at: 30_000 })
    const closed = transition(releasing.machine, { type: 'woke' }, 30_000, policy)
    expect(closed.machine.state).toBe('closed')
    expect(closed.effects.map((effect) => effect.do)).toEqual(['disconnect', 'end_stream'])
  })

  test('is not released when a viewer comes back in time, and does not connect again', () => {
    const back = run(
      ...playing,
      [20_000, { type: 'subscribers', count: 0 }],
      [21_000, { type: 'woke' }],
      [29_999, { type: 'subscribers', count: 1 }],
      [30_000, { type: 'woke' }],
    )
    expect(back.machine).toMatchObject({ state: 'active', wake_at: null })
    expect(back.effects).toEqual([])
  })

  test('closes at once with a release delay of zero', () => {
    const prompt = { ...policy, release_delay_ms: 0 }
    const active = run(...playing).machine
    expect(transition(active, { type: 'subscribers', count: 0 }, 9, prompt).machine.state).toBe('closed')
  })

  test('is given up with the last viewer who waited for it', () => {
    const left = run([1, { type: 'located', source: sourceA }], [2, { type: 'subscribers', count: 0 }])
    expect(left.machine.state).toBe('closed')
    expect(left.effects[0]).toEqual({ do: 'disconnect' })
  })

  test('ends with its publication', () => {
    const ended = run(...playing, [99, { type: 'ended', reason: 'the publisher left' }])
    expect(ended.machine.state).toBe('closed')
    expect(ended.effects).toContainEqual({ do: 'end_stream', reason: 'the publisher left' })
  })
})

const anyEvent: fc.Arbitrary<RelayEvent> = fc.oneof(
  fc.constantFrom<RelayEvent>(
    { type: 'located', source: sourceA },
    { type: 'located', source: sourceB },
    { type: 'not_located', reason: 'nobody' },
    { type: 'told_to_wait', reason: 'its node is out of reach', wait_ms: 10_000 },
    { type: 'moved', source: sourceA },
    { type: 'moved', source: sourceB },
    { type: 'located', source: sourceA, alternatives: [sourceB, sourceC] },
    { type: 'moved', source: sourceC, alternatives: [sourceA] },
    { type: 'moved', source: sourceD },
    { type: 'changed_over' },
    { type: 'not_prepared' },
    { type: 'goes_on', session_id: sourceD.session_id },
    { type: 'lost', error: 'a loop', looped: true },
    { type: 'accepted' },
    { type: 'lost', error: 'reset' },
    { type: 'lost', error: 'reset', other_way: true },
    { type: 'woke' },
  ),
  fc.record({ type: fc.constant('subscribers' as const), count: fc.nat(3) }),
  fc.constantFrom<RelayEvent>({ type: 'ended', reason: 'over' }, { type: 'stopped', reason: 'stop' }),
)

/** What a shell that does as it is told would have open, and how often it told the viewers that it is over. */
function perform(effects: readonly RelayEffect[], open: { connections: number; ends: number }): void {
  for (const effect of effects) {
    if (effect.do === 'connect') open.connections += 1
    if (effect.do === 'disconnect') open.connections = 0
    if (effect.do === 'end_stream') open.ends += 1
  }
}

function expectSound(machine: RelayMachine, open: { connections: number; ends: number }): void {
  expect(open.connections).toBeLessThanOrEqual(1)
  expect(open.ends).toBe(isOver(machine) ? 1 : 0)
  expect(machine.wake_at === null).toBe(isOver(machine) || machine.state === 'active')
  if (isOver(machine)) expect(open.connections).toBe(0)
  if (machine.state === 'active') expect(machine.subscribers).toBeGreaterThan(0)
  if (machine.preparing !== null) expect(['active', 'idle', 'releasing']).toContain(machine.state)
}

test('whatever happens, a relay has at most one connection, always a deadline unless it plays, and ends once', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(15_000), anyEvent), { maxLength: 60 }), (steps) => {
      let now = 0
      const open = { connections: 0, ends: 0 }
      let step = requestRelay(1, now, policy)
      for (const [later, event] of steps) {
        now += later
        step = transition(step.machine, event, now, policy)
        perform(step.effects, open)
        expectSound(step.machine, open)
      }
    }),
  )
})

test('left alone after any history, a relay whose viewers are gone closes within its deadlines', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(15_000), anyEvent), { maxLength: 40 }), (steps) => {
      let now = 0
      let { machine } = requestRelay(1, now, policy)
      for (const [later, event] of steps) {
        now += later
        machine = transition(machine, event, now, policy).machine
      }
      machine = transition(machine, { type: 'subscribers', count: 0 }, now, policy).machine
      for (let wakes = 0; wakes < 5 && machine.wake_at !== null; wakes += 1) {
        now = Math.max(now, machine.wake_at)
        machine = transition(machine, { type: 'woke' }, now, policy).machine
      }
      expect(isOver(machine)).toBe(true)
    }),
  )
})
