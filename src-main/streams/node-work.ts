import type { DrainPreview, DrainProgress } from '#contract/api.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { StreamSession } from '#contract/stream.ts'
import type { RoutingSettings } from './routing-settings.ts'
import type { StreamFacts } from './stream-facts.ts'
import { ViewerPlaces } from './viewer-places.ts'

type NodeWork = DrainProgress['holding'][number]

/** Viewers who are placed together; so many steps there are for a crowd, and not one for each viewer. */
const PLACED_AT_ONCE = 20

/** What a node carries, by stream: what it publishes, plays, and sends on to other nodes. */
export function carriedBy(id: NodeId, facts: StreamFacts): NodeWork[] {
  const work = new Map<string, NodeWork>()
  const add = (stream_path: NodeWork['stream_path'], more: (work: NodeWork) => Partial<NodeWork>) => {
    const known = work.get(stream_path) ?? { stream_path, published: false, subscribers: 0, relays_out: 0 }
    work.set(stream_path, { ...known, ...more(known) })
  }
  for (const { stream_path } of facts.sessions.ofNode(id)) add(stream_path, () => ({ published: true }))
  for (const { stream_path, subscribers } of facts.participations.ofNode(id)) add(stream_path, () => ({ subscribers }))
  for (const path of facts.pulledFrom(id)) {
    const out = facts.relays.ofPath(path).filter(({ source_node_id }) => source_node_id === id).length
    if (out > 0) add(path, () => ({ relays_out: out }))
  }
  return [...work.values()].sort((one, other) => (one.stream_path < other.stream_path ? -1 : 1))
}

/**
 * Where the viewers of a node would go if it took none any more: each group is placed as an allocation would, and counts for the next. Those of
 * a stream that only this node has are counted as going where its publisher could go.
 */
export function movesFrom(
  id: NodeId,
  {
    facts,
    nodes,
    sessionOf,
    routing: { thresholds },
  }: {
    readonly facts: StreamFacts
    readonly nodes: readonly Node[]
    readonly sessionOf: (path: StreamPath) => StreamSession | undefined
    readonly routing: RoutingSettings
  },
): Pick<DrainPreview, 'moves' | 'without_place'> {
  const others = nodes.filter((node) => node.id !== id && !node.mode.closed_roles?.includes('viewers'))
  const region = nodes.find((node) => node.id === id)?.region ?? null
  const places = new ViewerPlaces(others, { region, thresholds })
  let without_place = 0
  for (const { stream_path, subscribers } of facts.participations.ofNode(id)) {
    const mbps = (sessionOf(stream_path)?.bitrate_kbps ?? 0) / 1_000
    without_place += places.place(subscribers, PLACED_AT_ONCE, mbps, facts.holders(stream_path))
  }
  const name = new Map(nodes.map((node) => [node.id, node.name]))
  const moves = [...places.placed].map(([node_id, { clients }]) => ({
    node_id,
    node_name: name.get(node_id) ?? node_id,
    subscribers: clients,
  }))
  return { moves: moves.sort((one, other) => other.subscribers - one.subscribers), without_place }
}
