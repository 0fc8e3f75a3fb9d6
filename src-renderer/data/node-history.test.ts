import { expect, test } from 'vitest'
import type { NodeId } from '#contract/ids.ts'
import { type NodeHistory, nodeMeasures } from '#contract/node-history.ts'
import { addHeartbeat } from './node-history.ts'
import { sampleLoad, sampleNode } from './sample-facts.ts'

const START = Date.parse('2026-11-21T07:30:00.000Z')

const filled = (values: readonly number[]) =>
  Object.fromEntries(nodeMeasures.map((measure) => [measure, [...values]])) as unknown as NodeHistory['mean']

const history = (window: NodeHistory['window'], points: readonly [at_ms: number, value: number][]): NodeHistory => ({
  ...{ node_id: 'a' as NodeId, window, step_ms: window === '5m' ? 5_000 : 60_000, last_heartbeats: 1 },
  at_ms: points.map(([at_ms]) => START + at_ms),
  mean: filled(points.map(([, value]) => value)),
  highest: window === '5m' ? null : filled(points.map(([, value]) => value)),
})

const heartbeat = (after_ms: number, cpu_percent: number) => {
  const node = sampleNode('a', { load: sampleLoad({ cpu_percent }) })
  return { ...node, liveness: { ...node.liveness, last_seen_at: new Date(START + after_ms).toISOString() } }
}

test('a heartbeat is one point of the last minutes, however often its node changes before the next', () => {
  const first = addHeartbeat(history('5m', [[0, 5]]), heartbeat(5_000, 50))
  expect(first.at_ms).toEqual([START, START + 5_000])
  expect(first.mean.cpu_percent).toEqual([5, 50])
  expect(addHeartbeat(first, heartbeat(5_000, 90))).toBe(first)
})

test('what has left the window is dropped', () => {
  const moved = addHeartbeat(
    history('5m', [
      [0, 1],
      [200_000, 2],
    ]),
    heartbeat(301_000, 3),
  )
  expect(moved.mean.cpu_percent).toEqual([2, 3])
})

test('a node that was never heard adds nothing', () => {
  const before = history('5m', [])
  expect(addHeartbeat(before, { ...heartbeat(0, 5), load: null })).toBe(before)
})

test('of a day the running minute has the mean and the highest of its heartbeats', () => {
  const grown = [heartbeat(65_000, 30), heartbeat(70_000, 20)].reduce(addHeartbeat, history('24h', [[60_000, 10]]))
  expect(grown.at_ms).toEqual([START + 60_000])
  expect(grown.mean.cpu_percent).toEqual([20])
  expect(grown.highest?.cpu_percent).toEqual([30])
  const next = addHeartbeat(grown, heartbeat(120_000, 40))
  expect(next.at_ms).toEqual([START + 60_000, START + 120_000])
  expect(next).toMatchObject({ last_heartbeats: 1, highest: { cpu_percent: [30, 40] } })
})
