import { type Sentence, say } from '#contract/sentence.ts'
import type { WatchedStream } from '../facts.ts'

/** How long somebody who went without a word is missed, in ms; then it is taken that they wanted to. */
const MISSED_FOR_MS = 15 * 60_000
/** Most that are remembered. */
const MAX_LOST = 1_000

/** A stream whose publisher went without ending it. */
export interface LostPublisher {
  readonly stream_path: string
  readonly node_id: string
  readonly lost_ms: number
  readonly last_good_at: string
  readonly viewers: number
  readonly why: Sentence
}

/**
 * Remembers publishers that were lost, beyond the end of their session: nodes wait some seconds for them, people longer. A publisher that ends its
 * stream in order is not missed.
 */
export class LostPublishers {
  readonly #lost = new Map<string, LostPublisher>()

  /** @param now_ms milliseconds since 1970 */
  look(streams: readonly WatchedStream[], now_ms: number): void {
    for (const stream of streams) {
      const { stream_path, session } = stream
      if (session.state === 'live') this.#lost.delete(stream_path)
      if (session.state !== 'interrupted' || this.#lost.has(stream_path) || this.#lost.size >= MAX_LOST) continue
      this.#lost.set(stream_path, {
        ...{ stream_path, node_id: session.publish_node_id, lost_ms: now_ms },
        last_good_at: new Date(now_ms).toISOString(),
        // Reckoned when it is asked for: of all streams it would cost each look.
        viewers: stream.subscribers,
        why: say`The connection from ${session.publisher_address} broke off, without an end of the stream`,
      })
    }
    for (const [path, { lost_ms }] of this.#lost) if (now_ms - lost_ms > MISSED_FOR_MS) this.#lost.delete(path)
  }

  list(): readonly LostPublisher[] {
    return [...this.#lost.values()]
  }
}
