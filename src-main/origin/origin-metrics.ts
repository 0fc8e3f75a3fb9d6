import type { ConnectionRates } from '#contract/connection-rates.ts'
import type { MetricFamily } from '#contract/metrics-text.ts'
import type { EventLoopWatch } from '../metrics/event-loop.ts'
import type { Histogram } from '../metrics/histogram.ts'
import { originFamilies } from '../metrics/origin-families.ts'
import type { OriginFeatures } from './origin-features.ts'
import type { OriginStorage } from './origin-storage.ts'

interface MetricsSources
  extends Pick<OriginFeatures, 'activity' | 'nodes' | 'streams' | 'channel' | 'live' | 'events'> {
  readonly version: string
  readonly cluster_id: string
  readonly write_times: Histogram
  readonly event_loop: EventLoopWatch
  readonly storage: Pick<OriginStorage, 'summary'>
  readonly rates: Pick<ConnectionRates, 'refused'>
}

/** Reads the metrics off the features, at this moment. */
export function originMetrics(sources: MetricsSources): MetricFamily[] {
  const { version, cluster_id, activity, nodes, streams, channel, live, events, write_times, event_loop } = sources
  const { placement } = streams
  return originFamilies({
    ...{ version, cluster_id, events, event_loop },
    nodes: nodes.placeable(),
    streams: streams.counts(),
    tickets: { outstanding: placement.outstanding, counts: placement.ticket_counts },
    decisions: [
      placement.decision_times.play.read({ kind: 'play' }),
      placement.decision_times.publish.read({ kind: 'publish' }),
    ],
    without_candidates: placement.without_candidates,
    channel: {
      connected: channel.connected,
      refused: channel.refused,
      heartbeats: channel.heartbeat_times.read(),
    },
    live_state: live.status(),
    writes: write_times.read(),
    activity: activity.backlog,
    storage: sources.storage.summary(),
    connections_refused: sources.rates.refused,
  })
}
