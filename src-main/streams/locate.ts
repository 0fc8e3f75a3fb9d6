import type { Located, Peer, RelaySourceChoice } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { StreamSession } from '#contract/stream.ts'
import { type RankedSource, sourceObstacle } from './relay-sources.ts'

/** What a node is told that asks where a stream is. */
export type LocateAnswer = Pick<Located, 'source' | 'alternatives' | 'reason' | 'wait_ms' | 'unheard_of'>

/** Where a stream can be pulled from: the best sources, or why there is none. */
export function locateSource(question: {
  readonly stream_path: StreamPath
  readonly requester_id: NodeId
  readonly session: StreamSession | undefined
  /** The publisher's node. */
  readonly node: Node | undefined
  /** Best first. */
  readonly sources: readonly RankedSource[]
  readonly peerOf: (node_id: NodeId) => Peer | null
  /** Sources that just failed the node that asks. */
  readonly exclude: readonly NodeId[]
  /** How long a publisher whose node is out of reach is waited for, in ms; 0: not at all. */
  readonly grace_ms: number
}): LocateAnswer {
  const { stream_path, requester_id, session, node, sources, peerOf, exclude, grace_ms } = question
  const none = (reason: string) => ({ source: null, reason })
  if (session === undefined) return { ...none(`nobody publishes ${stream_path}`), unheard_of: true }
  if (session.publish_node_id === requester_id) return none(`${stream_path} is published on this very node`)
  // Two say that it is gone, and all who have the stream have it from there. It may be back in a moment, or its publisher on
  // another node: both are told at once, so that asking again and again is not needed.
  if (node !== undefined && node.liveness.state === 'suspect' && exclude.includes(node.id) && grace_ms > 0) {
    return { ...none(`${stream_path} cannot be fetched: its node ${node.name} is out of reach`), wait_ms: grace_ms }
  }
  const obstacle = sourceObstacle(node)
  if (obstacle !== null) return none(`${stream_path} cannot be fetched: ${obstacle}`)
  const [source, ...alternatives] = namedSources(session, sources, peerOf)
  if (source === undefined) {
    return none(
      `${stream_path} cannot be fetched: every node that has it is draining, or as far from its publisher as may be`,
    )
  }
  return { source, reason: null, ...(alternatives.length === 0 ? {} : { alternatives }) }
}

/** The best of them in the words of the contract. */
function namedSources(
  { id: session_id }: StreamSession,
  sources: readonly RankedSource[],
  peerOf: (node_id: NodeId) => Peer | null,
): readonly RelaySourceChoice[] {
  const named: RelaySourceChoice[] = []
  for (const { node, hops } of sources) {
    const peer = peerOf(node.id)
    if (peer !== null) named.push({ session_id, peer, hops: [...hops] })
  }
  return named
}
