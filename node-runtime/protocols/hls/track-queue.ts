import type { MediaUnit } from '../../media/unit.ts'
import { AudioClock } from './audio-clock.ts'
import { codedFrame } from './coded-frame.ts'
import type { Sample } from './sample.ts'
import { opusSamples, type TrackFormat } from './track-format.ts'

/** Counted for each sample besides its data, so that a flood of tiny ones is bounded too. */
const SAMPLE_OVERHEAD_BYTES = 160

/** The samples of one track that are not in a part yet. A picture's duration is known when the next one comes, so the newest is held back. */
export class TrackQueue {
  readonly format: TrackFormat
  readonly #clock: AudioClock
  #samples: Sample[] = []
  #bytes = 0
  #held: Sample | null = null
  /** Length of the last frame, in ticks; null before one is known. */
  #last_duration: number | null = null

  constructor(format: TrackFormat) {
    this.format = format
    this.#clock = new AudioClock(format.timescale)
  }

  get bytes(): number {
    return this.#bytes
  }

  /** Length of the newest frame whose length is known, in ms. */
  get frame_ms(): number | null {
    return this.#last_duration === null ? null : this.#ms(this.#last_duration)
  }

  /** Where the samples that are whole end, in ms. */
  get end_ms(): number | null {
    const last = this.#samples.at(-1)
    return last ? this.#ms(last.time + last.duration) : null
  }

  /** Takes a frame; returns its place in ms, or null where there is none in it. */
  push(unit: MediaUnit): number | null {
    const frame = codedFrame(unit)
    if (!frame) return null
    const { data, composition_ms } = frame
    const { format } = this
    if (format.kind === 'audio') {
      const length = format.frame_samples ?? opusSamples(data)
      if (length === 0) return null
      const { time, duration } = this.#clock.place(unit.dts_ms, length)
      this.#last_duration = duration
      this.#add({ data, time, duration, composition: 0, sync: true })
      return this.#ms(time)
    }
    const time = this.#ticks(unit.dts_ms)
    this.settle(unit.dts_ms)
    this.#held = { data, time, duration: 0, composition: this.#ticks(composition_ms), sync: unit.keyframe }
    this.#bytes += data.length + SAMPLE_OVERHEAD_BYTES
    return unit.dts_ms
  }

  /** The picture held back is shown until then; without a time, as long as the one before it. */
  settle(until_ms: number | null): void {
    const held = this.#held
    if (!held) return
    this.#held = null
    this.#bytes -= held.data.length + SAMPLE_OVERHEAD_BYTES
    const usual = this.#last_duration ?? this.#ticks(40)
    const duration = until_ms === null ? usual : Math.max(0, this.#ticks(until_ms) - held.time)
    this.#last_duration = duration
    this.#add({ ...held, duration })
  }

  /** Takes out what begins before this time, except the picture held back. */
  takeUntil(end_ms: number): readonly Sample[] {
    const end = this.#ticks(end_ms)
    const cut = this.#samples.findIndex(({ time }) => time >= end)
    const taken = cut === -1 ? this.#samples : this.#samples.slice(0, cut)
    this.#samples = cut === -1 ? [] : this.#samples.slice(cut)
    for (const { data } of taken) this.#bytes -= data.length + SAMPLE_OVERHEAD_BYTES
    return taken
  }

  #add(sample: Sample): void {
    this.#samples.push(sample)
    this.#bytes += sample.data.length + SAMPLE_OVERHEAD_BYTES
  }

  #ticks(ms: number): number {
    return Math.round((ms * this.format.timescale) / 1000)
  }

  #ms(ticks: number): number {
    return (ticks * 1000) / this.format.timescale
  }
}
