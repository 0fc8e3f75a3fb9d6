import { expect, test } from 'vitest'
import { sampleLoad, sampleNode, sampleStream } from '../data/sample-facts.ts'
import { drainLeft, leftWords } from './drain-left.ts'

const streams = [
  sampleStream('live/x', { at: 'a', viewers: { b: 40 }, relays: [['a', 'b']] }),
  sampleStream('live/y', { at: 'b', viewers: { b: 1 } }),
  sampleStream('live/z', { at: 'a', viewers: { a: 9 } }),
]

test('what holds a drain are the streams that pass the node, publishers first', () => {
  const { holds } = drainLeft(sampleNode('b'), streams)
  expect(holds).toEqual([
    { stream_path: 'live/y', published: true, viewers: 1, relays: 0 },
    { stream_path: 'live/x', published: false, viewers: 40, relays: 1 },
  ])
})

test('the figures are those of the node, and those of the streams where it never reported', () => {
  const load = sampleLoad({ subscribers: 37, publishers: 1, relays_in: 1, relays_out: 2 })
  expect(drainLeft(sampleNode('b', { load }), streams)).toMatchObject({ viewers: 37, publishers: 1, relays: 3 })
  expect(drainLeft(sampleNode('b', { load: null }), streams)).toMatchObject({ viewers: 41, publishers: 1, relays: 1 })
})

test('only what is left is told', () => {
  expect(leftWords({ viewers: 2, publishers: 0, relays: 1 })).toBe('2 viewers, 1 relay')
  expect(leftWords({ viewers: 0, publishers: 0, relays: 0 })).toBe('nothing')
})
