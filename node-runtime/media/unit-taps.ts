import type { SubscriberEnd } from './subscriber-sink.ts'
import type { MediaUnit } from './unit.ts'

/** Who takes the units of a stream instead of bytes in one of its formats: a segmenter. */
export interface UnitTapOptions {
  /**
   * Every unit in its order, the head and the newest group of pictures before this is attached. Times are repaired.
   * @param starts decoding can start at this unit
   */
  readonly onUnit: (unit: MediaUnit, starts: boolean) => void
  /** Another publisher has taken the stream up, who sends no track of this kind: nothing of it comes before it is described anew. */
  readonly onGone?: (kind: 'video' | 'audio') => void
  /** The stream is over; nothing comes after it. Called at most once, and not after `detach`. */
  readonly onEnd: (end: SubscriberEnd) => void
}

/** One tap of a stream, from {@link LiveStream.tap} to detach. */
export interface UnitTap {
  /** How many viewers are served from this tap; they count as the stream's. */
  setViewers(viewers: number): void
  /** So many bytes made of these units were handed to viewers. */
  countSent(bytes: number): void
  /** No unit comes any more, and its viewers do not count. Idempotent. */
  detach(): void
}

export interface UnitTapsEvents {
  /** The number of viewers behind all taps changed by so many. */
  readonly onViewers: (change: number) => void
  readonly onSent: (bytes: number) => void
}

interface OpenTap {
  readonly options: UnitTapOptions
  viewers: number
}

/** The taps of one stream. */
export class UnitTaps {
  readonly #events: UnitTapsEvents
  readonly #open = new Set<OpenTap>()

  constructor(events: UnitTapsEvents) {
    this.#events = events
  }

  attach(options: UnitTapOptions): UnitTap {
    const tap: OpenTap = { options, viewers: 0 }
    this.#open.add(tap)
    return {
      setViewers: (viewers) => {
        if (this.#open.has(tap)) this.#count(tap, viewers)
      },
      countSent: (bytes) => this.#events.onSent(bytes),
      detach: () => {
        if (this.#open.delete(tap)) this.#count(tap, 0)
      },
    }
  }

  push(unit: MediaUnit, starts: boolean): void {
    for (const { options } of this.#open) options.onUnit(unit, starts)
  }

  gone(kind: 'video' | 'audio'): void {
    for (const { options } of this.#open) options.onGone?.(kind)
  }

  end(ending: SubscriberEnd): void {
    const open = [...this.#open]
    this.#open.clear()
    for (const tap of open) {
      this.#count(tap, 0)
      tap.options.onEnd(ending)
    }
  }

  #count(tap: OpenTap, viewers: number): void {
    const change = viewers - tap.viewers
    tap.viewers = viewers
    if (change !== 0) this.#events.onViewers(change)
  }
}
