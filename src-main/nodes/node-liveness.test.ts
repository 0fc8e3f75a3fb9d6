import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Instant } from './clock.ts'
import {
  expectedNode,
  type LivenessEffect,
  type LivenessEvent,
  type LivenessFacts,
  type LivenessSettings,
  livenessView,
  nextTickIn,
  transition,
} from './node-liveness.ts'

const settings: LivenessSettings = {
  heartbeat_interval_ms: 5_000,
  suspect_after_missed: 2,
  offline_after_missed: 3,
  recover_after_beats: 3,
}
const at = (monotonic_ms: number): Instant => ({
  monotonic_ms,
  at: new Date(Date.parse('2026-11-21T07:30:00Z') + monotonic_ms).toISOString(),
})

function play(...events: readonly (readonly [number, LivenessEvent])[]): {
  facts: LivenessFacts
  effects: LivenessEffect[]
} {
  let facts = expectedNode({ epoch: 0, last_seen_at: null }, at(0))
  const effects: LivenessEffect[] = []
  for (const [now_ms, event] of events) {
    const outcome = transition(facts, event, settings, at(now_ms))
    facts = outcome.facts
    effects.push(...outcome.effects)
  }
  return { facts, effects }
}

const tick = { kind: 'tick' } as const
const beat = { kind: 'beat', epoch: 1 } as const
const attached = { kind: 'attached', epoch: 1 } as const
const dropped = { kind: 'channel_dropped', epoch: 1 } as const

describe('liveness of a node', () => {
  it('is alive from its hello on', () => {
    expect(play([100, attached]).facts).toMatchObject({ state: 'alive', channel_open: true, epoch: 1 })
  })

  it('is suspect at once when its channel drops, and offline 15 s after its last heartbeat', () => {
    expect(play([0, attached], [4_000, beat], [4_100, dropped]).facts.state).toBe('suspect')
    const story = [
      [0, attached],
      [4_000, beat],
      [4_100, dropped],
    ] as const
    expect(play(...story, [18_999, tick]).facts.state).toBe('suspect')
    const { facts, effects } = play(...story, [19_000, tick])
    expect(facts.state).toBe('offline')
    expect(effects.filter(({ kind }) => kind === 'media_lost')).toHaveLength(1)
  })

  it('is suspect after two missed heartbeats on an open channel, and nothing is torn down when it comes back', () => {
    expect(play([0, attached], [9_999, tick]).facts.state).toBe('alive')
    const { facts, effects } = play([0, attached], [10_000, tick], [11_000, beat])
    expect(facts.state).toBe('alive')
    expect(effects.map(({ kind }) => kind)).toEqual(['entered', 'entered', 'entered'])
  })

  it('is alive again after an offline time only when three good heartbeats came in a row', () => {
    const story = [
      [0, attached],
      [15_000, tick],
    ] as const
    expect(play(...story, [20_000, beat], [25_000, beat]).facts.state).toBe('offline')
    expect(play(...story, [20_000, beat], [25_000, beat], [30_000, beat]).facts.state).toBe('alive')
    expect(play(...story, [20_000, beat], [25_000, beat], [36_000, beat]).facts.state).toBe('offline')
    expect(play(...story, [20_000, beat], [20_001, beat], [20_002, beat]).facts.state).toBe('offline')
  })

  it('has three intervals to come back after the origin restarted before it counts as offline', () => {
    expect(play([14_999, tick]).facts.state).toBe('joining')
    expect(play([15_000, tick]).facts.state).toBe('offline')
  })

  it('is left after a goodbye, whatever was still on its way, until it dials again', () => {
    const story = [
      [0, attached],
      [1_000, { kind: 'left', epoch: 1 }],
    ] as const
    expect(play(...story, [1_001, beat], [1_002, dropped], [60_000, tick]).facts.state).toBe('left')
    expect(play(...story, [70_000, { kind: 'attached', epoch: 2 }]).facts.state).toBe('alive')
  })

  it('does not miss heartbeats while the origin itself stood still', () => {
    const { facts } = play([0, attached], [20_000, { kind: 'origin_stalled', stalled_ms: 12_000 }], [20_000, tick])
    expect(facts.state).toBe('alive')
  })

  it('is stale when it was not heard from for 90 s, and before its first report', () => {
    const measured = { clock_skew_ms: null, heartbeat_rtt_ms: null }
    const never = expectedNode({ epoch: 0, last_seen_at: null }, at(0))
    expect(livenessView(never, settings, measured, at(1)).stale).toBe(true)
    const { facts } = play([0, attached])
    expect(livenessView(facts, settings, measured, at(90_000)).stale).toBe(false)
    expect(livenessView(facts, settings, measured, at(90_001)).stale).toBe(true)
  })
})

describe('a node that is lost again and again', () => {
  const lost = (now_ms: number) =>
    [
      [now_ms, dropped],
      [now_ms + 100, attached],
    ] as const
  const five = [0, 1, 2, 3, 4].flatMap((nth) => lost(10_000 + nth * 10_000))

  it('is held as suspect from the fifth loss within ten minutes on, and nothing is torn down', () => {
    const four = play([0, attached], ...five.slice(0, 8))
    expect(four.facts).toMatchObject({ state: 'alive', quarantined_until_ms: null })
    const { facts, effects } = play([0, attached], ...five)
    expect(facts.state).toBe('suspect')
    expect(effects.filter(({ kind }) => kind === 'quarantined')).toEqual([{ kind: 'quarantined', losses: 5 }])
    expect(effects.some(({ kind }) => kind === 'media_lost')).toBe(false)
  })

  it('is alive again when it was steady for two minutes, counted anew from each loss, or when an operator says so', () => {
    const beats = (from_ms: number, count: number) =>
      Array.from({ length: count }, (_, nth) => [from_ms + nth * 5_000, beat] as const)
    expect(play([0, attached], ...five, ...beats(55_000, 23)).facts.state).toBe('suspect')
    expect(play([0, attached], ...five, ...beats(55_000, 24)).facts.state).toBe('alive')
    expect(play([0, attached], ...five, ...lost(100_000), ...beats(105_000, 20)).facts.state).toBe('suspect')
    expect(play([0, attached], ...five, [55_000, { kind: 'trusted' }]).facts).toMatchObject({
      state: 'alive',
      losses_ms: [],
    })
  })

  it('is not held for losses that lie further apart, or for stops on purpose', () => {
    const far = [0, 1, 2, 3, 4, 5, 6].flatMap((nth) => lost(10_000 + nth * 200_000))
    const kept = far.flatMap(([now_ms, event]) => [[now_ms - 50, beat] as const, [now_ms, event] as const])
    expect(play([0, attached], ...kept).effects.some(({ kind }) => kind === 'quarantined')).toBe(false)
    const stops = Array.from({ length: 10 }, (_, nth) => nth).flatMap(
      (nth) =>
        [
          [nth * 1_000, attached],
          [nth * 1_000 + 500, { kind: 'left', epoch: 1 }],
        ] as const,
    )
    expect(play(...stops).effects.some(({ kind }) => kind === 'quarantined')).toBe(false)
  })
})

const eventArbitrary: fc.Arbitrary<LivenessEvent> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('attached' as const, 'beat' as const, 'channel_dropped' as const, 'left' as const),
    epoch: fc.integer({ min: 1, max: 4 }),
  }),
  fc.constant(tick),
  fc.constant({ kind: 'enrolled' } as const),
  fc.constant({ kind: 'trusted' } as const),
)
const storyArbitrary = fc.array(fc.tuple(fc.integer({ min: 0, max: 8_000 }), eventArbitrary), { maxLength: 60 })

describe('liveness under any sequence of events', () => {
  it('is never changed by an older epoch', () => {
    fc.assert(
      fc.property(storyArbitrary, (story) => {
        let facts = expectedNode({ epoch: 0, last_seen_at: null }, at(0))
        let now_ms = 0
        for (const [wait_ms, event] of story) {
          now_ms += wait_ms
          const { facts: next, effects } = transition(facts, event, settings, at(now_ms))
          if ('epoch' in event && event.epoch < facts.epoch) {
            expect(next).toBe(facts)
            expect(effects).toEqual([{ kind: 'stale_epoch', epoch: event.epoch, newest: facts.epoch }])
          }
          facts = next
        }
      }),
    )
  })

  it('loses media only with offline and left, and always with them', () => {
    fc.assert(
      fc.property(storyArbitrary, (story) => {
        let facts = expectedNode({ epoch: 0, last_seen_at: null }, at(0))
        let now_ms = 0
        for (const [wait_ms, event] of story) {
          now_ms += wait_ms
          const { facts: next, effects } = transition(facts, event, settings, at(now_ms))
          const lost = effects.some(({ kind }) => kind === 'media_lost')
          const gone = next.state === 'offline' || next.state === 'left'
          if (lost) expect(gone).toBe(true)
          if (gone && facts.state !== next.state) expect(lost).toBe(true)
          facts = next
        }
      }),
    )
  })

  it('names the next moment at which time alone changes it, and not an earlier one', () => {
    fc.assert(
      fc.property(storyArbitrary, (story) => {
        let facts = expectedNode({ epoch: 0, last_seen_at: null }, at(0))
        let now_ms = 0
        for (const [wait_ms, event] of story) {
          now_ms += wait_ms
          facts = transition(facts, event, settings, at(now_ms)).facts
          const in_ms = nextTickIn(facts, settings, at(now_ms))
          if (in_ms === null) {
            expect(transition(facts, tick, settings, at(now_ms + 1e9)).facts.state).toBe(facts.state)
          } else {
            if (in_ms > 0)
              expect(transition(facts, tick, settings, at(now_ms + in_ms - 1)).facts.state).toBe(facts.state)
            expect(transition(facts, tick, settings, at(now_ms + in_ms)).facts.state).not.toBe(facts.state)
          }
        }
      }),
    )
  })

  it('is offline after three silent intervals, whatever was before, unless it said goodbye', () => {
    fc.assert(
      fc.property(storyArbitrary, (story) => {
        let facts = expectedNode({ epoch: 0, last_seen_at: null }, at(0))
        let now_ms = 0
        for (const [wait_ms, event] of story) {
          now_ms += wait_ms
          facts = transition(facts, event, settings, at(now_ms)).facts
        }
        const later = transition(facts, tick, settings, at(now_ms + 15_000)).facts.state
        expect(later).toBe(facts.state === 'left' ? 'left' : 'offline')
      }),
    )
  })
})
