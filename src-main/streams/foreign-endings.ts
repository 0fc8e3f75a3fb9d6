import type { NodeCommand } from '#contract/control-channel.ts'
import type { NodeId, StreamPath } from '#contract/ids.ts'
import type { Node } from '#contract/node.ts'
import type { Relay, StreamSession } from '#contract/stream.ts'

/** A foreign member whose publisher comes back says that one publication ended and another began; so long it may take between, in ms. */
const ANEW_MS = 1_000

export interface ForeignEndingsOptions {
  readonly nodes: { find(id: NodeId): Node | undefined }
  readonly clock: { after(delay_ms: number, callback: () => void): Disposable }
  readonly command: (node_id: NodeId, command: NodeCommand) => void
  readonly isPublished: (path: StreamPath) => boolean
  readonly relaysOf: (path: StreamPath) => readonly Relay[]
}

/**
 * Ends what nodes pull of a foreign member's publication that is over. Nodes say so to one another on the relay; FLV over HTTP has no word
 * for it, and viewers would be kept as for a publisher that is lost.
 */
export class ForeignEndings {
  readonly #options: ForeignEndingsOptions
  readonly #waiting = new Map<StreamPath, Disposable>()

  constructor(options: ForeignEndingsOptions) {
    this.#options = options
  }

  /** The publication has ended, and nobody publishes the stream now. */
  ended({ id: session_id, stream_path, publish_node_id }: StreamSession, reason: string): void {
    const { nodes, clock, command, isPublished, relaysOf } = this.#options
    if (nodes.find(publish_node_id)?.kind !== 'foreign') return
    this.#waiting.get(stream_path)?.[Symbol.dispose]()
    const ending = clock.after(ANEW_MS, () => {
      this.#waiting.delete(stream_path)
      if (isPublished(stream_path)) return
      for (const relay of relaysOf(stream_path)) {
        if (relay.session_id === session_id) command(relay.dest_node_id, { kind: 'end_session', session_id, reason })
      }
    })
    this.#waiting.set(stream_path, ending)
  }

  stop(): void {
    for (const ending of this.#waiting.values()) ending[Symbol.dispose]()
  }
}
