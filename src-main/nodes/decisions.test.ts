import { describe, expect, it } from 'vitest'
import type { EnrollmentRequest } from '#contract/enrollment.ts'
import type { ClusterId, NodeId } from '#contract/ids.ts'
import { overloadReasons } from '#contract/node.ts'
import { decideEnrolment } from './enrolment.ts'
import { plainAddress, reachableAddress } from './node-address.ts'
import { initialMode } from './node-mode.ts'
import { type NodeRecord, type StoredNode, unheardNode } from './node-record.ts'
import { transition as registrationTransition } from './node-registration.ts'
import { OutstandingCommands } from './outstanding-commands.ts'

const now = { monotonic_ms: 0, at: '2026-11-21T07:30:00.000Z' }
const main = 'main' as ClusterId

function known(overrides: Partial<StoredNode> = {}, state: NodeRecord['liveness']['state'] = 'alive'): NodeRecord {
  const stored: StoredNode = {
    id: '11111111-1111-4111-8111-111111111111' as NodeId,
    cluster_id: main,
    name: 'edge-1',
    is_origin: false,
    region: null,
    version: '1.0.0',
    relay_fingerprint: 'a'.repeat(64),
    credential_hash: 'hash',
    registration: 'registered',
    mode: initialMode(now),
    endpoints: null,
    host: null,
    epoch: 1,
    created_at: now.at,
    last_seen_at: null,
    ...overrides,
  }
  const record = unheardNode(stored, now)
  return { ...record, liveness: { ...record.liveness, state } }
}

const asks = (name: string, fingerprint: string): EnrollmentRequest => ({
  token: `enroll_${'t'.repeat(43)}`,
  name,
  region: null,
  version: '1.0.0',
  relay_fingerprint: fingerprint.repeat(64),
})

describe('who an enrolling box is', () => {
  const by = (request: EnrollmentRequest, nodes: NodeRecord[], own_node = false, cluster_id = main) =>
    decideEnrolment({ request, cluster_id, own_node, shared: false, node_id: null }, nodes)

  it('is the node it was when name and key are the same', () => {
    expect(by(asks('edge-1', 'a'), [known()])).toEqual({ kind: 'known', id: known().stored.id })
  })

  it('is a new node under a name nobody has', () => {
    expect(by(asks('edge-2', 'b'), [known()])).toEqual({ kind: 'new', id: null })
  })

  it('is refused under the name of another node, with what to do about it, whether that one is up or not', () => {
    expect(() => by(asks('edge-1', 'b'), [known()])).toThrowError(
      expect.objectContaining({ code: 'name_taken', hint: expect.stringContaining('--name') }),
    )
    expect(() => by(asks('edge-1', 'b'), [known({}, 'offline')])).toThrowError(
      expect.objectContaining({ code: 'name_taken', hint: expect.stringContaining('evict it') }),
    )
  })

  it('takes the place of an evicted node of that name', () => {
    expect(by(asks('edge-1', 'b'), [known({ registration: 'evicted' })]).kind).toBe('known')
  })

  it('by a shared token is a new node, or the member that it is, and never one that was removed', () => {
    const shared = (request: EnrollmentRequest, nodes: NodeRecord[]) =>
      decideEnrolment({ request, cluster_id: main, own_node: false, shared: true, node_id: null }, nodes)
    expect(shared(asks('edge-2', 'b'), [known()])).toEqual({ kind: 'new', id: null })
    expect(shared(asks('edge-1', 'a'), [known()]).kind).toBe('known')
    expect(() => shared(asks('edge-1', 'b'), [known()])).toThrowError(expect.objectContaining({ code: 'name_taken' }))
    for (const removed of [known({ registration: 'evicted' }), known({ registration: 'retired' })]) {
      for (const request of [asks('edge-1', 'a'), asks('edge-1', 'b'), asks('edge-9', 'a')]) {
        expect(() => shared(request, [removed])).toThrowError(expect.objectContaining({ code: 'node_gone' }))
      }
    }
  })

  it('is refused with the key of another node, and with a token of another cluster', () => {
    expect(() => by(asks('edge-2', 'a'), [known()])).toThrowError(expect.objectContaining({ code: 'key_in_use' }))
    expect(() => by(asks('edge-1', 'a'), [known()], false, 'other' as ClusterId)).toThrowError(
      expect.objectContaining({ code: 'cluster_mismatch' }),
    )
  })

  it('stays the node that the token was made for with any key of its own, and is taken in under its id where it is not known', () => {
    const other = known({ id: 'other' as NodeId, name: 'edge-2', relay_fingerprint: 'e'.repeat(64) })
    const { id } = known().stored
    const forNode = (request: EnrollmentRequest, nodes: NodeRecord[], node_id = id) =>
      decideEnrolment({ request, cluster_id: main, own_node: false, shared: false, node_id }, nodes)
    expect(forNode(asks('edge-1', 'b'), [known(), other])).toEqual({ kind: 'known', id })
    expect(forNode(asks('any-name', 'b'), [known(), other])).toEqual({ kind: 'known', id })
    expect(forNode(asks('edge-1', 'b'), [other])).toEqual({ kind: 'new', id })
    expect(() => forNode(asks('edge-1', 'e'), [known(), other])).toThrowError(
      expect.objectContaining({ code: 'key_in_use' }),
    )
    expect(() => forNode(asks('edge-2', 'b'), [other])).toThrowError(expect.objectContaining({ code: 'name_taken' }))
  })

  it('stays the own node of the origin even with a new key, and nobody else becomes it by its name', () => {
    const own = known({ name: 'origin', is_origin: true })
    expect(by(asks('origin', 'b'), [own], true)).toEqual({ kind: 'known', id: own.stored.id })
    expect(() => by(asks('origin', 'b'), [own])).toThrowError(expect.objectContaining({ code: 'name_taken' }))
  })
})

describe('registration', () => {
  it('of an evicted node comes back by enrolment alone', () => {
    expect(registrationTransition('registered', 'evicted')).toEqual({ registration: 'evicted', effects: ['cut_off'] })
    expect(registrationTransition('evicted', 'evicted').effects).toEqual([])
    expect(registrationTransition('evicted', 'enrolled')).toEqual({ registration: 'registered', effects: ['admitted'] })
    expect(registrationTransition('registered', 'enrolled').effects).toEqual([])
  })
})

describe('the address of a node', () => {
  it('is what it advertises, else where its channel comes from', () => {
    expect(reachableAddress('edge.example.com', '10.0.0.7', null)).toBe('edge.example.com')
    expect(reachableAddress('0.0.0.0', '::ffff:10.0.0.7', null)).toBe('10.0.0.7')
    expect(reachableAddress('0.0.0.0', 'fe80::1%eth0', null)).toBe('fe80::1')
    expect(reachableAddress('0.0.0.0', '127.0.0.1', null)).toBe('127.0.0.1')
    expect(reachableAddress('0.0.0.0', '::ffff:127.0.0.1', '10.0.0.1')).toBe('10.0.0.1')
    expect(plainAddress('::FFFF:192.168.1.2')).toBe('192.168.1.2')
  })
})

describe('commands of a node that is away', () => {
  const end = (n: number) => ({ kind: 'end_session', session_id: `s${n}` as never, reason: 'r' }) as const
  const mode = (revision: number) => ({ kind: 'set_mode', mode: { ...initialMode(now), revision } }) as const

  it('are kept until answered, the newest mode instead of older ones, and each end once', () => {
    const commands = new OutstandingCommands()
    commands.add(mode(1))
    const first = commands.add(end(1))
    expect(commands.add(end(1))).toBeNull()
    commands.add(mode(2))
    expect(commands.list().map(({ command }) => command)).toEqual([end(1), mode(2)])
    expect(first && commands.answered(first.id)).toEqual(end(1))
    expect(first && commands.answered(first.id)).toBeUndefined()
  })

  it('are bounded', () => {
    const commands = new OutstandingCommands()
    for (let n = 0; n < 5_000; n += 1) commands.add(end(n))
    expect(commands.list()).toHaveLength(1_000)
  })
})

describe('a load over the thresholds', () => {
  it('is named, each with its figure; of the processors only when it lasts', () => {
    const load = { cpu_percent: 91, egress_mbps: 8_001, subscribers: 2_001 } as Parameters<typeof overloadReasons>[0]
    expect(overloadReasons(load, 15_000)).toEqual([
      'processor load 91 % is over 85 %',
      'outgoing traffic 8001 Mbit/s is over 8000 Mbit/s',
      'subscriber count 2001 is over 2000',
    ])
    expect(overloadReasons(load, 14_999)).toHaveLength(2)
    expect(overloadReasons({ ...load, cpu_percent: 85, egress_mbps: 8_000, subscribers: 2_000 }, 60_000)).toEqual([])
  })
})
