import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Departure, planDeparture } from './departure.ts'
import { ManualClock } from './media-fixtures.ts'

const ids = Array.from({ length: 1_000 }, (_, index) => `flv 192.0.2.${index % 250}:${40_000 + index}`)

describe('a departure', () => {
  it('asks those who can go within a quarter of the time, and lets the others go in its last quarter, before the deadline', () => {
    fc.assert(
      fc.property(fc.option(fc.integer({ min: -1_000, max: 86_400_000 })), (left_ms) => {
        const { move_within_ms, end_from_ms, end_within_ms } = planDeparture(left_ms)
        expect(move_within_ms).toBeLessThanOrEqual(30_000)
        if (left_ms === null) {
          expect(end_from_ms).toBe(null)
          return
        }
        const left = Math.max(0, left_ms)
        expect(move_within_ms).toBeLessThanOrEqual(left / 4)
        expect(end_from_ms).toBeGreaterThanOrEqual((left * 3) / 4)
        expect((end_from_ms ?? 0) + end_within_ms).toBeLessThanOrEqual(left)
      }),
    )
  })

  it('is spread: of a thousand viewers no tenth of the time sees more than a fifth', () => {
    const clock = new ManualClock()
    const departure = new Departure(clock)
    departure.begin(240_000)
    let before = 0
    for (let tenth = 0; tenth < 10; tenth++) {
      clock.advance(3_000)
      const moved = ids.filter((id) => departure.moves(id)).length
      expect(moved - before).toBeLessThan(200)
      before = moved
    }
    expect(before).toBe(1_000)
    expect(ids.some((id) => departure.ends(id))).toBe(false)
    clock.advance(195_000)
    expect(ids.every((id) => departure.ends(id))).toBe(true)
  })

  it('is at once where there is no time, and none without a deadline for those who cannot be asked', () => {
    const clock = new ManualClock()
    const departure = new Departure(clock)
    departure.begin(0)
    expect(ids.every((id) => departure.moves(id) && departure.ends(id))).toBe(true)
    departure.cancel()
    expect(departure.leaving).toBe(false)
    expect(ids.some((id) => departure.moves(id) || departure.ends(id))).toBe(false)
    departure.begin(null)
    clock.advance(10 * 86_400_000)
    expect(ids.every((id) => departure.moves(id))).toBe(true)
    expect(ids.some((id) => departure.ends(id))).toBe(false)
  })

  it('goes on with another deadline: nobody who was asked stays after all', () => {
    const clock = new ManualClock()
    const departure = new Departure(clock)
    let told = 0
    departure.onChanged(() => told++)
    departure.begin(40_000)
    clock.advance(5_000)
    const asked = ids.filter((id) => departure.moves(id))
    departure.begin(2_000)
    expect(asked.every((id) => departure.moves(id))).toBe(true)
    clock.advance(500)
    expect(ids.every((id) => departure.moves(id))).toBe(true)
    expect(told).toBe(2)
  })
})
