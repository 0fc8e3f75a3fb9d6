import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { NodeHeartbeat, NodeHello } from '#contract/control-channel.ts'
import type { EnrollmentRequest } from '#contract/enrollment.ts'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { NodeLoad, NodeRole } from '#contract/node.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore, type Store } from '../store/store.ts'
import { Trust } from '../trust/trust.ts'
import { Nodes } from './nodes.ts'
import { TestingClock } from './testing-clock.ts'
import { helloOf, idleLoad } from './testing-node.ts'

const log = pino({ level: 'silent' })
const settings = {
  heartbeat_interval_ms: 5_000,
  suspect_after_missed: 2,
  offline_after_missed: 3,
  recover_after_beats: 3,
}
const endpoints = { address: '10.0.0.1', rtmp_port: 1935, media_port: 8080 }

/** A registry on a real database file, as an origin has it. */
class Registry implements Disposable {
  readonly clock = new TestingClock()
  readonly own_tokens = new Set<string>()
  readonly events: LiveEvent[] = []
  readonly #dir = mkdtempSync(join(tmpdir(), 'headwater-nodes-'))
  store: Store
  trust: Trust
  activity: SqliteActivityLog
  nodes: Nodes

  constructor() {
    this.store = openStore(join(this.#dir, 'origin.db'))
    this.activity = new SqliteActivityLog(this.store, { log })
    this.trust = new Trust({ store: this.store, activity: this.activity })
    this.nodes = this.#open()
  }

  #open(): Nodes {
    return new Nodes({
      store: this.store,
      activity: this.activity,
      trust: this.trust,
      clock: this.clock,
      log,
      settings,
      events: { publish: (event) => this.events.push(event) },
      isOwnNodeToken: (id) => this.own_tokens.has(id),
    })
  }

  /** The origin ends without a word, and starts again after so long. */
  restart(away_ms = 0): void {
    this.store.close()
    this.clock.forgetTimers()
    this.clock.pass(away_ms)
    this.store = openStore(join(this.#dir, 'origin.db'))
    this.activity = new SqliteActivityLog(this.store, { log })
    this.trust = new Trust({ store: this.store, activity: this.activity })
    this.nodes = this.#open()
  }

  token(usage_limit = 100) {
    const cluster_id = 'main' as ClusterId
    return this.trust.createEnrollmentToken({ cluster_id, name: null, usage_limit, ttl_ms: 60_000, created_by: 'test' })
  }

  enroll(name: string, fingerprint = name, region: string | null = null): ReturnType<Nodes['enroll']> {
    return this.nodes.enroll({ ...asks(name, fingerprint, this.token().token), region }, '::ffff:10.0.0.9')
  }

  states(): Record<string, string> {
    return Object.fromEntries(this.nodes.list().map(({ name, liveness }) => [name, liveness.state]))
  }

  recorded(): string[] {
    return this.activity
      .list({ limit: 200 })
      .map(({ type }) => type)
      .filter((type) => type.startsWith('node.'))
      .reverse()
  }

  [Symbol.dispose](): void {
    this.nodes.stop()
    this.store.close()
    rmSync(this.#dir, { recursive: true })
  }
}

const asks = (name: string, fingerprint: string, token: string): EnrollmentRequest => ({
  token: token as EnrollmentRequest['token'],
  name,
  region: null,
  version: '1.0.0',
  relay_fingerprint: Buffer.from(fingerprint.padEnd(32, '.')).toString('hex'),
})
const heartbeat = (load: Partial<NodeLoad> = {}): NodeHeartbeat => ({
  type: 'heartbeat',
  seq: 1,
  sent_at: '2026-11-21T07:30:00.000Z',
  load: { ...idleLoad, ...load },
  rtt_ms: 2,
})
const hello = (id: NodeId, epoch = 1): NodeHello => helloOf(id, epoch)

let registry: Registry
beforeEach(() => {
  registry = new Registry()
})
afterEach(() => registry[Symbol.dispose]())

const drainAsked = { on_deadline: 'end', after_drain: null } as const

describe('enrolment', () => {
  it('makes a node that is known after a restart, and proves it by its credential', () => {
    const { node_id, credential } = registry.enroll('edge-1')
    registry.restart()
    expect(registry.nodes.find(node_id)).toMatchObject({ name: 'edge-1', registration: 'registered', is_origin: false })
    expect(registry.nodes.authenticate(credential)).toBe(node_id)
    expect(registry.nodes.authenticate(`node_${'x'.repeat(43)}`)).toBe('unknown')
    expect(registry.activity.list({ limit: 1 })[0]?.message).toBe('Node edge-1 has enrolled from 10.0.0.9.')
  })

  it('keeps how it is installed as its program says, and forgets it with a program that does not say', () => {
    const { node_id } = registry.enroll('edge-1')
    const form = () => registry.nodes.find(node_id)?.form
    expect(form()).toBeUndefined()
    registry.nodes.attach(node_id, { ...hello(node_id, 1), form: 'service' }, endpoints)
    registry.restart()
    expect(form()).toBe('service')
    registry.enroll('edge-1')
    expect(form()).toBe('service')
    registry.nodes.attach(node_id, hello(node_id, 2), endpoints)
    registry.restart()
    expect(form()).toBeUndefined()
  })

  it('does not use the token up when the node is refused', () => {
    registry.enroll('edge-1')
    const { token, info } = registry.token(1)
    expect(() => registry.nodes.enroll(asks('edge-1', 'another', token), '10.0.0.9')).toThrow(/called edge-1/)
    expect(registry.trust.listEnrollmentTokens().find(({ id }) => id === info.id)?.usage_count).toBe(0)
    expect(registry.nodes.enroll(asks('edge-2', 'another', token), '10.0.0.9').name).toBe('edge-2')
  })

  it('again keeps id, mode and registration; the old credential is worth nothing and its channel is cut', () => {
    const first = registry.enroll('edge-1')
    registry.nodes.drain(
      first.node_id,
      { ...drainAsked, reason: 'why', deadline_ms: null, force: true },
      'operator:owner',
    )
    const cut: unknown[] = []
    registry.nodes.registry.on('cut_off', (...args) => cut.push(args))
    const again = registry.enroll('edge-1')
    expect(again.node_id).toBe(first.node_id)
    expect(cut).toEqual([[first.node_id, 'enrolled_anew']])
    expect(registry.nodes.find(first.node_id)?.mode).toMatchObject({ value: 'draining', reason: 'why' })
    expect(registry.nodes.authenticate(first.credential)).toBe('unknown')
    expect(registry.nodes.authenticate(again.credential)).toBe(first.node_id)
  })

  it('by a token that was made for it gets another key, and its name, region and mode stay', () => {
    const first = registry.enroll('edge-1', 'a', 'west')
    const made_for = { cluster_id: 'main' as ClusterId, name: null, usage_limit: 1, ttl_ms: 60_000, created_by: 'test' }
    const { token } = registry.trust.createEnrollmentToken({ ...made_for, node_id: first.node_id })
    const again = registry.nodes.enroll(asks('whatever', 'b', token), '10.0.0.9')
    expect(again).toMatchObject({ node_id: first.node_id, name: 'edge-1' })
    expect(registry.nodes.find(first.node_id)).toMatchObject({ name: 'edge-1', region: 'west' })
    expect(registry.nodes.authenticate(first.credential)).toBe('unknown')
  })

  it('by the origin’s own token, and by nothing else, makes the node beside the origin', () => {
    const { token, info } = registry.token(1)
    registry.own_tokens.add(info.id)
    const own = registry.nodes.enroll(asks('origin', 'own', token), '127.0.0.1')
    expect(registry.nodes.find(own.node_id)?.is_origin).toBe(true)
    expect(() => registry.nodes.evict(own.node_id, { force: true, reason: 'test' }, 'operator:owner')).toThrow(
      /beside the origin/,
    )
  })
})

describe('a node that was evicted', () => {
  it('is gone from the lists, its credential says gone, also after a restart; a new token brings it back as it was', () => {
    const { node_id, credential } = registry.enroll('edge-1')
    const heard: unknown[] = []
    registry.nodes.registry.on('cut_off', (...args) => heard.push(args))
    registry.nodes.registry.on('media_lost', (...args) => heard.push(args))
    registry.nodes.evict(node_id, { force: true, reason: 'test' }, 'operator:owner')
    expect(heard).toEqual([
      [node_id, 'evicted'],
      [node_id, 'evicted'],
    ])
    expect(registry.events.at(-1)).toEqual({ type: 'node_removed', node_id })
    registry.restart()
    expect(registry.nodes.list()).toEqual([])
    expect(registry.nodes.authenticate(credential)).toBe('gone')
    const back = registry.enroll('edge-1')
    expect(back.node_id).toBe(node_id)
    expect(registry.nodes.authenticate(credential)).toBe('unknown')
    expect(registry.nodes.attach(node_id, hello(node_id), endpoints)).toBe(true)
    expect(registry.states()).toEqual({ 'edge-1': 'alive' })
  })
})

describe('liveness over time', () => {
  it('goes from alive to suspect to offline by the clock alone, and is recorded once each', () => {
    const { node_id } = registry.enroll('edge-1')
    registry.nodes.attach(node_id, hello(node_id), endpoints)
    registry.clock.pass(9_900)
    expect(registry.states()).toEqual({ 'edge-1': 'alive' })
    registry.clock.pass(200)
    expect(registry.states()).toEqual({ 'edge-1': 'suspect' })
    registry.clock.pass(4_950)
    expect(registry.states()).toEqual({ 'edge-1': 'offline' })
    expect(registry.recorded()).toEqual(['node.enrolled', 'node.joined', 'node.suspected', 'node.went_offline'])
    const shown = registry.events.filter((event) => event.type === 'node').at(-1)
    expect(shown?.node.liveness).toMatchObject({ state: 'offline', missed: 3 })
  })

  it('is suspect at once when the channel drops, and back without a loss when it dials again', () => {
    const { node_id } = registry.enroll('edge-1')
    const lost: unknown[] = []
    registry.nodes.registry.on('media_lost', (...args) => lost.push(args))
    registry.nodes.attach(node_id, hello(node_id), endpoints)
    registry.nodes.dropped(node_id, 1)
    expect(registry.states()).toEqual({ 'edge-1': 'suspect' })
    registry.clock.pass(8_000)
    registry.nodes.attach(node_id, hello(node_id), endpoints)
    expect(registry.states()).toEqual({ 'edge-1': 'alive' })
    expect(lost).toEqual([])
  })

  it('after a restart of the origin a node has three intervals to come back, and came back is not joined anew', () => {
    const { node_id } = registry.enroll('edge-1')
    registry.nodes.attach(node_id, hello(node_id), endpoints)
    registry.restart()
    expect(registry.states()).toEqual({ 'edge-1': 'joining' })
    registry.clock.pass(14_000)
    expect(registry.states()).toEqual({ 'edge-1': 'joining' })
    registry.nodes.attach(node_id, hello(node_id), endpoints)
    expect(registry.states()).toEqual({ 'edge-1': 'alive' })
    expect(registry.recorded()).toEqual(['node.enrolled', 'node.joined'])
    registry.restart()
    registry.clock.pass(15_100)
    expect(registry.states()).toEqual({ 'edge-1': 'offline' })
  })

  it('does not blame nodes for a time in which the origin itself stood still', () => {
    const { node_id } = registry.enroll('edge-1')
    registry.nodes.attach(node_id, hello(node_id), endpoints)
    registry.clock.stall(30_000)
    expect(registry.states()).toEqual({ 'edge-1': 'suspect' })
    registry.nodes.beat(node_id, 1, heartbeat())
    expect(registry.states()).toEqual({ 'edge-1': 'alive' })
    expect(registry.recorded()).not.toContain('node.went_offline')
  })

  it('keeps when a node was last seen over an orderly stop, and shows how far its clock is off', () => {
    const { node_id } = registry.enroll('edge-1')
    registry.nodes.attach(node_id, hello(node_id), endpoints)
    registry.clock.pass(4_000)
    registry.nodes.beat(node_id, 1, { ...heartbeat(), sent_at: '2026-11-21T07:40:03.999Z' })
    expect(registry.nodes.find(node_id)?.liveness.clock_skew_ms).toBe(600_000)
    const seen = registry.nodes.find(node_id)?.liveness.last_seen_at
    registry.nodes.stop()
    registry.restart()
    expect(registry.nodes.find(node_id)?.liveness.last_seen_at).toBe(seen)
  })
})

describe('a drain', () => {
  const drain = { ...drainAsked, reason: null, deadline_ms: null, force: false }
  const join2 = () => {
    const [one, two] = [registry.enroll('one').node_id, registry.enroll('two').node_id]
    for (const id of [one, two]) registry.nodes.attach(id, hello(id), endpoints)
    return { one, two }
  }

  it('of the last node that takes work is refused with what to do, unless forced', () => {
    const { one, two } = join2()
    registry.nodes.drain(one, drain, 'operator:owner')
    expect(() => registry.nodes.drain(two, drain, 'operator:owner')).toThrowError(
      expect.objectContaining({ code: 'last_routable_node', hint: expect.stringContaining('force') }),
    )
    const forced = { ...drain, force: true }
    expect(() => registry.nodes.drain(two, forced, 'operator:owner')).toThrowError(
      expect.objectContaining({ code: 'reason_required' }),
    )
    expect(registry.nodes.drain(two, { ...forced, reason: 'fire' }, 'operator:owner').mode.value).toBe('draining')
  })

  it('of the last node of its region is refused though there are others elsewhere', () => {
    const { one } = join2()
    const far = registry.enroll('far', 'far', 'us').node_id
    registry.nodes.attach(far, hello(far), endpoints)
    expect(registry.nodes.drainRefusal(one)).toBeNull()
    expect(registry.nodes.drainRefusal(far)).toMatch(/only node in region us/)
    expect(() => registry.nodes.maintain(far, { reason: null, force: false }, 'operator:owner')).toThrowError(
      expect.objectContaining({ code: 'last_routable_node' }),
    )
  })

  it('says how far it is, and when it will be over if it goes on so', () => {
    const { one } = join2()
    registry.nodes.beat(one, 1, heartbeat({ subscribers: 10 }))
    expect(registry.nodes.find(one)?.drain).toBeNull()
    registry.nodes.drain(one, { ...drain, deadline_ms: 60_000 }, 'operator:owner')
    registry.nodes.modeApplied(one, 1)
    registry.nodes.beat(one, 1, heartbeat({ subscribers: 10 }))
    expect(registry.nodes.find(one)?.drain).toMatchObject({ subscribers: 10, time_left_ms: 60_000, eta_ms: null })
    registry.clock.pass(5_000)
    registry.nodes.beat(one, 1, heartbeat({ subscribers: 8 }))
    expect(registry.nodes.find(one)?.drain).toMatchObject({ subscribers: 8, time_left_ms: 55_000, eta_ms: 20_000 })
    registry.nodes.beat(one, 1, heartbeat())
    expect(registry.nodes.find(one)?.drain).toMatchObject({ eta_ms: 0, drained: true })
    registry.nodes.resume(one, null, 'operator:owner')
    expect(registry.nodes.find(one)?.drain).toBeNull()
  })

  it('to leave the cluster ends the membership when the node carries nothing, and only a new token brings it back', () => {
    const { one } = join2()
    const cut: unknown[] = []
    registry.nodes.registry.on('cut_off', (id, why) => cut.push([id, why]))
    registry.nodes.beat(one, 1, heartbeat({ publishers: 1 }))
    registry.nodes.drain(one, { ...drain, after_drain: 'retire' }, 'operator:owner')
    registry.nodes.modeApplied(one, 1)
    registry.nodes.beat(one, 1, heartbeat({ publishers: 1 }))
    expect(registry.nodes.find(one)?.registration).toBe('registered')
    registry.nodes.beat(one, 1, heartbeat())
    expect(registry.nodes.find(one)).toBeUndefined()
    expect(cut).toEqual([[one, 'retired']])
    registry.restart()
    expect(registry.nodes.registry.record(one)?.stored.registration).toBe('retired')
    expect(registry.enroll('one').node_id).toBe(one)
  })

  it('to leave is answered with the node that left, where it carried nothing any more', () => {
    const { one } = join2()
    registry.nodes.drain(one, drain, 'operator:owner')
    registry.nodes.modeApplied(one, 1)
    registry.nodes.beat(one, 1, heartbeat())
    const left = registry.nodes.drain(one, { ...drain, after_drain: 'retire' }, 'operator:owner')
    expect(left).toMatchObject({ id: one, registration: 'retired' })
    expect(registry.nodes.find(one)).toBeUndefined()
  })

  it('is over by itself when it was to be, also if the origin was away then', () => {
    const { one } = join2()
    const expires_at = new Date(Date.parse(registry.clock.now().at) + 60_000).toISOString()
    registry.nodes.drain(one, { ...drain, expires_at }, 'operator:owner')
    const past = () => registry.nodes.drain(one, { ...drain, expires_at: '2020-01-01T00:00:00.000Z' }, 'operator:owner')
    expect(past).toThrowError(expect.objectContaining({ code: 'expires_in_the_past' }))
    registry.restart(70_000)
    registry.clock.pass(5)
    expect(registry.nodes.find(one)?.mode.value).toBe('normal')
    const [last] = registry.activity.list({ limit: 1, type: 'node.mode_changed' })
    expect(last).toMatchObject({ actor: 'origin', data: { from: 'draining', to: 'normal', cause: 'expired' } })
  })

  it('of one role is refused to the last node that has it, and is on disk', () => {
    const { one, two } = join2()
    const close = (id: NodeId, roles: NodeRole[], more = {}) =>
      registry.nodes.closeRoles(id, { roles, reason: null, force: false, ...more }, 'operator:owner')
    expect(close(one, ['viewers']).mode.closed_roles).toEqual(['viewers'])
    expect(() => close(two, ['viewers', 'relay_source'])).toThrowError(/only node that takes viewers$/)
    expect(close(two, ['ingest', 'relay_source']).routable).toBe(true)
    expect(() => registry.nodes.drain(one, drain, 'operator:owner')).toThrowError(/only node that takes publishers$/)
    registry.restart()
    expect(registry.nodes.find(one)?.mode.closed_roles).toEqual(['viewers'])
    expect(registry.nodes.resume(one, null, 'operator:owner').mode.closed_roles).toBeUndefined()
    const [last] = registry.activity.list({ limit: 1, type: 'node.mode_changed' })
    expect(last?.message).toMatch(/takes new work again/)
  })

  it('is asked for by the name of a mode, as FrameWorks does it (F-39)', () => {
    const { one } = join2()
    const set = (mode: string, more = {}) =>
      registry.nodes.setMode(one, { mode, reason: null, force: false, ...more }, 'operator:owner').mode
    const refusal = (code: string) => expect.objectContaining({ code })
    expect(set('draining', { reason: 'disk', set_by: 'ansible' })).toMatchObject({
      ...{ value: 'draining', deadline_at: null, set_by: 'operator:owner', reason: 'disk, set by ansible' },
    })
    expect(() => set('draining')).toThrowError(refusal('ALREADY_IN_MODE'))
    expect(() => set('asleep')).toThrowError(refusal('INVALID_MODE'))
    expect(set('maintenance').value).toBe('maintenance')
    expect(set('draining').value).toBe('draining')
    expect(set('normal').value).toBe('normal')
    const unknown = '00000000-0000-4000-8000-000000000000' as NodeId
    const asked = { mode: 'normal', reason: null, force: false }
    expect(() => registry.nodes.setMode(unknown, asked, 'operator:owner')).toThrowError(refusal('NOT_FOUND'))
  })

  it('to leave has the node retired with the first write that follows, so that it is not lost if the origin dies then', () => {
    const { one } = join2()
    registry.nodes.drain(one, { ...drain, after_drain: 'retire' }, 'operator:owner')
    const on_disk: unknown[] = []
    registry.nodes.registry.on('mode_changed', (id) => {
      const row = registry.store.sql.prepare('SELECT registration FROM nodes WHERE id = ?').get(id)
      on_disk.push(row, registry.store.sql.inTransaction)
      throw new Error('the origin dies here')
    })
    registry.nodes.modeApplied(one, 1)
    expect(() => registry.nodes.beat(one, 1, heartbeat())).toThrow('dies here')
    expect(on_disk).toEqual([{ registration: 'retired' }, false])
    registry.restart()
    expect(registry.nodes.find(one)).toBeUndefined()
    expect(registry.recorded().slice(-3)).toEqual(['node.drained', 'node.mode_changed', 'node.retired'])
  })

  it('protects the last node that takes work from an eviction too, unless somebody insists and says why', () => {
    const { one, two } = join2()
    registry.nodes.evict(two, { force: false, reason: null }, 'operator:owner')
    const refusal = (force: boolean) => () => registry.nodes.evict(one, { force, reason: null }, 'operator:owner')
    expect(refusal(false)).toThrowError(expect.objectContaining({ code: 'last_routable_node' }))
    expect(refusal(true)).toThrowError(expect.objectContaining({ code: 'reason_required' }))
    registry.nodes.evict(one, { force: true, reason: 'it was stolen' }, 'operator:owner')
    expect(registry.nodes.list()).toEqual([])
    expect(registry.activity.list({ limit: 1, type: 'node.evicted' })[0]?.data).toEqual({ reason: 'it was stolen' })
  })

  it('is on disk at once, is told to the node, and ends when the node knows of it and carries nothing', () => {
    const { one } = join2()
    const told: unknown[] = []
    registry.nodes.registry.on('mode_changed', (id, mode) => told.push([id, mode.value, mode.revision]))
    registry.nodes.beat(one, 1, heartbeat({ subscribers: 3 }))
    registry.nodes.drain(one, { ...drain, reason: 'new disk' }, 'operator:owner')
    expect(told).toEqual([[one, 'draining', 1]])
    registry.clock.pass(5_000)
    registry.nodes.beat(one, 1, heartbeat())
    expect(registry.nodes.find(one)?.mode.drained_at).toBeNull()
    registry.nodes.modeApplied(one, 1)
    registry.nodes.beat(one, 1, heartbeat({ subscribers: 1 }))
    expect(registry.nodes.find(one)?.mode.drained_at).toBeNull()
    registry.nodes.beat(one, 1, heartbeat())
    const { mode } = registry.nodes.find(one) ?? {}
    expect(mode?.drained_at).not.toBeNull()
    registry.restart()
    expect(registry.nodes.find(one)?.mode).toEqual(mode)
    expect(registry.nodes.resume(one, null, 'operator:owner').mode).toMatchObject({ value: 'normal', revision: 2 })
  })

  it('ends at its deadline in maintenance, with the order to end what is left, also when it passed while the origin was away', () => {
    const { one, two } = join2()
    registry.nodes.beat(one, 1, heartbeat({ publishers: 1 }))
    const ended: unknown[] = []
    registry.nodes.registry.on('end_remaining', (id) => ended.push(id))
    registry.nodes.drain(one, { ...drain, deadline_ms: 60_000 }, 'operator:owner')
    registry.clock.pass(59_000)
    expect(registry.nodes.find(one)?.mode.value).toBe('draining')
    registry.clock.pass(1_100)
    expect(registry.nodes.find(one)?.mode.value).toBe('maintenance')
    expect(ended).toEqual([one])
    registry.nodes.drain(two, { ...drain, reason: 'fire', deadline_ms: 10_000, force: true }, 'operator:owner')
    registry.restart(20_000)
    registry.clock.pass(10)
    expect(registry.nodes.find(two)?.mode.value).toBe('maintenance')
  })
})

describe('whatever a node says, and however often the origin restarts', () => {
  it('changes neither its mode nor its registration, and an older epoch changes nothing at all', () => {
    const { node_id } = registry.enroll('edge-1')
    registry.nodes.drain(node_id, { ...drainAsked, reason: 'kept', deadline_ms: null, force: true }, 'operator:owner')
    const word = fc.record({
      what: fc.constantFrom('attach', 'beat', 'dropped', 'left', 'restart', 'wait'),
      epoch: fc.integer({ min: 1, max: 4 }),
      subscribers: fc.integer({ min: 0, max: 2 }),
    })
    const say = ({ what, epoch, subscribers }: { what: string; epoch: number; subscribers: number }) => {
      if (what === 'attach') registry.nodes.attach(node_id, hello(node_id, epoch), endpoints)
      else if (what === 'beat') registry.nodes.beat(node_id, epoch, heartbeat({ subscribers }))
      else if (what === 'dropped') registry.nodes.dropped(node_id, epoch)
      else if (what === 'left') registry.nodes.left(node_id, epoch)
      else if (what === 'restart') registry.restart()
      else registry.clock.pass(3_000)
    }
    fc.assert(
      fc.property(fc.array(word, { maxLength: 20 }), (words) => {
        for (const one of words) {
          const before = registry.nodes.find(node_id)
          say(one)
          const now = registry.nodes.find(node_id)
          expect(now?.registration).toBe('registered')
          expect({ ...now?.mode, drained_at: null }).toEqual({ ...before?.mode, drained_at: null })
          const older = one.epoch < (before?.epoch ?? 0) && one.what !== 'restart' && one.what !== 'wait'
          if (older) expect(now).toEqual(before)
        }
      }),
      { numRuns: 25 },
    )
  })
})
