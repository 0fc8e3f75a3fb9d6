import type { StreamHead } from './packager.ts'
import type { MediaUnit } from './unit.ts'

/** A sequence header or metadata larger than this is no such thing. */
const MAX_CONFIG_BYTES = 256 * 1024
/** Sequence headers kept: a publisher with more tracks than this sends nonsense. */
const MAX_CONFIGS = 16

/** What a sequence header or metadata was: the first of its track, another one than before, the same again, or nothing to keep. */
export type ConfigVerdict = 'first' | 'changed' | 'repeated' | 'refused'

/** Keeps what a joining subscriber must get before the first frame. */
export class HeadKeeper {
  readonly #configs = new Map<string, MediaUnit>()
  #metadata: MediaUnit | null = null
  #has_video = false
  #has_audio = false
  #version = 0
  #head: StreamHead | null = null

  /** Grows whenever the head changes. */
  get version(): number {
    return this.#version
  }

  get metadata(): MediaUnit | null {
    return this.#metadata
  }

  /** A sequence header or a frame of video came, or the metadata announces some. */
  get expects_video(): boolean {
    const values = this.#metadata?.values
    return this.#has_video || (values !== undefined && (values.has('videocodecid') || values.has('width')))
  }

  /** The head as it is now; the same object until it changes. */
  get head(): StreamHead {
    this.#head ??= {
      metadata: this.#metadata,
      configs: [...this.#configs.values()].sort((a, b) => rank(a) - rank(b)),
      has_video: this.expects_video,
      has_audio: this.#has_audio || this.#metadata?.values?.has('audiocodecid') === true,
    }
    return this.#head
  }

  /** Takes a unit with `config` set. */
  keep(unit: MediaUnit): ConfigVerdict {
    if (unit.body.length > MAX_CONFIG_BYTES) return 'refused'
    const key = `${unit.kind}:${unit.track_id ?? 0}:${unit.enhanced_only === true}`
    const before = unit.kind === 'metadata' ? this.#metadata : this.#configs.get(key)
    if (before?.body.equals(unit.body)) return 'repeated'
    if (unit.kind === 'metadata') this.#metadata = unit
    else if (!before && this.#configs.size >= MAX_CONFIGS) return 'refused'
    else this.#configs.set(key, unit)
    this.#changed()
    this.noteTrack(unit.kind)
    return before ? 'changed' : 'first'
  }

  /**
   * Forgets the tracks that `next` does not have, and what was announced of them: another publisher has taken the stream up. What it says of
   * the others is the caller's to keep.
   */
  forgetAllBut(next: HeadKeeper): void {
    const gone = [...this.#configs.keys()].filter((key) => !next.#configs.has(key))
    const same = gone.length === 0 && next.expects_video === this.expects_video && next.#has_audio === this.#has_audio
    for (const key of gone) this.#configs.delete(key)
    if (next.#metadata === null) this.#metadata = null
    this.#has_video = next.#has_video
    this.#has_audio = next.#has_audio
    if (!same) this.#changed()
  }

  /** Media of this kind flows. */
  noteTrack(kind: MediaUnit['kind']): void {
    if (kind === 'video' && !this.#has_video) this.#has_video = true
    else if (kind === 'audio' && !this.#has_audio) this.#has_audio = true
    else return
    this.#changed()
  }

  #changed(): void {
    this.#version++
    this.#head = null
  }
}

/** Video before audio, tracks in their order, what only describes a track behind its sequence header. */
const rank = (unit: MediaUnit) =>
  (unit.kind === 'video' ? 0 : 1000) + (unit.track_id ?? 0) + (unit.enhanced_only === true ? 0.5 : 0)
