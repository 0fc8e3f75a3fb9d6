import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import { defaultLoadThresholds, type Node } from '#contract/node.ts'
import { type RollingDrainBody, rollingDrainBodySchema } from '#contract/rolling-drain.ts'
import { type ModeEvent, transition as modeTransition } from '../nodes/node-mode.ts'
import { TestingClock } from '../nodes/testing-clock.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore, type Store } from '../store/store.ts'
import { testingNode } from '../streams/testing-node.ts'
import { RollingDrains } from './rolling-drains.ts'

const log = pino({ level: 'silent' })
const clock = new TestingClock()
let dir: string
let store: Store
let activity: SqliteActivityLog
let nodes: Map<NodeId, Node>
let events: LiveEvent[]
let rolling: RollingDrains

function open(): RollingDrains {
  store = openStore(join(dir, 'origin.db'))
  activity = new SqliteActivityLog(store, { log })
  return new RollingDrains({
    ...{ store, activity, clock, log, thresholds: defaultLoadThresholds },
    events: { publish: (event) => events.push(event) },
    nodes: {
      placeable: () => [...nodes.values()],
      find: (id) => nodes.get(id),
      drain: (id, { force: _, ...asked }, by) => steer(id, { kind: 'drain', by, ...asked }),
      resume: (id, reason, by) => steer(id, { kind: 'resume', by, reason }),
    },
    carriedBy: (id) => {
      const viewers = nodes.get(id)?.load?.subscribers ?? 0
      return viewers === 0 ? [] : [{ stream_path: 'live/test' as StreamPath, viewers, mbps: 0 }]
    },
  })
}

function steer(id: NodeId, event: ModeEvent): Node {
  const node = nodes.get(id)
  if (node === undefined) throw new Error('no such node')
  const steered = { ...node, mode: modeTransition(node.mode, event, clock.now()).mode }
  nodes.set(id, steered)
  return steered
}

function add(name: string, subscribers = 0, is: Partial<Node> = {}): NodeId {
  const node = { ...testingNode(name, { load: { subscribers } }), ...is }
  nodes.set(node.id, node)
  return node.id
}

/** The viewers of a node that drains have gone. */
function empty(id: NodeId): void {
  const node = nodes.get(id)
  if (node?.load == null) throw new Error('no such node')
  nodes.set(id, { ...node, load: { ...node.load, subscribers: 0 } })
  steer(id, { kind: 'carries', total: 0 })
}

const ask = (body: RollingDrainBody) => rolling.start(rollingDrainBodySchema.parse(body), 'operator:owner')
const phases = () => rolling.list()[0]?.steps.map(({ node_name, phase }) => [node_name, phase])
const told = () =>
  activity
    .list({ limit: 100, type: 'rolling_drain' })
    .map(({ type }) => type.replace('rolling_drain.', ''))
    .reverse()

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'headwater-rolling-'))
  nodes = new Map()
  events = []
  rolling = open()
})
afterEach(() => {
  rolling.stop()
  store.close()
  rmSync(dir, { recursive: true })
})

it('plans those with the fewest viewers first and the own node last, and a dry run changes nothing', () => {
  add('own', 0, { is_origin: true })
  add('busy', 90)
  add('calm', 3)
  add('away', 0, { liveness: { ...testingNode('x').liveness, state: 'offline' } })
  const { plan, run } = ask({ nodes: 'all', dry_run: true })
  expect(run).toBe(null)
  expect(plan.steps.map(({ node_name, viewers }) => [node_name, viewers])).toEqual([
    ['calm', 3],
    ['busy', 90],
    ['own', 0],
  ])
  expect(plan).toMatchObject({ refusal: null, left_out: [{ node_name: 'away', reason: 'is offline' }] })
  expect([rolling.list(), told()]).toEqual([[], []])
})

it('goes on after the origin was killed, whatever it was doing, with a line for each thing that it did', () => {
  const a = add('a', 5)
  const b = add('b', 5)
  ask({ nodes: [a, b], pause: '2s', reason: 'new kernel' })
  expect(nodes.get(a)?.mode).toMatchObject({ value: 'draining', reason: 'rolling drain: new kernel' })
  for (let restart = 0; restart < 3; restart += 1) {
    store.close()
    clock.forgetTimers()
    rolling = open()
    clock.pass(1_000)
    expect(phases()).toEqual([
      ['a', 'draining'],
      ['b', 'pending'],
    ])
  }
  empty(a)
  clock.pass(1_000)
  expect(phases()?.[0]).toEqual(['a', 'drained'])
  clock.pass(4_000)
  expect([nodes.get(a)?.mode.value, nodes.get(b)?.mode.value]).toEqual(['normal', 'draining'])
  empty(b)
  clock.pass(5_000)
  expect(rolling.list()[0]).toMatchObject({ state: 'done', ended_at: expect.any(String) })
  expect(told()).toEqual([
    'started',
    ...['node_began', 'node_drained', 'node_done'],
    ...['node_began', 'node_drained', 'node_done'],
    'ended',
  ])
  expect(events.at(-1)).toMatchObject({ type: 'rolling_drain', run: { state: 'done' } })
})

it('is refused with the reason, or begun and waits, where its viewers would not fit', () => {
  const a = add('a', 60)
  const b = add('b', 1_950)
  expect(() => ask({ nodes: [a] })).toThrowError(
    expect.objectContaining({
      code: 'not_enough_capacity',
      message: expect.stringContaining('10 viewers would not fit'),
    }),
  )
  expect(rolling.list()).toEqual([])
  ask({ nodes: [a], when_short: 'wait' })
  expect(rolling.list()[0]?.waiting).toMatchObject({ kind: 'capacity', node_id: a })
  add('b', 1_900)
  clock.pass(1_000)
  expect([rolling.list()[0]?.waiting, nodes.get(a)?.mode.value]).toEqual([null, 'draining'])
  expect(nodes.get(b)?.mode.value).toBe('normal')
})

it('takes a node into one run at a time, and none that is taken out already', () => {
  const [a, b, c] = [add('a'), add('b'), add('c')]
  const { run } = ask({ nodes: [a, b] })
  expect(() => ask({ nodes: [b] })).toThrowError(expect.objectContaining({ code: 'node_in_rolling_drain' }))
  steer(c, { kind: 'maintain', by: 'operator:eve', reason: null })
  expect(() => ask({ nodes: [c] })).toThrowError(expect.objectContaining({ code: 'node_not_normal' }))
  expect(() => ask({ nodes: { region: 'mars' } })).toThrowError(expect.objectContaining({ code: 'nothing_to_drain' }))
  expect(() => ask({ nodes: 'all' })).toThrowError(
    expect.objectContaining({
      code: 'nothing_to_drain',
      message: expect.stringMatching(/now: a .*; c is in maintenance$/),
    }),
  )
  rolling.cancel(run?.id ?? '', true, 'operator:owner')
  expect(rolling.list()[0]?.state).toBe('cancelled')
  expect(nodes.get(a)?.mode.value).toBe('normal')
  expect(() => rolling.pause(run?.id ?? '', 'operator:owner')).toThrowError(
    expect.objectContaining({ code: 'rolling_drain_ended' }),
  )
  expect(ask({ nodes: [b, a], keep_capacity_percent: 30 }).run?.steps.map(({ node_name }) => node_name)).toEqual([
    'b',
    'a',
  ])
})

it('is over so many nodes as can be looked at in one go', () => {
  for (let nth = 0; nth < 201; nth += 1) add(`n${nth}`)
  expect(() => ask({ nodes: 'all', dry_run: true })).toThrowError(expect.objectContaining({ code: 'too_many_nodes' }))
})

it('begins with nobody while it is not known yet who is there after a start', () => {
  const a = add('a')
  add('b', 0, { liveness: { ...testingNode('x').liveness, state: 'joining' } })
  add('c')
  ask({ nodes: [a], when_short: 'wait' })
  clock.pass(3_000)
  expect([phases(), rolling.list()[0]?.waiting]).toEqual([[['a', 'pending']], null])
  add('b')
  clock.pass(1_000)
  expect(phases()).toEqual([['a', 'draining']])
})

it('leaves out who cannot be upgraded any more when its turn comes, and moves nobody off it', () => {
  const obstacles = new Map<NodeId, string>()
  const a = add('edge-a', 10, { version: '1.0.0' })
  const b = add('edge-b', 10, { version: '1.0.0' })
  add('edge-c', 0, { version: '2.0.0' })
  const upgraded = new Map<string, NodeId>()
  rolling.upgradeBy({
    version: '2.0.0',
    obstacle: ({ id }) => obstacles.get(id) ?? null,
    start: (node_id) => {
      upgraded.set('run', node_id)
      return '00000000-0000-4000-8000-000000000001'
    },
    find: (id) => ({ id, state: 'succeeded', problem: null }),
    newest: () => null,
  })
  ask({ nodes: [a, b], work: 'upgrade' })
  expect(phases()).toEqual([
    ['edge-a', 'draining'],
    ['edge-b', 'pending'],
  ])
  obstacles.set(b, 'has no login to its box that is kept here')
  empty(a)
  clock.pass(10_000)
  expect([...upgraded.values()]).toEqual([a])
  expect(phases()).toEqual([
    ['edge-a', 'done'],
    ['edge-b', 'skipped'],
  ])
  expect(nodes.get(b)?.mode.value).toBe('normal')
  expect(rolling.list()[0]?.steps[1]?.note).toBe('it has no login to its box that is kept here')
  expect(told()).toContain('node_skipped')
})
