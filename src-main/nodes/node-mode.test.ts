import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeMode } from '#contract/node.ts'
import type { Instant } from './clock.ts'
import { initialMode, type ModeEvent, modeTickIn, transition } from './node-mode.ts'

const at = (monotonic_ms: number): Instant => ({
  monotonic_ms,
  at: new Date(Date.parse('2026-11-21T07:30:00Z') + monotonic_ms).toISOString(),
})
const drain = (deadline_ms: number | null = null): ModeEvent => ({
  kind: 'drain',
  by: 'operator:owner',
  reason: 'new disk',
  deadline_ms,
})
const resume: ModeEvent = { kind: 'resume', by: 'operator:owner', reason: null }
const following = (mode: NodeMode, event: ModeEvent, now_ms: number) => transition(mode, event, at(now_ms)).mode

describe('mode of a node', () => {
  it('says who drains it, why and since when, and is drained when it carries nothing', () => {
    const draining = following(initialMode(at(0)), drain(), 1_000)
    expect(draining).toMatchObject({ value: 'draining', set_by: 'operator:owner', reason: 'new disk', revision: 1 })
    expect(following(draining, { kind: 'carries', total: 3 }, 2_000)).toEqual(draining)
    const { mode, effects } = transition(draining, { kind: 'carries', total: 0 }, at(3_000))
    expect(mode).toEqual({ ...draining, drained_at: at(3_000).at })
    expect(effects).toEqual([{ kind: 'drained' }])
    expect(transition(mode, { kind: 'carries', total: 0 }, at(4_000))).toEqual({ mode, effects: [] })
  })

  it('goes into maintenance at the deadline, and what is left is ended', () => {
    const draining = following(initialMode(at(0)), drain(60_000), 0)
    expect(transition(draining, { kind: 'tick' }, at(59_999)).mode).toBe(draining)
    const { mode, effects } = transition(draining, { kind: 'tick' }, at(60_000))
    expect(mode).toMatchObject({ value: 'maintenance', revision: 2, deadline_at: null, reason: 'new disk' })
    expect(effects.map(({ kind }) => kind)).toEqual(['changed', 'end_remaining'])
  })

  it('takes work again after a resume; a resume of a normal node changes nothing', () => {
    const draining = following(initialMode(at(0)), drain(60_000), 0)
    expect(following(draining, resume, 10)).toMatchObject({ value: 'normal', deadline_at: null, revision: 2 })
    const normal = initialMode(at(0))
    expect(transition(normal, resume, at(10))).toEqual({ mode: normal, effects: [] })
  })

  it('is one drain when it is asked for twice', () => {
    const draining = following(initialMode(at(0)), drain(), 0)
    expect(transition(draining, drain(), at(5))).toEqual({ mode: draining, effects: [] })
  })

  it('refuses to drain a node in maintenance', () => {
    const maintenance = following(following(initialMode(at(0)), drain(0), 0), { kind: 'tick' }, 0)
    expect(transition(maintenance, drain(), at(1)).effects).toMatchObject([{ kind: 'refused' }])
  })
})

const eventArbitrary: fc.Arbitrary<ModeEvent> = fc.oneof(
  fc.option(fc.integer({ min: 0, max: 100_000 })).map(drain),
  fc.constant(resume),
  fc.integer({ min: 0, max: 3 }).map((total): ModeEvent => ({ kind: 'carries', total })),
  fc.constant<ModeEvent>({ kind: 'tick' }),
)

function expectLawful(mode: NodeMode, event: ModeEvent, next: NodeMode, now_ms: number): void {
  if (event.kind === 'carries') expect(next.value).toBe(mode.value)
  if (event.kind === 'tick' && next.value !== mode.value) {
    expect([mode.value, next.value, modeTickIn(mode, at(now_ms))]).toEqual(['draining', 'maintenance', 0])
  }
  if (next.value !== 'draining') expect(next.deadline_at).toBeNull()
}

describe('mode under any sequence of events', () => {
  const story = fc.array(fc.tuple(fc.integer({ min: 0, max: 50_000 }), eventArbitrary), { maxLength: 50 })

  it('changes by operators and deadlines only, each time with the next revision', () => {
    fc.assert(
      fc.property(story, (events) => {
        let mode = initialMode(at(0))
        let now_ms = 0
        for (const [wait_ms, event] of events) {
          now_ms += wait_ms
          const { mode: next, effects } = transition(mode, event, at(now_ms))
          expectLawful(mode, event, next, now_ms)
          const changed = effects.some(({ kind }) => kind === 'changed')
          expect(next.revision - mode.revision).toBe(changed ? 1 : 0)
          expect(next.value !== mode.value && !changed).toBe(false)
          mode = next
        }
      }),
    )
  })
})
