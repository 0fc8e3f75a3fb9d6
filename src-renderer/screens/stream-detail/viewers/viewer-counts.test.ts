import { expect, test } from 'vitest'
import type { Node } from '#contract/node.ts'
import type { Participation } from '#contract/stream.ts'
import { sampleNode } from '../../../data/sample-facts.ts'
import { countsByNode, countsByRegion } from './viewer-counts.ts'

const on = (node_id: string, subscribers: number) => ({ node_id, subscribers }) as unknown as Participation

test('viewers are summed by node and by region, the most first, with their share', () => {
  const participations = [on('b', 10), on('a', 25), on('c', 5), on('d', 0)]
  expect(countsByNode(participations)).toEqual([
    { key: 'a', viewers: 25, percent: 62.5 },
    { key: 'b', viewers: 10, percent: 25 },
    { key: 'c', viewers: 5, percent: 12.5 },
  ])
  const nodes = new Map<string, Node>([
    ['a', sampleNode('a', { region: 'eu' })],
    ['b', sampleNode('b', { region: 'us' })],
    ['c', sampleNode('c', { region: 'us' })],
  ])
  expect(countsByRegion(participations, nodes, '-').map(({ key, viewers }) => [key, viewers])).toEqual([
    ['eu', 25],
    ['us', 15],
  ])
  expect(countsByNode([])).toEqual([])
})
