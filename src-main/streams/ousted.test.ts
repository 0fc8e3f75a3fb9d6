import { expect, test } from 'vitest'
import type { StreamPath } from '#contract/ids.ts'
import { Ousted } from './ousted.ts'

const [a, b] = ['live/a', 'live/b'] as [StreamPath, StreamPath]

test('who lost a stream is kept from taking it back for 30 s, and then forgotten', () => {
  let now = 0
  const ousted = new Ousted(() => now)
  ousted.add(a, '10.0.0.1')
  now = 20_000
  ousted.add(b, '10.0.0.2')
  expect([ousted.has(a, '10.0.0.1'), ousted.has(a, '10.0.0.2'), ousted.has(b, '10.0.0.2')]).toEqual([true, false, true])
  now = 30_000
  expect(ousted.has(a, '10.0.0.1')).toBe(false)
  ousted.forget()
  expect(ousted.size).toBe(1)
  ousted.add(b, '10.0.0.3')
  now = 59_999
  expect(ousted.has(b, '10.0.0.3')).toBe(true)
  for (let n = 0; n < 1_000; n += 1) {
    now += 30_000
    ousted.add(`live/${n}` as StreamPath, '10.0.0.1')
  }
  expect(ousted.size).toBe(1)
})
