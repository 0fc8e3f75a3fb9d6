import { expect, test } from 'vitest'
import { sampleStream } from '../../data/sample-facts.ts'
import { longestWay, relayTree } from './relay-tree.ts'

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

test('hops are counted from the publisher on', () => {
  const chain = [
    ['a', 'b'],
    ['b', 'c'],
    ['a', 'd'],
  ] as const
  const { root } = relayTree(sampleStream('live/x', { at: 'a', relays: chain }))
  expect(root).toMatchObject({ hops: 0, branches: [{ hops: 1, branches: [{ node_id: 'c', hops: 2 }] }, { hops: 1 }] })
  expect(longestWay(root)).toBe(2)
})

test('a chain that begins nowhere is shown once, as a chain', () => {
  const chain = [
    ['b', 'c'],
    ['gone', 'b'],
  ] as const
  const { detached } = relayTree(sampleStream('live/x', { at: 'a', relays: chain }))
  expect(detached).toHaveLength(1)
  expect(detached[0]).toMatchObject({ node_id: 'b', hops: null, branches: [{ node_id: 'c', hops: null }] })
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
