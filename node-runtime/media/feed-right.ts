import type { SessionId, StreamPath } from '#contract/ids.ts'
import type { MediaUnit } from './unit.ts'

/** What is fed, as far as it matters here. */
interface Fed {
  readonly path: StreamPath
  readonly session_id: SessionId
}

/** What whoever feeds a stream can do to it, as long as the stream is fed by it. */
export interface FeedActions {
  readonly push: (unit: MediaUnit) => void
  readonly goodbye: (reason: string, code?: 'stream_ended' | 'node_stopping') => void
  readonly lost: (reason: string) => void
  readonly dry: (dry: boolean) => void
}

/**
 * The right to feed a stream, held by one publisher's connection or by the relay that pulls it. Whoever takes its place ends it: nothing that
 * it does afterwards reaches the stream, so that two sources are never mixed. From {@link StreamDirectory.claim}.
 */
export class FeedRight<Stream extends Fed> {
  readonly stream: Stream
  readonly #actions: FeedActions
  readonly #over = new AbortController()

  constructor(stream: Stream, actions: FeedActions) {
    this.stream = stream
    this.#actions = actions
  }

  get path(): StreamPath {
    return this.stream.path
  }

  get session_id(): SessionId {
    return this.stream.session_id
  }

  /** Aborts when the stream ended or another feed took this one's place; its reason is an Error whose message says which. */
  get ended(): AbortSignal {
    return this.#over.signal
  }

  /** Takes one unit. Ignored once it is over. */
  push(unit: MediaUnit): void {
    if (!this.#over.signal.aborted) this.#actions.push(unit)
  }

  /** The publisher said goodbye: the stream ends, and everybody is told. Idempotent. */
  end(reason: string, code?: 'stream_ended' | 'node_stopping'): void {
    if (!this.#over.signal.aborted) this.#actions.goodbye(reason, code)
  }

  /** The connection is gone without a goodbye: the stream waits for its publisher, and viewers are kept, for the grace. Idempotent. */
  lost(reason: string): void {
    if (!this.#over.signal.aborted) this.#actions.lost(reason)
  }

  /** For a relay: whether it waits for its source, so that a publisher on this node may take its place. */
  setDry(dry: boolean): void {
    if (!this.#over.signal.aborted) this.#actions.dry(dry)
  }

  /** For the stream alone: this feed has lost its place. */
  dismiss(reason: string): void {
    if (!this.#over.signal.aborted) this.#over.abort(new Error(reason))
  }
}
