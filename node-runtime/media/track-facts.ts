import type { Track } from '#contract/stream.ts'
import { type AudioFacts, parseAacConfig } from './codecs/aac.ts'
import { parseAv1Config } from './codecs/av1.ts'
import { parseAvcConfig, type VideoFacts } from './codecs/avc.ts'
import { parseHevcConfig } from './codecs/hevc.ts'
import { parseOpusConfig } from './codecs/opus.ts'
import { parseVp9Config } from './codecs/vp9.ts'
import { DtsMeter } from './dts-meter.ts'
import type { MediaUnit, MetadataValues } from './unit.ts'

const VIDEO_CONFIGS: Readonly<Record<string, (config: Buffer) => VideoFacts | null>> = {
  h264: parseAvcConfig,
  hevc: parseHevcConfig,
  av1: parseAv1Config,
  vp9: parseVp9Config,
}
const AUDIO_CONFIGS: Readonly<Record<string, (config: Buffer) => AudioFacts | null>> = {
  aac: parseAacConfig,
  opus: parseOpusConfig,
}

type TrackShape = Omit<Track, 'fps'> & { readonly id: number }

const blank = { codec_string: null, width: null, height: null, sample_rate_hz: null, channels: null }

/** What the units of a stream say of its tracks, and what counting them shows. */
export class TrackFacts {
  readonly #tracks = new Map<string, TrackShape>()
  readonly #seen_video = new Set<number>()
  readonly #seen_audio = new Set<number>()
  readonly #frames = new DtsMeter()
  readonly #bytes = new DtsMeter()
  #metadata: MetadataValues | null = null
  #last_keyframe_ms: number | null = null
  #keyframe_interval_ms: number | null = null

  get keyframe_interval_ms(): number | null {
    return this.#keyframe_interval_ms
  }

  /** Over the last five seconds of the stream. */
  get bitrate_kbps(): number {
    return Math.round(((this.#bytes.perSecond() ?? 0) * 8) / 1000)
  }

  /** Takes a sequence header or metadata. */
  describe(unit: MediaUnit): void {
    if (unit.kind === 'metadata') {
      this.#metadata = unit.values ?? null
      return
    }
    const config = unit.body.subarray(unit.payload_offset)
    const parse = unit.kind === 'video' ? VIDEO_CONFIGS[unit.codec] : AUDIO_CONFIGS[unit.codec]
    const id = unit.track_id ?? 0
    this.#tracks.set(`${unit.kind}:${id}`, { ...blank, id, kind: unit.kind, codec: unit.codec, ...parse?.(config) })
  }

  /** Counts a frame; `dts_ms` of the unit is the repaired time. */
  count(unit: MediaUnit): void {
    if (unit.kind === 'metadata') return
    this.#bytes.add(unit.body.length, unit.dts_ms)
    const id = unit.track_id ?? 0
    const seen = unit.kind === 'video' ? this.#seen_video : this.#seen_audio
    if (!seen.has(id)) {
      seen.add(id)
      const key = `${unit.kind}:${id}`
      if (!this.#tracks.has(key)) this.#tracks.set(key, { ...blank, id, kind: unit.kind, codec: unit.codec })
    }
    if (unit.kind !== 'video' || id !== 0) return
    this.#frames.add(1, unit.dts_ms)
    if (!unit.keyframe) return
    if (this.#last_keyframe_ms !== null) this.#keyframe_interval_ms = unit.dts_ms - this.#last_keyframe_ms
    this.#last_keyframe_ms = unit.dts_ms
  }

  /** Video before audio, main tracks before others. What no header says comes from the metadata. */
  tracks(): Track[] {
    const order = (track: TrackShape) => (track.kind === 'video' ? 0 : 1000) + track.id
    return [...this.#tracks.values()].sort((a, b) => order(a) - order(b)).map((track) => this.#whole(track))
  }

  #whole({ id, ...track }: TrackShape): Track {
    if (id !== 0) return { ...track, fps: null }
    if (track.kind === 'audio') {
      const sample_rate_hz = track.sample_rate_hz ?? rounded(this.#said('audiosamplerate'))
      return { ...track, fps: null, sample_rate_hz }
    }
    const width = track.width ?? rounded(this.#said('width'))
    const height = track.height ?? rounded(this.#said('height'))
    return { ...track, fps: this.#fps(), width, height }
  }

  #fps(): number | null {
    const announced = this.#said('framerate') ?? this.#said('videoframerate')
    const measured = this.#frames.perSecond()
    if (measured === null) return announced
    // What the publisher announces is taken where the count agrees, because a count is never quite even.
    return announced !== null && Math.abs(measured - announced) <= 1.5 ? announced : Math.round(measured)
  }

  #said(name: string): number | null {
    const value = this.#metadata?.get(name)
    return typeof value === 'number' && Number.isFinite(value) && value > 0 ? value : null
  }
}

const rounded = (value: number | null) => (value === null ? null : Math.round(value))
