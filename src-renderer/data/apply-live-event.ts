import { type Activity, type ClusterInfo, wordsOfActivityText } from '#contract/api.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import type { Node } from '#contract/node.ts'
import { isRunOver, type ProvisioningRun } from '#contract/provisioning-run.ts'
import type { RollingDrain } from '#contract/rolling-drain.ts'
import type { Stream } from '#contract/stream.ts'
import type { ActivityQuery } from './api-client.ts'
import type { RunsQuery } from './runs-api.ts'

/** Puts `item` in place of the one with the same key, or at the end; every other entry stays the same object. */
function put<Item>(items: readonly Item[], item: Item, keyOf: (item: Item) => string): readonly Item[] {
  const key = keyOf(item)
  const index = items.findIndex((other) => keyOf(other) === key)
  return index === -1 ? [...items, item] : items.with(index, item)
}

/**
 * The items after all these changes, in one pass: each changed one in its place, new ones at the end, and every other entry the same object.
 * @param changes by key; null: it is gone
 */
function applied<Item>(
  items: readonly Item[],
  changes: Map<string, Item | null>,
  keyOf: (item: Item) => string,
): readonly Item[] {
  if (changes.size === 0) return items
  const next: Item[] = []
  for (const item of items) {
    const key = keyOf(item)
    const change = changes.get(key)
    if (change === undefined) next.push(item)
    else if (change !== null) next.push(change)
    changes.delete(key)
  }
  for (const change of changes.values()) if (change !== null) next.push(change)
  return next
}

/** The nodes after these events; the same array where none is about a node. */
export function applyToNodes(nodes: readonly Node[], events: readonly LiveEvent[]): readonly Node[] {
  const changes = new Map<string, Node | null>()
  for (const event of events) {
    if (event.type === 'node') changes.set(event.node.id, event.node)
    if (event.type === 'node_removed') changes.set(event.node_id, null)
  }
  return applied(nodes, changes, ({ id }) => id)
}

/** The streams after these events; a stream whose session ended is no longer live and leaves the list. */
export function applyToStreams(streams: readonly Stream[], events: readonly LiveEvent[]): readonly Stream[] {
  const changes = new Map<string, Stream | null>()
  for (const event of events) {
    if (event.type === 'stream_removed') changes.set(event.stream_path, null)
    if (event.type !== 'stream') continue
    changes.set(event.stream.stream_path, event.stream.session.state === 'ended' ? null : event.stream)
  }
  return applied(streams, changes, ({ stream_path }) => stream_path)
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

/** The provisioning runs that this query lists after these events, the newest first. */
export function applyToRuns(
  runs: readonly ProvisioningRun[],
  { node_id, open, latest }: RunsQuery,
  events: readonly LiveEvent[],
): readonly ProvisioningRun[] {
  const after = events.reduce((current, event) => {
    if (event.type !== 'provisioning_run') return current
    if (node_id !== undefined && event.run.node_id !== node_id) return current
    if (open && isRunOver(event.run.state)) return current.filter(({ id }) => id !== event.run.id)
    const is_known = current.some(({ id }) => id === event.run.id)
    return is_known ? put(current, event.run, (run) => run.id) : current.toSpliced(0, 0, event.run)
  }, runs)
  return latest === undefined || after.length <= latest ? after : after.slice(0, latest)
}

/** The newest cluster among these events, else the one given. */
export function applyToCluster(
  cluster: ClusterInfo | undefined,
  events: readonly LiveEvent[],
): ClusterInfo | undefined {
  return events.findLast((event) => event.type === 'cluster')?.cluster ?? cluster
}

/** Most facts that a list keeps by itself; who asks for older ones has as many as were asked for. Those that go are read again when somebody asks. */
export const ACTIVITY_KEPT = 2_000

const severities = { info: 0, warning: 1, error: 2 } as const

/** Whether the origin would list this fact for this query. */
function isAskedFor(fact: Activity, query: ActivityQuery): boolean {
  const { node_id, stream_path, severity, type, actor, at } = fact
  if (query.node_id !== undefined && node_id !== query.node_id) return false
  if (query.stream_path !== undefined && stream_path !== query.stream_path) return false
  if (query.severity !== undefined && severities[severity] < severities[query.severity]) return false
  if (query.since !== undefined && Date.parse(at) < Date.parse(query.since)) return false
  if (query.until !== undefined && Date.parse(at) >= Date.parse(query.until)) return false
  if (query.type !== undefined && type !== query.type && !type.startsWith(`${query.type}.`)) return false
  if (query.actor !== undefined && actor !== query.actor && !actor.startsWith(`${query.actor}:`)) return false
  return query.text === undefined || hasWords(fact, wordsOfActivityText(query.text))
}

function hasWords({ message, actor, type, stream_path }: Activity, words: readonly string[]): boolean {
  const texts = [message, actor, type, stream_path ?? ''].map((text) => text.toLowerCase())
  return words.every((word) => texts.some((text) => text.includes(word.toLowerCase())))
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
  return fresh.length === 0 ? facts : [...fresh, ...facts].slice(0, Math.max(ACTIVITY_KEPT, facts.length))
}

/** A list with the page that is older than its fact `before_id`; as it is where it was read anew meanwhile and ends elsewhere. */
export function withOlder(
  facts: readonly Activity[],
  before_id: number,
  older: readonly Activity[],
): readonly Activity[] {
  return facts.at(-1)?.id === before_id ? [...facts, ...older] : facts
}
