import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  beginSession,
  type Feed,
  isWaiting,
  RECONNECT_SILENCE_MS,
  type SessionEvent,
  type SessionMachine,
  type SessionPolicy,
  transition,
} from './session-machine.ts'

const policy: SessionPolicy = { grace_ms: 10_000, second_publisher: 'refuse' }
const feed = (id: number, address: string | null = '192.0.2.7'): Feed => ({ id, address })
const claimed = (by: Feed, silent_ms = 0): SessionEvent => ({ type: 'claimed', feed: by, silent_ms })

/** A publication that plays, fed by feed 1. */
const live = transition(beginSession(feed(1)), { type: 'started', feed_id: 1 }, 100, policy).machine
const lost: SessionEvent = { type: 'lost', feed_id: 1, reason: 'gone' }

describe('a session', () => {
  test('whose publisher is lost waits for it and ends when the grace is over', () => {
    const waiting = transition(live, lost, 1_000, policy).machine
    expect(waiting).toMatchObject({ state: 'interrupted', feed: null, interrupted_until: 11_000 })
    expect(transition(waiting, { type: 'woke' }, 10_999, policy).machine).toBe(waiting)
    const over = transition(waiting, { type: 'woke' }, 11_000, policy)
    expect(over.machine.state).toBe('ended')
    expect(over.effects).toEqual([{ do: 'end', reason: 'The publisher did not come back within 10 s.' }])
  })

  test('is taken up again as the same one, a generation later, and is live with its first picture', () => {
    const waiting = transition(live, lost, 1_000, policy).machine
    const back = transition(waiting, claimed(feed(2, '198.51.100.1')), 4_000, policy)
    expect(back.effects).toEqual([{ do: 'admit', session: 'same' }])
    expect(back.machine).toMatchObject({ state: 'starting', generation: 2 })
    expect(transition(back.machine, { type: 'started', feed_id: 2 }, 4_100, policy).machine.state).toBe('live')
  })

  test('whose publisher comes back without a picture gains no time by that', () => {
    const waiting = transition(live, lost, 1_000, policy).machine
    const back = transition(waiting, claimed(feed(2)), 10_000, policy).machine
    const again = transition(back, { type: 'lost', feed_id: 2, reason: 'gone' }, 10_500, policy).machine
    expect(again).toMatchObject({ state: 'interrupted', interrupted_until: 11_000 })
    const late = transition(back, { type: 'lost', feed_id: 2, reason: 'gone' }, 12_000, policy)
    expect(late.machine.state).toBe('ended')
  })

  test('whose publisher says goodbye, or was never live, or has no grace, ends at once', () => {
    const goodbye = transition(live, { type: 'said_goodbye', feed_id: 1, reason: 'stopped' }, 1_000, policy)
    expect(goodbye.effects).toEqual([{ do: 'end', reason: 'stopped' }])
    expect(transition(beginSession(feed(1)), lost, 1_000, policy).machine.state).toBe('ended')
    expect(transition(live, lost, 1_000, { ...policy, grace_ms: 0 }).machine.state).toBe('ended')
  })
})

describe('a second publisher', () => {
  test('is refused, from the same address too as long as the first one sends', () => {
    for (const address of ['192.0.2.7', '198.51.100.1']) {
      const step = transition(live, claimed(feed(2, address), RECONNECT_SILENCE_MS - 1), 2_000, policy)
      expect(step).toEqual({ machine: live, effects: [{ do: 'refuse' }] })
    }
  })

  test('of the same address takes over from a first one that has fallen silent; of another it does not', () => {
    const step = transition(live, claimed(feed(2), RECONNECT_SILENCE_MS), 5_000, policy)
    expect(step.effects.map((effect) => effect.do)).toEqual(['dismiss', 'admit'])
    expect(step.machine).toMatchObject({ feed: { id: 2 }, generation: 2 })
    const stranger = transition(live, claimed(feed(2, '198.51.100.1'), 14_000), 5_000, policy)
    expect(stranger.effects).toEqual([{ do: 'refuse' }])
  })

  test('takes over where the policy says so, and what the first one does afterwards changes nothing', () => {
    const step = transition(live, claimed(feed(2, '198.51.100.1')), 2_000, { ...policy, second_publisher: 'take_over' })
    expect(step.machine.feed?.id).toBe(2)
    for (const event of [
      lost,
      { type: 'said_goodbye', feed_id: 1, reason: 'x' },
      { type: 'started', feed_id: 1 },
    ] as const) {
      expect(transition(step.machine, event, 3_000, policy)).toEqual({ machine: step.machine, effects: [] })
    }
  })
})

describe('who lost a stream to another publisher', () => {
  const rules = { ...policy, second_publisher: 'take_over', said_by: 'live/*' } as const
  const taken = transition(live, claimed(feed(2, '198.51.100.1')), 2_000, rules).machine

  test('does not take it back for half a minute, though its encoder tries, so that two do not take turns', () => {
    expect(transition(taken, claimed(feed(3)), 3_000, rules).effects).toEqual([{ do: 'refuse', ousted: true }])
    expect(transition(taken, claimed(feed(3)), 32_000, rules).machine.feed?.id).toBe(3)
    expect(transition(taken, claimed(feed(3, '203.0.113.9')), 3_000, rules).machine.feed?.id).toBe(3)
  })

  test('has it again as soon as the other is lost', () => {
    const started = transition(taken, { type: 'started', feed_id: 2 }, 2_100, rules).machine
    const without = transition(started, { type: 'lost', feed_id: 2, reason: 'gone' }, 4_000, rules).machine
    expect(transition(without, claimed(feed(3)), 4_100, rules).machine.feed?.id).toBe(3)
  })

  test('on another node does not take the place of the relay that brings it from there', () => {
    const moved = transition(live, { type: 'moved', reason: 'taken over on b' }, 2_000, rules).machine
    const relayed = transition(moved, claimed(feed(2, null)), 2_100, rules).machine
    expect(transition(relayed, claimed(feed(3)), 3_000, rules).effects).toEqual([{ do: 'refuse', ousted: true }])
    expect(transition(relayed, claimed(feed(3, '203.0.113.9')), 3_000, rules).effects[1]).toEqual({
      do: 'admit',
      session: 'new',
    })
  })
})

describe('a stream of another node', () => {
  const relayed = transition(beginSession(feed(1, null)), { type: 'started', feed_id: 1 }, 0, policy).machine

  test('is taken by a publisher here only while its relay waits for its source', () => {
    const settings = { ...policy, second_publisher: 'take_over' } as const
    for (const rules of [policy, settings])
      expect(transition(relayed, claimed(feed(2)), 10, rules).effects).toEqual([{ do: 'refuse' }])
    const dry = transition(relayed, { type: 'dry', feed_id: 1, dry: true }, 10, policy).machine
    const taken = transition(dry, claimed(feed(2)), 20, policy)
    expect(taken.effects.map((effect) => effect.do)).toEqual(['dismiss', 'admit'])
    expect(taken.effects[1]).toEqual({ do: 'admit', session: 'new' })
    expect(taken.machine).toMatchObject({ generation: 1, dry: false, fed_by: 'publisher' })
  })

  test('takes the place of the publisher that moved there', () => {
    const moved = transition(live, { type: 'moved', reason: 'published on b' }, 1_000, policy)
    expect(moved.effects).toEqual([{ do: 'dismiss', reason: 'published on b' }])
    const step = transition(moved.machine, claimed(feed(2, null)), 1_100, policy)
    expect(step.effects).toEqual([{ do: 'admit', session: 'new' }])
    // A relay never takes a stream from a publisher that is there.
    expect(transition(live, claimed(feed(2, null)), 1_100, policy).effects).toEqual([{ do: 'refuse' }])
  })
})

const anyFeed = fc.record({
  id: fc.integer({ min: 1, max: 6 }),
  address: fc.constantFrom('192.0.2.7', '198.51.100.1', null),
})
const feed_id = fc.integer({ min: 1, max: 6 })
const anyEvent: fc.Arbitrary<SessionEvent> = fc.oneof(
  fc.record({ type: fc.constant('claimed' as const), feed: anyFeed, silent_ms: fc.nat(6_000) }),
  fc.record({ type: fc.constant('started' as const), feed_id }),
  fc.record({ type: fc.constantFrom('lost' as const, 'said_goodbye' as const), feed_id, reason: fc.constant('gone') }),
  fc.record({ type: fc.constant('dry' as const), feed_id, dry: fc.boolean() }),
  fc.constantFrom<SessionEvent>({ type: 'woke' }, { type: 'woke' }, { type: 'moved', reason: 'moved' }),
  fc.record({ type: fc.constant('ended' as const), reason: fc.constant('ended') }),
)
const anyPolicy = fc.record({
  grace_ms: fc.constantFrom(0, 1_000, 10_000),
  second_publisher: fc.constantFrom('refuse' as const, 'take_over' as const),
  said_by: fc.constantFrom('live/*', null),
})

function expectSound(before: SessionMachine, after: SessionMachine): void {
  expect(after.state === 'interrupted' ? after.feed === null && isWaiting(after) : true).toBe(true)
  if (after.state === 'live') expect(after.feed).not.toBe(null)
  if (after.state === 'live') expect(after.interrupted_until).toBe(null)
  // Nobody's place is taken without a claim, and an ended session stays so.
  if (before.state === 'ended') expect(after).toEqual(before)
  if (after.generation > 1) expect(after.fed_by).toBe('publisher')
}

test('whatever happens, one feed at most has the stream, it waits with a deadline, and it ends once', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(6_000), anyEvent), { maxLength: 60 }), anyPolicy, (steps, rules) => {
      let now = 0
      let ends = 0
      let machine = beginSession(feed(1))
      for (const [later, event] of steps) {
        now += later
        const step = transition(machine, event, now, rules)
        expectSound(machine, step.machine)
        const did = step.effects.map((effect) => effect.do)
        if (step.machine.feed !== machine.feed && machine.feed !== null && step.machine.feed !== null) {
          expect(did).toEqual(['dismiss', 'admit'])
        }
        ends += did.filter((effect) => effect === 'end').length
        machine = step.machine
      }
      expect(ends).toBe(machine.state === 'ended' ? 1 : 0)
    }),
  )
})

test('left alone, a session without a publisher is over when its deadline comes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(6_000), anyEvent), { maxLength: 40 }), anyPolicy, (steps, rules) => {
      let now = 0
      let machine = beginSession(feed(1))
      for (const [later, event] of steps) {
        now += later
        machine = transition(machine, event, now, rules).machine
      }
      if (machine.feed !== null) return
      now = Math.max(now, machine.interrupted_until ?? now)
      expect(transition(machine, { type: 'woke' }, now, rules).machine.state).toBe('ended')
    }),
  )
})
