import type { NodeId } from '#contract/ids.ts'
import type { LocateSource } from '../relay/locate-source.ts'
import type { ControlChannel } from './control-channel.ts'
import type { LastKnown } from './last-known.ts'
import { OriginAwayError } from './origin-questions.ts'

/** Asks the origin where a stream is; while it is away, what it said before has to do. */
export function createSourceLocator(
  channel: Pick<ControlChannel, 'locate'>,
  last_known: LastKnown,
  node_id: NodeId,
): LocateSource {
  return async (path, exclude, signal) => {
    try {
      const { source, alternatives = [], reason, wait_ms } = await channel.locate(path, exclude, signal)
      if (source?.peer.node_id === node_id) return { source: null, reason: `${path} has just ended on this node` }
      if (source !== null) last_known.rememberSource(path, source)
      else if (wait_ms === undefined) last_known.forgetSource(path)
      const others = alternatives.filter(({ peer }) => peer.node_id !== node_id)
      return { source, alternatives: others, reason, ...(wait_ms === undefined ? {} : { wait_ms }) }
    } catch (error) {
      if (!(error instanceof OriginAwayError)) throw error
      // A source that just failed is still better than none: it may be back.
      const source = last_known.sourceOf(path)
      if (source !== null && source.peer.node_id !== node_id) return { source, reason: null }
      const reason = `nobody publishes ${path} on this node, and the origin cannot be asked who else does (${error.message})`
      return { source: null, reason }
    }
  }
}
