/** What all media playlists of one stream say alike of how long segments and parts are (RFC 8216bis 6.2.4): neither ever falls. */
export class TargetDurations {
  #target_s: number
  #part_target_ms = 0

  /** @param segment_ms wanted length of a segment: the target duration is no shorter */
  constructor(segment_ms: number) {
    this.#target_s = Math.ceil(segment_ms / 1000)
  }

  /** EXT-X-TARGETDURATION, in seconds. It rises only where keyframes turn out to be further apart. */
  get target_s(): number {
    return this.#target_s
  }

  /** The longest a part is meant to be or was, in ms. */
  get part_target_ms(): number {
    return this.#part_target_ms
  }

  noteSegment(duration_ms: number): void {
    this.#target_s = Math.max(this.#target_s, Math.round(duration_ms / 1000))
  }

  notePart(duration_ms: number): void {
    this.#part_target_ms = Math.max(this.#part_target_ms, duration_ms)
  }
}
