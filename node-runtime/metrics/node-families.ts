import type { MetricFamily, Sample } from '#contract/metrics-text.ts'
import type { Relay } from '#contract/stream.ts'
import type { LiveStream } from '../media/live-stream.ts'
import type { StreamTotals } from '../media/stream-directory.ts'
import type { EventLoopWatch } from './event-loop.ts'
import { subscriberName } from './subscriber-name.ts'

/** What the totals of a node are read from. */
export interface NodeReadings {
  readonly node_id: string
  readonly version: string
  readonly streams: readonly LiveStream[]
  /** By protocol, as other threads counted them; in the counts of the streams they are too. */
  readonly viewers_elsewhere: ReadonlyMap<string, number>
  readonly totals: StreamTotals
  /** Relays that this node pulls. */
  readonly relays_in: readonly Relay[]
  /** Relays that other nodes pull from here, by transport. */
  readonly relays_out: readonly { readonly transport: Relay['transport']; readonly count: number }[]
  /** Relays that outlived their last viewer by more than the release delay; anything but 0 is a fault of the program. */
  readonly relays_leaked: number
  /** Who was refused for who it is, since the node started. */
  readonly refusals: readonly { readonly kind: string; readonly reason: string; readonly count: number }[]
  /** Connections that were not taken, of addresses that open too many. */
  readonly connections_refused: number
  /** Whether it takes publishers, viewers and relays. */
  readonly accepting: boolean
  readonly event_loop: Pick<EventLoopWatch, 'delay' | 'active_s'>
}

/** Viewers are shown for each of these, also while there are none. */
const VIEWER_PROTOCOLS = ['flv', 'ws-flv', 'hls', 'rtmp']

/** The totals of a node. Labels are bounded: protocols, transports and states. */
export function nodeFamilies(readings: NodeReadings): MetricFamily[] {
  const { node_id, version, streams, totals, relays_in, relays_out, relays_leaked, accepting, event_loop } = readings
  const { delay } = event_loop
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage()
  return [
    gauge('headwater_node_info', 'Who this node is.', [{ labels: { node_id, version }, value: 1 }]),
    gauge('headwater_accepting', '1 while the node takes publishers, viewers and relays.', one(accepting ? 1 : 0)),
    gauge('headwater_streams', 'Streams that are live on this node.', one(streams.length)),
    gauge('headwater_publishers', 'Streams published to this node, by protocol.', publishersOf(streams)),
    gauge('headwater_viewers', 'Viewers of this node, by protocol.', viewersOf(streams, readings.viewers_elsewhere)),
    gauge('headwater_relays_in', 'Streams pulled from other nodes.', relaysOf(relays_in)),
    gauge(
      'headwater_relays_out',
      'Relays that other nodes pull from here.',
      relays_out.map(({ transport, count }) => ({ labels: { transport }, value: count })),
    ),
    gauge('headwater_relays_leaked', 'Relays that nobody watches and that should be gone.', one(relays_leaked)),
    counter('headwater_received_bytes', 'Media received from publishers and relays.', one(totals.ingress_bytes)),
    counter('headwater_sent_bytes', 'Media handed to viewers and relays.', one(totals.egress_bytes)),
    counter('headwater_subscribers_dropped', 'Subscribers dropped because they read too slowly.', one(totals.dropped)),
    counter(
      'headwater_access_refusals',
      'Publishers and viewers who were not let in, by why.',
      readings.refusals.map(({ kind, reason, count }) => ({ labels: { kind, reason }, value: count })),
    ),
    counter(
      'headwater_connections_refused',
      'Connections that were closed at once: their address opens too many.',
      one(readings.connections_refused),
    ),
    counter('headwater_subscribers_skipped', 'Skips to a keyframe of slow subscribers.', one(totals.skipped)),
    gauge('headwater_event_loop_delay_seconds', 'How late the event loop was in the last ten seconds.', [
      { labels: { percentile: '50' }, value: delay.p50_s },
      { labels: { percentile: '99' }, value: delay.p99_s },
      { labels: { percentile: '100' }, value: delay.max_s },
    ]),
    counter('headwater_event_loop_active_seconds', 'Time the event loop was busy.', one(event_loop.active_s)),
    counter('process_cpu_seconds', 'Processor time of the process.', one((user + system) / 1e6)),
    gauge('process_resident_memory_bytes', 'Resident memory of the process.', one(rss)),
    gauge('nodejs_heap_size_used_bytes', 'Memory of the JavaScript heap in use, of the main thread.', one(heapUsed)),
    gauge(
      'nodejs_external_memory_bytes',
      'Memory outside the heap that objects of it hold, buffers included.',
      one(external),
    ),
    gauge('nodejs_array_buffer_bytes', 'Memory of buffers, media included, of the main thread.', one(arrayBuffers)),
    gauge('process_start_time_seconds', 'When the process started, in Unix time.', one(STARTED_AT_S)),
  ]
}

const STARTED_AT_S = Math.round(Date.now() / 1_000 - process.uptime())

const one = (value: number): Sample[] => [{ labels: {}, value }]
const gauge = (name: string, help: string, samples: readonly Sample[]) => ({
  name,
  help,
  type: 'gauge' as const,
  samples,
})
const counter = (name: string, help: string, samples: readonly Sample[]) => ({
  name,
  help,
  type: 'counter' as const,
  samples,
})

function publishersOf(streams: readonly LiveStream[]): Sample[] {
  const count = new Map<string, number>()
  for (const { origin } of streams) if (origin.kind === 'publisher') add(count, origin.protocol, 1)
  return [...count].map(([protocol, value]) => ({ labels: { protocol }, value }))
}

function viewersOf(streams: readonly LiveStream[], elsewhere: ReadonlyMap<string, number>): Sample[] {
  const count = new Map(VIEWER_PROTOCOLS.map((protocol) => [protocol, 0]))
  for (const stream of streams) {
    let listed = 0
    for (const subscriber of stream.subscribers()) {
      if (subscriber.kind !== 'viewer') continue
      listed++
      add(count, subscriberName(subscriber).protocol, 1)
    }
    // Viewers of HLS take segments from a tap of their stream and are no subscribers of their own.
    add(count, 'hls', Math.max(0, stream.viewers - listed))
  }
  for (const [protocol, viewers] of elsewhere) {
    add(count, protocol, viewers)
    count.set('hls', Math.max(0, (count.get('hls') ?? 0) - viewers))
  }
  return [...count].map(([protocol, value]) => ({ labels: { protocol }, value }))
}

function relaysOf(relays: readonly Relay[]): Sample[] {
  const count = new Map<string, number>()
  for (const { transport, state } of relays) add(count, `${transport} ${state}`, 1)
  return [...count].map(([key, value]) => {
    const [transport = '', state = ''] = key.split(' ')
    return { labels: { transport, state }, value }
  })
}

function add(count: Map<string, number>, key: string, value: number): void {
  count.set(key, (count.get(key) ?? 0) + value)
}
