import fc from 'fast-check'
import { expect, test } from 'vitest'
import { channelCloseCode, type NodeMessage, nodeMessageSchema } from '#contract/control-channel.ts'
import type { EnrollmentAnswer } from '#contract/enrollment.ts'
import type { NodeId } from '#contract/ids.ts'
import { type BareNode, openChannel } from './testing-channel.ts'
import { helloOf, idleLoad } from './testing-node.ts'

const RUNS = 40
const RUN_IDS = [crypto.randomUUID(), crypto.randomUUID()] as const

/** What somebody who holds a node's credential may do to the channel. */
type Step =
  | { readonly do: 'hello'; readonly epoch: number; readonly run: 0 | 1; readonly as_other: boolean }
  | { readonly do: 'beat'; readonly seq: number }
  | { readonly do: 'report'; readonly what: 'session' | 'participation' | 'relay'; readonly of_other: boolean }
  | { readonly do: 'rubbish'; readonly text: string }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('hello' as const),
    epoch: fc.integer({ min: 1, max: 3 }),
    run: fc.constantFrom(0 as const, 1 as const),
    as_other: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  }),
  fc.record({ do: fc.constant('beat' as const), seq: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    do: fc.constant('report' as const),
    what: fc.constantFrom('session' as const, 'participation' as const, 'relay' as const),
    of_other: fc.boolean(),
  }),
  fc.record({
    do: fc.constant('rubbish' as const),
    text: fc.oneof(
      fc.constantFrom(
        '{"type":"take_over"}',
        '{"type":"heartbeat","seq":"one"}',
        '{"type":"hello"}',
        '{"__proto__":{"type":"leave"}}',
        `${'['.repeat(10_000)}${']'.repeat(10_000)}`,
      ),
      fc.json(),
      fc.string(),
    ),
  }),
)

/** The channel as it must be: who is connected, what was taken, what was refused and counted. */
interface Model {
  current: { node: BareNode; epoch: number; run: 0 | 1; last_seq: number } | null
  epoch: number
  readonly taken: string[]
  readonly refused: { malformed: number; foreign: number; replayed: number }
}

test('whatever is said, replayed, reordered or said of others: it is taken by rule, or refused and counted (row 29)', async () => {
  await using origin = await openChannel({ heartbeat_interval_ms: 60_000 })
  const { channel, nodes, said } = origin
  let nth = 0
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 14 }), async (steps) => {
      nth += 1
      const own = origin.enrol(`own-${nth}`)
      const other = origin.enrol(`other-${nth}`)
      const before = { ...channel.refused }
      const taken_before = said.length
      const model: Model = { current: null, epoch: 0, taken: [], refused: { malformed: 0, foreign: 0, replayed: 0 } }
      for (const one of steps) await take(one, model, own, other)
      model.current?.node.socket.terminate()
      expect(said.slice(taken_before).map(([what, id]) => (id === own.node_id ? what : `${what} of another`))).toEqual(
        model.taken,
      )
      const { malformed, foreign, replayed } = channel.refused
      expect({
        malformed: malformed - before.malformed,
        foreign: foreign - before.foreign,
        replayed: replayed - before.replayed,
      }).toEqual(model.refused)
      expect(nodes.find(other.node_id)).toMatchObject({ epoch: 0, liveness: { state: 'joining' } })
      expect(nodes.find(own.node_id)?.epoch).toBe(model.epoch)
    }),
    { numRuns: RUNS },
  )

  async function take(one: Step, model: Model, own: EnrollmentAnswer, other: EnrollmentAnswer): Promise<void> {
    if (one.do === 'hello') {
      await takeHello(one, model, own, other)
      return
    }
    const { current } = model
    if (current === null) return
    if (one.do === 'rubbish') {
      current.node.socket.send(one.text)
      model.refused.malformed += 1
      model.current = null
      expect((await current.node.closed).code).toBe(channelCloseCode.protocolError)
      return
    }
    if (one.do === 'beat') {
      const sent_at = new Date().toISOString()
      current.node.say({ type: 'heartbeat', seq: one.seq, sent_at, load: idleLoad, rtt_ms: null })
      if (one.seq > current.last_seq) model.taken.push('renewed')
      else model.refused.replayed += 1
      current.last_seq = Math.max(one.seq, current.last_seq)
    } else {
      current.node.say(reportOf(one.what, one.of_other ? other.node_id : own.node_id))
      if (one.of_other) model.refused.foreign += 1
      else model.taken.push(one.what)
    }
    await isThrough(current.node)
  }

  async function takeHello(
    { epoch, run, as_other }: Extract<Step, { do: 'hello' }>,
    model: Model,
    own: EnrollmentAnswer,
    other: EnrollmentAnswer,
  ): Promise<void> {
    const node = await origin.dial(own.credential).opened()
    node.say({ ...helloOf(as_other ? other.node_id : own.node_id, epoch), run_id: RUN_IDS[run] })
    const { current } = model
    if (as_other) {
      model.refused.foreign += 1
      expect((await node.closed).code).toBe(channelCloseCode.protocolError)
    } else if (epoch < model.epoch || (current !== null && current.epoch === epoch && current.run !== run)) {
      expect((await node.closed).code).toBe(channelCloseCode.superseded)
    } else {
      model.current = { node, epoch, run, last_seq: 0 }
      model.epoch = epoch
      model.taken.push('replaced')
      await isThrough(node)
      if (current !== null) {
        const code = current.epoch === epoch ? 1006 : channelCloseCode.superseded
        expect((await current.node.closed).code).toBe(code)
      }
    }
  }
})

/** Waits until all that the node said was acted on. */
async function isThrough(node: BareNode): Promise<void> {
  const id = crypto.randomUUID()
  const answered = () => node.heard.some((message) => message.type === 'located' && message.id === id)
  node.say({ type: 'locate', id, stream_path: 'live/test' as never, exclude_node_ids: [] })
  await expect.poll(answered, { timeout: 5_000, interval: 1 }).toBe(true)
}

function reportOf(what: 'session' | 'participation' | 'relay', node_id: NodeId): NodeMessage {
  const at = '2026-11-21T07:30:00Z'
  const stream = { id: crypto.randomUUID(), stream_path: 'live/test' }
  const body = {
    session: {
      ...{ ...stream, generation: 1, publish_node_id: node_id, state: 'live', protocol: 'rtmp', encoder: null },
      ...{ publisher_address: '127.0.0.1', tracks: [], bitrate_kbps: 0, keyframe_interval_ms: null },
      ...{ started_at: at, ended_at: null, end_reason: null },
    },
    participation: { node_id, stream_path: 'live/test', subscribers: 9, since: at },
    relay: {
      ...{ ...stream, session_id: crypto.randomUUID(), source_node_id: crypto.randomUUID(), dest_node_id: node_id },
      ...{ hops: [], transport: 'tls', state: 'active', attempts: 1, subscribers: 0, frames: 0, bytes: 0 },
      ...{ error: null, created_at: at, last_frame_at: null },
    },
  }[what]
  return nodeMessageSchema.parse({ type: what, [what]: body })
}
