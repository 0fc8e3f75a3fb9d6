import type { PinnedStream } from '#contract/control-channel.ts'
import type { StreamPath } from '#contract/ids.ts'

/** What holds relays. */
export interface PinsRelays {
  /** @param until undefined: not any more */
  pin(path: StreamPath, until: string | null | undefined): void
}

/** Longest that a timer is set for, in ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** Streams that the origin wants here before anybody watches them. They are let go at their time, also while the origin is away. */
export class PinnedRelays {
  readonly #relays: PinsRelays
  #pins: ReadonlyMap<StreamPath, string | null> = new Map()
  #timer: NodeJS.Timeout | null = null

  constructor(relays: PinsRelays) {
    this.#relays = relays
  }

  /** These and no others. A stream whose relay was lost is pulled again. */
  hold(streams: readonly PinnedStream[]): void {
    const pins = new Map(streams.filter(isNow).map(({ stream_path, until }) => [stream_path, until]))
    for (const path of this.#pins.keys()) if (!pins.has(path)) this.#relays.pin(path, undefined)
    for (const [path, until] of pins) this.#relays.pin(path, until)
    this.#pins = pins
    this.#arm()
  }

  /** Sets no timer any more. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer)
    this.#timer = null
  }

  #arm(): void {
    this.stop()
    const ends = [...this.#pins.values()].filter((until) => until !== null).map((until) => Date.parse(until))
    if (ends.length === 0) return
    const delay_ms = Math.min(LONGEST_TIMER_MS, Math.max(0, Math.min(...ends) - Date.now()) + 1)
    this.#timer = setTimeout(() => {
      this.hold([...this.#pins].map(([stream_path, until]) => ({ stream_path, until })))
    }, delay_ms)
    this.#timer.unref()
  }
}

const isNow = ({ until }: PinnedStream) => until === null || Date.parse(until) > Date.now()
