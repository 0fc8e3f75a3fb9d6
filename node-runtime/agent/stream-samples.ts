import type { NodeMessage } from '#contract/control-channel.ts'
import type { SessionId } from '#contract/ids.ts'
import {
  MAX_SAMPLED_STREAMS,
  MAX_SAMPLES_TOLD,
  STREAM_SAMPLE_INTERVAL_MS,
  type ToldSamples,
} from '#contract/stream-samples.ts'
import type { StreamDirectory } from '../media/stream-directory.ts'

export interface StreamSamplesOptions {
  readonly directory: Pick<StreamDirectory, 'list'>
  readonly send: (message: NodeMessage) => boolean
  readonly congested: () => boolean
  /** The origin that is connected keeps them. */
  readonly taken: () => boolean
}

/**
 * Measures how what is published here arrives, whether the origin is there or not, and tells it what it does not have yet: after it was away,
 * all that is kept.
 */
export class StreamSamples {
  readonly #options: StreamSamplesOptions
  readonly #timer: NodeJS.Timeout
  /** Of every session, the number of the newest measure that was told. */
  #told = new Map<SessionId, number>()

  constructor(options: StreamSamplesOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.look(), STREAM_SAMPLE_INTERVAL_MS)
    this.#timer.unref()
  }

  /** There is an origin that has none of them, or no origin. */
  reset(): void {
    this.#told.clear()
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  /** Takes a measure of every publication, and tells what is to be told. */
  look(): void {
    const published = this.#options.directory.list().filter(({ origin }) => origin.kind === 'publisher')
    const now_ms = performance.now()
    for (const { arrivals } of published) arrivals.sample(now_ms)
    if (!this.#options.taken()) return
    const known = this.#told
    this.#told = new Map()
    let streams: ToldSamples[] = []
    let room = MAX_SAMPLES_TOLD
    const flush = () => {
      if (streams.length > 0 && !this.#options.congested() && this.#send(streams)) {
        for (const { session_id, seq } of streams) this.#told.set(session_id, seq)
      }
      streams = []
      room = MAX_SAMPLES_TOLD
    }
    for (const { session_id, arrivals } of published) {
      const told = known.get(session_id) ?? 0
      // What cannot be told now is told with the next measures.
      this.#told.set(session_id, told)
      const samples = arrivals.after(told)
      if (samples.length === 0) continue
      if (samples.length > room || streams.length === MAX_SAMPLED_STREAMS) flush()
      streams.push({ session_id, seq: arrivals.seq, samples })
      room -= samples.length
    }
    flush()
  }

  #send(streams: ToldSamples[]): boolean {
    return this.#options.send({ type: 'stream_samples', streams })
  }
}
