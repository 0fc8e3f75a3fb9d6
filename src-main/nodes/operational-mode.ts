import type { DrainRequest, MaintainRequest, SetModeRequest } from '#contract/api.ts'
import type { NodeId } from '#contract/ids.ts'
import { type Node, nodeModeValueSchema } from '#contract/node.ts'
import { NodesError } from './nodes-error.ts'

/** What steers a node into a mode. */
interface SteeredNodes {
  find(id: NodeId): Node | undefined
  drain(id: NodeId, request: DrainRequest, actor: string): Node
  maintain(id: NodeId, request: MaintainRequest, actor: string): Node
  resume(id: NodeId, reason: string | null, actor: string): Node
}

/**
 * Puts a node into a mode by its name, as FrameWorks does (contracts F-39): a drain without a deadline.
 * @throws {NodesError} NOT_FOUND, INVALID_MODE, ALREADY_IN_MODE, last_routable_node, reason_required, expires_in_the_past
 */
export function setOperationalMode(nodes: SteeredNodes, id: NodeId, request: SetModeRequest, actor: string): Node {
  const known = nodes.find(id)
  if (known === undefined) {
    throw new NodesError('NOT_FOUND', `there is no node ${id}`, { hint: 'GET /api/v1/nodes lists all nodes.' })
  }
  const mode = nodeModeValueSchema.safeParse(request.mode).data
  if (mode === undefined) {
    throw new NodesError('INVALID_MODE', `${JSON.stringify(request.mode)} is no mode of a node`, {
      hint: `A mode is one of ${nodeModeValueSchema.options.join(', ')}.`,
    })
  }
  if (known.mode.value === mode) {
    throw new NodesError('ALREADY_IN_MODE', `${known.name} is ${mode} already, set by ${known.mode.set_by}`, {
      hint: 'Nothing was changed. To change a deadline or a reason, ask for a drain.',
    })
  }
  const { expires_at, force, set_by } = request
  const reason = set_by === undefined ? request.reason : [request.reason, `set by ${set_by}`].filter(Boolean).join(', ')
  if (mode === 'normal') return nodes.resume(id, reason, actor)
  if (mode === 'maintenance') return nodes.maintain(id, { reason, force, expires_at }, actor)
  const drain = { deadline_ms: null, on_deadline: 'wait', after_drain: null } as const
  if (known.mode.value !== 'maintenance') return nodes.drain(id, { ...drain, reason, force, expires_at }, actor)
  // From maintenance a node is drained by taking it in again first; it took no work before, so that nobody has less of it.
  const why = reason ?? 'it was in maintenance'
  nodes.resume(id, why, actor)
  return nodes.drain(id, { ...drain, reason: why, force: true, expires_at }, actor)
}
