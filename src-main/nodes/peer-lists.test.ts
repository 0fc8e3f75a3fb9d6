import { randomUUID } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import type { OriginMessage, Peer } from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import { NEIGHBOURS, PeerLists } from './peer-lists.ts'
import { TestingClock } from './testing-clock.ts'

const BOUND = 4

function peerNamed(name: string): Peer {
  return {
    node_id: randomUUID() as NodeId,
    name,
    endpoints: { address: '10.0.0.1', rtmp_port: 1935, media_port: 8080 },
    relay_fingerprint: 'a'.repeat(64),
  }
}

let clock: TestingClock
let members: Map<NodeId, Peer>
let connected: Set<NodeId>
let sent: [NodeId, OriginMessage][]
let lists: PeerLists

beforeEach(() => {
  clock = new TestingClock()
  members = new Map()
  connected = new Set()
  sent = []
  lists = new PeerLists({
    clock,
    peers: () => [...members.values()],
    peer: (id) => members.get(id) ?? null,
    regionOf: (id) => (members.get(id)?.name.startsWith('eu') ? 'eu' : null),
    connected: () => connected,
    send: (id, message) => {
      if (connected.has(id)) sent.push([id, message])
    },
    whole_up_to: BOUND,
  })
})

/** A node enrols and connects; what is told of it has been told when this returns. */
function join(name: string): NodeId {
  const peer = peerNamed(name)
  members.set(peer.node_id, peer)
  connected.add(peer.node_id)
  lists.changed(peer.node_id)
  lists.welcome(peer.node_id)
  clock.pass(200)
  return peer.node_id
}

function joinMany(count: number, name = 'n'): NodeId[] {
  const ids = Array.from({ length: count }, (_, index) => join(`${name}${index}`))
  sent = []
  return ids
}

const [first, second] = [0, 1] as const

describe('the peers of a small cluster', () => {
  it('are told whole to everybody whenever one changes', () => {
    const ids = joinMany(2)
    const third = join('third')
    const last = (id: NodeId) => sent.findLast(([to]) => to === id)?.[1]
    for (const id of [...ids, third]) {
      const told = last(id)
      expect(told).toMatchObject({ type: 'peers', peers: [{ name: 'n0' }, { name: 'n1' }, { name: 'third' }] })
      expect(told).not.toHaveProperty('partial')
    }
  })
})

describe('the peers of a large cluster', () => {
  it('are a few neighbours of the region, and cost nobody else a message', () => {
    joinMany(40)
    joinMany(40, 'eu')
    const joined = join('eu-new')
    const told = sent.filter(([to]) => to === joined)
    expect(sent).toEqual(told)
    const [, welcome] = told[0] ?? []
    if (welcome?.type !== 'peers') throw new Error('no list')
    expect(welcome.partial).toBe(true)
    expect(welcome.peers.length).toBeGreaterThan(NEIGHBOURS / 4)
    expect(welcome.peers.length).toBeLessThanOrEqual(NEIGHBOURS)
    expect(welcome.peers.every(({ name }) => name.startsWith('eu'))).toBe(true)
  })

  it('are told of one another before a relay, once', () => {
    joinMany(BOUND, 'eu')
    const [source, edge] = [join('source'), join('eu-edge')]
    sent = []
    lists.introduce(source, edge)
    lists.introduce(source, edge)
    expect(sent).toMatchObject([
      [source, { type: 'peers_changed', changed: [{ name: 'eu-edge' }], removed: [] }],
      [edge, { type: 'peers_changed', changed: [{ name: 'source' }], removed: [] }],
    ])
  })

  it('hear of a change or an end only where the node is known', () => {
    const ids = joinMany(60)
    const [one, other] = [ids[first] as NodeId, ids[second] as NodeId]
    lists.introduce(one, other)
    sent = []
    members.set(one, { ...(members.get(one) as Peer), name: 'renamed' })
    lists.changed(one)
    clock.pass(200)
    expect(sent.find(([to]) => to === other)?.[1]).toMatchObject({ changed: [{ name: 'renamed' }], removed: [] })
    expect(sent.length).toBeLessThan(ids.length)
    sent = []
    members.delete(one)
    connected.delete(one)
    lists.changed(one)
    clock.pass(200)
    expect(sent.find(([to]) => to === other)?.[1]).toMatchObject({ changed: [], removed: [one] })
    sent = []
    lists.changed(one)
    clock.pass(200)
    expect(sent).toEqual([])
  })

  it('are checked for a node that knew them before the origin was started anew', () => {
    const ids = joinMany(20)
    const node = join('returned')
    const gone = randomUUID() as NodeId
    sent = []
    lists.knows(node, [ids[first] as NodeId, gone])
    expect(sent).toMatchObject([[node, { type: 'peers_changed', changed: [{ name: 'n0' }], removed: [gone] }]])
    sent = []
    members.delete(ids[first] as NodeId)
    lists.changed(ids[first] as NodeId)
    clock.pass(200)
    expect(sent.map(([to]) => to)).toContain(node)
  })

  it('stay who they were when a node dials again', () => {
    const ids = joinMany(60)
    const node = join('again')
    sent = []
    lists.welcome(node)
    lists.welcome(node)
    const names = sent.map(([, message]) => (message.type === 'peers' ? message.peers.map(({ name }) => name) : []))
    expect(ids).toHaveLength(60)
    expect(names[1]).toEqual(expect.arrayContaining(names[0] ?? []))
  })

  it('are known to those who were told of all while the cluster was small', () => {
    const ids = joinMany(BOUND)
    join('one-too-many')
    sent = []
    const [evicted, ...left] = ids as [NodeId, ...NodeId[]]
    join('another')
    sent = []
    members.delete(evicted)
    connected.delete(evicted)
    lists.changed(evicted)
    clock.pass(200)
    for (const id of left) {
      expect(sent.find(([to]) => to === id)?.[1]).toMatchObject({ type: 'peers_changed', removed: [evicted] })
    }
  })
})
