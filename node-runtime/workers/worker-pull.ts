import type { LiveStream } from '../media/live-stream.ts'
import type { SubscriberEnd } from '../media/subscriber-sink.ts'
import type { UnitTap } from '../media/unit-taps.ts'
import type { UnitSender } from './unit-sender.ts'

export interface WorkerPullOptions {
  readonly number: number
  readonly stream: LiveStream
  /** Takes the units to the worker. */
  readonly sender: UnitSender
  /** The stream is over; not called after `close`. */
  readonly onEnd: (end: SubscriberEnd) => void
}

/**
 * A stream of the owner that one worker reads. From when it is opened or held until the worker says how many watch there, it
 * counts as watched by one: who asked for it is on the way.
 */
export class WorkerPull {
  readonly number: number
  readonly stream: LiveStream
  readonly #tap: UnitTap
  #viewers = 1

  /**
   * The head and the newest group of pictures wait in the sender when this returns.
   * @throws {StreamNotFoundError} the stream is over
   */
  constructor({ number, stream, sender, onEnd }: WorkerPullOptions) {
    this.number = number
    this.stream = stream
    const channel = sender.channel(number)
    this.#tap = stream.tap({ onUnit: (unit, starts) => channel.push(unit, starts), onEnd })
    this.#tap.setViewers(this.#viewers)
  }

  get viewers(): number {
    return this.#viewers
  }

  hold(): void {
    if (this.#viewers === 0) this.setViewers(1)
  }

  setViewers(count: number): void {
    this.#viewers = count
    this.#tap.setViewers(count)
  }

  close(): void {
    this.#tap.detach()
  }
}
