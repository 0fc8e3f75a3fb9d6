import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import type { LivenessState, NodeModeValue } from '#contract/node.ts'
import { type JoinRequest, joinRequestSchema, memberEditSchema } from '#contract/streamhub-cluster.ts'
import { createLiveState } from '../live-state/create-live-state.ts'
import type { LiveState } from '../live-state/live-state.ts'
import { JoinedNodes } from '../nodes/joined-nodes.ts'
import { initialMode } from '../nodes/node-mode.ts'
import type { StoredNode } from '../nodes/node-record.ts'
import { Nodes } from '../nodes/nodes.ts'
import { TestingClock } from '../nodes/testing-clock.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore, type Store } from '../store/store.ts'
import { Trust } from '../trust/trust.ts'
import { JoinedCluster, statusOf } from './joined-cluster.ts'

const log = pino({ level: 'silent' })
const TOKEN = 'clt_0123456789abcdef'
const settings = {
  heartbeat_interval_ms: 5_000,
  suspect_after_missed: 2,
  offline_after_missed: 3,
  recover_after_beats: 3,
}
const cluster_id = 'main' as ClusterId

let dir: string
let store: Store
let live: LiveState
let clock: TestingClock
let nodes: Nodes
let cluster: JoinedCluster
let trust: Trust

const ownNode: StoredNode = {
  id: '5f0c1f5e-8f7c-4f2e-9a51-0d6a3a0f7b11' as NodeId,
  cluster_id,
  name: 'edge-1',
  is_origin: false,
  region: null,
  version: '0.1.0',
  relay_fingerprint: 'a'.repeat(64),
  credential_hash: '',
  registration: 'registered',
  mode: initialMode({ monotonic_ms: 0, at: '2026-11-21T07:30:00.000Z' }),
  endpoints: { address: '10.0.0.2', rtmp_port: 1935, media_port: 8080 },
  host: null,
  epoch: 1,
  created_at: '2026-11-21T07:30:00.000Z',
  last_seen_at: null,
}

async function open(): Promise<void> {
  store = openStore(join(dir, 'origin.db'))
  const activity = new SqliteActivityLog(store, { log })
  trust = new Trust({ store, activity })
  const signal = new AbortController().signal
  live = await createLiveState({ mode: 'memory', data_dir: dir, prefix: 'x:', log, signal })
  const events = { publish: () => undefined }
  nodes = new Nodes({ store, activity, trust, clock, log, settings, events, isOwnNodeToken: () => false })
  cluster = new JoinedCluster({
    ...{ nodes, live },
    joined: new JoinedNodes({ registry: nodes.registry, cluster_id, activity, clock, trust }),
    token: TOKEN,
    join_url: () => 'http://10.0.0.10:8090',
  })
}

async function close(): Promise<void> {
  nodes.stop()
  await live.stop()
  store.close()
  clock.forgetTimers()
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'headwater-joined-'))
  clock = new TestingClock()
  await open()
})
afterEach(async () => {
  await close()
  rmSync(dir, { recursive: true })
})

const joining = (more: Partial<JoinRequest> = {}) =>
  joinRequestSchema.parse({ name: 'edge-eu', ip: '10.0.0.7', url: 'http://10.0.0.7:8080', ...more })
const joined = (more: Partial<JoinRequest> = {}) => cluster.join(joining(more), 'shared').answer
const row = (id: NodeId) => cluster.rows().find((one) => one.id === id)
const code = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error
  }
  return 'nothing was thrown'
}

describe('a box that joins by the shared token', () => {
  test('is the same node each time, by its name (S-6)', () => {
    const first = cluster.join(joining(), 'shared')
    const again = cluster.join(joining({ region: 'eu' }), 'shared')
    expect([first.created, again.created, again.answer.nodeId]).toEqual([true, false, first.answer.nodeId])
    expect(row(first.answer.nodeId)).toEqual({
      id: first.answer.nodeId,
      name: 'edge-eu',
      url: 'http://10.0.0.7:8080',
      region: 'eu',
      status: 'active',
      created_at: '2026-11-21 07:30:00',
      last_seen_at: '2026-11-21 07:30:00',
      stats: null,
      stale: false,
    })
  })

  test('is stale after 90 s and not at 90 s, whatever its state (S-15)', () => {
    const { nodeId } = joined()
    clock.pass(90_000)
    expect(row(nodeId)).toMatchObject({ stale: false, status: 'active' })
    clock.pass(1_000)
    expect(row(nodeId)).toMatchObject({ stale: true, status: 'active' })
  })

  test('is waited for by the interval that it named: suspect after two, down after three, up after three beats', () => {
    const { nodeId } = joined()
    const states: (string | undefined)[] = []
    const see = () => states.push(nodes.find(nodeId)?.liveness.state)
    clock.pass(119_000)
    see()
    clock.pass(2_000)
    see()
    clock.pass(60_000)
    see()
    expect(row(nodeId)?.status).toBe('down')
    for (const _ of [1, 2, 3]) {
      cluster.heartbeat(nodeId, undefined, 'shared')
      see()
      clock.pass(60_000)
    }
    expect(states).toEqual(['alive', 'suspect', 'offline', 'offline', 'offline', 'alive'])
    const { nodeId: quick } = joined({ name: 'quick', heartbeatIntervalSeconds: 1 })
    clock.pass(3_100)
    expect([row(quick)?.status, row(nodeId)?.status]).toEqual(['down', 'active'])
  })

  test('keeps what it told of itself until it tells something else (S-18)', () => {
    const { nodeId } = joined()
    cluster.heartbeat(nodeId, { cpu: 0.25, memUsedRatio: 0.5, free: ['x'] }, 'shared')
    cluster.heartbeat(nodeId, undefined, 'shared')
    expect(row(nodeId)?.stats).toEqual({ cpu: 0.25, memUsedRatio: 0.5, free: ['x'] })
    expect(nodes.find(nodeId)?.load).toMatchObject({ cpu_percent: 25, memory_percent: 50 })
  })

  test('without a url is a member to whom nobody is sent', () => {
    const { nodeId } = cluster.join(joinRequestSchema.parse({ name: 'sfu', ip: '10.0.0.8' }), 'shared').answer
    expect(row(nodeId)).toMatchObject({ url: '10.0.0.8', status: 'active' })
    expect(nodes.find(nodeId)?.routable_reasons).toEqual(['has not said where it serves streams'])
  })
})

describe('what is wrong with the cluster API elsewhere (S-24) is put right:', () => {
  test.each(['draining', 'disabled'] as const)(
    '%s is undone by no heartbeat, no other join, and no restart',
    async (status) => {
      const { nodeId } = joined()
      expect(cluster.edit(nodeId, { status, force: false }, 'test').status).toBe(status)
      cluster.heartbeat(nodeId, {}, 'shared')
      joined()
      expect(row(nodeId)?.status).toBe(status)
      await close()
      await open()
      joined()
      cluster.heartbeat(nodeId, {}, 'shared')
      expect([row(nodeId)?.status, nodes.find(nodeId)?.routable]).toEqual([status, false])
      expect(cluster.edit(nodeId, { status: 'active', force: false }, 'test').status).toBe('active')
    },
  )

  test('says when it is drained, where it says how many it has', () => {
    const { nodeId } = joined()
    cluster.heartbeat(nodeId, { subscribers: 2 }, 'shared')
    cluster.edit(nodeId, memberEditSchema.parse({ status: 'draining' }), 'operator:owner')
    expect(nodes.find(nodeId)?.mode).toMatchObject({ value: 'draining', drained_at: null })
    cluster.heartbeat(nodeId, { subscribers: 0 }, 'shared')
    expect(nodes.find(nodeId)?.mode.drained_at).not.toBeNull()
  })

  test('is drained from maintenance without taking work in between', () => {
    const { nodeId } = joined()
    cluster.edit(nodeId, memberEditSchema.parse({ status: 'disabled' }), 'operator:owner')
    expect(cluster.edit(nodeId, memberEditSchema.parse({ status: 'draining' }), 'operator:owner').status).toBe(
      'draining',
    )
  })

  test('a name is taken once, however it is written', () => {
    const { nodeId } = joined()
    const { nodeId: other } = joined({ name: 'edge-us', ip: '10.0.0.9' })
    expect(code(() => cluster.edit(other, { name: 'Edge-EU', force: false }, 'test'))).toBe('name_taken')
    expect(cluster.edit(nodeId, { name: 'edge-paris', force: false }, 'test').name).toBe('edge-paris')
    // The box still joins by the name that it was set up with, and is the same node under its new name.
    expect(joined()).toMatchObject({ nodeId, name: 'edge-paris' })
  })

  test('another box cannot be a member that is up, though it has the token', () => {
    joined()
    expect(code(() => joined({ ip: '10.0.0.66' }))).toBe('name_taken')
    clock.pass(200_000)
    expect(joined({ ip: '10.0.0.66' }).name).toBe('edge-eu')
  })

  test('a member proves its heartbeats with a token of its own, which is good for nobody else', () => {
    const { nodeId, nodeToken } = joined()
    const { nodeId: other } = joined({ name: 'edge-us', ip: '10.0.0.9' })
    expect(cluster.prove(nodeToken)).toBe(nodeId)
    expect([cluster.prove(TOKEN), cluster.prove(`${TOKEN}x`), cluster.prove(undefined)]).toEqual(['shared', null, null])
    cluster.heartbeat(nodeId, undefined, nodeId)
    expect(code(() => cluster.heartbeat(other, undefined, nodeId))).toBe('not_your_node')
    // Neither is it a credential for the control channel.
    expect(nodes.authenticate(nodeToken)).toBe('unknown')
    // A box that moved shows it, and joining again makes a new one.
    const moved = cluster.join(joining({ ip: '10.0.0.70' }), nodeId).answer
    expect([moved.nodeId, cluster.prove(nodeToken), cluster.prove(moved.nodeToken)]).toEqual([nodeId, null, nodeId])
  })

  test('one that is removed stays out, with either token, until it is allowed', async () => {
    const { nodeId, nodeToken } = joined()
    cluster.remove(nodeId, 'test')
    expect(cluster.rows()).toEqual([])
    expect(nodes.removed()).toMatchObject([{ id: nodeId, kind: 'foreign', how: 'evicted', back_by: 'allow' }])
    expect(code(() => joined())).toBe('node_gone')
    expect(code(() => cluster.heartbeat(nodeId, undefined, 'shared'))).toBe('node_gone')
    expect(code(() => cluster.heartbeat(nodeId, undefined, cluster.prove(nodeToken) ?? 'shared'))).toBe('node_gone')
    expect(code(() => cluster.edit(nodeId, { force: false }, 'test'))).toBe('member_not_found')
    await close()
    await open()
    expect(code(() => joined())).toBe('node_gone')
    expect(cluster.allow(nodeId, 'test')).toMatchObject({ id: nodeId, status: 'unknown' })
    expect(nodes.removed()).toEqual([])
    expect(joined().nodeId).toBe(nodeId)
    expect(row(nodeId)?.status).toBe('active')
  })

  test('no secret is in what an operator reads', () => {
    joined()
    const said = JSON.stringify([cluster.info(), cluster.rows()])
    expect(said).not.toContain(TOKEN)
    expect(cluster.info()).toMatchObject({
      enabled: true,
      nodesCount: 1,
      clusterToken: 'clt_012…',
      clusterRedisUrl: null,
    })
    expect(cluster.info().joinCommand).toMatch(/^curl .*'http:\/\/<THIS_SERVER_IP>:8090\/api\/v1\/cluster\/join'/)
  })

  test('a region with quotes and backslashes is a region, and one with a line break is none', () => {
    const region = `eu"west\\'`
    expect(row(joined({ region }).nodeId)?.region).toBe(region)
    expect(joinRequestSchema.safeParse({ name: 'x', ip: '10.0.0.1', region: 'a\nb' }).success).toBe(false)
  })
})

test('a member that only beats does not stand in for the last node that takes publishers', () => {
  const { credential_hash } = trust.mintNodeCredential()
  nodes.registry.store({ ...ownNode, credential_hash })
  nodes.registry.observe(ownNode.id, { kind: 'attached', epoch: 1 })
  joined()
  expect(nodes.find(ownNode.id)?.liveness.state).toBe('alive')
  expect(code(() => cluster.edit(ownNode.id, { status: 'draining', force: false }, 'test'))).toBe('last_routable_node')
  expect(code(() => cluster.edit(ownNode.id, { status: 'draining', force: true }, 'test'))).toBe('reason_required')
  expect(code(() => cluster.edit(ownNode.id, { name: 'other', force: false }, 'test'))).toBe('own_name')
  const forced = { status: 'draining', force: true, reason: 'the machine moves' } as const
  expect(cluster.edit(ownNode.id, forced, 'test').status).toBe('draining')
})

test.each([
  ['normal', 'alive', 'active'],
  ['normal', 'suspect', 'active'],
  ['normal', 'offline', 'down'],
  ['normal', 'left', 'down'],
  ['normal', 'joining', 'unknown'],
  ['draining', 'offline', 'draining'],
  ['maintenance', 'alive', 'disabled'],
] as const)('a node that is %s and %s is %s here (model.md, projections)', (mode, state, status) => {
  const node = { mode: { value: mode as NodeModeValue }, liveness: { state: state as LivenessState } }
  expect(statusOf(node as Parameters<typeof statusOf>[0])).toBe(status)
})
