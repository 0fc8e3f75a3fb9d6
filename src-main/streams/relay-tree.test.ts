import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import type { Relay, RelayState } from '#contract/stream.ts'
import { RelayTree } from './relay-tree.ts'

const session = { id: 's' as SessionId, publish_node_id: 'p' as NodeId }
const id = (name: string) => name as NodeId

function relay(from: string, to: string, is: Partial<Relay> = {}): Relay {
  return {
    ...{ id: `${to}` as RelayId, stream_path: 'live/test' as StreamPath, session_id: session.id },
    ...{ source_node_id: id(from), dest_node_id: id(to), hops: [], transport: 'tls', state: 'active', attempts: 0 },
    ...{ subscribers: 1, frames: 0, bytes: 0, error: null, created_at: '', last_frame_at: null },
    ...is,
  }
}
function treeOf(...relays: readonly Relay[]): RelayTree {
  const tree = new RelayTree(session)
  for (const one of relays) tree.relay(one)
  return tree
}
const pullersOf = (tree: RelayTree, of: string) => [...tree.after(id(of))].sort()
const none: ReadonlySet<NodeId> = new Set()

type Word =
  | { readonly source: string | null; readonly dest: string }
  | {
      readonly from: string
      readonly to: string
      readonly nth: number
      readonly state: RelayState
      readonly of: SessionId
    }

function wordAmong(names: readonly string[]): fc.Arbitrary<Word> {
  const name = fc.constantFrom(...names)
  const state = fc.constantFrom<RelayState>('establishing', 'active', 'retrying', 'closed')
  return fc.oneof(
    fc.record({ from: name, to: name, nth: fc.nat(1), state, of: fc.constantFrom(session.id, 'other' as SessionId) }),
    fc.record({ source: fc.option(name), dest: name }),
  )
}

/** Says a word to the tree, and keeps what is true after it. */
function say(tree: RelayTree, said: Word, pulled: Map<string, Relay>, led: Map<string, string>): void {
  if ('state' in said) {
    const { from, to, nth, state, of } = said
    const one = relay(from, to, { id: `${to}/${nth}` as RelayId, state, session_id: of })
    tree.relay(one)
    if (of === session.id && (state === 'establishing' || state === 'active')) pulled.set(to, one)
    else if (pulled.get(to)?.id === one.id) pulled.delete(to)
  } else if (said.source === null) {
    tree.unlead(id(said.dest))
    led.delete(said.dest)
  } else {
    tree.lead(id(said.dest), id(said.source), 100)
    led.set(said.dest, said.source)
  }
}

describe('the tree of a stream', () => {
  it('knows who gets the stream from whom, and how deep it goes', () => {
    const tree = treeOf(relay('p', 'a'), relay('a', 'b'), relay('a', 'c'), relay('c', 'd'))
    expect(pullersOf(tree, 'p')).toEqual(['a'])
    expect(pullersOf(tree, 'a')).toEqual(['b', 'c'])
    expect(tree.outOf(id('a'), none)).toBe(2)
    expect(tree.outOf(id('a'), new Set([id('b'), id('z')]))).toBe(1)
    expect([tree.depthBelow(id('p')), tree.depthBelow(id('c')), tree.depthBelow(id('d'))]).toEqual([3, 1, 0])
    expect(tree.isReady(id('p'))).toBe(true)
    expect(tree.isReady(id('z'))).toBe(false)
  })

  it('has only what brings this very session, now or in a moment', () => {
    const tree = treeOf(
      relay('p', 'a', { session_id: 'other' as SessionId }),
      relay('p', 'b', { state: 'retrying' }),
      relay('p', 'c', { state: 'establishing' }),
      relay('p', 'd', { state: 'releasing' }),
    )
    expect(pullersOf(tree, 'p')).toEqual(['c', 'd'])
    expect([tree.isReady(id('c')), tree.isReady(id('d'))]).toEqual([false, true])
    tree.relay(relay('p', 'd', { state: 'closed' }))
    tree.gone('c' as RelayId)
    expect(pullersOf(tree, 'p')).toEqual([])
    expect(tree.empty).toBe(true)
  })

  it('counts one who changes over at both, and follows the source it goes to', () => {
    const tree = treeOf(relay('p', 'a'), relay('p', 'b'), relay('a', 'c'))
    tree.lead(id('c'), id('b'), 10)
    expect([tree.outOf(id('a'), none), tree.outOf(id('b'), none)]).toEqual([1, 1])
    expect([pullersOf(tree, 'a'), pullersOf(tree, 'b')]).toEqual([[], ['c']])
    expect(tree.isReady(id('c'))).toBe(false)
    tree.expire(9)
    expect(tree.ledTo(id('c'))).toBe('b')
    tree.expire(10)
    expect([pullersOf(tree, 'a'), pullersOf(tree, 'b')]).toEqual([['c'], []])
  })

  it('is not caught in a circle that stale words make', () => {
    const tree = treeOf(relay('b', 'a'), relay('a', 'b'))
    expect(tree.depthBelow(id('a'))).toBe(1)
    expect(pullersOf(tree, 'p')).toEqual([])
  })

  it('is after any words what it would be made of the last of them', () => {
    const names = ['p', 'a', 'b', 'c', 'd']
    const check = fc.property(fc.array(wordAmong(names), { maxLength: 40 }), (words) => {
      const tree = new RelayTree(session)
      const pulled = new Map<string, Relay>()
      const led = new Map<string, string>()
      for (const said of words) say(tree, said, pulled, led)
      const fresh = treeOf(...pulled.values())
      for (const [to, source] of led) fresh.lead(id(to), id(source), 100)
      for (const one of names) {
        expect(pullersOf(tree, one)).toEqual(pullersOf(fresh, one))
        expect(tree.outOf(id(one), none)).toBe(fresh.outOf(id(one), none))
        expect(tree.depthBelow(id(one))).toBe(fresh.depthBelow(id(one)))
        expect(tree.isReady(id(one))).toBe(fresh.isReady(id(one)))
      }
      expect(tree.empty).toBe(fresh.empty)
    })
    fc.assert(check, { numRuns: 300 })
  })
})
