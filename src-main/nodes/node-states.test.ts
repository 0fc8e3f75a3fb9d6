import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import { SqliteActivityLog } from '../store/sqlite-activity-log.ts'
import { openStore } from '../store/store.ts'
import { Trust } from '../trust/trust.ts'
import { Nodes } from './nodes.ts'
import { TestingClock } from './testing-clock.ts'
import { helloOf, idleLoad } from './testing-node.ts'

const INTERVAL_MS = 5_000
const settings = {
  heartbeat_interval_ms: INTERVAL_MS,
  suspect_after_missed: 2,
  offline_after_missed: 3,
  recover_after_beats: 3,
}
const endpoints = { address: '10.0.0.1', rtmp_port: 1935, media_port: 8080 }
const drain = { reason: 'model', deadline_ms: null, on_deadline: 'end', after_drain: null, force: true } as const

/** Everything that can happen to one node: what its programs say, what operators want, and what time and machines do. */
type Step =
  | { readonly what: 'attach' | 'dropped' | 'left'; readonly epoch: number }
  | { readonly what: 'beat'; readonly epoch: number; readonly subscribers: number }
  | { readonly what: 'drain'; readonly deadline_ms: number | null; readonly on_deadline: 'end' | 'wait' }
  | { readonly what: 'resume' | 'maintain' | 'evict' | 'applied' }
  | { readonly what: 'restart' }
  | { readonly what: 'enroll' }
  | { readonly what: 'wait'; readonly ms: number }

const epoch = fc.integer({ min: 1, max: 4 })
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ what: fc.constantFrom('attach' as const, 'dropped' as const, 'left' as const), epoch }),
  { weight: 4, arbitrary: fc.record({ what: fc.constant('beat' as const), epoch, subscribers: fc.nat(2) }) },
  fc.record({
    what: fc.constant('drain' as const),
    deadline_ms: fc.option(fc.integer({ min: 0, max: 30_000 })),
    on_deadline: fc.constantFrom('end' as const, 'wait' as const),
  }),
  fc.record({ what: fc.constantFrom('resume' as const, 'maintain' as const, 'applied' as const, 'evict' as const) }),
  fc.constant<Step>({ what: 'restart' }),
  fc.constant<Step>({ what: 'enroll' }),
  { weight: 4, arbitrary: fc.record({ what: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 8_000 }) }) },
)

/** An origin with one node, on a real database. */
class Model implements Disposable {
  readonly clock = new TestingClock()
  readonly #dir = mkdtempSync(join(tmpdir(), 'headwater-states-'))
  readonly #store = openStore(join(this.#dir, 'origin.db'))
  readonly #log = pino({ level: 'silent' })
  readonly #activity = new SqliteActivityLog(this.#store, { log: this.#log })
  readonly #trust = new Trust({ store: this.#store, activity: this.#activity })
  nodes = this.#open()
  readonly id: NodeId = this.#enroll()
  /** How often the media of the node was lost since {@link clear}. */
  media_lost = 0

  #open(): Nodes {
    const { clock } = this
    const base = { store: this.#store, activity: this.#activity, trust: this.#trust, clock, log: this.#log, settings }
    const nodes = new Nodes({ ...base, events: { publish: () => undefined }, isOwnNodeToken: () => false })
    nodes.registry.on('media_lost', () => {
      this.media_lost += 1
    })
    return nodes
  }

  #enroll(): NodeId {
    const made = { cluster_id: 'main' as ClusterId, name: null, usage_limit: 1, ttl_ms: 600_000, created_by: 'model' }
    const { token } = this.#trust.createEnrollmentToken(made)
    const asks = { token, name: 'edge', region: null, version: '1.0.0', relay_fingerprint: 'a'.repeat(64) }
    return this.nodes.enroll(asks, '10.0.0.9').node_id
  }

  seen(): Node | undefined {
    return this.nodes.find(this.id)
  }

  /** Does the step as the control channel and the API would. */
  do(one: Step): void {
    if (one.what === 'restart') this.#restart()
    else if (one.what === 'wait') this.clock.pass(one.ms)
    else if (one.what === 'enroll') this.#enroll()
    else if (this.seen() !== undefined) this.#doToMember(one)
  }

  #doToMember(one: Exclude<Step, { what: 'wait' | 'restart' | 'enroll' }>): void {
    const { nodes, id, clock } = this
    const mode = this.seen()?.mode
    switch (one.what) {
      case 'attach':
        nodes.attach(id, helloOf(id, one.epoch), endpoints)
        break
      case 'beat': {
        const load = { ...idleLoad, subscribers: one.subscribers }
        nodes.beat(id, one.epoch, { type: 'heartbeat', seq: 1, sent_at: clock.now().at, load, rtt_ms: 1 })
        break
      }
      case 'dropped':
        nodes.dropped(id, one.epoch)
        break
      case 'left':
        nodes.left(id, one.epoch)
        break
      case 'applied':
        nodes.modeApplied(id, mode?.revision ?? 0)
        break
      case 'resume':
        nodes.resume(id, null, 'operator:model')
        break
      case 'maintain':
        nodes.maintain(id, { reason: 'model', force: true }, 'operator:model')
        break
      case 'drain': {
        const { deadline_ms, on_deadline } = one
        if (mode?.value !== 'maintenance') nodes.drain(id, { ...drain, deadline_ms, on_deadline }, 'operator:model')
        break
      }
      case 'evict':
        nodes.evict(id, { force: true, reason: 'test' }, 'operator:model')
        break
      default:
        one satisfies never
    }
  }

  #restart(): void {
    this.nodes.stop()
    this.clock.forgetTimers()
    this.nodes = this.#open()
  }

  [Symbol.dispose](): void {
    this.nodes.stop()
    this.#store.close()
    rmSync(this.#dir, { recursive: true })
  }
}

/** What the node, or a restart of the origin, brings about; operators and time do the rest. */
const isSaid = ({ what }: Step) => ['attach', 'beat', 'dropped', 'left', 'applied', 'restart'].includes(what)
const isGone = (node: Node | undefined) => node === undefined || ['offline', 'left'].includes(node.liveness.state)

/** A report of something carried never makes a node drained. */
function expectNoFalseDrained(before: Node | undefined, one: Step, after: Node): void {
  if (one.what !== 'beat' || one.subscribers === 0 || after.mode.drained_at === null) return
  expect(after.mode.drained_at).toBe(before?.mode.drained_at)
}

/** What must be so after every step, whatever came before it. */
function expectLawful(before: Node | undefined, one: Step, after: Node | undefined, media_lost: number): void {
  if (isSaid(one)) {
    expect(after?.registration).toBe(before?.registration)
    expect({ ...after?.mode, drained_at: null }).toEqual({ ...before?.mode, drained_at: null })
  }
  if (before !== undefined && 'epoch' in one && one.epoch < before.epoch) expect(after).toEqual(before)
  if (after === undefined) return
  if (after.routable)
    expect([after.registration, after.mode.value, after.liveness.state]).toEqual(['registered', 'normal', 'alive'])
  if (after.mode.value === 'normal') expect([after.mode.deadline_at, after.mode.drained_at]).toEqual([null, null])
  expect(after.mode.revision).toBeGreaterThanOrEqual(before?.mode.revision ?? 0)
  expectNoFalseDrained(before, one, after)
  if (after.liveness.state === 'suspect' || after.liveness.state === 'alive') {
    // What was carried is never taken from a node that is merely doubted.
    if (before !== undefined && !isGone(before)) expect(media_lost).toBe(0)
  }
  if (after.liveness.state === 'alive') expect(after.liveness.missed).toBeLessThan(settings.suspect_after_missed)
  if (!isGone(after)) expect(after.liveness.missed).toBeLessThan(settings.offline_after_missed)
}

describe('registration, mode and liveness of a node together', () => {
  it('keep their laws through any order of reports, losses, drains, evictions, restarts and older programs', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (story) => {
        using model = new Model()
        for (const one of story) {
          const before = model.seen()
          model.media_lost = 0
          model.do(one)
          // Of a moment in which a timer is due, what holds is what holds once it has fired.
          if (!isSaid(one) && one.what !== 'wait') model.clock.pass(2)
          const after = model.seen()
          if (isSaid(one)) expectLawful(before, one, after, model.media_lost)
          else expectLawful(undefined, { what: 'wait', ms: 0 }, after, model.media_lost)
          if (one.what === 'evict') expect([after, model.nodes.placeable()]).toEqual([undefined, []])
          const is_lost = before !== undefined && !isGone(before) && isGone(after)
          if (is_lost) expect(model.media_lost).toBe(1)
        }
      }),
      { numRuns: 60 },
    )
  }, 60_000)
})
