import fc from 'fast-check'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Fingerprint, NodeId, SessionId, StreamPath } from '#contract/ids.ts'
import { videoUnit } from '../media/media-fixtures.ts'
import { StreamDirectory } from '../media/stream-directory.ts'
import { flvPackager } from '../protocols/flv/from-stream.ts'
import type { RelayConnectionOptions } from './relay-connection.ts'
import { RelayResolver } from './relay-resolver.ts'
import type { RelayPolicy } from './relay-step.ts'
import { RelayTransports } from './relay-transports.ts'

/** A connection whose other end is the test. */
interface FakeConnection {
  readonly options: RelayConnectionOptions
  accepted: boolean
  closed: boolean
}
const connections = vi.hoisted((): FakeConnection[] => [])
vi.mock('./relay-connection.ts', () => ({
  RelayConnection: class {
    readonly bytes = 0
    readonly transport = 'tls'
    readonly #known: FakeConnection
    constructor(options: RelayConnectionOptions) {
      this.#known = { options, accepted: false, closed: false }
      connections.push(this.#known)
    }
    close(): void {
      this.#known.closed = true
    }
  },
}))

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'clearImmediate', 'performance', 'Date'] })
})
afterEach(() => {
  vi.useRealTimers()
})

const path = 'live/test' as StreamPath
const session_id = 'cccccccc-0000-4000-8000-000000000003' as SessionId
const policy: RelayPolicy = {
  establish_timeout_ms: 10_000,
  release_delay_ms: 10_000,
  retry_attempts: 3,
  retry_delay_ms: 2_000,
  steady_after_ms: 5_000,
  keep_ms: 10_000,
}
/** A timer is armed a millisecond late, on purpose, and the machine has two in a row before a relay is closed. */
const TIMER_SLACK_MS = 5
const source = {
  session_id,
  peer: {
    node_id: 'aaaaaaaa-0000-4000-8000-000000000001' as NodeId,
    name: 'source',
    endpoints: { address: '127.0.0.1', rtmp_port: 1, media_port: 1 },
    relay_fingerprint: '0'.repeat(64) as Fingerprint,
  },
}

interface Viewer {
  state: 'waiting' | 'watching' | 'refused' | 'ended' | 'left'
  leave(): void
}

/** A resolver with everything around it in the test's hands: who watches, what the source does, what the origin says, and time. */
class World {
  readonly viewers: Viewer[] = []
  found = true
  readonly directory = new StreamDirectory({
    packagers: [flvPackager],
    limits: { subscriber_buffer_bytes: 1 << 20, gop_cache_bytes: 1 << 20, gop_cache_ms: 15_000, group_interval_ms: 0 },
    log: pino({ level: 'silent' }),
  })
  readonly resolver = new RelayResolver({
    node_id: 'bbbbbbbb-0000-4000-8000-000000000002' as NodeId,
    directory: this.directory,
    policy,
    log: pino({ level: 'silent' }),
    locate: async () => (this.found ? { source, reason: null } : { source: null, reason: 'nobody publishes it' }),
    transports: new RelayTransports({
      identity: { key_pem: '', certificate_pem: '', fingerprint: '0'.repeat(64) as Fingerprint },
      setting: 'tls',
      quic: () => null,
    }),
  })
  #empty_since = performance.now()

  get open(): readonly FakeConnection[] {
    return connections.filter(({ closed }) => !closed)
  }

  get present(): readonly Viewer[] {
    return this.viewers.filter(({ state }) => state === 'waiting' || state === 'watching')
  }

  count(state: Viewer['state']): number {
    return this.viewers.filter((viewer) => viewer.state === state).length
  }

  /** @param stays false: its socket is gone by the time its stream is there, and nobody told */
  join({ stays }: { readonly stays: boolean }): void {
    const abort = new AbortController()
    const viewer: Viewer = {
      state: 'waiting',
      leave: () => {
        viewer.state = 'left'
        abort.abort(new Error('left'))
      },
    }
    this.viewers.push(viewer)
    this.resolver.resolve(path, abort.signal).then(
      (stream) => {
        if (!stays) viewer.state = 'left'
        if (viewer.state === 'left') return
        const end = () => {
          viewer.state = 'ended'
        }
        const sink = { buffered_bytes: 0, send: () => true, write: () => undefined, end }
        const subscription = stream.attach({ format: 'flv', latency: 'low', kind: 'viewer', id: 'model', sink })
        viewer.state = 'watching'
        viewer.leave = () => {
          viewer.state = 'left'
          subscription.detach()
        }
      },
      () => {
        if (viewer.state === 'waiting') viewer.state = 'refused'
      },
    )
  }

  /** Lets what is due happen, and checks what must hold at every moment. */
  async settle(after_ms = 0): Promise<void> {
    const had = this.present.length
    await vi.advanceTimersByTimeAsync(after_ms)
    // Two rounds more: what a timer began may have made a promise, and that another timer.
    for (let round = 0; round < 2; round += 1) await vi.advanceTimersByTimeAsync(0)
    expect(this.open.length).toBeLessThanOrEqual(1)
    expect(this.resolver.list().length).toBeLessThanOrEqual(1)
    if (this.present.length > 0 || had > 0) this.#empty_since = performance.now()
    const empty_ms = performance.now() - this.#empty_since
    if (empty_ms > policy.release_delay_ms + TIMER_SLACK_MS) this.expectNothingLeft()
  }

  expectNothingLeft(): void {
    expect(this.open).toEqual([])
    expect(this.resolver.list()).toEqual([])
    expect(this.directory.find(path)).toBeUndefined()
  }
}

type Action =
  | { readonly do: 'join' | 'pass by' | 'accept' | 'lose' | 'end' | 'unit' | 'vanish' | 'appear' }
  | { readonly do: 'leave'; readonly nth: number }
  | { readonly do: 'wait'; readonly ms: number }

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Action>({ do: 'join' }) },
  { weight: 2, arbitrary: fc.constant<Action>({ do: 'pass by' }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('leave' as const), nth: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.constant<Action>({ do: 'accept' }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(12_000) }) },
  { weight: 2, arbitrary: fc.constantFrom<Action>({ do: 'lose' }, { do: 'unit' }) },
  { weight: 1, arbitrary: fc.constantFrom<Action>({ do: 'end' }, { do: 'vanish' }, { do: 'appear' }) },
)

function act(world: World, action: Action): void {
  const [connection] = world.open
  switch (action.do) {
    case 'join':
    case 'pass by':
      world.join({ stays: action.do === 'join' })
      break
    case 'leave':
      world.present[action.nth % Math.max(1, world.present.length)]?.leave()
      break
    case 'accept':
      if (connection === undefined || connection.accepted) break
      connection.accepted = true
      connection.options.onAccepted(session_id, [source.peer.node_id])
      break
    case 'unit':
      if (connection?.accepted) connection.options.onUnit(videoUnit(performance.now(), true))
      break
    case 'lose':
    case 'end':
      if (connection === undefined) break
      connection.closed = true
      if (action.do === 'end') connection.options.onEnded('the publisher left')
      else connection.options.onLost('reset', false)
      break
    case 'vanish':
    case 'appear':
      world.found = action.do === 'appear'
      break
    case 'wait':
      break
    default:
      action satisfies never
  }
}

/** One action, and what must be true of it: nothing but a loss or an end takes a viewer's stream away, and an end reaches all. */
async function step(world: World, action: Action): Promise<void> {
  const plays = world.open.some(({ accepted }) => accepted)
  const before = { ended: world.count('ended'), refused: world.count('refused'), watching: world.count('watching') }
  act(world, action)
  await world.settle(action.do === 'wait' ? action.ms : 0)
  if (!plays) return
  if (action.do === 'end') {
    expect(world.count('watching')).toBe(0)
    expect(world.count('ended')).toBe(before.ended + before.watching)
    world.expectNothingLeft()
    return
  }
  if (action.do === 'lose') return
  expect(world.count('ended')).toBe(before.ended)
  expect(world.count('refused')).toBe(before.refused)
  if (action.do === 'join') expect(world.count('watching')).toBe(before.watching + 1)
}

test('however viewers come and go and sources fail, no relay outlives its viewers by more than the release delay, and who joins in it plays', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyAction, { maxLength: 40 }), async (actions) => {
      connections.length = 0
      const world = new World()
      for (const action of actions) await step(world, action)
      for (const viewer of world.present) viewer.leave()
      await world.settle()
      await world.settle(policy.release_delay_ms + TIMER_SLACK_MS)
      world.expectNothingLeft()
      expect(vi.getTimerCount()).toBe(0)
    }),
    { numRuns: 2_000 },
  )
}, 60_000)
