import type { StreamPath } from '#contract/ids.ts'
import type { LiveStream } from './live-stream.ts'

/**
 * Finds the stream a viewer asked for: the one live on this node at once, else by pulling it from another node.
 * @throws {StreamNotFoundError} nobody publishes it, or nobody who does can be reached
 * @throws {NodeNotAcceptingError} this node takes no new relay now
 */
export type StreamResolver = (path: StreamPath, signal: AbortSignal) => Promise<LiveStream>
