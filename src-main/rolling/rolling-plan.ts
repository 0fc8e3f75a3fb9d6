import type { NodeId } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import {
  MAX_ROLLING_NODES,
  type RollingDrainSettings,
  type RollingNodes,
  type RollingPlan,
} from '#contract/rolling-drain.ts'
import { type CapacityFacts, checkCapacity } from './capacity.ts'
import { RollingError } from './rolling-error.ts'

/** Streams that a step of a plan names. */
const STREAMS_NAMED = 5
/** Reasons that the refusal of a run without nodes names; its details have more of them. */
const REASONS_NAMED = 5

/** The nodes of a run in their order, and those that were meant and are not among them. */
export interface ChosenNodes {
  readonly chosen: readonly Node[]
  readonly left_out: RollingPlan['left_out']
}

/**
 * Those who were named, in that order; of a region or of all, those with the fewest viewers first and the origin's own node last.
 * @param heldBy what keeps a node from being in a run, for a person; null: nothing
 * @param unfit what else keeps a node from being in it, as its name goes on with; null: nothing
 * @throws {RollingError} where one that was named cannot be drained, or nobody is left
 */
export function chooseNodes(
  wanted: RollingNodes,
  members: readonly Node[],
  heldBy: (id: NodeId) => string | null,
  unfit: (node: Node) => string | null = () => null,
): ChosenNodes {
  if (Array.isArray(wanted)) {
    const by_id = new Map(members.map((node) => [node.id, node]))
    return { chosen: [...new Set(wanted)].map((id) => named(id, by_id.get(id), heldBy, unfit)), left_out: [] }
  }
  const meant = wanted === 'all' ? members : members.filter(({ region }) => region === wanted.region)
  const left_out: { node_id: NodeId; node_name: string; reason: string }[] = []
  const chosen = meant.filter((node) => {
    const reason =
      heldBy(node.id) ?? obstacleOf(node) ?? (node.kind === 'foreign' ? 'runs another program' : unfit(node))
    if (reason !== null) left_out.push({ node_id: node.id, node_name: node.name, reason })
    return reason === null
  })
  if (chosen.length === 0) {
    const where = wanted === 'all' ? '' : ` in region ${wanted.region}`
    const why = left_out.slice(0, REASONS_NAMED).map(({ node_name, reason }) => `${node_name} ${reason}`)
    const reasons = why.length === 0 ? '' : `: ${why.join('; ')}${left_out.length > why.length ? '; and so on' : ''}`
    throw new RollingError('nothing_to_drain', `there is no node${where} that could be drained now${reasons}`, {
      hint: 'GET /api/v1/nodes lists all nodes with their regions and modes.',
      details: { left_out: left_out.slice(0, 20) },
    })
  }
  if (chosen.length > MAX_ROLLING_NODES) {
    const meant_words = wanted === 'all' ? 'the cluster' : `region ${wanted.region}`
    throw new RollingError(
      'too_many_nodes',
      `${chosen.length} nodes of ${meant_words} could be drained, and a run takes ${MAX_ROLLING_NODES} at most`,
      { hint: 'Name the nodes, or take one region after the other.' },
    )
  }
  const viewersOf = ({ load }: Node) => load?.subscribers ?? 0
  chosen.sort(
    (one, other) =>
      Number(one.is_origin) - Number(other.is_origin) ||
      viewersOf(one) - viewersOf(other) ||
      (one.name < other.name ? -1 : 1),
  )
  return { chosen, left_out }
}

function named(
  id: NodeId,
  node: Node | undefined,
  heldBy: (id: NodeId) => string | null,
  unfit: (node: Node) => string | null,
): Node {
  if (node === undefined) {
    throw new RollingError('node_not_found', `there is no node ${id}`, { hint: 'GET /api/v1/nodes lists all nodes.' })
  }
  const held = heldBy(id)
  if (held !== null) {
    throw new RollingError('node_in_rolling_drain', `${node.name} ${held}`, {
      hint: 'Wait until that run is over, or cancel it.',
      details: { node_id: id },
    })
  }
  const wrong = unfit(node)
  if (wrong !== null) {
    throw new RollingError('nothing_to_drain', `${node.name} ${wrong}, so that nothing is to be done there`, {
      hint: 'Leave it out.',
      details: { node_id: id },
    })
  }
  const obstacle = obstacleOf(node)
  if (obstacle === null) return node
  throw new RollingError('node_not_normal', `${node.name} ${obstacle}, so that there is nothing to drain`, {
    hint: 'Resume it, wait until it is alive, or leave it out.',
    details: { node_id: id },
  })
}

function obstacleOf({ registration, mode, liveness }: Node): string | null {
  if (registration !== 'registered') return `is ${registration}`
  if (mode.value === 'draining') return 'is draining already'
  if (mode.value === 'maintenance') return 'is in maintenance'
  return liveness.state === 'alive' ? null : `is ${liveness.state}`
}

/** What every step would find if it came now, with those before it that may still be out by then. */
export function planOf(
  { chosen, left_out }: ChosenNodes,
  facts: CapacityFacts,
  settings: RollingDrainSettings,
): RollingPlan {
  let nodes_total = 0
  const steps = chosen.map((node, index): RollingPlan['steps'][number] => {
    const also_out = chosen.slice(Math.max(0, index - settings.at_once + 1), index)
    const check = checkCapacity(node, { ...facts, nodes: without(facts.nodes, also_out) }, settings)
    nodes_total = check.nodes_total
    const streams = facts.carriedBy(node.id).toSorted((one, other) => other.viewers - one.viewers)
    return {
      ...{ node_id: node.id, node_name: node.name, region: node.region },
      viewers: streams.reduce((sum, { viewers }) => sum + viewers, 0),
      publishers: node.load?.publishers ?? 0,
      streams: streams.slice(0, STREAMS_NAMED).map(({ stream_path, viewers }) => ({ stream_path, viewers })),
      ...{ room_left: check.room_left, nodes_up: check.nodes_up },
      refusal:
        check.refusal !== null && also_out.length > 0 ? `${check.refusal} Fewer at once may fit.` : check.refusal,
    }
  })
  const refusal = steps.find((step) => step.refusal !== null)?.refusal ?? null
  return { steps, nodes_total, left_out: [...left_out], refusal }
}

/** The nodes as they would be while some of them are drained. */
function without(nodes: readonly Node[], out: readonly Node[]): readonly Node[] {
  if (out.length === 0) return nodes
  const ids = new Set(out.map(({ id }) => id))
  return nodes.map((node) => (ids.has(node.id) ? { ...node, mode: { ...node.mode, value: 'draining' } } : node))
}
