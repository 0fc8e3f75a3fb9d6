import type { StreamPath } from '#contract/ids.ts'
import { CONTENT_TYPES, formatAsked, writeMetrics } from '#contract/metrics-text.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'
import type { SubscriberFacts } from '../media/subscriber-facts.ts'
import type { NodePage, NodePageAnswer } from '../protocols/http/node-page.ts'
import { type NodeReadings, nodeFamilies } from './node-families.ts'
import { streamFamilies } from './stream-families.ts'
import { subscribersPage } from './subscribers-page.ts'

export interface NodePagesOptions extends Pick<NodeReadings, 'node_id' | 'version' | 'event_loop'> {
  readonly directory: StreamDirectory
  readonly relaysIn: () => NodeReadings['relays_in']
  readonly relaysOut: () => NodeReadings['relays_out']
  readonly relaysLeaked: () => number
  /** Who was refused for who it is. Absent: nobody. */
  readonly refusals?: () => NodeReadings['refusals']
  /** Why the node takes nothing new; null where it does. */
  readonly notAccepting: () => string | null
  /** Viewers on other threads by protocol. Absent: there are none. */
  readonly viewersElsewhere?: () => ReadonlyMap<string, number>
  /** Subscribers of a stream on other threads. Absent: there are none. */
  readonly subscribersElsewhere?: (path: StreamPath) => Promise<readonly SubscriberFacts[]>
  /** Connections that were not taken, of addresses that open too many. Absent: none. */
  readonly connectionsRefused?: () => number
  /** So many streams have figures of their own. */
  readonly max_streams: number
  /** Why this address may not read; null where it may. */
  readonly forbids: (address: string) => string | null
}

/** The pages about a node: `/metrics` for Prometheus, and the subscribers of a stream for whoever looks into it. */
export function nodePages(options: NodePagesOptions): ReadonlyMap<string, NodePage> {
  const guarded = (page: NodePage): NodePage => {
    return (request) => {
      const message = options.forbids(request.address)
      return message === null ? page(request) : { status: 403, error: { code: 'not_allowed', message } }
    }
  }
  return new Map([
    ['/metrics', guarded(({ accept }) => metrics(options, accept))],
    ['/api/v1/subscribers', guarded(({ query }) => subscribersPage(options, query))],
  ])
}

function metrics(options: NodePagesOptions, accept: string): NodePageAnswer {
  const { directory, relaysIn, relaysOut, relaysLeaked, notAccepting, max_streams } = options
  const format = formatAsked(accept)
  const streams = directory.list()
  const families = [
    ...nodeFamilies({
      ...options,
      streams,
      viewers_elsewhere: options.viewersElsewhere?.() ?? new Map(),
      totals: directory.totals(),
      relays_in: relaysIn(),
      relays_out: relaysOut(),
      relays_leaked: relaysLeaked(),
      refusals: options.refusals?.() ?? [],
      connections_refused: options.connectionsRefused?.() ?? 0,
      accepting: notAccepting() === null,
    }),
    ...streamFamilies(streams, max_streams),
  ]
  return { status: 200, type: CONTENT_TYPES[format], body: Buffer.from(writeMetrics(families, format)) }
}
