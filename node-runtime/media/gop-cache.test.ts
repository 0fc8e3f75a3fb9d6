import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GopCache } from './gop-cache.ts'
import { videoUnit } from './media-fixtures.ts'

describe('the group of pictures kept for those who join', () => {
  test('holds everything since the newest keyframe and nothing older', () => {
    const cache = new GopCache({ max_bytes: 10_000, max_ms: 10_000 })
    for (const dts of [0, 40, 80]) cache.push(videoUnit(dts, dts === 0), dts === 0)
    cache.push(videoUnit(120, true), true)
    cache.push(videoUnit(160), false)
    expect(cache.units.map((unit) => unit.dts_ms)).toEqual([120, 160])
  })

  test('holds nothing before the first keyframe', () => {
    const cache = new GopCache({ max_bytes: 10_000, max_ms: 10_000 })
    cache.push(videoUnit(0), false)
    expect(cache.units).toEqual([])
  })

  test('lets a group go whole when it lasts too long, and fills again from the next keyframe', () => {
    const cache = new GopCache({ max_bytes: 1_000_000, max_ms: 1000 })
    for (let dts = 0; dts <= 2000; dts += 40) cache.push(videoUnit(dts, dts === 0), dts === 0)
    expect(cache.units).toEqual([])
    expect(cache.outgrown).toBe(true)
    cache.push(videoUnit(2040, true), true)
    expect(cache.units).toHaveLength(1)
    expect(cache.outgrown).toBe(false)
  })

  test('never holds more than its bounds, whatever is pushed', () => {
    const unit = fc.record({ starts: fc.boolean(), size: fc.nat(3000), step: fc.nat(400) })
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 300 }), (pushed) => {
        const cache = new GopCache({ max_bytes: 8000, max_ms: 2000 })
        let dts = 0
        for (const { starts, size, step } of pushed) {
          dts += step
          cache.push(videoUnit(dts, starts, size), starts)
          const held = cache.units.reduce((sum, { body }) => sum + body.length, 0)
          expect(held).toBeLessThanOrEqual(8000)
          expect((cache.units.at(-1)?.dts_ms ?? 0) - (cache.units[0]?.dts_ms ?? 0)).toBeLessThanOrEqual(2000)
          expect(cache.units[0]?.keyframe ?? true).toBe(true)
        }
      }),
    )
  })
})
