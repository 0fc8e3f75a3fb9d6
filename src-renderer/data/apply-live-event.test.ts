import { describe, expect, test } from 'vitest'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { ProvisioningRun } from '#contract/provisioning-run.ts'
import type { ActivityQuery } from './api-client.ts'
import {
  ACTIVITY_KEPT,
  applyToActivity,
  applyToCluster,
  applyToNodes,
  applyToRuns,
  applyToStreams,
  withOlder,
} from './apply-live-event.ts'
import { sampleActivity, sampleNode, sampleStream, withLiveness } from './sample-facts.ts'

describe('a live event changes what the panel shows', () => {
  test('a node that falls silent changes in its place, and no other node is touched', () => {
    const before = [sampleNode('a'), sampleNode('b'), sampleNode('c')]
    const after = applyToNodes(before, [{ type: 'node', node: withLiveness(sampleNode('b'), 'suspect') }])
    expect(after.map(({ liveness }) => liveness.state)).toEqual(['alive', 'suspect', 'alive'])
    expect(after[0]).toBe(before[0])
    expect(after[2]).toBe(before[2])
  })

  test('a node that joins comes in and one that is removed goes', () => {
    const joined = applyToNodes([sampleNode('a')], [{ type: 'node', node: sampleNode('b') }])
    expect(joined.map(({ name }) => name)).toEqual(['a', 'b'])
    expect(applyToNodes(joined, [{ type: 'node_removed', node_id: 'a' as NodeId }]).map(({ name }) => name)).toEqual([
      'b',
    ])
  })

  test('a list of the latest runs takes in a new one at its head, and lets the oldest go', () => {
    const run = (id: string, state: string) => ({ id, state }) as ProvisioningRun
    const before = [run('b', 'running'), run('a', 'succeeded')]
    const after = applyToRuns(before, { latest: 2 }, [
      { type: 'provisioning_run', run: run('b', 'failed') },
      { type: 'provisioning_run', run: run('c', 'running') },
    ])
    expect(after.map(({ id, state }) => `${id} ${state}`)).toEqual(['c running', 'b failed'])
  })

  test('events about something else leave a list the very same object, so that nothing is drawn again', () => {
    const nodes = [sampleNode('a')]
    expect(
      applyToNodes(nodes, [{ type: 'alive' }, { type: 'stream', stream: sampleStream('live/x', { at: 'a' }) }]),
    ).toBe(nodes)
  })

  test('the same event twice does no harm', () => {
    const event = { type: 'stream', stream: sampleStream('live/x', { at: 'a' }) } as const
    expect(applyToStreams([], [event, event])).toHaveLength(1)
  })

  test('a stream leaves the list when it is removed, and also when its session ended', () => {
    const streams = [sampleStream('live/x', { at: 'a' }), sampleStream('live/y', { at: 'a' })]
    expect(applyToStreams(streams, [{ type: 'stream_removed', stream_path: 'live/x' as StreamPath }])).toHaveLength(1)
    const ended = sampleStream('live/y', { at: 'a', session: { state: 'ended' } })
    expect(applyToStreams(streams, [{ type: 'stream', stream: ended }])).toHaveLength(1)
  })

  test('a cluster that was never told of stays unknown', () => {
    expect(applyToCluster(undefined, [{ type: 'alive' }])).toBeUndefined()
  })
})

describe('new facts come in on top of the activity', () => {
  test('newest first, each once, also when the list was read after they happened', () => {
    const list = [sampleActivity(2), sampleActivity(1)]
    const events = [2, 3, 4].map((id) => ({ type: 'activity', activity: sampleActivity(id) }) as const)
    expect(applyToActivity(list, {}, events).map(({ id }) => id)).toEqual([4, 3, 2, 1])
  })

  test('a list keeps what somebody asked for, and one that was read anew takes no older page of before', () => {
    const long = Array.from({ length: ACTIVITY_KEPT + 300 }, (_, index) => sampleActivity(5_000 - index))
    const after = applyToActivity(long, {}, [{ type: 'activity', activity: sampleActivity(5_001) }])
    expect([after.length, after[0]?.id]).toEqual([ACTIVITY_KEPT + 300, 5_001])
    const older = [sampleActivity(1)]
    const last = long.at(-1)?.id ?? 0
    expect(withOlder(long, last, older)).toHaveLength(long.length + 1)
    expect(withOlder(long.slice(0, 100), last, older)).toHaveLength(100)
  })

  test("a node's page takes the facts about that node alone", () => {
    const mine = sampleActivity(5, { node_id: 'a' as NodeId })
    const events = [
      { type: 'activity', activity: mine } as const,
      { type: 'activity', activity: sampleActivity(6) } as const,
    ]
    expect(applyToActivity([], { node_id: 'a' as NodeId }, events)).toEqual([mine])
  })

  test('a list of one kind takes facts of that kind alone', () => {
    const facts = (
      [
        ['node.suspected', 'warning'],
        ['node.recovered', 'info'],
        ['session.refused', 'warning'],
      ] as const
    ).map(([type, severity], index) => sampleActivity(index + 1, { type, severity }))
    const events = facts.map((activity) => ({ type: 'activity', activity }) as const)
    const types = (query: ActivityQuery) => applyToActivity([], query, events).map(({ type }) => type)
    expect(types({ type: 'node' })).toEqual(['node.recovered', 'node.suspected'])
    expect(types({ severity: 'warning' })).toEqual(['session.refused', 'node.suspected'])
    expect(types({ severity: 'warning', type: 'session.refused' })).toEqual(['session.refused'])
  })

  test('a list of what one caused takes their facts alone', () => {
    const facts = ['operator:mira', 'operator:mira2', 'origin'].map((actor, index) =>
      sampleActivity(index + 1, { actor }),
    )
    const events = facts.map((activity) => ({ type: 'activity', activity }) as const)
    const actors = (actor: string) => applyToActivity([], { actor }, events).map(({ actor }) => actor)
    expect(actors('operator:mira')).toEqual(['operator:mira'])
    expect(actors('operator')).toEqual(['operator:mira2', 'operator:mira'])
  })
})
