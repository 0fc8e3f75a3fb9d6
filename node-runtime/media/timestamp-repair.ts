import type { MediaUnit } from './unit.ts'

/** Going back by less is jitter: the unit keeps its place, at the time of the one before. */
const JITTER_MS = 250
/** Further ahead of everything seen is a broken clock: a publisher that really paused for so long was closed as silent. */
const LEAP_MS = 20_000
const WRAP = 2 ** 32
/** A frame's length until two have come. */
const FIRST_STEP_MS = 20

interface TrackClock {
  last_in: number
  /** `last_in` counted on over every wrap of the 32-bit clock. */
  unwrapped: number
  offset: number
  last_out: number
  step: number
}

/**
 * Gives every unit a time that never goes back within its track, whatever the publisher sends: its 32-bit clock wraps
 * after 49 days, starts anew when a file loops, or jumps. A sound clock comes through unchanged. After a jump the stream goes on one
 * frame later; the other tracks follow by the same offset, so that sound and picture stay together.
 */
export class TimestampRepair {
  readonly #tracks = new Map<string, TrackClock>()
  #newest_out = 0
  #offset = 0
  #jumps = 0
  /** Another clock begins: where its first unit is put, and what no track may go back behind. */
  #resumes_at: number | null = null
  readonly #floors = new Map<string, number>()

  /** Where the stream is: the latest time given out. */
  get position_ms(): number {
    return this.#newest_out
  }

  /** How often the publisher's clock jumped; sound and picture that jump together count once. */
  get jumps(): number {
    return this.#jumps
  }

  /**
   * What comes next counts by another clock: another publisher. It goes on one frame later, as after a jump, so that players find no
   * hole; a pause between the two is left out of the stream's time.
   */
  resume(): void {
    const [first] = this.#tracks.values()
    if (first === undefined) return
    for (const [key, { last_out }] of this.#tracks) this.#floors.set(key, last_out)
    this.#resumes_at = this.#newest_out + (this.#tracks.get('video:0') ?? first).step
    this.#tracks.clear()
  }

  /** The time of the next unit of a track. Metadata takes the place where the stream is. */
  next(kind: MediaUnit['kind'], dts_ms: number, track_id = 0): number {
    if (kind === 'metadata') return this.#newest_out
    const key = `${kind}:${track_id}`
    const track = this.#tracks.get(key)
    const out = track ? this.#advance(track, dts_ms) : this.#begin(key, dts_ms)
    if (out > this.#newest_out) this.#newest_out = out
    return out
  }

  #begin(key: string, dts_ms: number): number {
    const [other] = this.#tracks.values()
    let unwrapped: number
    if (other) {
      unwrapped = other.unwrapped + ((dts_ms - other.last_in) | 0)
    } else {
      // A clock that starts just below zero is moved up to it.
      unwrapped = dts_ms >= WRAP / 2 ? dts_ms - WRAP : dts_ms
      if (this.#resumes_at !== null) this.#offset = this.#resumes_at - unwrapped
      else if (unwrapped < 0) this.#offset = -unwrapped
      this.#resumes_at = null
    }
    // Another track that begins far ahead counts on a clock of its own: it begins where the stream is.
    const leaps = other !== undefined && unwrapped + this.#offset - this.#newest_out > LEAP_MS
    const offset = leaps ? this.#newest_out - unwrapped : this.#offset
    const out = Math.max(this.#floors.get(key) ?? 0, unwrapped + offset)
    this.#tracks.set(key, { last_in: dts_ms, unwrapped, offset, last_out: out, step: FIRST_STEP_MS })
    return out
  }

  #advance(track: TrackClock, dts_ms: number): number {
    track.unwrapped += (dts_ms - track.last_in) | 0
    track.last_in = dts_ms
    let out = track.unwrapped + track.offset
    const step = out - track.last_out
    if (step >= 0 && out - this.#newest_out <= LEAP_MS) {
      if (step > 0 && step < 1000) track.step = step
    } else if (step < 0 && step >= -JITTER_MS) {
      out = track.last_out
    } else {
      out = this.#reanchor(track)
    }
    track.last_out = out
    return out
  }

  #reanchor(track: TrackClock): number {
    const followed = track.unwrapped + this.#offset
    const follows = followed >= track.last_out - JITTER_MS && followed - this.#newest_out <= LEAP_MS
    if (track.offset === this.#offset || !follows) {
      this.#offset = this.#newest_out + track.step - track.unwrapped
      this.#jumps++
    }
    track.offset = this.#offset
    return Math.max(track.last_out, track.unwrapped + track.offset)
  }
}
