import type { Located, Peer } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { StreamSession } from '#contract/stream.ts'

/** Why nobody may fetch a stream from this node now; null: it can be a source. */
export function sourceObstacle(node: Node | undefined): string | null {
  if (node === undefined) return 'its node is not a member of the cluster any more'
  if (node.mode.value !== 'normal') return `its node ${node.name} is in mode ${node.mode.value} and takes no new relays`
  if (node.liveness.state === 'offline' || node.liveness.state === 'left') {
    return `its node ${node.name} is ${node.liveness.state === 'left' ? 'stopped' : 'offline'}`
  }
  return node.endpoints === null ? `its node ${node.name} has not said where it can be reached` : null
}

/** Where a stream can be pulled from: the node that its publisher is on, unless something stands in the way. */
export function locateSource(question: {
  readonly stream_path: StreamPath
  readonly requester_id: NodeId
  readonly session: StreamSession | undefined
  readonly node: Node | undefined
  readonly peer: Peer | null
  /** Sources that just failed the node that asks. */
  readonly exclude: readonly NodeId[]
  /** How long a publisher whose node is out of reach is waited for, in ms; 0: not at all. */
  readonly grace_ms: number
}): Pick<Located, 'source' | 'reason' | 'wait_ms'> {
  const { stream_path, requester_id, session, node, peer, exclude, grace_ms } = question
  const none = (reason: string) => ({ source: null, reason })
  if (session === undefined) return none(`nobody publishes ${stream_path}`)
  if (session.publish_node_id === requester_id) return none(`${stream_path} is published on this very node`)
  const obstacle = sourceObstacle(node)
  // The node may be back in a moment, or its publisher on another: both are told at once, so that asking again and again is not needed.
  if (node !== undefined && node.liveness.state === 'suspect' && exclude.includes(node.id) && grace_ms > 0) {
    return { ...none(`${stream_path} cannot be fetched: its node ${node.name} is out of reach`), wait_ms: grace_ms }
  }
  if (obstacle !== null) return none(`${stream_path} cannot be fetched: ${obstacle}`)
  // Another source there is none while relays have one hop, so one that just failed is named again (contract: exclude).
  return peer === null
    ? none(`${stream_path} cannot be fetched: its node cannot be reached`)
    : { source: { session_id: session.id, peer }, reason: null }
}
