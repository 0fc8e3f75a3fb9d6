import { describe, expect, it } from 'vitest'
import type { NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { RelayState } from '#contract/stream.ts'
import { isLastResort, isWorthMoving, rankSources, type SourceQuestion } from './relay-sources.ts'
import { RelayTree } from './relay-tree.ts'
import { testingNode } from './testing-node.ts'

const publisher = testingNode('publisher')
const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((name) => testingNode(name)) as [Node, Node, Node, Node]
const asks = testingNode('asks')
const session = { id: 's' as SessionId, publish_node_id: publisher.id }

type Link = readonly [from: Node, to: Node, state?: RelayState]

function rank(links: readonly Link[], is: Partial<SourceQuestion> & { readonly nodes?: readonly Node[] } = {}) {
  const { nodes = [], ...more } = is
  const known = new Map([publisher, a, b, c, d, asks, ...nodes].map((node) => [node.id, node]))
  const tree = new RelayTree(session)
  for (const [from, to, state = 'active'] of links) {
    tree.relay({
      ...{ id: `r-${to.id}` as RelayId, stream_path: 'live/test' as StreamPath, session_id: session.id, hops: [] },
      ...{ source_node_id: from.id, dest_node_id: to.id, transport: 'tls', state, attempts: 0, subscribers: 1 },
      ...{ frames: 0, bytes: 0, error: null, created_at: '', last_frame_at: null },
    })
  }
  const question: SourceQuestion = {
    ...{ tree, requester_id: asks.id, region: null, exclude: [], limits: { max_hops: 3, max_out: 2 } },
    nodeOf: (id) => known.get(id),
    ...more,
  }
  return rankSources(question, 4)
}
const said = (links: readonly Link[], is?: Parameters<typeof rank>[1]) =>
  rank(links, is).map(({ node, objection }) => [node.name, objection])

describe('the sources of a stream', () => {
  it('are the publisher’s node, until as many pull from it as may', () => {
    expect(said([])).toEqual([['publisher', 'none']])
    expect(
      said([
        [publisher, a],
        [publisher, b],
      ]),
    ).toEqual([
      ['a', 'none'],
      ['b', 'none'],
      ['publisher', 'full'],
    ])
  })

  it('come with the way that the media takes', () => {
    const links: Link[] = [
      [publisher, a],
      [publisher, b],
      [a, c],
    ]
    expect(rank(links).find(({ node }) => node === c)?.hops).toEqual([publisher.id, a.id, c.id])
  })

  it('begin with one in the region of the node that asks, and then the one with fewer pulls', () => {
    const far = { ...a, region: 'us' }
    const near = { ...b, region: 'eu' }
    const links: Link[] = [
      [publisher, a],
      [publisher, b],
      [b, c],
    ]
    const is = { region: 'eu', nodes: [far, near] }
    expect(said(links, is)[0]).toEqual(['b', 'none'])
    expect(said(links)[0]).toEqual(['a', 'none'])
  })

  it('never are the node that asks, what is behind it, or one at the end of the longest chain', () => {
    const names = said([
      [publisher, asks],
      [asks, a],
      [publisher, b],
      [b, c],
      [c, d],
    ]).map(([name]) => name)
    expect(names).not.toContain('asks')
    expect(names).not.toContain('a')
    expect(names).not.toContain('d')
    expect(names).toContain('c')
  })

  it('are objected to where the nodes behind the one that asks would come too deep', () => {
    const links: Link[] = [
      [publisher, b],
      [b, c],
      [publisher, asks],
      [asks, a],
    ]
    expect(said(links)).toEqual([
      ['publisher', 'none'],
      ['b', 'none'],
      ['c', 'deep'],
    ])
  })

  it('are named after better ones where they are not ready, overloaded, suspect, failed or behind one that failed', () => {
    const overloaded = { ...testingNode('a'), routable: false }
    const suspect = testingNode('b', { liveness: 'suspect' })
    const links: Link[] = [
      [publisher, a],
      [publisher, b],
      [a, c, 'establishing'],
      [c, d],
    ]
    const is = { nodes: [overloaded, suspect], limits: { max_hops: 8, max_out: 9 } }
    expect(said(links, is)).toEqual([
      ['publisher', 'none'],
      ['d', 'none'],
      ['c', 'not_yet'],
      ['a', 'overloaded'],
    ])
    expect(said(links, { ...is, exclude: [publisher.id] as NodeId[] })).toEqual([
      ['b', 'behind_failed'],
      ['a', 'behind_failed'],
      ['c', 'behind_failed'],
      ['d', 'behind_failed'],
    ])
    const failed = rank(links, { ...is, exclude: [a.id, c.id] as NodeId[] })
    expect(failed.map(({ node, objection }) => [node.name, objection])).toEqual([
      ['publisher', 'none'],
      ['b', 'suspect'],
      ['d', 'behind_failed'],
      ['a', 'failed'],
    ])
    expect(failed.map(isWorthMoving)).toEqual([true, false, false, false])
    expect(failed.map(isLastResort)).toEqual([false, false, true, true])
  })

  it('are no node that drains, but the publisher’s as the last but those that failed', () => {
    const draining = testingNode('publisher', { mode: 'draining' })
    expect(said([[publisher, a]], { nodes: [draining, testingNode('a', { mode: 'draining' })] })).toEqual([
      ['publisher', 'drains'],
    ])
  })

  it('are a foreign member for one node, and that one for the others', () => {
    const foreign = { ...testingNode('publisher'), kind: 'foreign' as const }
    const is = { nodes: [foreign], limits: { max_hops: 3, max_out: 20 } }
    expect(said([], is)).toEqual([['publisher', 'none']])
    expect(said([[publisher, a, 'establishing']], is)).toEqual([
      ['a', 'not_yet'],
      ['publisher', 'full'],
    ])
  })

  it('are no node that is offline, stopped, in maintenance or has no address', () => {
    for (const gone of [
      testingNode('a', { liveness: 'offline' }),
      testingNode('a', { liveness: 'left' }),
      testingNode('a', { mode: 'maintenance' }),
      { ...a, endpoints: null },
    ]) {
      expect(said([[publisher, a]], { nodes: [gone] })).toEqual([['publisher', 'none']])
    }
  })

  it('are at most as many as are asked for, the best of all levels', () => {
    const many = Array.from({ length: 9 }, (_, nth) => testingNode(`n${nth}`))
    const links = many.map((node): Link => [publisher, node])
    const names = said(links, { nodes: many, limits: { max_hops: 3, max_out: 9 } })
    expect(names).toHaveLength(4)
    expect(names.every(([, objection]) => objection === 'none')).toBe(true)
  })
})
