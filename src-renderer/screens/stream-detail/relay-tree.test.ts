import { expect, test } from 'vitest'
import { sampleStream } from '../../data/sample-facts.ts'
import { relayTree } from './relay-tree.ts'

test('the way of a stream starts at its publisher and names the viewers of every node', () => {
  const stream = sampleStream('live/x', {
    at: 'a',
    viewers: { a: 1, b: 5, c: 7 },
    relays: [
      ['a', 'b'],
      ['b', 'c'],
    ],
  })
  const { root, detached } = relayTree(stream)
  expect(root).toMatchObject({
    node_id: 'a',
    viewers: 1,
    branches: [{ node_id: 'b', viewers: 5, branches: [{ node_id: 'c', viewers: 7 }] }],
  })
  expect(detached).toEqual([])
})

test('a relay whose source is not known to have the stream is still shown', () => {
  const { root, detached } = relayTree(sampleStream('live/x', { at: 'a', relays: [['gone', 'b']] }))
  expect(root.branches).toEqual([])
  expect(detached.map(({ node_id }) => node_id)).toEqual(['b'])
})

test('relays in a circle end', () => {
  const stream = sampleStream('live/x', {
    at: 'a',
    relays: [
      ['a', 'b'],
      ['b', 'a'],
      ['b', 'b'],
    ],
  })
  expect(relayTree(stream).root.branches).toHaveLength(1)
})
