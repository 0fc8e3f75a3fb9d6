import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { TimestampRepair } from './timestamp-repair.ts'

const WRAP = 2 ** 32

describe('the time of a stream', () => {
  test('a sound clock comes through unchanged, sound and picture alike', () => {
    const repair = new TimestampRepair()
    const given = [0, 33, 67, 100].flatMap((dts) => [
      repair.next('video', dts),
      repair.next('audio', Math.max(0, dts - 5)),
    ])
    expect(given).toEqual([0, 0, 33, 28, 67, 62, 100, 95])
  })

  test('runs on when the 32-bit clock of a publisher wraps after 49 days', () => {
    const repair = new TimestampRepair()
    repair.next('video', 1000)
    for (let dts = 1000; dts < WRAP - 10_000; dts += 10_000) repair.next('video', dts)
    const before = repair.next('video', WRAP - 20)
    expect(repair.next('video', 13)).toBe(before + 33)
  })

  test('a clock that starts just below zero begins at zero', () => {
    const repair = new TimestampRepair()
    expect(repair.next('audio', WRAP - 23)).toBe(0)
    expect(repair.next('video', 0)).toBe(23)
    expect(repair.next('audio', 0)).toBe(23)
  })

  test('goes on one frame later when a publisher loops its file, with sound and picture together', () => {
    const repair = new TimestampRepair()
    for (let index = 0; index <= 300; index++) {
      repair.next('video', index * 40)
      repair.next('audio', index * 40 + 10)
    }
    // The last frames were at 12000 and 12010; the file begins again.
    expect(repair.next('video', 0)).toBe(12_050)
    expect(repair.next('audio', 10)).toBe(12_060)
    expect(repair.next('video', 40)).toBe(12_090)
    expect(repair.next('audio', 50)).toBe(12_100)
  })

  test('goes on one frame later when the clock leaps an hour ahead', () => {
    const repair = new TimestampRepair()
    for (let index = 0; index <= 10; index++) repair.next('video', index * 40)
    expect(repair.next('video', 3_600_000)).toBe(440)
    expect(repair.next('video', 3_600_040)).toBe(480)
  })

  test('a second track that begins days ahead begins where the stream is', () => {
    const repair = new TimestampRepair()
    repair.next('video', 0)
    repair.next('video', 40)
    expect(repair.next('audio', 1_000_000_000)).toBe(40)
    expect(repair.next('audio', 1_000_000_023)).toBe(63)
    expect(repair.next('video', 80)).toBe(80)
  })

  test('sound that was off for a minute comes back at the place of the picture', () => {
    const repair = new TimestampRepair()
    repair.next('audio', 0)
    for (let dts = 0; dts <= 60_000; dts += 40) repair.next('video', dts)
    expect(repair.next('audio', 60_010)).toBe(60_010)
  })

  test('a frame that is a little late keeps its place in the order', () => {
    const repair = new TimestampRepair()
    repair.next('video', 1000)
    expect(repair.next('video', 980)).toBe(1000)
    expect(repair.next('video', 1040)).toBe(1040)
  })

  test('never goes back within a track, whatever is sent', () => {
    const units = fc.array(fc.tuple(fc.constantFrom('video' as const, 'audio' as const), fc.nat(WRAP - 1)), {
      maxLength: 200,
    })
    fc.assert(
      fc.property(units, (sent) => {
        const repair = new TimestampRepair()
        const last = { video: -1, audio: -1 }
        for (const [kind, dts] of sent) {
          const given = repair.next(kind, dts)
          expect(given).toBeGreaterThanOrEqual(Math.max(0, last[kind]))
          last[kind] = given
        }
      }),
    )
  })
})
