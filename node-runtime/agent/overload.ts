import type { NodeId } from '#contract/ids.ts'
import { type LoadThresholds, type NodeLoad, overloadReasons } from '#contract/node.ts'
import type { Overload } from './admission.ts'
import type { ControlChannel } from './control-channel.ts'
import { OriginAwayError } from './origin-questions.ts'

export interface NodeOverloadOptions {
  readonly node_id: NodeId
  readonly channel: Pick<ControlChannel, 'allocate'>
  /** As the origin told them last. */
  readonly thresholds: () => LoadThresholds
  /** As it was measured last. */
  readonly load: () => NodeLoad
  /** At this moment. */
  readonly viewers: () => number
}

/**
 * When this node has enough, and who has room then. The processors are left to the origin, which sees for how long they were busy; what counts
 * here at once is what each viewer adds to: their number, and the outgoing traffic.
 */
export function nodeOverload({ node_id, channel, thresholds, load, viewers }: NodeOverloadOptions): Overload {
  return {
    reason() {
      const [first] = overloadReasons({ ...load(), cpu_percent: 0, subscribers: viewers() + 1 }, 0, thresholds())
      return first === undefined ? null : `With one viewer more this node's ${first}.`
    },
    async better({ path, protocol, hops }, signal) {
      try {
        const { nodes } = await channel.allocate(
          {
            ...{ kind: 'play', stream_path: path, protocol, region: null, sends: true },
            exclude: [node_id, ...hops],
          },
          signal,
        )
        const [best] = nodes
        return best === undefined || best.last_resort ? null : { node_id: best.node_id, ...best.endpoints }
      } catch (error) {
        if (!(error instanceof OriginAwayError)) throw error
        return null
      }
    },
  }
}
