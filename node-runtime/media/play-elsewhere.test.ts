import { describe, expect, test } from 'vitest'
import { chooseElsewhere, hopMark, MAX_HOPS, type OtherNode, parseHops, writeHops } from './play-elsewhere.ts'

const node = (letter: string): OtherNode => ({
  node_id: `${letter.repeat(8)}-0000-4000-8000-000000000000`,
  address: `${letter}.example`,
  rtmp_port: 1935,
  media_port: 8080,
})
const [a, b, c, d] = [node('a'), node('b'), node('c'), node('d')]

describe('a player that this node cannot serve', () => {
  test('is sent to a node it has not been to, and never back, until there is none', () => {
    const nodes = [a, b, c]
    let at = a
    let hops: readonly string[] = []
    const been = [a]
    for (;;) {
      const next = chooseElsewhere({ node_id: at.node_id, path: 'live/test', hops, peers: nodes })
      if (!next) break
      expect(been).not.toContain(next.node)
      been.push(next.node)
      at = next.node
      hops = parseHops(writeHops(next.hops))
    }
    expect(been).toHaveLength(3)
  })

  test('is sent on three times at most, however many nodes there are', () => {
    const hops = [a, b, c].map(({ node_id }) => hopMark(node_id))
    expect(hops).toHaveLength(MAX_HOPS)
    expect(chooseElsewhere({ node_id: d.node_id, path: 'live/test', hops, peers: [a, b, c, node('e')] })).toBeNull()
  })

  test('goes where the other players of its stream go, and the streams are spread', () => {
    const choose = (path: string) =>
      chooseElsewhere({ node_id: a.node_id, path, hops: [], peers: [a, b, c, d] })?.node.address
    expect(choose('live/test')).toBe(choose('live/test'))
    const chosen = new Set(Array.from({ length: 50 }, (_, index) => choose(`live/cam-${index}`)))
    expect(chosen).toEqual(new Set(['b.example', 'c.example', 'd.example']))
  })

  test('of a node without peers stays where it is', () => {
    expect(chooseElsewhere({ node_id: a.node_id, path: 'live/test', hops: [], peers: [a] })).toBeNull()
  })
})

test('hops that nobody wrote are none', () => {
  expect(parseHops(null)).toEqual([])
  expect(parseHops('../..?&#.x.aaaaaaaa.bbbbbbbb')).toEqual(['aaaaaaaa', 'bbbbbbbb'])
  expect(parseHops('a'.repeat(100_000))).toEqual([])
})
