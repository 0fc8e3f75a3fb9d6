import { parseStrictJson, StrictJsonError } from '#contract/strict-json.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectSame, expectTrue } from '../pieces.ts'

const words = [
  '{"a":',
  '"a"',
  ',',
  '}',
  '[',
  ']',
  '\\u0061',
  '\\"',
  '\\\\',
  '__proto__',
  'constructor',
  'null',
  '1e9',
  '\xef\xbb\xbf',
]

/** Bodies of the API and of the cluster API, before anything is known of what they should be. */
export const jsonBody: FuzzTarget = {
  name: 'json-body',
  covers: ['/contract/strict-json.ts'],
  max_bytes: 2_048,
  dictionary: [
    ...words.map((word) => Buffer.from(word, 'latin1')),
    Buffer.from('[[[[[[[['),
    Buffer.from([0xed, 0xa0, 0x80]),
  ],
  seeds: ['{"name":"a","ttl_ms":1}', '{"a":1,"a":2}', '[{"b":[]},"\\u0061{"]', '{"__proto__":1}', '"\xff"'].map(
    (text) => Buffer.from(text, 'latin1'),
  ),
  check(input) {
    let value: unknown
    try {
      value = parseStrictJson(input)
    } catch (error) {
      if (!(error instanceof StrictJsonError)) throw error
      expectTrue('what is said of it is short', error.message.length < 1_000)
      return error.message.replace(error.field ?? '', '').slice(0, 60)
    }
    const text = new TextDecoder().decode(input)
    expectSame('as everybody reads it', value, JSON.parse(text))
    // What is too large for a number is none any more, so that it is compared as it is written.
    const written = JSON.stringify(value)
    expectSame('written and read again', JSON.stringify(parseStrictJson(written)), written)
    // A key that was there twice would be fewer keys than colons outside of strings.
    expectSame('no key got lost', keysIn(value), colonsIn(text))
    return `taken ${typeof value} ${Array.isArray(value)}`
  },
}

function keysIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const inside = Object.values(value).reduce((sum: number, one) => sum + keysIn(one), 0)
  return Array.isArray(value) ? inside : inside + Object.keys(value).length
}

const colonsIn = (text: string) => text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1
