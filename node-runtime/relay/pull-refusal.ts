import type { RelayLimits } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { RelaySourceMessage } from '#contract/relay-protocol.ts'

export type RefusalCode = Extract<RelaySourceMessage, { type: 'refused' }>['code']

/** What a source knows when a node asks it for a stream. */
export interface PullFacts {
  readonly requestor_id: NodeId
  readonly stream_path: StreamPath
  /**
   * The stream as this node has it; null: it has it not. `chain`: the nodes that it passes, this one last; null while no source sends
   * it here. `relays`: nodes that pull it from here.
   */
  readonly stream: {
    readonly is_published: boolean
    readonly chain: readonly NodeId[] | null
    readonly relays: number
  } | null
  readonly limits: RelayLimits
  /** Why the node takes nothing new; null where it does. */
  readonly not_accepting: string | null
  /** It takes nothing new because it drains, and still serves what only it can. */
  readonly draining: boolean
}

/** Whether a node that pulls is let go because of the way that the stream comes now: through that node, or through more nodes than it may. */
export function isChainRefused(chain: readonly NodeId[], requestor_id: NodeId, { max_hops }: RelayLimits): boolean {
  return chain.includes(requestor_id) || chain.length > max_hops
}

/**
 * Why a stream is not served to the node that asks for it; null where it is. The source knows better than the origin, which knows what
 * it was told a moment ago: whatever was named, no loop, no longer chain and no wider branch than allowed comes of it.
 */
export function refusePull({
  requestor_id,
  stream_path,
  stream,
  limits: { max_hops, max_out },
  not_accepting,
  draining,
}: PullFacts): readonly [RefusalCode, string] | null {
  if (not_accepting !== null) {
    // A stream that is published here alone can be had from nowhere else: one node gets it, and the others from that one.
    const only_here = draining && stream?.is_published === true && stream.relays === 0
    if (!only_here) return ['draining', not_accepting]
  }
  if (stream === null) return ['unknown_stream', `Nobody publishes ${stream_path} here.`]
  const { chain, relays } = stream
  if (chain === null) return ['unknown_stream', `This node waits for ${stream_path} itself.`]
  if (chain.includes(requestor_id)) {
    return ['loop', `This node gets ${stream_path} from the one that asks for it; pull it from its publisher's.`]
  }
  if (chain.length > max_hops) return ['too_deep', `${stream_path} has passed ${max_hops} nodes already.`]
  if (relays >= max_out) return ['full', `${max_out} nodes pull ${stream_path} from here already.`]
  return null
}
