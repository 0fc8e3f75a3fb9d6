import { describe, expect, it } from 'vitest'
import { negotiate } from './engine.ts'
import { readLoadLine } from './load-image.ts'

describe('an engine over SSH', () => {
  it.each([
    ['1.41', '1.12', '1.41'],
    ['1.44', '1.24', '1.44'],
    ['1.52', '1.44', '1.44'],
    ['1.60', '1.48', '1.48'],
    ['1.60', null, '1.44'],
  ])('that speaks up to %s and no less than %s is spoken to in %s', (newest, oldest, expected) => {
    expect(negotiate(newest, oldest)).toBe(expected)
  })

  it('says in a stream of JSON lines what it loaded, and what went wrong under an answer of 200', () => {
    expect(readLoadLine('{"stream":"Loaded image: node:24\\n"}')).toEqual({ loaded: 'node:24', error: null })
    expect(readLoadLine('{"stream":"Loaded image ID: sha256:0a\\n"}')).toEqual({ loaded: 'sha256:0a', error: null })
    expect(readLoadLine('{"errorDetail":{"message":"no space"},"error":"x"}')).toEqual({
      loaded: null,
      error: 'no space',
    })
    expect(readLoadLine('{"error":"invalid tar header"}').error).toBe('invalid tar header')
    for (const line of ['', '{"status":"Loading layer"}', 'null', '{"cut'])
      expect(readLoadLine(line)).toEqual({ loaded: null, error: null })
  })
})
