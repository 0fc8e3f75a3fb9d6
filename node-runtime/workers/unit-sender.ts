import type { MediaUnit } from '../media/unit.ts'
import { type NumberedUnit, sizeInBatch, writeBatch } from './unit-batch.ts'

export interface UnitSenderOptions {
  /** Bytes that may be on their way: handed over here and not taken by the other thread. */
  readonly window_bytes: number
  /** Bytes that the other thread has taken so far, modulo 2^32. */
  readonly taken: () => number
  readonly post: (batch: ArrayBuffer) => void
  /** Runs once at the end of this turn of the event loop. */
  readonly soon: (run: () => void) => void
  /** The other thread is behind: units of this stream are left out up to its next keyframe. Said once a gap. */
  readonly onSkipped: (stream: number, in_flight_bytes: number) => void
}

/** One stream on its way to the other thread. */
export interface UnitChannel {
  /** @param starts decoding can start at this unit */
  push(unit: MediaUnit, starts: boolean): void
}

/**
 * Sends the units of many streams to one other thread: all that came in one turn of the event loop as one message. Holds
 * at most its window; behind it, a stream is left out up to its next keyframe, as a subscriber is that reads too slowly.
 */
export class UnitSender {
  readonly #options: UnitSenderOptions
  #queue: NumberedUnit[] = []
  /** Bytes handed over so far, modulo 2^32. */
  #sent = 0
  #scheduled = false
  readonly #on_turn_end = () => {
    this.#scheduled = false
    this.flush()
  }

  constructor(options: UnitSenderOptions) {
    this.#options = options
  }

  /** Bytes that the other thread has not taken yet. */
  get in_flight_bytes(): number {
    return (this.#sent - this.#options.taken()) >>> 0
  }

  channel(stream: number): UnitChannel {
    let skipping = false
    /** The newest sequence header of each track that came during a gap: a decoder needs them behind it. */
    const withheld = new Map<string, MediaUnit>()
    return {
      push: (unit, starts) => {
        const { window_bytes, onSkipped } = this.#options
        const in_flight_bytes = this.in_flight_bytes
        const fits = in_flight_bytes + sizeInBatch(unit) <= window_bytes
        if (skipping && fits && starts) {
          skipping = false
          for (const config of withheld.values()) this.#put(stream, config)
          withheld.clear()
        } else if (!skipping && !fits) {
          skipping = true
          onSkipped(stream, in_flight_bytes)
        }
        if (!skipping) this.#put(stream, unit)
        else if (unit.config) withheld.set(`${unit.kind}:${unit.track_id ?? 0}`, unit)
      },
    }
  }

  /** What waits, for a message of the caller's own; it counts as sent. */
  take(): ArrayBuffer {
    const batch = writeBatch(this.#queue)
    this.#queue = []
    return batch
  }

  /** Sends what waits. */
  flush(): void {
    if (this.#queue.length > 0) this.#options.post(this.take())
  }

  #put(stream: number, unit: MediaUnit): void {
    this.#queue.push({ stream, unit })
    this.#sent = (this.#sent + sizeInBatch(unit)) >>> 0
    if (this.#scheduled) return
    this.#scheduled = true
    this.#options.soon(this.#on_turn_end)
  }
}
