import type { NodeId } from '#contract/ids.ts'
import { useNodes, useStreams } from '../../data/queries.ts'
import { nodeWork } from './node-work.ts'

/** A node and what it carries at this moment; null where it is gone. */
export function useNodeWork(id: NodeId) {
  const { data: nodes = [] } = useNodes()
  const { data: streams = [] } = useStreams()
  const node = nodes.find((candidate) => candidate.id === id)
  return node === undefined ? null : { node, work: nodeWork(node, nodes, streams) }
}
