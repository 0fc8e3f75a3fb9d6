import { expect, test } from 'vitest'
import type { NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import type { Relay, RelayState, StreamSession } from '#contract/stream.ts'
import { TestingClock } from '../nodes/testing-clock.ts'
import { RelayTrees } from './relay-trees.ts'

const [p, a, b] = ['p', 'a', 'b'] as NodeId[] as [NodeId, NodeId, NodeId]
const path = 'live/test' as StreamPath
const session = { id: 's' as SessionId, stream_path: path, publish_node_id: p } as StreamSession
const relay = (source_node_id: NodeId, state: RelayState = 'active') =>
  ({ id: 'r' as RelayId, stream_path: path, session_id: session.id, source_node_id, dest_node_id: b, state }) as Relay

function begin(relays: readonly Relay[] = []) {
  const clock = new TestingClock()
  const trees = new RelayTrees({ clock, relaysOf: () => relays })
  const told = () => trees.of(session).ledTo(b)
  return { clock, trees, told }
}

test('a node that was told a source counts there until it has it, gave up, or did not for ten seconds', () => {
  const { clock, trees, told } = begin()
  for (const word of [relay(a), relay(a, 'closed'), relay(a, 'failed')]) {
    trees.lead(session, b, a)
    trees.said(relay(a, 'establishing'))
    expect(told()).toBe(a)
    trees.said(word)
    expect(told()).toBe(undefined)
  }
  trees.lead(session, b, a)
  clock.pass(9_999)
  expect(told()).toBe(a)
  clock.pass(1)
  expect(told()).toBe(undefined)
})

test('one that goes on as before may be about to change over; one that took another source has chosen', () => {
  const { trees, told } = begin([relay(p)])
  trees.lead(session, b, a)
  trees.said(relay(p))
  expect(told()).toBe(a)
  trees.said(relay(p, 'retrying'))
  trees.said(relay(p))
  expect(told()).toBe(undefined)
})

test('another session begins with the relays that carry it', () => {
  const { trees } = begin([relay(p)])
  expect([...trees.of(session).after(p)]).toEqual([b])
  expect([...trees.of({ ...session, id: 'next' as SessionId }).after(p)]).toEqual([])
})
