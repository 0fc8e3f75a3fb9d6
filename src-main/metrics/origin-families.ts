import type { LiveStateStatus } from '#contract/api.ts'
import type { Distribution, MetricFamily, Sample } from '#contract/metrics-text.ts'
import type { LivenessState, Node, NodeModeValue } from '#contract/node.ts'
import { type StorageSummary, storageStateSchema } from '#contract/storage.ts'
import type { EventLoopWatch } from './event-loop.ts'

/** What the metrics of an origin are read from. */
export interface OriginReadings {
  readonly version: string
  readonly cluster_id: string
  readonly nodes: readonly Pick<Node, 'kind' | 'mode' | 'liveness' | 'routable'>[]
  /** How many there are; sessions and relays by state. */
  readonly streams: {
    readonly sessions: ReadonlyMap<string, number>
    readonly relays: ReadonlyMap<string, number>
    readonly viewers: number
  }
  readonly tickets: {
    readonly outstanding: number
    readonly counts: Readonly<Record<'issued' | 'redeemed' | 'expired' | 'refused', number>>
  }
  /** How long decisions took and for how many there was nobody, by kind. */
  readonly decisions: readonly Distribution[]
  readonly without_candidates: Readonly<Record<'play' | 'publish', number>>
  readonly channel: {
    readonly connected: number
    readonly refused: Readonly<Record<'malformed' | 'foreign' | 'replayed', number>>
    readonly heartbeats: Distribution
  }
  readonly live_state: LiveStateStatus
  readonly writes: Distribution
  /** Of the event stream of the panels. */
  readonly events: { readonly clients: number; readonly kept: number; readonly dropped: number }
  readonly activity: { readonly waiting: number; readonly left_out: number }
  readonly storage: Pick<StorageSummary, 'state' | 'free_bytes' | 'total_bytes'>
  /** Connections that were not taken, of addresses that open too many. */
  readonly connections_refused: number
  readonly event_loop: Pick<EventLoopWatch, 'delay_s' | 'active_s'>
}

const LIVENESS: readonly LivenessState[] = ['joining', 'alive', 'suspect', 'offline', 'left']
const MODES: readonly NodeModeValue[] = ['normal', 'draining', 'maintenance']

/** The metrics of an origin. Labels are bounded: states, modes, kinds; none names a node, a stream or a person. */
export function originFamilies(readings: OriginReadings): MetricFamily[] {
  const { version, cluster_id, nodes, streams, tickets, channel, live_state, events, activity } = readings
  return [
    gauge('headwater_origin_info', 'Which program this is.', [
      { labels: { version, cluster_id, node: process.versions.node }, value: 1 },
    ]),
    gauge('headwater_nodes', 'Members by liveness and mode.', nodesOf(nodes)),
    gauge(
      'headwater_nodes_routable',
      'Members that new clients are sent to.',
      one(nodes.filter(({ routable }) => routable).length),
    ),
    gauge('headwater_nodes_foreign', 'Members of other makes.', one(nodes.filter(isForeign).length)),
    gauge('headwater_sessions', 'Publications by state.', byState(streams.sessions)),
    gauge('headwater_relays', 'Relays by state.', byState(streams.relays)),
    gauge('headwater_viewers', 'Subscribers of all streams at all nodes, by their last reports.', one(streams.viewers)),
    gauge('headwater_tickets_outstanding', 'Tickets that can still be used.', one(tickets.outstanding)),
    counter('headwater_tickets', 'What became of tickets; refused: somebody came with one that is not good.', [
      ...Object.entries(tickets.counts).map(([outcome, value]) => ({ labels: { outcome }, value })),
    ]),
    histogram(
      'headwater_allocation_duration_seconds',
      'Time to choose nodes for a client, by what it wants.',
      readings.decisions,
    ),
    counter('headwater_allocations_without_candidate', 'Clients for whom there was no node.', [
      ...Object.entries(readings.without_candidates).map(([kind, value]) => ({ labels: { kind }, value })),
    ]),
    histogram(
      'headwater_heartbeat_duration_seconds',
      'Time from when a heartbeat came off its socket until it was acknowledged.',
      [channel.heartbeats],
    ),
    gauge('headwater_control_channels', 'Nodes that are connected.', one(channel.connected)),
    counter('headwater_control_channel_refused', 'Messages of nodes that were not acted on, by why.', [
      ...Object.entries(channel.refused).map(([reason, value]) => ({ labels: { reason }, value })),
    ]),
    counter(
      'headwater_connections_refused',
      'Connections that were closed at once: their address opens too many.',
      one(readings.connections_refused),
    ),
    gauge('headwater_live_state_up', '1 while the live state reaches its home.', [
      { labels: { kind: live_state.kind }, value: live_state.state === 'ok' ? 1 : 0 },
    ]),
    histogram('headwater_store_write_duration_seconds', 'Time of a write to the database until it was on disk.', [
      readings.writes,
    ]),
    gauge('headwater_event_clients', 'Panels and programs that read the event stream.', one(events.clients)),
    gauge('headwater_events_kept', 'Events kept for those that come back.', one(events.kept)),
    counter('headwater_event_clients_dropped', 'Readers dropped because they did not read.', one(events.dropped)),
    gauge('headwater_activity_waiting', 'Entries on their way to the activity log.', one(activity.waiting)),
    counter('headwater_activity_dropped', 'Entries lost because too many waited.', one(activity.left_out)),
    gauge('headwater_storage_free_bytes', "Room on the disk of the origin's data.", one(readings.storage.free_bytes)),
    gauge('headwater_storage_bytes', "Size of the disk of the origin's data.", one(readings.storage.total_bytes)),
    gauge(
      'headwater_storage_state',
      'How the disk stands: 1 at the state it is in. critical: the activity log waits; full: changes are refused.',
      storageStateSchema.options.map((state) => ({
        labels: { state },
        value: readings.storage.state === state ? 1 : 0,
      })),
    ),
    ...processFamilies(readings.event_loop),
  ]
}

function processFamilies({ delay_s, active_s }: OriginReadings['event_loop']): MetricFamily[] {
  const { user, system } = process.cpuUsage()
  const { rss, heapUsed, heapTotal, external } = process.memoryUsage()
  return [
    gauge('headwater_event_loop_delay_seconds', 'How late the event loop was in the last ten seconds.', [
      ...Object.entries(delay_s).map(([percentile, value]) => ({ labels: { percentile }, value })),
    ]),
    counter('headwater_event_loop_active_seconds', 'Time the event loop was busy.', one(active_s)),
    counter('process_cpu_seconds', 'Processor time of the process.', one((user + system) / 1e6)),
    gauge('process_resident_memory_bytes', 'Resident memory of the process.', one(rss)),
    gauge('nodejs_heap_size_used_bytes', 'Memory of the JavaScript heap in use.', one(heapUsed)),
    gauge('nodejs_heap_size_total_bytes', 'Memory of the JavaScript heap.', one(heapTotal)),
    gauge('nodejs_external_memory_bytes', 'Memory outside the heap that objects of it hold.', one(external)),
    gauge('process_start_time_seconds', 'When the process started, in Unix time.', one(STARTED_AT_S)),
  ]
}

const STARTED_AT_S = Math.round(Date.now() / 1_000 - process.uptime())

const one = (value: number): Sample[] => [{ labels: {}, value }]
const gauge = (name: string, help: string, samples: readonly Sample[]): MetricFamily => ({
  ...{ name, help, samples },
  type: 'gauge',
})
const counter = (name: string, help: string, samples: readonly Sample[]): MetricFamily => ({
  ...{ name, help, samples },
  type: 'counter',
})
const histogram = (name: string, help: string, samples: readonly Distribution[]): MetricFamily => ({
  ...{ name, help, samples },
  type: 'histogram',
})

const isForeign = ({ kind }: Pick<Node, 'kind'>) => kind === 'foreign'

/** Every pair of states is there, so that an alert on one does not wait for the first node in it. */
function nodesOf(nodes: OriginReadings['nodes']): Sample[] {
  const found = new Map<string, number>()
  for (const { liveness, mode } of nodes) add(found, `${liveness.state} ${mode.value}`)
  return LIVENESS.flatMap((state) =>
    MODES.map((mode) => ({ labels: { state, mode }, value: found.get(`${state} ${mode}`) ?? 0 })),
  )
}

function byState(counts: ReadonlyMap<string, number>): Sample[] {
  return [...counts].map(([state, value]) => ({ labels: { state }, value }))
}

function add(found: Map<string, number>, key: string): void {
  found.set(key, (found.get(key) ?? 0) + 1)
}
