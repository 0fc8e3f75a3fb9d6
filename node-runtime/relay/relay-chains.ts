import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { LiveStream } from '../media/live-stream.ts'

/** How the streams come to this node, for those who pull them from here. */
export interface RelayChains {
  /** The nodes that a stream passes, the publisher's first and this one last; null while no source sends it here. */
  of(stream: LiveStream): readonly NodeId[] | null
  /** Whether the publication itself is over, and not only the relay that brings it here. */
  isOver(stream: LiveStream): boolean
  /** A stream that a relay is about to bring; null where none is. `source`: the node that it is asked of now. */
  coming(path: StreamPath): {
    readonly source: NodeId | null
    readonly arrived: (signal: AbortSignal) => Promise<LiveStream>
  } | null
  /** Calls the listener when a stream comes another way, or in another session; the function returned ends that. */
  onChanged(listener: (path: StreamPath) => void): () => void
}
