import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { AmfError } from './amf-value.ts'
import { decodeAmf } from './amf0.ts'
import { Amf3Reader } from './amf3.ts'

const read = (...bytes: (number | string)[]) => new Amf3Reader(bytesOf(bytes)).next()
const bytesOf = (parts: readonly (number | string)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))))
const text = (value: string) => [(value.length << 1) | 1, value] as const

describe('AMF3', () => {
  test.each([
    ['undefined', [0], undefined],
    ['null', [1], null],
    ['false', [2], false],
    ['true', [3], true],
    ['an integer', [4, 0x83, 0x48], 456],
    ['the largest integer', [4, 0xbf, 0xff, 0xff, 0xff], 2 ** 28 - 1],
    ['a negative integer', [4, 0xff, 0xff, 0xff, 0xff], -1],
    ['a double', [5, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], 1.5],
    ['text', [6, ...text('live')], 'live'],
    ['XML', [11, ...text('<a/>')], '<a/>'],
    ['a date', [8, 1, 0x40, 0x8f, 0x40, 0, 0, 0, 0, 0], 1000],
    ['a byte array, which is stepped over', [9, 5, 1, 12, 7, 1, 2, 3, 3], [undefined, true]],
    ['an array', [9, 5, 1, 6, ...text('a'), 6, 0], ['a', 'a']],
    [
      'an array with names',
      [9, 3, ...text('k'), 2, 1, 3],
      new Map<string, unknown>([
        ['k', false],
        ['0', true],
      ]),
    ],
    ['a dynamic object', [10, 0x0b, 1, ...text('app'), 6, ...text('live'), 1], new Map([['app', 'live']])],
    [
      'a sealed object',
      [10, 0x23, ...text('C'), ...text('a'), ...text('b'), 3, 2],
      new Map([
        ['a', true],
        ['b', false],
      ]),
    ],
    ['an ArrayCollection', [10, 7, ...text('flex.messaging.io.ArrayCollection'), 9, 3, 1, 3], [true]],
    ['a vector of int', [13, 5, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 2], [-1, 2]],
    ['a vector of uint', [14, 3, 0, 0xff, 0xff, 0xff, 0xff], [2 ** 32 - 1]],
    ['a vector of objects', [16, 3, 0, 1, 3], [true]],
    ['a dictionary', [17, 3, 0, 6, ...text('k'), 3], new Map([['k', true]])],
  ] as const)('has %s', (_what, bytes, value) => {
    expect(read(...bytes)).toEqual(value)
  })

  test('refers to text, objects and traits that came before', () => {
    const point = [10, 0x23, ...text('P'), ...text('x'), ...text('y'), 4, 1, 4, 2]
    const same_traits = [10, 1, 4, 3, 4, 4]
    const same_object = [10, 2]
    const array = read(9, 7, 1, ...point, ...same_traits, ...same_object)
    const first = new Map([
      ['x', 1],
      ['y', 2],
    ])
    expect(array).toEqual([
      first,
      new Map([
        ['x', 3],
        ['y', 4],
      ]),
      first,
    ])
  })

  test('stands behind the avmplus marker within AMF0, and AMF0 goes on behind it', () => {
    const bytes = bytesOf([2, 0, 1, 'a', 17, 10, 0x0b, 1, ...text('k'), 3, 1, 1, 1])
    expect(decodeAmf(bytes)).toEqual(['a', new Map([['k', true]]), true])
  })

  test.each([
    ['arrays nested a million deep', Buffer.alloc(3_000_000, Buffer.from([9, 3, 1]))],
    ['AMF0 and AMF3 nested in turn', Buffer.alloc(3_000_000, Buffer.from([17, 9, 3, 1]))],
    [
      'an array that says it has 2^28 items',
      Buffer.concat([Buffer.from([9, 0xff, 0xff, 0xff, 0xff, 1]), Buffer.alloc(1e6, 1)]),
    ],
    [
      'a vector that says it has 2^28 items',
      Buffer.concat([Buffer.from([13, 0xff, 0xff, 0xff, 0xff, 0]), Buffer.alloc(1e6)]),
    ],
    ['a class of 2^25 properties', Buffer.concat([Buffer.from([10, 0xff, 0xff, 0xff, 0xf3, 1]), Buffer.alloc(1e6, 1)])],
    ['a reference to an object that is none', Buffer.from([9, 2])],
    ['a reference to text that is none', Buffer.from([6, 2])],
    ['a reference to traits that are none', Buffer.from([10, 5])],
    ['a class that writes itself', bytesOf([10, 7, ...text('Evil'), 1])],
    ['text longer than the message', Buffer.from([6, 0xff, 0xff, 0xff, 0xff, 65])],
    ['a type that does not exist', Buffer.from([99, 1])],
  ])('%s is refused', (_what, bytes) => {
    expect(() => new Amf3Reader(bytes).next()).toThrow(AmfError)
  })

  test('an object that holds itself is read, and not read for ever', () => {
    const object = read(10, 0x0b, 1, ...text('me'), 10, 0, 1)
    expect(object instanceof Map && object.get('me')).toBe(object)
  })

  test('garbage is read or refused, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (garbage) => {
        try {
          const reader = new Amf3Reader(Buffer.from(garbage))
          while (!reader.done) reader.next()
        } catch (error) {
          expect(error).toBeInstanceOf(AmfError)
        }
      }),
    )
  })
})
