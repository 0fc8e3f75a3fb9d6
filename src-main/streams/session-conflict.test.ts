import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SessionId } from '#contract/ids.ts'
import { type Contender, settle } from './session-conflict.ts'

const contender = (id: string, second: number, is: Partial<Contender> = {}): Contender => ({
  session_id: id as SessionId,
  started_at: `2026-11-21T07:30:${String(second).padStart(2, '0')}.000Z`,
  reachable: true,
  interrupted: false,
  leaving: false,
  from_report: false,
  starting: false,
  returning: false,
  ...is,
})

describe('two publishers of one stream', () => {
  it('are one: the first is served on, the second is ended, whatever their clocks say', () => {
    const outcome = settle([contender('first', 30), contender('second', 10)], 'first' as SessionId)
    expect(outcome).toEqual({ winner: 'first', ended: ['second'] })
  })

  it('that are learnt of at once, after the origin was away, are told by their age', () => {
    const contenders = [contender('new', 30, { from_report: true }), contender('old', 10, { from_report: true })]
    expect(settle(contenders, 'new' as SessionId)).toEqual({ winner: 'old', ended: ['new'] })
  })

  it('are another matter where a second one takes over: it is the stream with its first picture, and until then both go on', () => {
    const first = contender('first', 10)
    const second = contender('second', 30)
    const starting = { ...second, starting: true }
    const now = (...contenders: Contender[]) => settle(contenders, 'first' as SessionId, 'take_over')
    expect(now(first, starting)).toEqual({ winner: 'first', ended: [] })
    expect(now(first, second)).toEqual({ winner: 'second', ended: ['first'] })
    expect(settle([first, second], 'second' as SessionId, 'take_over')).toEqual({ winner: 'second', ended: ['first'] })
    expect(now(first, { ...second, returning: true })).toEqual({ winner: 'first', ended: ['second'] })
    const learnt = [first, second].map((one) => ({ ...one, from_report: true }))
    expect(settle(learnt, 'first' as SessionId, 'take_over')).toEqual({ winner: 'second', ended: ['first'] })
  })

  it('of which one is on a node out of reach: the other takes over, and nobody is ended until that node is back', () => {
    const lost = contender('lost', 10, { reachable: false })
    expect(settle([lost, contender('moved', 30)], 'lost' as SessionId)).toEqual({ winner: 'moved', ended: [] })
    const back = { ...lost, reachable: true }
    expect(settle([back, contender('moved', 30)], 'moved' as SessionId)).toEqual({ winner: 'moved', ended: ['lost'] })
  })

  it('of which the first is on a node that drains: the other is where its publisher was asked to go, and wins', () => {
    const left = contender('left', 10, { leaving: true })
    expect(settle([left, contender('moved', 30)], 'left' as SessionId)).toEqual({ winner: 'moved', ended: ['left'] })
    expect(settle([left], 'left' as SessionId)).toEqual({ winner: 'left', ended: [] })
    const gone = contender('gone', 30, { interrupted: true })
    expect(settle([left, gone], 'left' as SessionId)).toEqual({ winner: 'left', ended: ['gone'] })
  })

  it('of which one waits for its publisher: the other is where the publisher went, wins at once, and the first is ended', () => {
    const left = contender('left', 10, { interrupted: true })
    expect(settle([left, contender('moved', 30)], 'left' as SessionId)).toEqual({ winner: 'moved', ended: ['left'] })
    expect(settle([left], 'left' as SessionId)).toEqual({ winner: 'left', ended: [] })
    const both = [left, contender('other', 20, { interrupted: true })]
    expect(settle(both, 'left' as SessionId)).toEqual({ winner: 'left', ended: ['other'] })
  })

  it('that are both out of reach stay as they are', () => {
    const lost = [contender('a', 10, { reachable: false }), contender('b', 20, { reachable: false })]
    expect(settle(lost, 'b' as SessionId)).toEqual({ winner: 'b', ended: [] })
    expect(settle([], null)).toEqual({ winner: null, ended: [] })
  })

  it('never leave two sources: of those in reach all but the winner are ended', () => {
    const contenders = fc
      .uniqueArray(fc.integer({ min: 0, max: 59 }), { maxLength: 6 })
      .chain((seconds) =>
        fc.tuple(
          ...seconds.map((second) =>
            fc
              .record({ reachable: fc.boolean(), interrupted: fc.boolean(), from_report: fc.boolean() })
              .map((is) => contender(`s${second}`, second, is)),
          ),
        ),
      )
    fc.assert(
      fc.property(contenders, fc.nat(), (all, pick) => {
        const incumbent = all[pick % (all.length + 1)]?.session_id ?? null
        const { winner, ended } = settle(all, incumbent)
        const reachable = all.filter((one) => one.reachable).map(({ session_id }) => session_id)
        expect([...ended].sort()).toEqual(reachable.filter((id) => id !== winner).sort())
        expect(winner === null).toBe(all.length === 0)
        // Decided once, it stays decided.
        expect(settle(all, winner)).toEqual({ winner, ended })
      }),
    )
  })
})
