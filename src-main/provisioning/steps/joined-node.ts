import { type NodeId, nodeIdSchema } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { Box } from '../box.ts'
import { DATA_DIR } from './node-place.ts'

/** Who the node of a box is, by its own data directory. */
export interface JoinedNode {
  readonly id: NodeId
  /** Base URL of the origin that it belongs to. */
  readonly origin: string
}

/** Reads it, and nothing secret; null: it has not joined. */
export async function readJoinedNode(box: Box, signal: AbortSignal): Promise<JoinedNode | null> {
  // The file holds a credential, too: only these two leave the box.
  const field = (name: string) => `s/.*"${name}": *"\\([^"]*\\)".*/\\1/p`
  const script = `for field in '${field('node_id')}' '${field('origin')}'; do sed -n "$field" ${DATA_DIR}/identity/enrolled.json 2>/dev/null | head -n 1; done`
  const [node_id = '', origin = ''] = (await box.runAsRoot(script, {}, signal)).stdout.split('\n')
  const id = nodeIdSchema.safeParse(node_id.trim())
  return id.success ? { id: id.data, origin: origin.trim() } : null
}

/** Whether a node sends heartbeats at this moment. */
export function isAlive(node: Node | undefined): node is Node {
  return node?.liveness.state === 'alive' && node.liveness.channel_open
}
