import type { Activity, ClusterInfo } from '#contract/api.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { Node } from '#contract/node.ts'
import type { RollingDrain } from '#contract/rolling-drain.ts'
import type { Stream } from '#contract/stream.ts'
import type { ActivityQuery } from './api-client.ts'

/** Puts `item` in place of the one with the same key, or at the end; every other entry stays the same object. */
function put<Item>(items: readonly Item[], item: Item, keyOf: (item: Item) => string): readonly Item[] {
  const key = keyOf(item)
  const index = items.findIndex((other) => keyOf(other) === key)
  return index === -1 ? [...items, item] : items.with(index, item)
}

/** The nodes after these events; the same array where none is about a node. */
export function applyToNodes(nodes: readonly Node[], events: readonly LiveEvent[]): readonly Node[] {
  return events.reduce((current, event) => {
    if (event.type === 'node') return put(current, event.node, (node) => node.id)
    if (event.type === 'node_removed') return current.filter((node) => node.id !== event.node_id)
    return current
  }, nodes)
}

/** The streams after these events; a stream whose session ended is no longer live and leaves the list. */
export function applyToStreams(streams: readonly Stream[], events: readonly LiveEvent[]): readonly Stream[] {
  return events.reduce((current, event) => {
    if (event.type === 'stream_removed') return current.filter((stream) => stream.stream_path !== event.stream_path)
    if (event.type !== 'stream') return current
    if (event.stream.session.state === 'ended') {
      return current.filter((stream) => stream.stream_path !== event.stream.stream_path)
    }
    return put(current, event.stream, (stream) => stream.stream_path)
  }, streams)
}

/** The runs after these events, the newest first. */
export function applyToRollingDrains(
  runs: readonly RollingDrain[],
  events: readonly LiveEvent[],
): readonly RollingDrain[] {
  return events.reduce((current, event) => {
    if (event.type !== 'rolling_drain') return current
    const is_known = current.some(({ id }) => id === event.run.id)
    return is_known ? put(current, event.run, (run) => run.id) : current.toSpliced(0, 0, event.run)
  }, runs)
}

/** The newest cluster among these events, else the one given. */
export function applyToCluster(
  cluster: ClusterInfo | undefined,
  events: readonly LiveEvent[],
): ClusterInfo | undefined {
  return events.findLast((event) => event.type === 'cluster')?.cluster ?? cluster
}

/** Most facts that a list keeps on the screen; older ones are read again when somebody asks for them. */
export const ACTIVITY_KEPT = 2_000

const severities = { info: 0, warning: 1, error: 2 } as const

/** Whether the origin would list this fact for this query. */
function isAskedFor({ node_id, stream_path, severity, type }: Activity, query: ActivityQuery): boolean {
  if (query.node_id !== undefined && node_id !== query.node_id) return false
  if (query.stream_path !== undefined && stream_path !== query.stream_path) return false
  if (query.severity !== undefined && severities[severity] < severities[query.severity]) return false
  return query.type === undefined || type === query.type || type.startsWith(`${query.type}.`)
}

/** A page of the log, newest first, after these events; only facts that the list's query asks for are taken, each once. */
export function applyToActivity(
  facts: readonly Activity[],
  query: ActivityQuery,
  events: readonly LiveEvent[],
): readonly Activity[] {
  let newest = facts[0]?.id ?? 0
  const fresh: Activity[] = []
  for (const event of events) {
    if (event.type !== 'activity' || event.activity.id <= newest) continue
    newest = event.activity.id
    if (!isAskedFor(event.activity, query)) continue
    fresh.unshift(event.activity)
  }
  return fresh.length === 0 ? facts : [...fresh, ...facts].slice(0, ACTIVITY_KEPT)
}
