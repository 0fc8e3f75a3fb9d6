import { expect, test } from 'vitest'
import type { NodeCommand } from '#contract/control-channel.ts'
import type { NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import type { Relay, StreamSession } from '#contract/stream.ts'
import { TestingClock } from '../nodes/testing-clock.ts'
import { ForeignEndings } from './foreign-endings.ts'
import { testingNode } from './testing-node.ts'

const path = 'live/abroad' as StreamPath
const foreign = { ...testingNode('paris'), kind: 'foreign' as const }
const ours = testingNode('edge')
const session = (node_id: NodeId) =>
  ({ id: 's' as SessionId, stream_path: path, publish_node_id: node_id }) as StreamSession
const relay = (session_id: string) =>
  ({ id: 'r' as RelayId, session_id: session_id as SessionId, dest_node_id: ours.id }) as Relay

function begin(is: { published: boolean }) {
  const clock = new TestingClock()
  const commands: [NodeId, NodeCommand['kind']][] = []
  const endings = new ForeignEndings({
    clock,
    nodes: { find: (id) => [foreign, ours].find((node) => node.id === id) },
    command: (node_id, { kind }) => commands.push([node_id, kind]),
    isPublished: () => is.published,
    relaysOf: () => [relay('s'), relay('another')],
  })
  return { clock, commands, endings }
}

test('those who pull what a foreign member published are told that it is over, a moment later', () => {
  const { clock, commands, endings } = begin({ published: false })
  endings.ended(session(foreign.id), 'it ended')
  expect(commands).toEqual([])
  clock.pass(1_000)
  expect(commands).toEqual([[ours.id, 'end_session']])
})

test('nobody is told where it is published anew, where a node of ours says so itself, or after the stop', () => {
  const is = { published: true }
  const { clock, commands, endings } = begin(is)
  endings.ended(session(foreign.id), 'it ended')
  clock.pass(1_000)
  is.published = false
  endings.ended(session(ours.id), 'it ended')
  clock.pass(1_000)
  endings.ended(session(foreign.id), 'it ended')
  endings.stop()
  clock.pass(1_000)
  expect(commands).toEqual([])
})
