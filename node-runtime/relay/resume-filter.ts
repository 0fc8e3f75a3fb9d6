import { crc32 } from 'node:zlib'
import type { MediaUnit } from '../media/unit.ts'

/** A step back by more than this is another timeline, not a repetition, in ms. */
const LARGEST_REPEAT_MS = 60_000

/** Keyframes that are remembered: two minutes of a stream with one every two seconds. */
const MOST_KEYFRAMES = 64

/** A keyframe as it is told from others, wherever it came from. */
interface KnownKeyframe {
  readonly dts_ms: number
  readonly crc: number
  readonly bytes: number
}

/**
 * What of a reconnected relay may go on to viewers who saw the stream before, and when. A source begins with the newest group of
 * pictures; of the same session the viewers have its beginning already, so those units are left out and the picture
 * goes on without a step. Sources may count the time of the same pictures from different beginnings, as each keeps that of its own
 * viewers: the first keyframe that both brought says how far they are apart. Of another session everything before the
 * first keyframe is left out.
 */
export class ResumeFilter {
  #last_dts_ms = new Map<MediaUnit['kind'], number>()
  #repeats_until = new Map<MediaUnit['kind'], number>()
  #keyframes: KnownKeyframe[] = []
  #waits_for_keyframe = false
  /** The next keyframe says by how much. */
  #measures = false
  #shift_ms = 0

  /** A connection begins; call it before its first unit. */
  begin(same_session: boolean): void {
    this.#repeats_until = same_session ? new Map(this.#last_dts_ms) : new Map()
    // Of a stream without video every unit is a start.
    this.#waits_for_keyframe = !same_session && this.#last_dts_ms.has('video')
    this.#measures = same_session && this.#keyframes.length > 0
    this.#shift_ms = 0
    if (same_session) return
    this.#last_dts_ms = new Map()
    this.#keyframes = []
  }

  /** The unit at its time on the clock of the first connection of the session; null: the viewers have it. */
  place(unit: MediaUnit): MediaUnit | null {
    const is_keyframe = unit.kind === 'video' && unit.keyframe && !unit.config
    if (is_keyframe && this.#measures) this.#measure(unit)
    const placed = this.#shift_ms === 0 ? unit : { ...unit, dts_ms: unit.dts_ms + this.#shift_ms }
    if (!this.admits(placed)) return null
    if (is_keyframe) this.#remember(placed)
    return placed
  }

  /** Whether this unit, at its place, goes on to the viewers. */
  admits(unit: MediaUnit): boolean {
    if (unit.config || unit.kind === 'metadata') return true
    if (this.#waits_for_keyframe) {
      if (unit.kind !== 'video' || !unit.keyframe) return false
      this.#waits_for_keyframe = false
    }
    const seen_until = this.#repeats_until.get(unit.kind)
    if (seen_until !== undefined) {
      if (unit.dts_ms <= seen_until && seen_until - unit.dts_ms < LARGEST_REPEAT_MS) return false
      this.#repeats_until.delete(unit.kind)
    }
    this.#last_dts_ms.set(unit.kind, unit.dts_ms)
    return true
  }

  /** Whether the viewers have what another connection begins with, so that it can go on from there without a hole. */
  has(unit: MediaUnit): boolean {
    if (unit.kind === 'video') return this.#matching(unit).length > 0
    const last_ms = this.#last_dts_ms.get(unit.kind)
    return last_ms !== undefined && unit.dts_ms <= last_ms
  }

  /** How far apart the clocks of this connection and of those before are. */
  #measure(unit: MediaUnit): void {
    this.#measures = false
    const known = this.#matching(unit)
    // A still picture may be coded the same twice: the one at the same time is meant, else the newest.
    const meant = known.find(({ dts_ms }) => dts_ms === unit.dts_ms) ?? known.at(-1)
    if (meant !== undefined) this.#shift_ms = meant.dts_ms - unit.dts_ms
    else if (unit.dts_ms <= (this.#last_dts_ms.get('video') ?? 0)) {
      // It would have been seen if it were of the same clock; what comes is new, and the stream puts it where it is.
      this.#repeats_until.clear()
      this.#keyframes = []
    }
  }

  #matching({ body }: MediaUnit): readonly KnownKeyframe[] {
    const crc = crc32(body)
    return this.#keyframes.filter((known) => known.crc === crc && known.bytes === body.length)
  }

  #remember({ dts_ms, body }: MediaUnit): void {
    if (this.#keyframes.length >= MOST_KEYFRAMES) this.#keyframes.shift()
    this.#keyframes.push({ dts_ms, crc: crc32(body), bytes: body.length })
  }
}
