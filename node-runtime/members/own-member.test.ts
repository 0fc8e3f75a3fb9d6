import { expect, test } from 'vitest'
import type { NodeId, SessionId, StreamPath } from '#contract/ids.ts'
import type { NodeLoad, NodeMode } from '#contract/node.ts'
import { Listeners } from '../media/listeners.ts'
import type { LiveStream } from '../media/live-stream.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import { bestKnown } from './best-known.ts'
import { MemberBook } from './member-book.ts'
import { OwnMember } from './own-member.ts'

type Told = { started: [LiveStream]; left: [LiveStream]; ended: [LiveStream]; subscribers: [LiveStream] }

const closed_to_viewers: NodeMode = {
  ...{ value: 'normal', set_by: 'ann', reason: null, set_at: '2026-01-01T00:00:00.000Z', deadline_at: null },
  ...{ after_drain: null, on_deadline: 'end', drained_at: null, revision: 1, closed_roles: ['viewers'] },
}

function nodeNamed(name: string, number: number, mode: NodeMode | null = null) {
  const directory = new Listeners<Told>()
  const node_id = `0a5b0a3e-8d0e-4b7c-9d57-0c8a36e1b00${number}` as NodeId
  const endpoints = { address: `10.0.0.${number}`, rtmp_port: 1935, media_port: 8080 }
  const fingerprint = `${number}`.repeat(64)
  const own = new OwnMember({
    ...{ node_id, fingerprint, epoch: 1 },
    name: () => name,
    endpoints: () => endpoints,
    load: () => ({ cpu_percent: 1, egress_mbps: 0, subscribers: 0 }) as NodeLoad,
    measure: () => undefined,
    mode: () => mode,
    directory: directory as unknown as StreamDirectory,
  })
  return { own, directory, peer: { node_id, name, endpoints, relay_fingerprint: fingerprint } }
}

const stream = (path: string) =>
  ({
    path: path as StreamPath,
    session_id: '0a5b0a3e-8d0e-4b7c-9d57-0c8a36e1a001' as SessionId,
    origin: { kind: 'publisher' },
    started_at: new Date(),
    viewers: 1,
  }) as unknown as LiveStream

test('what a node publishes and watches is measured once for each change, not once for each member', () => {
  const { own, directory } = nodeNamed('own', 1)
  directory.emit('started', stream('live/a'))
  directory.emit('subscribers', stream('live/a'))
  const [sessions, watches] = [own.sessions, own.told_watches]
  expect([sessions.length, watches]).toEqual([1, ['live/a']])
  expect(own.sessions).toBe(sessions)
  expect(own.told_watches).toBe(watches)
  directory.emit('started', stream('live/b'))
  expect(own.sessions.map(({ stream_path }) => stream_path)).toEqual(['live/a', 'live/b'])
  directory.emit('ended', stream('live/a'))
  expect(own.sessions.map(({ stream_path }) => stream_path)).toEqual(['live/b'])
  expect(own.told_watches).toEqual([])
})

test('a member with closed roles is told of with them, and named for no client of these', () => {
  const [here, closed] = [nodeNamed('here', 1), nodeNamed('closed', 2, closed_to_viewers)]
  const book = new MemberBook({
    node_id: here.peer.node_id,
    cluster_id: 'main' as never,
    own: here.own,
    peers: () => [here.peer, closed.peer],
    interval_ms: () => 5_000,
  })
  book.beat({ summary: closed.own.summary() }, { peer: closed.peer })
  const names = (kind: 'play' | 'publish') =>
    bestKnown({
      ...{ kind, path: 'live/a' as StreamPath, book, own: here.own, has_it: true, takes: 'gladly' },
      thresholds: { cpu_percent: 90, egress_mbps: 1_000, subscribers: 100 },
    } as Parameters<typeof bestKnown>[0])?.map(({ node_name }) => node_name)
  expect(names('publish')).toEqual(['here', 'closed'])
  expect(names('play')).toEqual(['here'])
})
