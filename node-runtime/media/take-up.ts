import { HeadKeeper } from './head-keeper.ts'
import { SoundAlone } from './sound-alone.ts'
import type { MediaUnit } from './unit.ts'

/**
 * A publisher that takes a stream up again, until the first frame that viewers can go on with: what it says of its tracks is
 * kept apart, and no frame comes through, because what viewers decode now knows nothing of it.
 */
export class TakeUp {
  readonly head = new HeadKeeper()
  readonly #sound_alone = new SoundAlone()

  /** Whether decoding can start at this unit; it is then the first to go on to the viewers. */
  opens(unit: MediaUnit): boolean {
    if (unit.config) {
      this.head.keep(unit)
      return false
    }
    this.head.noteTrack(unit.kind)
    if (unit.kind === 'video') return unit.keyframe
    return unit.kind === 'audio' && this.#sound_alone.is(this.head, unit.dts_ms)
  }
}
