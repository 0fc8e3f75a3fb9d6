import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { paceLimits, SubscriberPace } from './subscriber-pace.ts'

const BOUND = 1000

/** A subscriber that began at time 0 with nothing written. */
function playing(): SubscriberPace {
  const pace = new SubscriberPace(paceLimits(BOUND))
  pace.start(0)
  return pace
}

describe('a subscriber', () => {
  test('waits for the first keyframe and then begins', () => {
    const pace = new SubscriberPace(paceLimits(BOUND))
    expect(pace.next(0, 0, false, 0)).toBe('hold')
    expect(pace.next(0, 0, true, 1)).toBe('start')
    expect(pace.next(100, 0, false, 2)).toBe('send')
  })

  test('over its bound skips to the next keyframe and goes on there if it caught up', () => {
    const pace = playing()
    expect(pace.next(5000, BOUND + 1, false, 100)).toBe('skip')
    expect(pace.next(5000, 900, false, 200)).toBe('hold')
    expect(pace.next(5000, 400, true, 300)).toBe('resume')
    expect(pace.next(5100, 400, false, 400)).toBe('send')
  })

  test('is dropped at the keyframe when it still has more than half its bound to read', () => {
    const pace = playing()
    pace.next(5000, BOUND + 1, false, 100)
    expect(pace.next(5000, BOUND / 2 + 1, true, 300)).toBe('drop')
  })

  test('is dropped when it falls behind again soon after a skip, and skips again when that was long ago', () => {
    const soon = playing()
    soon.next(5000, BOUND + 1, false, 100)
    soon.next(5000, 0, true, 200)
    expect(soon.next(9000, BOUND + 1, false, 5000)).toBe('drop')
    const late = playing()
    late.next(5000, BOUND + 1, false, 100)
    late.next(5000, 0, true, 200)
    expect(late.next(9000, BOUND + 1, false, 20_000)).toBe('skip')
  })

  test('is dropped after ten seconds over its bound when no keyframe comes', () => {
    const pace = playing()
    pace.next(5000, BOUND + 1, false, 100)
    expect(pace.next(5000, BOUND + 1, false, 10_000)).toBe('hold')
    expect(pace.next(5000, BOUND + 1, false, 10_200)).toBe('drop')
  })

  test('that caught up during a skip waits for a keyframe as long as it takes', () => {
    const pace = playing()
    pace.next(5000, BOUND + 1, false, 100)
    expect(pace.next(5000, 0, false, 60_000)).toBe('hold')
    expect(pace.next(5000, 0, true, 60_100)).toBe('resume')
  })

  test('that stops reading a stream of few bytes is over its bound by time', () => {
    const pace = playing()
    expect(pace.next(10, 0, false, 0)).toBe('send')
    const verdicts = [10, 20, 35, 40].map((second) => pace.next(10 + second, second, false, second * 1000))
    expect(verdicts).toEqual(['send', 'send', 'skip', 'hold'])
    expect(pace.next(50, 40, true, 41_000)).toBe('drop')
  })

  test('that reads everything is never skipped, however slowly the stream comes', () => {
    const pace = playing()
    for (let second = 0; second < 200; second += 25) expect(pace.next(second, 0, false, second * 1000)).toBe('send')
  })

  test('never has more waiting than its bound and one group, whatever it reads', () => {
    const step = fc.record({ group: fc.integer({ min: 1, max: 300 }), read: fc.nat(400), starts: fc.boolean() })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
        const pace = playing()
        let written = 0
        let buffered = 0
        for (const [index, { group, read, starts }] of steps.entries()) {
          const verdict = pace.next(written, buffered, starts, index * 50)
          if (verdict === 'drop') return
          if (verdict === 'send' || verdict === 'resume') {
            written += group
            buffered += group
            // While nothing is sent it only shrinks, so that the largest it ever was is seen here.
            expect(buffered).toBeLessThanOrEqual(BOUND + group)
          }
          buffered = Math.max(0, buffered - read)
        }
      }),
    )
  })
})
