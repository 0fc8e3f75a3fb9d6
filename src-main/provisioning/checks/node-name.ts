import { say } from '#contract/sentence.ts'
import { block, type Check, pass } from '../check.ts'
import { readJoinedNode } from '../steps/joined-node.ts'

/** Who the box is by its own account. null: nobody yet. */
export interface NodeNameFacts {
  readonly node_id: string | null
}

/** Whether the name is free in the cluster, before anything is installed for a node that could not join by it. */
export const nodeNameCheck: Check<NodeNameFacts> = {
  id: 'cluster.name',
  title: 'Name of the node',
  async look(box, { node_name = null }, signal) {
    if (node_name === null || box.root_access === 'none') return { node_id: null }
    return { node_id: (await readJoinedNode(box, signal))?.id ?? null }
  },
  judge({ node_id }, { node_name = null, members = [] }) {
    if (node_name === null) return pass(say`Not looked at: no name was given.`)
    const other = members.find(({ id, name }) => name === node_name && id !== node_id)
    if (other === undefined) return pass(say`${node_name} is free, or this box’s own.`)
    return block(
      say`Another node is called ${node_name}, and it is ${other.liveness}.`,
      say`Give this one another name. If this box takes its place, evict the other one first.`,
    )
  },
}
