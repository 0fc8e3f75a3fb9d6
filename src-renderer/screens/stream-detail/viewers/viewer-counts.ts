import type { Node } from '#contract/node.ts'
import type { Participation } from '#contract/stream.ts'

/** Viewers of a stream in one place. */
export interface PlaceCount {
  readonly key: string
  readonly viewers: number
  /** Of all viewers, in percent. */
  readonly percent: number
}

/** Viewers by node, the most watched first; nodes without any are left out. */
export function countsByNode(participations: readonly Participation[]): readonly PlaceCount[] {
  return counted(participations.map(({ node_id, subscribers }) => [node_id, subscribers]))
}

/** Viewers by the region of their node, the most watched first. @param none what stands for nodes without one */
export function countsByRegion(
  participations: readonly Participation[],
  nodes: ReadonlyMap<string, Node>,
  none: string,
): readonly PlaceCount[] {
  return counted(participations.map(({ node_id, subscribers }) => [nodes.get(node_id)?.region ?? none, subscribers]))
}

function counted(entries: readonly (readonly [key: string, viewers: number])[]): readonly PlaceCount[] {
  const sums = new Map<string, number>()
  for (const [key, viewers] of entries) sums.set(key, (sums.get(key) ?? 0) + viewers)
  const total = [...sums.values()].reduce((sum, viewers) => sum + viewers, 0)
  return [...sums]
    .filter(([, viewers]) => viewers > 0)
    .map(([key, viewers]) => ({ key, viewers, percent: (viewers / total) * 100 }))
    .sort((one, other) => other.viewers - one.viewers || (one.key < other.key ? -1 : 1))
}
