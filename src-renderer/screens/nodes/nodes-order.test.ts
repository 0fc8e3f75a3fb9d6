import { expect, test } from 'vitest'
import { sampleLoad, sampleNode, withLiveness, withMode } from '../../data/sample-facts.ts'
import { type NodesView, orderNodes } from './nodes-order.ts'

const view = (changes: Partial<NodesView> = {}): NodesView => ({
  query: '',
  show: 'all',
  sort: 'name',
  descending: false,
  ...changes,
})
const names = (nodes: readonly { name: string }[]) => nodes.map(({ name }) => name)

test('names are sorted as people count: edge-2 before edge-10', () => {
  const nodes = [sampleNode('edge-10'), sampleNode('edge-2')]
  expect(names(orderNodes(nodes, view()))).toEqual(['edge-2', 'edge-10'])
})

test('the busiest node stands on top, and one that never reported below all', () => {
  const busy = (name: string, subscribers: number) => sampleNode(name, { load: sampleLoad({ subscribers }) })
  const nodes = [sampleNode('new', { load: null }), busy('a', 5), busy('b', 50)]
  expect(names(orderNodes(nodes, view({ sort: 'viewers', descending: true })))).toEqual(['b', 'a', 'new'])
})

test('sorted by state, what does not answer comes first, then what is draining', () => {
  const nodes = [
    sampleNode('well'),
    withMode(sampleNode('draining'), { value: 'draining' }),
    withLiveness(sampleNode('lost'), 'offline'),
  ]
  expect(names(orderNodes(nodes, view({ sort: 'state' })))).toEqual(['lost', 'draining', 'well'])
})

test('the filter finds by name, region and address', () => {
  const nodes = [sampleNode('edge-1', { region: 'eu-west' }), sampleNode('edge-2', { region: 'us-east' })]
  expect(names(orderNodes(nodes, view({ query: 'WEST' })))).toEqual(['edge-1'])
  expect(names(orderNodes(nodes, view({ query: 'edge-2.example' })))).toEqual(['edge-2'])
})

test('attention shows the nodes that somebody should look at, idle those that carry nothing', () => {
  const nodes = [
    sampleNode('serving', { load: sampleLoad({ subscribers: 1 }) }),
    withLiveness(sampleNode('late'), 'suspect'),
    withMode(sampleNode('draining'), { value: 'draining' }),
  ]
  expect(names(orderNodes(nodes, view({ show: 'attention' })))).toEqual(['draining', 'late'])
  expect(names(orderNodes(nodes, view({ show: 'serving' })))).toEqual(['serving'])
  expect(names(orderNodes(nodes, view({ show: 'idle' })))).toEqual(['draining', 'late'])
})
