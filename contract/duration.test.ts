import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { durationSchema, formatDuration, sizeSchema } from './duration.ts'

describe('a duration', () => {
  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 999_999_999 }), (duration_ms) => {
        expect(durationSchema.parse(formatDuration(duration_ms))).toBe(duration_ms)
      }),
    )
  })

  it.each(['', '5', 's', '5 s', '-1s', '1.5h', '1w', '10000000000s'])('refuses %j instead of guessing', (text) => {
    expect(durationSchema.safeParse(text).success).toBe(false)
  })
})

describe('a size', () => {
  it('counts in powers of 1024', () => {
    expect(sizeSchema.parse('4MiB')).toBe(4_194_304)
  })

  it.each(['4MB', '4', 'MiB', '4 MiB'])('refuses %j instead of guessing', (text) => {
    expect(sizeSchema.safeParse(text).success).toBe(false)
  })
})
