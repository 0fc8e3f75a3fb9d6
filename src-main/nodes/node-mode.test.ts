import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeMode, NodeRole } from '#contract/node.ts'
import type { Instant } from './clock.ts'
import { type DrainAsked, initialMode, type ModeEvent, modeTickIn, transition } from './node-mode.ts'

const at = (monotonic_ms: number): Instant => ({
  monotonic_ms,
  at: new Date(Date.parse('2026-11-21T07:30:00Z') + monotonic_ms).toISOString(),
})
const drain = (deadline_ms: number | null = null, more: Partial<DrainAsked> = {}): ModeEvent => ({
  kind: 'drain',
  by: 'operator:owner',
  reason: 'new disk',
  deadline_ms,
  on_deadline: 'end',
  after_drain: null,
  ...more,
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

  it('does what it was told to do next when it is drained, at once where it is drained already', () => {
    const draining = following(initialMode(at(0)), drain(60_000, { after_drain: 'retire' }), 0)
    const { mode, effects } = transition(draining, { kind: 'carries', total: 0 }, at(10))
    expect(mode).toMatchObject({ value: 'maintenance', deadline_at: null, after_drain: null, drained_at: at(10).at })
    expect(effects.map(({ kind }) => kind)).toEqual(['drained', 'changed', 'retire'])
    const drained = following(following(initialMode(at(0)), drain(), 0), { kind: 'carries', total: 0 }, 10)
    expect(following(drained, drain(null, { after_drain: 'maintenance' }), 20)).toMatchObject({ value: 'maintenance' })
  })

  it('waits on at the deadline where it was told so, and says it', () => {
    const draining = following(
      initialMode(at(0)),
      drain(60_000, { on_deadline: 'wait', after_drain: 'maintenance' }),
      0,
    )
    const { mode, effects } = transition(draining, { kind: 'tick' }, at(60_000))
    expect(mode).toEqual({ ...draining, deadline_at: null, revision: 2 })
    expect(effects).toEqual([{ kind: 'overdue' }])
    expect(transition(mode, { kind: 'tick' }, at(1e9)).effects).toEqual([])
    expect(following(mode, { kind: 'carries', total: 0 }, 90_000).value).toBe('maintenance')
  })

  it('is maintenance at once when an operator says so, and what it carries is ended', () => {
    const maintain = { kind: 'maintain', by: 'operator:owner', reason: 'smoke' } as const
    const { mode, effects } = transition(initialMode(at(0)), maintain, at(5))
    expect(mode).toMatchObject({ value: 'maintenance', reason: 'smoke', revision: 1 })
    expect(effects.map(({ kind }) => kind)).toEqual(['changed', 'end_remaining'])
    expect(transition(mode, maintain, at(6))).toEqual({ mode, effects: [] })
  })

  it('takes work again after a resume; a resume of a normal node changes nothing', () => {
    const draining = following(initialMode(at(0)), drain(60_000), 0)
    expect(following(draining, resume, 10)).toMatchObject({ value: 'normal', deadline_at: null, revision: 2 })
    const normal = initialMode(at(0))
    expect(transition(normal, resume, at(10))).toEqual({ mode: normal, effects: [] })
  })

  it('is over by itself at the time that was said, drained or not, and also in maintenance', () => {
    const expires_at = at(90_000).at
    const draining = following(initialMode(at(0)), drain(60_000, { expires_at }), 0)
    expect(modeTickIn(draining, at(0))).toBe(60_000)
    const out = following(draining, { kind: 'tick' }, 60_000)
    expect(out).toMatchObject({ value: 'maintenance', expires_at })
    expect(transition(out, { kind: 'tick' }, at(89_999)).mode).toBe(out)
    const { mode, effects } = transition(out, { kind: 'tick' }, at(90_000))
    expect(mode).toMatchObject({ value: 'normal', revision: 3 })
    expect(mode.expires_at ?? null).toBeNull()
    expect(effects).toEqual([{ kind: 'changed', from: 'maintenance', to: 'normal', cause: 'expired' }])
    // The origin was away over both times: nobody is cut off for what is over by now.
    expect(following(draining, { kind: 'tick' }, 100_000).value).toBe('normal')
    const maintain = { kind: 'maintain', by: 'operator:owner', reason: null } as const
    expect(following(draining, maintain, 10).expires_at ?? null).toBeNull()
  })

  it('closes roles one by one, also for a time, until it is resumed, and only of a node that takes work', () => {
    const close = (...roles: NodeRole[]): ModeEvent => ({
      kind: 'close_roles',
      by: 'operator:owner',
      reason: null,
      roles,
    })
    const closed = following(initialMode(at(0)), close('viewers', 'ingest'), 0)
    expect(closed).toMatchObject({ value: 'normal', closed_roles: ['ingest', 'viewers'], revision: 1 })
    expect(transition(closed, close('ingest', 'viewers'), at(1)).effects).toEqual([])
    expect(following(closed, close('ingest'), 1)).toMatchObject({ closed_roles: ['ingest'], revision: 2 })
    expect(following(closed, resume, 1).closed_roles).toBeUndefined()
    expect(following(closed, drain(), 1).closed_roles).toBeUndefined()
    expect(transition(following(initialMode(at(0)), drain(), 0), close('ingest'), at(1)).effects).toMatchObject([
      { kind: 'refused', code: 'node_not_normal' },
    ])
    const a_while = { ...close('viewers'), expires_at: at(5_000).at } as ModeEvent
    const open = following(following(initialMode(at(0)), a_while, 0), { kind: 'tick' }, 5_000)
    expect(open).toMatchObject({ value: 'normal', revision: 2 })
    expect(open.closed_roles).toBeUndefined()
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
  fc
    .tuple(
      fc.option(fc.integer({ min: 0, max: 100_000 })),
      fc.record({
        on_deadline: fc.constantFrom('end' as const, 'wait' as const),
        after_drain: fc.constantFrom(null, 'maintenance' as const, 'retire' as const),
        expires_at: fc.option(fc.integer({ min: 0, max: 500_000 }).map((ms) => at(ms).at)),
      }),
    )
    .map(([deadline_ms, more]) => drain(deadline_ms, more)),
  fc.constant<ModeEvent>({ kind: 'maintain', by: 'operator:owner', reason: null }),
  fc.constant(resume),
  fc.integer({ min: 0, max: 3 }).map((total): ModeEvent => ({ kind: 'carries', total })),
  fc.constant<ModeEvent>({ kind: 'tick' }),
  fc
    .tuple(
      fc.uniqueArray(fc.constantFrom<NodeRole>('ingest', 'viewers', 'relay_source'), { minLength: 1 }),
      fc.option(fc.integer({ min: 0, max: 500_000 }).map((ms) => at(ms).at)),
    )
    .map(([roles, expires_at]): ModeEvent => {
      return { kind: 'close_roles', by: 'operator:owner', reason: null, roles, expires_at }
    }),
)

function expectLawful(mode: NodeMode, event: ModeEvent, next: NodeMode, now_ms: number): void {
  if (event.kind === 'carries' && next.value !== mode.value) {
    expect([mode.value, event.total, next.value]).toEqual(['draining', 0, 'maintenance'])
    expect(mode.after_drain).not.toBeNull()
  }
  if (event.kind === 'tick' && next.value !== mode.value) {
    expect(modeTickIn(mode, at(now_ms))).toBe(0)
    if (next.value !== 'normal') expect([mode.value, next.value]).toEqual(['draining', 'maintenance'])
    else expect(Date.parse(mode.expires_at ?? '')).toBeLessThanOrEqual(Date.parse(at(now_ms).at))
  }
  if (next.value !== 'draining') expect(next.deadline_at).toBeNull()
  if (next.value === 'normal' && next.closed_roles === undefined) expect(next.expires_at ?? null).toBeNull()
  if (next.value !== 'normal') expect(next.closed_roles).toBeUndefined()
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
          const changed = effects.some(({ kind }) => kind === 'changed' || kind === 'overdue')
          const changes = effects.filter(({ kind }) => kind === 'changed' || kind === 'overdue').length
          expect(next.revision - mode.revision).toBe(changes)
          expect(next.value !== mode.value && !changed).toBe(false)
          mode = next
        }
      }),
    )
  })
})
