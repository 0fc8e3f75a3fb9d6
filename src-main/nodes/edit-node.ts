import type { NodeId } from '#contract/ids.ts'
import type { ActivityLog } from '../store/activity-log.ts'
import { nodeActivity } from './node-activity.ts'
import type { StoredNode } from './node-record.ts'
import type { NodeRegistry } from './node-registry.ts'
import { NodesError } from './nodes-error.ts'

/** Another name or region of a node; absent: that stays. */
export interface NodeEdit {
  readonly name?: string
  readonly region?: string | null
}

/** Names a node anew, or says where it is, on record. Does nothing where it is so already. @throws {NodesError} name_taken, node_not_found */
export function editNode(
  registry: NodeRegistry,
  activity: ActivityLog,
  id: NodeId,
  wish: NodeEdit,
  actor: string,
): void {
  const { stored } = registry.member(id)
  const { name = stored.name, region = stored.region } = wish
  if (name === stored.name && region === stored.region) return
  const taken = registry.records().some((other) => other.stored.id !== id && isCalled(other.stored, name))
  if (taken) throw new NodesError('name_taken', `another node is called ${name}`, { hint: 'Choose another name.' })
  const before = { name: stored.name, region: stored.region }
  registry.store({ ...stored, name, region })
  const message = `Member ${stored.name} is called ${name}${region === null ? '' : `, in region ${region}`}, now.`
  activity.record(nodeActivity(stored, 'node.edited', 'info', actor, message, { before, after: { name, region } }))
  registry.tell(id)
}

/** Names are the same in capitals. */
export const isCalled = (stored: StoredNode, name: string): boolean => stored.name.toLowerCase() === name.toLowerCase()
