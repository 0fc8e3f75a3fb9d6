import { describe, expect, test } from 'vitest'
import type { NodeMessage } from '#contract/control-channel.ts'
import type { Clock } from '../media/clock.ts'
import { ReportOutbox } from './report-outbox.ts'

/** Time that passes when it is told to. */
function handClock() {
  let now = 0
  const timers = new Set<{ at: number; run: () => void }>()
  const clock: Clock = {
    now: () => now,
    after(delay_ms, run) {
      const timer = { at: now + delay_ms, run }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    soon: (run) => run(),
  }
  const pass = (ms: number) => {
    const until = now + ms
    for (;;) {
      const next = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
      if (next === undefined) break
      timers.delete(next)
      now = Math.max(now, next.at)
      next.run()
    }
    now = until
  }
  return { clock, pass }
}

const message = (reason: string): NodeMessage => ({ type: 'leave', reason })

function setUp() {
  const sent: string[] = []
  const { clock, pass } = handClock()
  const state = { congested: false, connected: true }
  const outbox = new ReportOutbox({
    send: (said) => {
      if (state.connected && said.type === 'leave') sent.push(said.reason)
      return state.connected
    },
    congested: () => state.congested,
    clock,
  })
  return { sent, pass, state, outbox }
}

describe('what changed on a node', () => {
  test('is told at once, and then at most once an interval with its latest state', () => {
    const { sent, pass, outbox } = setUp()
    outbox.open()
    let viewers = 0
    for (let change = 0; change < 100; change += 1) {
      viewers += 1
      outbox.put('participation live/test', 250, () => message(`${viewers} viewers`))
      pass(10)
    }
    pass(250)
    expect(sent[0]).toBe('1 viewers')
    expect(sent.at(-1)).toBe('100 viewers')
    expect(sent.length).toBeLessThanOrEqual(5)
  })

  test('of one thing does not wait for another', () => {
    const { sent, pass, outbox } = setUp()
    outbox.open()
    outbox.put('a', 1_000, () => message('a1'))
    pass(1)
    outbox.put('a', 1_000, () => message('a2'))
    outbox.put('b', 1_000, () => message('b1'))
    pass(1)
    expect(sent).toEqual(['a1', 'b1'])
    pass(1_000)
    expect(sent).toEqual(['a1', 'b1', 'a2'])
  })

  test('that must not wait goes out at once even when the thing was just told', () => {
    const { sent, pass, outbox } = setUp()
    outbox.open()
    outbox.put('a', 1_000, () => message('live'))
    pass(1)
    outbox.put('a', 1_000, () => message('live, 900 kbit/s'))
    outbox.put('a', 0, () => message('ended'))
    pass(1)
    expect(sent).toEqual(['live', 'ended'])
    pass(5_000)
    expect(sent).toEqual(['live', 'ended'])
  })

  test('while there is no origin is not kept, because the next connection begins with everything', () => {
    const { sent, pass, outbox, state } = setUp()
    outbox.open()
    state.connected = false
    outbox.put('a', 250, () => message('old'))
    pass(1_000)
    outbox.close()
    outbox.put('a', 250, () => message('old too'))
    outbox.reset()
    state.connected = true
    outbox.put('a', 250, () => message('since the report'))
    pass(1_000)
    expect(sent).toEqual([])
    outbox.open()
    pass(1)
    expect(sent).toEqual(['since the report'])
  })

  test('waits while the origin does not read', () => {
    const { sent, pass, outbox, state } = setUp()
    outbox.open()
    state.congested = true
    for (let change = 0; change < 50; change += 1) {
      outbox.put('a', 250, () => message(`change ${change}`))
      pass(50)
    }
    expect(sent).toEqual([])
    state.congested = false
    pass(100)
    expect(sent).toEqual(['change 49'])
  })
})
