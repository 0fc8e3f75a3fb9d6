import { describe, expect, it } from 'vitest'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import { defaultLoadThresholds, type Node } from '#contract/node.ts'
import { testingNode } from '../streams/testing-node.ts'
import { type CarriedStream, checkCapacity, type Keep } from './capacity.ts'

const keep: Keep = { keep_capacity_percent: 0, keep_routable_nodes: 1, keep_viewer_room: 0, within_region: true }

function watching(viewers: number, mbps = 0): CarriedStream[] {
  return viewers === 0 ? [] : [{ stream_path: 'live/test' as StreamPath, viewers, mbps }]
}

function edge(
  name: string,
  subscribers = 0,
  more: Parameters<typeof testingNode>[1] = {},
  region: string | null = null,
) {
  return { ...testingNode(name, { ...more, load: { subscribers, ...more.load } }), region }
}

function check(node: Node, others: readonly Node[], asked: Partial<Keep> = {}, mbps = 0) {
  const nodes = [node, ...others]
  const carriedBy = (id: NodeId) => watching(nodes.find((one) => one.id === id)?.load?.subscribers ?? 0, mbps)
  return checkCapacity(node, { nodes, thresholds: defaultLoadThresholds, carriedBy }, { ...keep, ...asked })
}

describe('whether a node may be taken out', () => {
  it('is yes where its viewers fit, with the room that is left then', () => {
    expect(check(edge('a', 300), [edge('b', 1_500), edge('c', 1_900)])).toEqual({
      refusal: null,
      nodes_up: 2,
      nodes_total: 3,
      room_left: 300,
    })
  })

  it('names the node, the viewers that would not fit, who has room, and what helps', () => {
    const { refusal } = check(edge('a', 300), [edge('b', 1_900), edge('c', 1_950)])
    expect(refusal).toContain('a carries 300 viewers (live/test 300)')
    expect(refusal).toContain('room for 150: 150 viewers would not fit')
    expect(refusal).toContain('b has room for 100, c has room for 50')
    expect(refusal).toContain('Add or resume a node')
  })

  it('counts traffic as well as places', () => {
    const full = edge('b', 10, { load: { egress_mbps: 7_900 } })
    expect(check(edge('a', 50), [full], {}, 4).refusal).toContain('room for 25: 25 viewers')
    expect(check(edge('a', 50), [full], {}, 1).refusal).toBe(null)
  })

  it('counts no room on a node that is over a threshold, is suspect, or is taken out', () => {
    const hot = edge('b', 0, { load: { cpu_percent: 99 } })
    expect(check(edge('a', 1), [hot]).refusal).toContain('processor load')
    expect(check(edge('a', 1), [edge('b', 0, { liveness: 'suspect' })]).refusal).toContain('b is suspect')
    expect(check(edge('a', 0), [edge('b', 0, { mode: 'maintenance' })]).refusal).toContain('b is in maintenance')
  })

  it('counts those who have yet to leave a node that is being drained', () => {
    const nodes = [edge('b', 1_900), edge('c', 60, { mode: 'draining' })]
    expect(check(edge('a', 50), nodes).refusal).toContain('and more still leave c')
    expect(check(edge('a', 40), nodes).refusal).toBe(null)
  })

  it('keeps viewers in their region unless they may leave it, and a region its last node', () => {
    const a = edge('a', 100, {}, 'eu')
    const far = edge('far', 0, {}, 'us')
    expect(check(a, [far]).refusal).toContain('the only node in region eu')
    expect(check(a, [edge('b', 1_950, {}, 'eu'), far]).refusal).toContain('in region eu have room for 50')
    expect(check(a, [edge('b', 1_950, {}, 'eu'), far], { within_region: false }).refusal).toBe(null)
  })

  it('counts neither members of another make nor nodes that take nobody', () => {
    const foreign = { ...edge('paris'), kind: 'foreign' as const }
    const base = edge('b')
    const closed = { ...base, mode: { ...base.mode, closed_roles: ['ingest' as const, 'viewers' as const] } }
    for (const other of [foreign, closed]) {
      const { refusal, nodes_up } = check(edge('a'), [other], { within_region: false })
      expect([refusal, nodes_up]).toEqual([expect.stringContaining('0 nodes take work, and 1 have to'), 0])
    }
  })

  it('keeps what was asked for: nodes, a share of them, and room for more viewers', () => {
    const others = [edge('b'), edge('c', 0, { liveness: 'offline' })]
    expect(check(edge('a'), others, { keep_routable_nodes: 2 }).refusal).toContain('2 have to (c is offline)')
    expect(check(edge('a'), others, { keep_capacity_percent: 50 }).refusal).toContain('1 of 3 nodes')
    expect(check(edge('a', 500), others, { keep_viewer_room: 1_501 }).refusal).toContain('room for 1500 more')
    expect(check(edge('a', 500), others, { keep_viewer_room: 1_500 }).refusal).toBe(null)
  })
})
