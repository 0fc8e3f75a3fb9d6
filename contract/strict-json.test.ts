import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseStrictJson } from './strict-json.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

describe('JSON that is read strictly', () => {
  test('gives what JSON.parse gives, whatever it is', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        fc.pre(!/__proto__|constructor|prototype/.test(text))
        expect(parseStrictJson(bytes(text))).toEqual(JSON.parse(text))
      }),
    )
  })

  test.for([
    ['{"a":1,"a":2}', 'a: is there twice'],
    ['{"a":1,"\\u0061":2}', 'a: is there twice'],
    ['{"list":[{"x":1},{"x":1,"y":{"b":1,"c":"}{\\"","b":1}}]}', 'list.1.y.b: is there twice'],
    ['{"__proto__":{"admin":true}}', '__proto__: is no field of anything'],
    ['{"a":{"\\u005f_proto__":1}}', 'a.__proto__: is no field of anything'],
    ['{"constructor":{"prototype":{}}}', 'constructor: is no field of anything'],
    [`{"name":${'{"a":'.repeat(1e5)}1${'}'.repeat(1e5)}}`, 'name.a.a...: is nested deeper than 100 levels'],
    [`${'['.repeat(1e5)}${']'.repeat(1e5)}`, '0.0.0...: is nested deeper than 100 levels'],
    ['{"a": NaN}', 'The body is not valid JSON. Check the quotes and commas.'],
    ['', 'The body is not valid JSON. Check the quotes and commas.'],
  ])('refuses %.40s', ([text, message]) => {
    expect(() => parseStrictJson(bytes(text ?? ''))).toThrow(message)
  })

  test('takes the same key in objects beside one another, and keys as values', () => {
    expect(parseStrictJson('[{"a":"a"},{"a":["a","a"]}]')).toEqual([{ a: 'a' }, { a: ['a', 'a'] }])
  })

  test('refuses bytes that are no UTF-8, wherever they are', () => {
    const text = bytes('{"name":"??"}')
    text.set([0xc3, 0x28], 9)
    expect(() => parseStrictJson(text)).toThrow('not in UTF-8')
    expect(() => parseStrictJson(Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22))).toThrow('not in UTF-8')
  })

  test('takes no more than a moment for a megabyte of keys', () => {
    const text = `{${Array.from({ length: 60_000 }, (_, nth) => `"key${nth}":${nth}`).join()}}`
    const from = performance.now()
    parseStrictJson(bytes(text))
    expect(performance.now() - from).toBeLessThan(2_000)
  })
})
