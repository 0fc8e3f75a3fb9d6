import type { RelayLimits } from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { RelayTree } from './relay-tree.ts'

/** Who wants a stream, and what the choice is made by. */
export interface SourceQuestion {
  readonly tree: RelayTree
  readonly requester_id: NodeId
  readonly region: string | null
  readonly publisher_id: NodeId
  /** Sources that just failed the node that asks. */
  readonly exclude: readonly NodeId[]
  readonly limits: RelayLimits
  readonly nodeOf: (id: NodeId) => Node | undefined
}

/**
 * What stands against a source; the smaller, the better. `behind_failed` and everything after it is named only because
 * nothing better is left: the source itself decides by what it knows and the origin may not.
 */
const objections = [
  'none',
  'not_yet',
  'overloaded',
  'suspect',
  'full',
  'deep',
  'drains',
  'behind_failed',
  'failed',
] as const
type Objection = (typeof objections)[number]

/** A node that can be named, with why it is not named first. */
export interface RankedSource {
  readonly node: Node
  /** The nodes that the media passes, the publisher's first and this one last. */
  readonly hops: readonly NodeId[]
  readonly objection: Objection
}

/** Whether a source is one to go to while the present one still works. */
export function isWorthMoving({ objection }: RankedSource): boolean {
  return objections.indexOf(objection) < objections.indexOf('suspect')
}

/** Whether nothing speaks for this source but that there is no other. */
export function isLastResort({ objection }: RankedSource): boolean {
  return objections.indexOf(objection) >= objections.indexOf('behind_failed')
}

/** Why nobody may fetch a stream from this node, whatever the need; null: it can be a source. */
export function sourceObstacle(node: Node | undefined): string | null {
  if (node === undefined) return 'its node is not a member of the cluster any more'
  if (node.mode.value === 'maintenance') return `its node ${node.name} is in mode maintenance and takes no new relays`
  if (node.liveness.state === 'offline' || node.liveness.state === 'left') {
    return `its node ${node.name} is ${node.liveness.state === 'left' ? 'stopped' : 'offline'}`
  }
  if (node.kind === 'foreign') {
    return `its node ${node.name} is a foreign member, from which nodes do not pull; its viewers are sent to it`
  }
  return node.endpoints === null ? `its node ${node.name} has not said where it can be reached` : null
}

/**
 * The nodes that a stream can be pulled from, best first. A node that would get it back through itself is none, nor is one at the
 * end of a chain that is as long as it may be. Of those that nothing speaks against, one in the region of the node that asks
 * comes first, so that a stream crosses a border once; then the one nearest to the publisher; then the one with the fewest pulls.
 */
export function rankSources(question: SourceQuestion): readonly RankedSource[] {
  const { tree, requester_id, region, limits } = question
  const failed = new Set(question.exclude)
  const counts_not = new Set([requester_id, ...question.exclude])
  const below = tree.depthBelow(requester_id)
  const ranked: { readonly source: RankedSource; readonly key: readonly number[] }[] = []
  for (const node_id of tree.nodes()) {
    const node = question.nodeOf(node_id)
    const hops = tree.chainOf(node_id)
    if (node === undefined || hops === null || sourceObstacle(node) !== null) continue
    if (hops.includes(requester_id) || hops.length > limits.max_hops) continue
    const out = tree.outOf(node_id, counts_not)
    const objection = objectionTo(question, node, hops, { failed, full: out >= limits.max_out, below })
    if (objection === null) continue
    const abroad = region === null || node.region === region ? 0 : 1
    ranked.push({ source: { node, hops, objection }, key: [objections.indexOf(objection), abroad, hops.length, out] })
  }
  return ranked.sort((one, other) => compare(one.key, other.key)).map(({ source }) => source)
}

function objectionTo(
  { tree, publisher_id, limits }: SourceQuestion,
  node: Node,
  hops: readonly NodeId[],
  is: { readonly failed: ReadonlySet<NodeId>; readonly full: boolean; readonly below: number },
): Objection | null {
  if (is.failed.has(node.id)) return 'failed'
  if (hops.some((hop) => is.failed.has(hop))) return 'behind_failed'
  // Of a node that drains only what nobody else could hand on is still to be had, once (docs/decisions/0020).
  if (node.mode.value === 'draining') return node.id === publisher_id ? 'drains' : null
  if (hops.length + is.below > limits.max_hops) return 'deep'
  if (is.full) return 'full'
  if (node.liveness.state !== 'alive') return 'suspect'
  if (!node.routable) return 'overloaded'
  return tree.isReady(node.id) ? 'none' : 'not_yet'
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [place, part] of one.entries()) {
    const difference = part - (other[place] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}
