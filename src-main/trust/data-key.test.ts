import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DataKey, SEALED_START } from './data-key.ts'
import { newRing, readRing, ringFor, ringText } from './data-key-ring.ts'

const NOW = new Date('2026-11-26T12:00:00Z')
const text = Buffer.from('the seed of a second factor')

describe('the data key', () => {
  it('opens what it sealed, for the same purpose alone, and shows nothing of it', () => {
    const key = DataKey.random()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4_000 }), (bytes) => {
        const value = Buffer.from(bytes)
        const sealed = key.seal('totp:anna', value)
        expect(key.open('totp:anna', sealed)).toEqual(value)
        expect(key.seal('totp:anna', value)).not.toEqual(sealed)
        if (value.length > 8) expect(sealed.includes(value)).toBe(false)
      }),
      { numRuns: 50 },
    )
    const sealed = key.seal('totp:anna', text)
    expect(() => key.open('totp:boris', sealed)).toThrow(/sealed for totp:anna/)
    expect(() => DataKey.random().open('totp:anna', sealed)).toThrow(/sealed by the data key/)
  })

  it('opens nothing in which one byte was changed, or that was cut off', () => {
    const key = DataKey.random()
    const sealed = key.seal('ca', text)
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(() => key.open('ca', changed)).toThrow()
      expect(() => key.open('ca', sealed.subarray(0, at))).toThrow()
    }
  })

  it('derives the same bytes for a purpose each time, others for each other purpose, and none of those that seal', () => {
    const ring = newRing(NOW)
    const derived = new DataKey(ring).derive('tickets')
    expect(new DataKey(ring).derive('tickets')).toEqual(derived)
    expect(new DataKey(ring).derive('tickets2')).not.toEqual(derived)
    expect(derived).toHaveLength(32)
  })

  it('still opens after a rotation what was sealed before, and seals by the new one', () => {
    const before = newRing(NOW)
    const sealed = new DataKey(before).seal('ca', text)
    const after = new DataKey(newRing(NOW, before))
    expect(after.open('ca', sealed)).toEqual(text)
    const anew = after.sealAnew(sealed)
    expect(() => new DataKey(before).open('ca', anew)).toThrow(/sealed by the data key/)
    expect(after.open('ca', anew)).toEqual(text)
  })
})

describe('the keys that are kept', () => {
  it('are read as they were written, and told from what is none without showing it', () => {
    const ring = newRing(NOW, newRing(NOW))
    expect(readRing(ringText(ring), 'data.key')).toEqual(ring)
    const other = randomBytes(32).toString('base64url')
    for (const wrong of ['', '{}', 'null', other, ringText(ring).replace(/datakey_.{43}/, `datakey_${other}`)]) {
      expect(() => readRing(wrong, 'data.key')).toThrow(/data.key is not a data key/)
      expect(() => readRing(wrong, 'data.key')).not.toThrow(other)
    }
  })

  it('are made only where nothing is sealed yet, and must be those that sealed', () => {
    const ring = newRing(NOW)
    const { id } = new DataKey(ring)
    expect(ringFor(null, [], 'data.key', NOW).is_new).toBe(true)
    expect(ringFor(ring, [id], 'data.key', NOW)).toEqual({ ring, is_new: false })
    expect(() => ringFor(null, [id], 'data.key', NOW)).toThrow(/data.key is missing/)
    expect(() => ringFor(newRing(NOW), [id], 'data.key', NOW)).toThrow(`sealed by the data key ${id}`)
  })
})

it('says by its first bytes what a sealed value is', () => {
  expect(DataKey.random().seal('ca', text).subarray(0, 4)).toEqual(SEALED_START)
})
