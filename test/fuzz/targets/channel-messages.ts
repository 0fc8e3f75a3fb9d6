import type { z } from 'zod'
import { nodeMessageSchema, originMessageSchema } from '#contract/control-channel.ts'
import { relayPullerMessageSchema, relaySourceMessageSchema } from '#contract/relay-protocol.ts'
import { RelayProtocolError, readControl } from '../../../node-runtime/relay/relay-wire.ts'
import { foreignClaims } from '../../../src-main/nodes/node-reports.ts'
import type { FuzzTarget } from '../fuzz-target.ts'
import { expectSame, expectTrue } from '../pieces.ts'

const id = '0a5b0a3e-8d0e-4b7c-9d57-0c8a36e1b001'
const other = '0a5b0a3e-8d0e-4b7c-9d57-0c8a36e1b002'
const at = '2026-11-21T07:30:00Z'
const load = {
  ...{ cpu_percent: 1, memory_percent: 1, memory_total_bytes: 1, process_memory_bytes: 1, process_cpu_percent: 0 },
  ...{ egress_mbps: 0, ingress_mbps: 0, publishers: 0, subscribers: 0, relays_in: 0, relays_out: 0 },
  subscribers_dropped: 0,
}
const peer = {
  ...{ node_id: other, name: 'edge', relay_fingerprint: 'a'.repeat(64) },
  endpoints: { address: '10.0.0.1', rtmp_port: 1935, media_port: 8080 },
}
const said: readonly unknown[] = [
  { type: 'heartbeat', seq: 1, sent_at: at, load, rtt_ms: null },
  { type: 'participation', participation: { node_id: id, stream_path: 'live/a', subscribers: 1, since: at } },
  {
    type: 'stream_samples',
    streams: [{ session_id: id, seq: 2, samples: [{ bitrate_kbps: 1, fps: 25, frame_gap_ms: 40 }] }],
  },
  { type: 'locate', id, stream_path: 'live/a', exclude_node_ids: [other] },
  { type: 'command_ack', id, ok: true, error: null },
  { type: 'redeem', id, ticket_id: other, kind: 'play', stream_path: 'live/a', protocol: 'flv' },
  { type: 'known_peers', node_ids: [id] },
  { type: 'leave', reason: 'maintenance' },
  { type: 'cluster_request', id, method: 'POST', path: 'heartbeat', given: { a: 1 } },
  { type: 'heartbeat_ack', seq: 1 },
  { type: 'peers', revision: 1, peers: [peer] },
  { type: 'peers_changed', revision: 2, changed: [peer], removed: [id] },
  { type: 'located', id, stream_path: 'live/a', source: null, reason: 'nobody publishes it' },
  { type: 'disconnect_viewers', stream_path: 'live/a', reason: 'because' },
  { type: 'window', received: 1 },
  { type: 'ended', reason: 'over' },
  { type: 'refused', code: 'full', message: 'no' },
  { type: 'accepted', session_id: other, hops: [id] },
  { type: 'pull', request_id: id, requestor_id: other, stream_path: 'live/a', session_id: id, hops: [] },
  { type: 'command', id, command: { kind: 'end_session', session_id: other, reason: 'because' } },
]
const words = [...new Set(said.flatMap((message) => JSON.stringify(message).split(/(?<=[,:{}[\]])/)))]

/** As the ends of the channel read it: the message, or what is wrong with it in few words. */
function message<Schema extends z.ZodType>(schema: Schema, input: Buffer): z.infer<Schema> | string {
  let value: unknown
  try {
    value = JSON.parse(input.toString())
  } catch {
    return 'not JSON'
  }
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  expectTrue('a refusal names what is wrong', issue !== undefined)
  return `${issue?.code} ${issue?.path
    .filter((part) => typeof part === 'string')
    .join('.')
    .slice(0, 60)}`
}

const readers: readonly ((input: Buffer) => unknown)[] = [
  /** What a node says to the origin. */
  (input) => {
    const taken = message(nodeMessageSchema, input)
    if (typeof taken !== 'string' && taken.type === 'participation') {
      const claims = foreignClaims(id as never, { participations: [taken.participation] })
      expectTrue('only of itself', (taken.participation.node_id === id) === (claims.length === 0))
    }
    return taken
  },
  /** What the origin says to a node. */
  (input) => message(originMessageSchema, input),
  /** What a node that pulls says, and what its source says. */
  (input) => control(relayPullerMessageSchema, input),
  (input) => control(relaySourceMessageSchema, input),
]

function control(schema: z.ZodType, input: Buffer): unknown {
  try {
    return readControl(schema, input)
  } catch (error) {
    if (error instanceof RelayProtocolError) return error.message.replaceAll(/\d+/g, '#').slice(0, 80)
    throw error
  }
}

/** The messages of nodes and origin, and of nodes among one another. The first byte says whose: nothing but the documented refusal, and what is taken is taken again as it is. */
export const channelMessages: FuzzTarget = {
  name: 'channel-messages',
  covers: [
    '/contract/control-channel.ts',
    '/contract/relay-protocol.ts',
    '/relay/relay-wire.ts',
    '/nodes/node-reports.ts',
  ],
  max_bytes: 4_096,
  dictionary: [...words, '__proto__', '-1', '1e999', 'null', '9'.repeat(30), '\\u0000', '../'].map((word) =>
    Buffer.from(word),
  ),
  seeds: said.flatMap((one) => readers.map((_, nth) => Buffer.from(`${nth}${JSON.stringify(one)}`))),
  check(input) {
    const nth = (input[0] ?? 0) % readers.length
    const read = readers[nth] ?? (() => 'nothing')
    const taken = read(input.subarray(1))
    if (typeof taken === 'string') return `${nth} ${taken}`
    expectSame('told again', read(Buffer.from(JSON.stringify(taken))), taken)
    return `${nth} taken ${String((taken as { type?: unknown }).type)}`
  },
}
