import { expect, test } from 'vitest'
import { AnswerCache } from './answer-cache.ts'

test('answers are kept for their time, and not for longer', () => {
  const cache = new AnswerCache<string>(100, 1_000)
  cache.put('a', 'first', 10, 0)
  expect(cache.get('a', 999)).toBe('first')
  expect(cache.get('a', 1_000)).toBeUndefined()
  expect(cache.bytes).toBe(0)
})

test('the longest unused go first when there are more bytes than may be', () => {
  const cache = new AnswerCache<string>(100, 1_000)
  cache.put('a', 'first', 40, 0)
  cache.put('b', 'second', 40, 0)
  cache.get('a', 1)
  cache.put('c', 'third', 40, 2)
  expect(['a', 'b', 'c'].map((name) => cache.get(name, 3))).toEqual(['first', undefined, 'third'])
  cache.put('d', 'larger than all', 101, 4)
  expect(cache.get('d', 5)).toBeUndefined()
  expect(cache.bytes).toBe(80)
})

test('a sweep lets go of what is too old', () => {
  const cache = new AnswerCache<string>(100, 1_000)
  cache.put('a', 'first', 40, 0)
  cache.put('b', 'second', 40, 500)
  cache.sweep(1_200)
  expect(cache.bytes).toBe(40)
})
