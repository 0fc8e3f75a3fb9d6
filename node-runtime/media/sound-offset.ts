/** Time over which what is measured is smoothed, in ms of the stream. */
const SMOOTH_MS = 2_000

interface Lead {
  last_dts_ms: number
  /** How far the track's time runs ahead of arrival, smoothed; only differences mean anything. */
  ms: number
}

/**
 * How far sound and picture are apart as they arrive: their newest times, each against the moment it came. A sound publisher keeps both together;
 * one whose clocks drift, or whose sound is held up, does not.
 */
export class SoundOffset {
  #video: Lead | null = null
  #audio: Lead | null = null

  /** Sound is ahead of the picture by so much, in ms; behind it where this is negative. Null until both have come. */
  get ms(): number | null {
    return this.#video === null || this.#audio === null ? null : Math.round(this.#audio.ms - this.#video.ms)
  }

  add(kind: 'video' | 'audio', dts_ms: number, arrived_ms: number): void {
    const lead_ms = dts_ms - arrived_ms
    const before = kind === 'video' ? this.#video : this.#audio
    if (before === null) {
      const lead = { last_dts_ms: dts_ms, ms: lead_ms }
      if (kind === 'video') this.#video = lead
      else this.#audio = lead
      return
    }
    const weight = Math.min(1, Math.max(0, dts_ms - before.last_dts_ms) / SMOOTH_MS)
    before.last_dts_ms = dts_ms
    before.ms += (lead_ms - before.ms) * weight
  }

  resume(): void {
    this.#video = null
    this.#audio = null
  }
}
