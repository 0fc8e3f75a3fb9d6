import type { MediaUnit } from '../media/unit.ts'

/** A step back by more than this is another timeline, not a repetition, in ms. */
const LARGEST_REPEAT_MS = 60_000

/**
 * What of a reconnected relay may go on to viewers who saw the stream before. A source begins with the newest group of
 * pictures; of the same session the viewers have its beginning already, so those units are left out and the picture
 * goes on without a step. Of another session everything before the first keyframe is left out.
 */
export class ResumeFilter {
  #last_dts_ms = new Map<MediaUnit['kind'], number>()
  #repeats_until = new Map<MediaUnit['kind'], number>()
  #waits_for_keyframe = false

  /** A connection begins; call it before its first unit. */
  begin(same_session: boolean): void {
    this.#repeats_until = same_session ? new Map(this.#last_dts_ms) : new Map()
    // Of a stream without video every unit is a start.
    this.#waits_for_keyframe = !same_session && this.#last_dts_ms.has('video')
    if (!same_session) this.#last_dts_ms = new Map()
  }

  /** Whether this unit goes on to the viewers. */
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
}
