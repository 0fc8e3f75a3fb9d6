import type { HeadKeeper } from './head-keeper.ts'

/** A stream that sent neither video nor metadata that announces some for so long is sound alone, in ms of its own time. */
const SOUND_ALONE_AFTER_MS = 1000

/** Tells a stream of sound alone, in which every frame is a start, from one whose picture is still to come. */
export class SoundAlone {
  #first_dts_ms: number | null = null

  /** @param dts_ms time of a frame of sound */
  is(head: HeadKeeper, dts_ms: number): boolean {
    this.#first_dts_ms ??= dts_ms
    if (head.expects_video) return false
    return head.metadata !== null || dts_ms - this.#first_dts_ms >= SOUND_ALONE_AFTER_MS
  }
}
