import { type Clock, systemClock } from './clock.ts'
import { Listeners } from './listeners.ts'
import { shareOf } from './play-elsewhere.ts'

/** Those who can be moved are asked within a quarter of the time there is, and this at the most, in ms. */
const LONGEST_MOVE_MS = 30_000
/** Those who cannot be are let go in the last quarter, and in no more than this, in ms. */
const LONGEST_END_MS = 30_000
/** A viewer is let go with the keyframe before its moment or the one behind it: the last of them have so long for theirs, as a share of that time. */
const KEYFRAME_SHARE = 1 / 2

/** When a node that drains lets go of whom, in ms from its beginning. */
export interface DeparturePlan {
  /** Viewers and publishers that can go elsewhere are asked to, spread over so long. */
  readonly move_within_ms: number
  /** From then on viewers are let go who cannot be asked; null: they stay until they leave by themselves. */
  readonly end_from_ms: number | null
  /** Their moments are spread over so long. */
  readonly end_within_ms: number
}

/** A node drains until this time of day of its own clock, in ms, or for as long as it takes where that is null. */
export interface Departs {
  readonly deadline_ms: number | null
}

/** How the time until a drain's deadline is used. Pure. @param left_ms null: there is no deadline; 0: everybody goes at once */
export function planDeparture(left_ms: number | null): DeparturePlan {
  if (left_ms === null) return { move_within_ms: LONGEST_MOVE_MS, end_from_ms: null, end_within_ms: 0 }
  const left = Math.max(0, left_ms)
  const window_ms = Math.min(LONGEST_END_MS, left / 4)
  return {
    move_within_ms: Math.min(LONGEST_MOVE_MS, left / 4),
    end_from_ms: left - window_ms,
    end_within_ms: window_ms * KEYFRAME_SHARE,
  }
}

/**
 * How this node lets go of those it has while it drains: each at a moment of its own, which follows from its id, so that no other node is
 * rushed at. Every thread of the node has one of its own.
 */
export class Departure {
  readonly #clock: Clock
  readonly #events = new Listeners<{ changed: [] }>()
  #plan: { readonly from_ms: number; readonly moves_from_ms: number; readonly times: DeparturePlan } | null = null

  constructor(clock: Clock = systemClock) {
    this.#clock = clock
  }

  /** The node drains. */
  get leaving(): boolean {
    return this.#plan !== null
  }

  /** The node drains, or its deadline is another one now. @param left_ms until the deadline; null: there is none */
  begin(left_ms: number | null): void {
    const now = this.#clock.now()
    this.#plan = { from_ms: now, moves_from_ms: this.#plan?.moves_from_ms ?? now, times: planDeparture(left_ms) }
    this.#events.emit('changed')
  }

  /** Begins, goes on with another deadline, or is over (null). */
  follow(departs: Departs | null): void {
    if (departs === null) this.cancel()
    else this.begin(departs.deadline_ms === null ? null : departs.deadline_ms - Date.now())
  }

  /** The node takes work again. */
  cancel(): void {
    if (this.#plan === null) return
    this.#plan = null
    this.#events.emit('changed')
  }

  /** The function returned ends that. */
  onChanged(listener: () => void): () => void {
    return this.#events.on('changed', listener)
  }

  /** Ms until this one is to go elsewhere, if it can; null: it stays. */
  movesIn(id: string): number | null {
    if (this.#plan === null) return null
    const { moves_from_ms, times } = this.#plan
    return Math.max(0, moves_from_ms + shareOf(id) * times.move_within_ms - this.#clock.now())
  }

  /** This one is to go elsewhere by now, if it can. */
  moves(id: string): boolean {
    return this.movesIn(id) === 0
  }

  /** This one is to be let go with the next keyframe. */
  ends(id: string): boolean {
    if (this.#plan === null || this.#plan.times.end_from_ms === null) return false
    const { from_ms, times } = this.#plan
    return this.#clock.now() >= from_ms + (times.end_from_ms ?? 0) + shareOf(id) * times.end_within_ms
  }
}
