import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AmfError, type AmfValue } from './amf-value.ts'
import { decodeAmf, encodeAmf } from './amf0.ts'

const value = fc.letrec<{ any: AmfValue }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', maxDepth: 5 },
    fc.double(),
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.constant(undefined),
    fc.array(tie('any'), { maxLength: 5 }),
    fc.array(fc.tuple(fc.string({ minLength: 1 }), tie('any')), { maxLength: 5 }).map((pairs) => new Map(pairs)),
  ),
})).any

describe('AMF0', () => {
  test('what is written is read again', () => {
    fc.assert(
      fc.property(fc.array(value, { maxLength: 6 }), (values) => {
        expect(decodeAmf(encodeAmf(...values))).toEqual(values)
      }),
    )
  })

  test('an array that names a wrong count and lacks its end, as some encoders write, is read', () => {
    const name = Buffer.concat([Buffer.from([0, 5]), Buffer.from('width'), encodeAmf(640)])
    const array = Buffer.concat([Buffer.from([8, 0, 0, 0, 9]), name])
    expect(decodeAmf(array)).toEqual([new Map([['width', 640]])])
  })

  test('a reference is the object it refers to, also one that holds itself', () => {
    const self = Buffer.concat([Buffer.from([3, 0, 2]), Buffer.from('me'), Buffer.from([7, 0, 0, 0, 0, 9])])
    const [object] = decodeAmf(self)
    expect(object instanceof Map && object.get('me')).toBe(object)
  })

  test('dates, XML, typed objects and what is not supported are read', () => {
    const typed = Buffer.concat([Buffer.from([16, 0, 1, 67, 0, 1, 107, 1, 1, 0, 0, 9])])
    const date = Buffer.concat([Buffer.from([11]), encodeAmf(1000).subarray(1), Buffer.from([0, 0])])
    const xml = Buffer.concat([Buffer.from([15, 0, 0, 0, 4]), Buffer.from('<a/>')])
    expect(decodeAmf(Buffer.concat([typed, date, xml, Buffer.from([13])]))).toEqual([
      new Map([['k', true]]),
      1000,
      '<a/>',
      undefined,
    ])
  })

  test('a property called __proto__ is a property like any other', () => {
    const [object] = decodeAmf(encodeAmf(new Map([['__proto__', 'x']])))
    expect(object instanceof Map && object.get('__proto__')).toBe('x')
  })

  test.each([
    ['an object nested a million deep', Buffer.alloc(4_000_000, Buffer.from([3, 0, 1, 97]))],
    ['arrays nested a million deep', Buffer.alloc(5_000_000, Buffer.from([10, 0, 0, 0, 1]))],
    ['an array that says it has four billion items', Buffer.from([10, 255, 255, 255, 255, 5, 5])],
    ['an array of a million nulls', Buffer.concat([Buffer.from([10, 0, 15, 66, 64]), Buffer.alloc(1_000_000, 5)])],
    ['a string longer than the message', Buffer.from([12, 255, 255, 255, 255, 97])],
    ['a reference to an object that is none', Buffer.from([7, 0, 0])],
    ['a type that does not exist', Buffer.from([99])],
  ])('%s is refused', (_what, bytes) => {
    expect(() => decodeAmf(bytes)).toThrow(AmfError)
  })

  test('garbage is read or refused, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (garbage) => {
        try {
          decodeAmf(Buffer.from(garbage))
        } catch (error) {
          expect(error).toBeInstanceOf(AmfError)
        }
      }),
    )
  })
})
