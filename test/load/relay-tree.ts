/**
 * What the tree of a stream's relays costs the origin: `--nodes` (100,1000,10000) nodes ask one after another where a stream is and pull it from
 * there, then `--asked` (200) ask again while the tree stands; and what it costs to say where the viewers of a node would go, who watch
 * `--streams` (1,500) streams. Prints one JSON object; a figure never fails it. Run it as `node test/load/relay-tree.ts`.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { defaultRelayLimits, type Peer } from '#contract/control-channel.ts'
import type { NodeId, RelayId, SessionId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { Relay, StreamSession } from '#contract/stream.ts'
import { createLiveState } from '../../src-main/live-state/create-live-state.ts'
import { TestingClock } from '../../src-main/nodes/testing-clock.ts'
import { SqliteActivityLog } from '../../src-main/store/sqlite-activity-log.ts'
import { openStore } from '../../src-main/store/store.ts'
import { Streams } from '../../src-main/streams/streams.ts'
import { testingNode } from '../../src-main/streams/testing-node.ts'

const { values: flags } = parseArgs({
  options: {
    nodes: { type: 'string', default: '100,1000,10000' },
    asked: { type: 'string', default: '200' },
    streams: { type: 'string', default: '1,500' },
  },
})
const log = pino({ level: 'silent' })
const at = '2026-11-21T07:30:00.000Z'
const VIEWERS = 2_000

function sessionOf(node: Node, stream_path: StreamPath): StreamSession {
  return {
    ...{ id: crypto.randomUUID() as SessionId, stream_path, generation: 1, publish_node_id: node.id, state: 'live' },
    ...{ protocol: 'rtmp', encoder: null, publisher_address: '127.0.0.1', tracks: [], bitrate_kbps: 2_000 },
    ...{ keyframe_interval_ms: null, started_at: at, ended_at: null, end_reason: null },
  }
}

function relayOf(source_node_id: NodeId, dest_node_id: NodeId, { id, stream_path }: StreamSession): Relay {
  return {
    ...{ id: crypto.randomUUID() as RelayId, stream_path, session_id: id, source_node_id, dest_node_id, hops: [] },
    ...{ transport: 'tls', state: 'active', attempts: 0, subscribers: 1, frames: 0, bytes: 0, error: null },
    ...{ created_at: at, last_frame_at: null },
  }
}

function timed<Result>(took_ms: number[], work: () => Result): Result {
  const from = performance.now()
  const result = work()
  took_ms.push(performance.now() - from)
  return result
}

function figures(took_ms: readonly number[]) {
  const sorted = took_ms.toSorted((one, other) => one - other)
  const round = (value: number) => Math.round(value * 1_000) / 1_000
  const of = (share: number) => round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  return { p50_ms: of(0.5), p99_ms: of(0.99), max_ms: of(1), sum_ms: round(took_ms.reduce((sum, one) => sum + one, 0)) }
}

async function measure(count: number, asked: number, streams_of: readonly number[]) {
  const data_dir = mkdtempSync(join(tmpdir(), 'headwater-tree-'))
  const store = openStore(join(data_dir, 'origin.db'))
  const signal = new AbortController().signal
  const live = await createLiveState({ mode: 'memory', data_dir, prefix: 't:', log, signal })
  const nodes = new Map<NodeId, Node>()
  for (let nth = 0; nth < count; nth += 1) {
    const node = { ...testingNode(`node-${nth}`), region: ['eu', 'us', 'ap'][nth % 3] ?? 'eu' }
    nodes.set(node.id, node)
  }
  const all = [...nodes.values()]
  const streams = new Streams({
    ...{ live, log, activity: new SqliteActivityLog(store, { log }), clock: new TestingClock(), ttl_ms: 3_600_000 },
    events: { publish: () => undefined },
    command: () => undefined,
    tellSource: () => undefined,
    relay_limits: defaultRelayLimits,
    publisher_grace_ms: 10_000,
    nodes: {
      placeable: () => all,
      find: (id) => nodes.get(id),
      glance: (id) => nodes.get(id),
      peer: (id): Peer | null => {
        const node = nodes.get(id)
        if (node?.endpoints == null) return null
        const { name, endpoints, relay_fingerprint } = node
        return { node_id: id, name, endpoints, relay_fingerprint }
      },
    },
  })
  const [source, ...others] = all
  if (source === undefined) throw new Error('there are no nodes')
  const stream_path = 'live/test' as StreamPath
  const session = sessionOf(source, stream_path)
  streams.session(source.id, session)
  const ask = (id: NodeId) => streams.locate(id, { stream_path, exclude_node_ids: [] }).source?.peer.node_id
  const grow_ms: number[] = []
  let in_tree = 0
  for (const { id } of others) {
    const from = timed(grow_ms, () => ask(id))
    if (from === undefined) break
    in_tree += 1
    streams.relay(id, relayOf(from, id, session))
  }
  const stand_ms: number[] = []
  for (let nth = 0; nth < asked; nth += 1) {
    const node = others[(nth * 7_919) % others.length]
    if (node !== undefined) timed(stand_ms, () => ask(node.id))
  }
  const moves = streams_of.map((watched) => {
    const holder = others.at(-1)
    if (holder === undefined) throw new Error('there are no nodes')
    for (let nth = 0; nth < watched; nth += 1) {
      const path = `live/watched-${watched}-${nth}` as StreamPath
      const publisher = all[nth % count]
      if (publisher !== undefined) streams.session(publisher.id, sessionOf(publisher, path))
      const subscribers = Math.ceil(VIEWERS / watched)
      streams.participation(holder.id, { node_id: holder.id, stream_path: path, subscribers, since: at })
    }
    const took_ms: number[] = []
    for (let run = 0; run < 3; run += 1) timed(took_ms, () => streams.movesFrom(holder.id))
    return { streams: watched, ...figures(took_ms) }
  })
  streams.stop()
  await live.stop()
  store.close()
  rmSync(data_dir, { recursive: true })
  return { nodes: count, in_tree, locate_growing: figures(grow_ms), locate_standing: figures(stand_ms), moves }
}

const streams_of = flags.streams.split(',').map(Number)
const runs = []
for (const count of flags.nodes.split(',').map(Number)) runs.push(await measure(count, Number(flags.asked), streams_of))
process.stdout.write(`${JSON.stringify({ viewers: VIEWERS, runs }, null, 2)}\n`)
