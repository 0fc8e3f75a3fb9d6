import type { RelayLimits } from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { RelayTree } from './relay-tree.ts'

/** Who wants a stream, and what the choice is made by. */
export interface SourceQuestion {
  readonly tree: RelayTree
  readonly requester_id: NodeId
  readonly region: string | null
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

/** As many nodes are sent to a foreign member for one stream while another one has it. */
const FOREIGN_MAX_OUT = 1

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
  return node.endpoints === null ? `its node ${node.name} has not said where it can be reached` : null
}

/** A node of the tree as it is looked at, with its way to the publisher. */
interface Place {
  readonly id: NodeId
  readonly before: Place | null
  /** Nodes that the media passes, this one among them. */
  readonly hops: number
  /** One of the nodes before it just failed the node that asks. */
  readonly behind_failed: boolean
}

/** What a source is ranked by, the smaller the better: objection, whether it is abroad, nodes from the publisher to it, pulls. */
type Key = readonly [objection: number, abroad: number, hops: number, out: number]

interface Candidate {
  readonly place: Place
  readonly node: Node
  readonly key: Key
}

/** What holds for all places of one question. */
interface Weighing {
  readonly failed: ReadonlySet<NodeId>
  /** Nodes whose pulls count for nothing. */
  readonly counts_not: ReadonlySet<NodeId>
  /** How many levels of nodes get the stream through the one that asks. */
  readonly below: number
}

/**
 * The best nodes that a stream can be pulled from, best first. A node that would get it back through itself is none, nor is one at the
 * end of a chain that is as long as it may be. Of those that nothing speaks against, one in the region of the node that asks
 * comes first, so that a stream crosses a border once; then the one nearest to the publisher; then the one with the fewest pulls.
 *
 * Looks at the tree level by level from the publisher, and no further than where a better one can be.
 * @param most as many are named at most
 */
export function rankSources(question: SourceQuestion, most: number): readonly RankedSource[] {
  const failed = new Set(question.exclude)
  const weighing: Weighing = {
    failed,
    counts_not: new Set([question.requester_id, ...question.exclude]),
    below: question.tree.depthBelow(question.requester_id),
  }
  const best: Candidate[] = []
  for (const level of levelsOf(question, failed)) {
    for (const place of level) {
      const candidate = weigh(question, place, weighing)
      if (candidate !== null) keep(best, candidate, most)
    }
    const last = best.length === most ? best.at(-1) : undefined
    // All that come after it are farther from the publisher.
    if (last !== undefined && last.key[0] === 0 && last.key[1] === 0) break
  }
  return best.map(({ place, node, key }) => ({ node, hops: wayTo(place), objection: objections[key[0]] ?? 'none' }))
}

/** The nodes that have the stream, by how far they are from the publisher, without those behind the node that asks. */
function* levelsOf(
  { tree, requester_id, limits }: SourceQuestion,
  failed: ReadonlySet<NodeId>,
): Generator<readonly Place[]> {
  let level: readonly Place[] = [{ id: tree.publisher, before: null, hops: 1, behind_failed: false }]
  for (let hops = 1; hops <= limits.max_hops && level.length > 0; hops += 1) {
    // Whatever is behind the node that asks would give it its own back.
    level = level.filter(({ id }) => id !== requester_id)
    yield level
    // Nobody may pull from a node behind these.
    if (hops === limits.max_hops) return
    const next: Place[] = []
    for (const before of level) {
      const behind_failed = before.behind_failed || failed.has(before.id)
      for (const id of tree.after(before.id)) next.push({ id, before, hops: hops + 1, behind_failed })
    }
    level = next
  }
}

function weigh(question: SourceQuestion, place: Place, weighing: Weighing): Candidate | null {
  const { tree, region, nodeOf } = question
  const node = nodeOf(place.id)
  if (node === undefined || sourceObstacle(node) !== null) return null
  const out = tree.outOf(place.id, weighing.counts_not)
  const objection = objectionTo(question, node, place, weighing, out)
  if (objection === null) return null
  const abroad = region === null || node.region === region ? 0 : 1
  return { place, node, key: [objections.indexOf(objection), abroad, place.hops, out] }
}

function objectionTo(
  { tree, limits }: SourceQuestion,
  node: Node,
  place: Place,
  { failed, below }: Weighing,
  out: number,
): Objection | null {
  if (failed.has(node.id)) return 'failed'
  if (place.behind_failed) return 'behind_failed'
  // Of a node that drains only what nobody else could hand on is still to be had, once (docs/decisions/0020).
  const drains = node.mode.value === 'draining' || node.mode.closed_roles?.includes('relay_source')
  if (drains) return node.id === tree.publisher ? 'drains' : null
  if (place.hops + below > limits.max_hops) return 'deep'
  // One copy leaves the other cluster, and goes round in this one (contracts/frameworks.md F-15).
  if (out >= (node.kind === 'foreign' ? FOREIGN_MAX_OUT : limits.max_out)) return 'full'
  if (node.liveness.state !== 'alive') return 'suspect'
  if (!node.routable) return 'overloaded'
  return tree.isReady(node.id) ? 'none' : 'not_yet'
}

/** Inserts in order, and lets go of what is over the limit. */
function keep(best: Candidate[], one: Candidate, most: number): void {
  const last = best.at(-1)
  if (best.length >= most && last !== undefined && compare(one.key, last.key) >= 0) return
  const at = best.findIndex((other) => compare(one.key, other.key) < 0)
  best.splice(at === -1 ? best.length : at, 0, one)
  if (best.length > most) best.pop()
}

function compare(one: Key, other: Key): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2] || one[3] - other[3]
}

/** The nodes that the media passes, the publisher's first. */
function wayTo(place: Place): readonly NodeId[] {
  const way: NodeId[] = []
  for (let at: Place | null = place; at !== null; at = at.before) way.unshift(at.id)
  return way
}
