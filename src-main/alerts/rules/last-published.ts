import type { Node } from '#contract/node.ts'
import type { WatchedStream } from '../facts.ts'

/** What each node published when it was heard of last: with a node that is lost its streams are gone as well. */
export class LastPublished {
  readonly #paths = new Map<string, readonly string[]>()

  /** @param live streams whose session is live */
  look(nodes: readonly Node[], live: readonly WatchedStream[]): void {
    const now = Map.groupBy(live, ({ session }) => session.publish_node_id as string)
    const gone = new Set(this.#paths.keys())
    for (const { id, liveness } of nodes) {
      gone.delete(id)
      if (liveness.state === 'offline') continue
      this.#paths.set(
        id,
        (now.get(id) ?? []).map(({ stream_path }) => stream_path),
      )
    }
    for (const id of gone) this.#paths.delete(id)
  }

  /** Undefined: this node was not heard of since the start of the origin. */
  of(node_id: string): readonly string[] | undefined {
    return this.#paths.get(node_id)
  }
}
