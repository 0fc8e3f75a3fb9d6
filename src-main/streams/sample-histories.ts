import type { SessionId, StreamPath } from '#contract/ids.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import {
  STREAM_SAMPLE_INTERVAL_MS,
  STREAM_SAMPLES_KEPT,
  type StreamHistory,
  type StreamSample,
  type ToldSamples,
} from '#contract/stream-samples.ts'

/** Whoever has read a history hears what follows for so long, in ms, unless it is read again. */
const FOLLOWED_MS = 90_000

export interface SampleHistoriesOptions {
  readonly events: { publish(event: Extract<LiveEvent, { type: 'stream_samples' }>): void }
  readonly clock: { now(): { readonly monotonic_ms: number; readonly at: string } }
}

interface History {
  seq: number
  samples: StreamSample[]
}

/**
 * How live publications arrived over the last minutes, as their nodes say: at most {@link STREAM_SAMPLES_KEPT} measures a session, in memory.
 * After a restart nodes tell again what they keep.
 */
export class SampleHistories {
  readonly #options: SampleHistoriesOptions
  readonly #histories = new Map<SessionId, History>()
  /** Streams whose history somebody read, and until when new measures are told. */
  readonly #followed = new Map<StreamPath, number>()

  constructor(options: SampleHistoriesOptions) {
    this.#options = options
  }

  /** Takes what a node says of a session of its own. */
  say(stream_path: StreamPath, { session_id, seq, samples }: ToldSamples): void {
    const history = this.#histories.get(session_id) ?? { seq: 0, samples: [] }
    // A node that was away tells all that it keeps; what is known of that already stays as it is.
    const fresh = seq > history.seq ? samples.slice(-Math.min(samples.length, seq - history.seq)) : []
    if (fresh.length === 0) return
    const { monotonic_ms, at } = this.#options.clock.now()
    const newest_ms = Date.parse(at)
    const placed = fresh.map((sample, index): StreamSample => {
      const age_ms = (fresh.length - 1 - index) * STREAM_SAMPLE_INTERVAL_MS
      return { ...sample, at: new Date(newest_ms - age_ms).toISOString() }
    })
    history.seq = seq
    history.samples = [...history.samples, ...placed].slice(-STREAM_SAMPLES_KEPT)
    this.#histories.set(session_id, history)
    if ((this.#followed.get(stream_path) ?? 0) <= monotonic_ms) return
    const interval_ms = STREAM_SAMPLE_INTERVAL_MS
    this.#options.events.publish({ type: 'stream_samples', stream_path, session_id, interval_ms, samples: placed })
  }

  /** All that is kept of a session, and the stream is followed from here on. */
  read(stream_path: StreamPath, session_id: SessionId): StreamHistory {
    this.#followed.set(stream_path, this.#options.clock.now().monotonic_ms + FOLLOWED_MS)
    const samples = this.#histories.get(session_id)?.samples ?? []
    return { stream_path, session_id, interval_ms: STREAM_SAMPLE_INTERVAL_MS, samples: [...samples] }
  }

  /** Forgets sessions that are over, and whom nobody follows any more. */
  sweep(isLive: (session_id: SessionId) => boolean): void {
    for (const session_id of this.#histories.keys()) if (!isLive(session_id)) this.#histories.delete(session_id)
    const { monotonic_ms } = this.#options.clock.now()
    for (const [path, until_ms] of this.#followed) if (until_ms <= monotonic_ms) this.#followed.delete(path)
  }
}
