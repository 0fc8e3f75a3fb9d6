import { describe, expect, test } from 'vitest'
import type { ServerSummary } from '#contract/cluster-api.ts'
import type { Peer } from '#contract/control-channel.ts'
import type { ClusterId, NodeId, SessionId, StreamPath } from '#contract/ids.ts'
import { summaryOf } from './member-address.ts'
import { MemberBook } from './member-book.ts'

const INTERVAL_MS = 5_000
const path = 'live/test' as StreamPath
const session_id = '0a5b0a3e-8d0e-4b7c-9d57-0c8a36e1a001' as SessionId

const peerNamed = (name: string, number: number): Peer => ({
  node_id: `0a5b0a3e-8d0e-4b7c-9d57-0c8a36e1b00${number}` as NodeId,
  name,
  endpoints: { address: `10.0.0.${number}`, rtmp_port: 1935, media_port: 8080 },
  relay_fingerprint: `${number}`.repeat(64),
})
const [own, one, other] = [peerNamed('own', 1), peerNamed('one', 2), peerNamed('other', 3)]

function openBook() {
  const clock = { now_ms: 1_000_000 }
  const named = { peers: [own, one, other] as readonly Peer[] }
  const summary: ServerSummary = { ...summaryOf(own), epoch: 1, beat: 1 }
  const book = new MemberBook({
    node_id: own.node_id,
    cluster_id: 'main' as ClusterId,
    own: { name: 'own', summary: () => summary, sessions: [], watches: new Set<StreamPath>() },
    peers: () => named.peers,
    interval_ms: () => INTERVAL_MS,
    now: () => clock.now_ms,
    wall_clock: () => 1_700_000_000_000 + clock.now_ms,
  })
  return { book, clock, named }
}

const saidBy = (peer: Peer, beat: number, epoch = 1): ServerSummary => ({ ...summaryOf(peer), epoch, beat, cpu: beat })
const live = (started_at: number, more = {}) => ({
  stream_path: path,
  session_id,
  state: 'live',
  started_at,
  updated_at: started_at,
  ...more,
})
const foreign = (more: Partial<ServerSummary> = {}): ServerSummary => ({
  server_id: 'abroad',
  address: '10.9.9.9:80',
  ...more,
})
const nobody = { peer: null }

describe('what a node knows of the others', () => {
  test('two missed heartbeats make a member suspect, three offline, and then it has nothing to be pulled (M-23)', () => {
    const { book, clock } = openBook()
    expect(book.stateOfNode(one.node_id)).toBe('joining')
    book.beat({ summary: saidBy(one, 1), sessions: [live(1)] }, { peer: one })
    const stateIn = (intervals: number) => {
      clock.now_ms += intervals * INTERVAL_MS
      return book.stateOfNode(one.node_id)
    }
    expect([stateIn(0), stateIn(1.9), stateIn(0.1), stateIn(0.9)]).toEqual(['alive', 'alive', 'suspect', 'suspect'])
    expect(book.sourcesOf(path)).toMatchObject([{ peer: one, session_id }])
    expect(stateIn(0.1)).toBe('offline')
    expect(book.sourcesOf(path)).toEqual([])
    expect(book.sessions()).toEqual([])
    expect(book.stateOfNode(other.node_id)).toBe('offline')
    book.beat({ summary: saidBy(one, 2) }, { peer: one })
    expect(book.sourcesOf(path)).toMatchObject([{ peer: one }])
  })

  test('newer news wins, whoever tells it, and older news changes nothing and proves no life (M-12)', () => {
    const { book, clock } = openBook()
    book.beat({ summary: saidBy(one, 7) }, { peer: one })
    clock.now_ms += 2.5 * INTERVAL_MS
    expect(book.merge([saidBy(one, 6), saidBy(one, 7)])).toBe(0)
    expect(book.stateOfNode(one.node_id)).toBe('suspect')
    expect(book.merge([saidBy(one, 8)])).toBe(1)
    expect(book.merge([saidBy(one, 8)])).toBe(0)
    expect(book.stateOfNode(one.node_id)).toBe('alive')
    expect(book.find('one')?.member.summary.cpu).toBe(8)
    expect(book.merge([saidBy(one, 1, 2)])).toBe(1)
    expect(() => book.beat({ summary: saidBy(one, 99, 1) }, { peer: one })).toThrow('newer program')
  })

  test('a member speaks for itself alone', () => {
    const { book } = openBook()
    expect(() => book.beat({ summary: saidBy(other, 1) }, { peer: one })).toThrow('for itself alone')
    expect(() => book.publishes('other', [live(1)], true, { peer: one })).toThrow('for itself alone')
    expect(() => book.watches('other', path, true, { peer: one })).toThrow('for itself alone')
    book.beat({ summary: saidBy(one, 1), sessions: [live(1, { publish_node_id: 'other' })] }, { peer: one })
    expect(book.sourcesOf(path)).toEqual([])
    for (const summary of [foreign({ server_id: 'one' }), foreign({ server_id: 'own' }), saidBy(one, 5)])
      expect(() => book.beat({ summary }, nobody)).toThrow('is a node of this cluster')
  })

  test('a node that the origin does not name is none, whatever others say, and one that was evicted is out', () => {
    const { book, named } = openBook()
    const stranger = peerNamed('stranger', 4)
    expect(book.merge([saidBy(stranger, 1)])).toBe(0)
    expect(() => book.beat({ summary: saidBy(stranger, 1) }, { peer: stranger })).toThrow('does not name')
    book.beat({ summary: saidBy(one, 1), sessions: [live(1)] }, { peer: one })
    named.peers = [own, other]
    book.named()
    expect(book.find('one')).toBeUndefined()
    expect(book.merge([saidBy(one, 2)])).toBe(0)
    expect(book.sourcesOf(path)).toEqual([])
  })

  test('what it publishes comes and goes, and the news that it ended is not overtaken by older news (M-14)', () => {
    const { book } = openBook()
    book.beat({ summary: saidBy(one, 1) }, { peer: one })
    book.publishes('one', [live(10)], false, { peer: one })
    expect(book.sourcesOf(path)).toHaveLength(1)
    book.publishes('one', [live(10, { state: 'ended', updated_at: 20 })], false, { peer: one })
    expect(book.sourcesOf(path)).toHaveLength(0)
    book.beat({ summary: saidBy(one, 2), sessions: [live(10)] }, { peer: one })
    expect(book.sourcesOf(path)).toHaveLength(0)
    book.publishes('one', [live(30)], false, { peer: one })
    expect(book.sourcesOf(path)).toHaveLength(1)
  })

  test('who watches a stream has it too, behind its publisher', () => {
    const { book } = openBook()
    book.beat({ summary: saidBy(other, 1), watches: [path] }, { peer: other })
    book.beat({ summary: saidBy(one, 1), sessions: [live(1)] }, { peer: one })
    expect(book.sourcesOf(path).map(({ peer }) => peer.name)).toEqual(['one', 'other'])
    expect(book.sessions()).toMatchObject([{ publish_node_id: 'one', subscribe_nodes: ['other'] }])
    book.watches('other', path, false, { peer: other })
    expect(book.sourcesOf(path).map(({ peer }) => peer.name)).toEqual(['one'])
  })

  test('a server_id is one foreign member while it lives (M-2), and of several thousand invented ones few are kept', () => {
    const { book, clock } = openBook()
    const said = book.beat({ summary: foreign(), sessions: [live(1)] }, nobody)
    expect(said.summaries.map(({ server_id }) => server_id)).toEqual(['own', 'one', 'other', 'abroad'])
    expect(() => book.beat({ summary: foreign({ address: '10.9.9.8:80' }) }, nobody)).toThrow('already')
    clock.now_ms += 4 * INTERVAL_MS
    book.beat({ summary: foreign({ address: '10.9.9.8:80' }) }, nobody)
    expect(book.find('abroad')?.member.summary.address).toBe('10.9.9.8:80')
    book.merge(Array.from({ length: 3_000 }, (_, index) => foreign({ server_id: `f${index}`, last_seen: 1 })))
    expect(book.list().length).toBeLessThanOrEqual(1_002)
  })

  test('an answer is taken: of who answers at first hand, of the others what is news, with what they publish', () => {
    const { book } = openBook()
    const summaries = [saidBy(one, 1), saidBy(other, 4), foreign({ last_seen: 5 })]
    const sessions = [
      live(1, { publish_node_id: 'other' }),
      live(1, { publish_node_id: 'abroad', stream_path: 'live/b' }),
    ]
    book.answered({ summaries, sessions }, { peer: one, address: '10.0.0.2:8080' })
    expect(book.stateOfNode(other.node_id)).toBe('alive')
    expect(book.sourcesOf(path)).toMatchObject([{ peer: other }])
    expect(book.sessions().map(({ publish_node_id }) => publish_node_id)).toEqual(['other', 'abroad'])
    expect(book.sourcesOf('live/b' as StreamPath)).toMatchObject([
      { peer: { kind: 'foreign', name: 'abroad', endpoints: { address: '10.9.9.9', media_port: 80 } } },
    ])
    book.answered(
      { summaries: [saidBy(one, 2), saidBy(other, 3)], sessions: [] },
      { peer: one, address: '10.0.0.2:8080' },
    )
    expect(book.sourcesOf(path)).toMatchObject([{ peer: other }])
  })
})
