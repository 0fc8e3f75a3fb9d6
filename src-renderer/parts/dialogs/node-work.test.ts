import { expect, test } from 'vitest'
import { sampleNode, sampleStream, withLiveness, withMode } from '../../data/sample-facts.ts'
import { nodeWork } from './node-work.ts'

const streams = [
  sampleStream('live/x', {
    at: 'a',
    viewers: { a: 2, b: 40 },
    relays: [
      ['a', 'b'],
      ['b', 'c'],
    ],
  }),
  sampleStream('live/y', { at: 'b', viewers: { b: 1, c: 0 } }),
]

test('a drain is asked for with what it concerns in numbers', () => {
  const [a, b, c] = [sampleNode('a'), sampleNode('b'), withMode(sampleNode('c'), { value: 'draining' })]
  expect(nodeWork(b, [a, b, c], streams)).toEqual({
    viewers: 41,
    streams: 2,
    published: ['live/y'],
    relays_out: 1,
    others_routable: true,
  })
})

test('the last node that takes new work is known as such', () => {
  const [a, b, c] = [sampleNode('a'), sampleNode('b', { routable: false }), withLiveness(sampleNode('c'), 'offline')]
  expect(nodeWork(a, [a, c], streams).others_routable).toBe(false)
  // Busy is no reason to refuse a drain.
  expect(nodeWork(a, [a, b, c], streams).others_routable).toBe(true)
})
