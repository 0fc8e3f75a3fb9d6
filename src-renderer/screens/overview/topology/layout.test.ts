import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sampleNode, sampleStream, withLiveness } from '../../../data/sample-facts.ts'
import { CARD } from './geometry.ts'
import { layoutTopology, type Topology } from './layout.ts'

const placeOf = ({ cards }: Topology, id: string) => {
  const card = cards.find((candidate) => candidate.id === id)
  if (card === undefined) throw new Error(`${id} is not drawn`)
  return card
}

const origin = sampleNode('origin', { is_origin: true })

describe('the drawing of where streams flow', () => {
  test('sources stand left of the nodes that pull from them, however long the chain', () => {
    const nodes = [sampleNode('c'), sampleNode('b'), sampleNode('a'), origin]
    const stream = sampleStream('live/x', {
      at: 'origin',
      relays: [
        ['origin', 'a'],
        ['a', 'b'],
        ['b', 'c'],
      ],
    })
    const topology = layoutTopology(nodes, [stream])
    const columns = ['origin', 'a', 'b', 'c'].map((id) => placeOf(topology, id).x)
    expect(columns).toEqual(columns.toSorted((one, other) => one - other))
    expect(new Set(columns).size).toBe(4)
  })

  test('where it is narrow, the same flows run downwards', () => {
    const stream = sampleStream('live/x', { at: 'origin', relays: [['origin', 'a']] })
    const topology = layoutTopology([origin, sampleNode('a')], [stream], 'down')
    expect(placeOf(topology, 'a').y).toBeGreaterThan(placeOf(topology, 'origin').y + CARD.height)
  })

  test('all streams between two nodes share one line with their sum', () => {
    const relays = [['origin', 'a']] as const
    const streams = [sampleStream('live/x', { at: 'origin', relays }), sampleStream('live/y', { at: 'origin', relays })]
    const { flows } = layoutTopology([origin, sampleNode('a')], streams)
    expect(flows).toHaveLength(1)
    expect(flows[0]).toMatchObject({ kbps: 8_000, flowing: true, backward: false })
  })

  test('two nodes that feed each other are drawn, one of the lines backward', () => {
    const streams = [
      sampleStream('live/x', { at: 'a', relays: [['a', 'b']] }),
      sampleStream('live/y', { at: 'b', relays: [['b', 'a']] }),
    ]
    const { flows } = layoutTopology([sampleNode('a'), sampleNode('b')], streams)
    expect(flows.map(({ backward }) => backward).toSorted()).toEqual([false, true])
  })

  test('a line that passes a column runs beside its cards, not behind them', () => {
    const nodes = [origin, sampleNode('a'), sampleNode('b')]
    const streams = [
      sampleStream('live/x', {
        at: 'origin',
        relays: [
          ['origin', 'a'],
          ['origin', 'b'],
        ],
      }),
      sampleStream('live/y', { at: 'a', relays: [['a', 'b']] }),
    ]
    const topology = layoutTopology(nodes, streams)
    const { via } = topology.flows.find(({ source, target }) => source === 'origin' && target === 'b') ?? { via: [] }
    const card = placeOf(topology, 'a')
    expect(via).toHaveLength(2)
    for (const { y } of via) expect(y < card.y || y > card.y + CARD.height).toBe(true)
  })

  test('many nodes that are well share a card by region; one that is lost keeps its own', () => {
    const edges = Array.from({ length: 30 }, (_, index) =>
      sampleNode(`edge-${index}`, { region: index % 2 === 0 ? 'east' : 'west' }),
    )
    const lost = withLiveness(sampleNode('lost', { region: 'east' }), 'offline')
    const stream = sampleStream('live/x', { at: 'origin', relays: edges.map(({ name }) => ['origin', name] as const) })
    const topology = layoutTopology([origin, lost, ...edges], [stream])
    expect(topology.cards.map(({ id, nodes }) => [id, nodes.length])).toEqual([
      ['origin', 1],
      ['region east', 15],
      ['region west', 15],
      ['lost', 1],
    ])
    expect(topology.flows.map(({ streams }) => streams.length)).toEqual([15, 15])
  })

  test('a thousand nodes that all publish are drawn as their regions, and what flows within one is not drawn', () => {
    const edges = Array.from({ length: 1_000 }, (_, index) =>
      sampleNode(`edge-${index}`, { region: index % 2 === 0 ? 'east' : 'west' }),
    )
    const streams = edges.map(({ name }, index) =>
      sampleStream(`live/${index}`, { at: name, relays: [[name, `edge-${(index + (index % 3)) % 1_000}`]] }),
    )
    const topology = layoutTopology([origin, ...edges], streams)
    expect(topology.cards.map(({ id }) => id).toSorted()).toEqual(['origin', 'region east', 'region west'])
    expect(topology.flows.map(({ source, target }) => [source, target]).toSorted()).toEqual([
      ['region east', 'region west'],
      ['region west', 'region east'],
    ])
  })

  test('the same cluster is drawn the same whatever order it comes in, and no two cards overlap', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f']
    const pair = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)).filter(([from, to]) => from !== to)
    fc.assert(
      fc.property(
        fc.uniqueArray(pair, { maxLength: 12 }),
        fc.shuffledSubarray(names, { minLength: 6 }),
        (relays, order) => {
          const streams = [sampleStream('live/x', { at: 'a', relays })]
          const one = layoutTopology([origin, ...names.map((name) => sampleNode(name))], streams)
          const other = layoutTopology([...order.map((name) => sampleNode(name)), origin], streams)
          expect(other.shape).toBe(one.shape)
          const spots = one.cards.map(({ x, y }) => ({ x, y }))
          for (const [index, a] of spots.entries()) {
            for (const b of spots.slice(index + 1)) {
              expect(Math.abs(a.x - b.x) >= CARD.width || Math.abs(a.y - b.y) >= CARD.height).toBe(true)
            }
          }
        },
      ),
      { numRuns: 60 },
    )
  })
})
