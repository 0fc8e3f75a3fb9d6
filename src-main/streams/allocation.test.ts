import { describe, expect, it } from 'vitest'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { playUrl, publishUrl } from '#contract/media-urls.ts'
import { defaultLoadThresholds, type Node } from '#contract/node.ts'
import { allocate } from './allocation.ts'
import { testingNode } from './testing-node.ts'

const path = 'live/test' as StreamPath
const question = (nodes: Node[], more: Partial<Parameters<typeof allocate>[0]> = {}) =>
  allocate({
    nodes,
    holders: new Set<NodeId>(),
    not_fetchable: null,
    limit: 3,
    region: null,
    reservedOn: () => ({ clients: 0, mbps: 0 }),
    thresholds: defaultLoadThresholds,
    when_full: 'best_effort',
    urlOf: (endpoints) => playUrl(endpoints, 'flv', path),
    ...more,
  })
const names = ({ candidates }: ReturnType<typeof allocate>) => candidates.map(({ node_name }) => node_name)

describe('where a viewer is sent', () => {
  it('scores processor 500, memory 500, bandwidth 1000, viewers 250, round trip 100 and 50 for a node that has the stream', () => {
    const node = testingNode('a', { load: { cpu_percent: 20, memory_percent: 50, egress_mbps: 2_000 } })
    const [candidate] = question([node], { holders: new Set([node.id]) }).candidates
    expect(candidate).toEqual({
      node_id: node.id,
      node_name: 'a',
      url: 'http://10.0.0.1:8080/live/test.flv',
      score: 400 + 250 + 750 + 250 + 50 + 50,
      breakdown: { cpu: 400, memory: 250, bandwidth: 750, subscribers: 250, round_trip: 50, has_stream: 50 },
      has_stream: true,
    })
  })

  it('orders by score, equals by name, and keeps to the limit', () => {
    const busy = testingNode('a', { load: { cpu_percent: 60 } })
    const nodes = [busy, testingNode('d'), testingNode('c'), testingNode('b')]
    expect(names(question(nodes))).toEqual(['b', 'c', 'd'])
    expect(names(question(nodes, { holders: new Set([nodes[1]?.id as NodeId]), limit: 2 }))).toEqual(['d', 'b'])
  })

  it('prefers the region of the client, and no region where nobody knows it', () => {
    const near = { ...testingNode('near', { load: { cpu_percent: 80 } }), region: 'eu' }
    const far = { ...testingNode('far'), region: 'us' }
    expect(names(question([near, far], { region: 'eu' }))).toEqual(['near', 'far'])
    expect(question([near, far], { region: 'eu' }).candidates.map(({ breakdown }) => breakdown.region)).toEqual([
      1_000, 0,
    ])
    expect(names(question([near, far]))).toEqual(['far', 'near'])
    expect(question([near, far]).candidates[0]?.breakdown).not.toHaveProperty('region')
  })

  it('counts those who are on their way, and leaves a node out that they fill', () => {
    const [a, b] = [testingNode('a'), testingNode('b')]
    const reservedOn = (clients: number, mbps: number) => (id: NodeId) =>
      id === a.id ? { clients, mbps } : { clients: 0, mbps: 0 }
    expect(names(question([a, b], { reservedOn: reservedOn(10, 20) }))).toEqual(['b', 'a'])
    const filled = question([a, b], { reservedOn: reservedOn(2_001, 20) })
    expect(names(filled)).toEqual(['b'])
    expect(filled.rejected).toMatchObject([{ node_name: 'a', reason: expect.stringContaining('on their way') }])
  })

  it('is the nearer the shorter its round trip is', () => {
    const slow = testingNode('a')
    const nodes = [{ ...slow, liveness: { ...slow.liveness, heartbeat_rtt_ms: 400 } }, testingNode('b')]
    expect(names(question(nodes))).toEqual(['b', 'a'])
  })

  it('names the first of those that are left out, and counts them all', () => {
    const outcome = question(Array.from({ length: 60 }, (_, nth) => testingNode(`n${nth}`, { mode: 'draining' })))
    expect([outcome.candidates.length, outcome.rejected.length, outcome.rejected_total]).toEqual([0, 50, 60])
  })

  it('leaves out draining, suspect, offline and overloaded nodes, each with its reason', () => {
    const outcome = question([
      testingNode('good'),
      testingNode('draining', { mode: 'draining' }),
      testingNode('suspect', { liveness: 'suspect' }),
      testingNode('offline', { liveness: 'offline' }),
      testingNode('overloaded', { load: { cpu_percent: 86 } }),
    ])
    expect(names(outcome)).toEqual(['good'])
    expect(Object.fromEntries(outcome.rejected.map(({ node_name, reason }) => [node_name, reason]))).toEqual({
      draining: 'is draining',
      suspect: 'missed heartbeats or lost its control channel',
      offline: 'is offline',
      overloaded: 'processor load 86 % is over 85 %',
    })
  })

  it('takes overloaded nodes where no other is left, and suspect ones after those, never draining ones', () => {
    const overloaded = testingNode('overloaded', { load: { subscribers: 2_001 } })
    const suspect = testingNode('suspect', { liveness: 'suspect' })
    const draining = testingNode('draining', { mode: 'draining' })
    expect(names(question([suspect, overloaded, draining]))).toEqual(['overloaded'])
    expect(question([suspect, overloaded]).candidates[0]?.score).toBeLessThan(0)
    expect(names(question([suspect, draining]))).toEqual(['suspect'])
    expect(names(question([draining]))).toEqual([])
  })

  it('sends viewers of a stream that cannot be fetched to those who have it only', () => {
    const holder = testingNode('holder', { load: { cpu_percent: 70 } })
    const outcome = question([testingNode('idle'), holder], {
      holders: new Set([holder.id]),
      not_fetchable: 'cannot fetch the stream: its node is draining',
    })
    expect(names(outcome)).toEqual(['holder'])
    expect(outcome.rejected[0]?.reason).toMatch(/cannot fetch/)
  })
})

describe('the address of a stream', () => {
  const endpoints = { address: '10.0.0.1', rtmp_port: 1935, media_port: 8080 }
  it('is by protocol, with brackets around an IPv6 address', () => {
    expect(playUrl(endpoints, 'rtmp', path)).toBe('rtmp://10.0.0.1:1935/live/test')
    expect(playUrl({ ...endpoints, address: 'fd00::1' }, 'flv', path)).toBe('http://[fd00::1]:8080/live/test.flv')
    expect(publishUrl(endpoints, 'rtmp', path)).toBe('rtmp://10.0.0.1:1935/live/test')
    expect(publishUrl(endpoints, 'ws', path)).toBe('ws://10.0.0.1:8080/live/test.flv?publish')
    expect(publishUrl(endpoints, 'hls', path)).toBeNull()
  })
})
