import type { Track } from '#contract/stream.ts'
import { type AudioFacts, parseAacConfig } from './codecs/aac.ts'
import { parseAv1Config } from './codecs/av1.ts'
import { parseAvcConfig, type VideoFacts } from './codecs/avc.ts'
import { parseHevcConfig } from './codecs/hevc.ts'
import { parseOpusConfig } from './codecs/opus.ts'
import { profileOf } from './codecs/profile.ts'
import { parseVp9Config } from './codecs/vp9.ts'
import { DtsMeter } from './dts-meter.ts'
import { FrameGaps } from './frame-gaps.ts'
import type { HeadKeeper } from './head-keeper.ts'
import { SoundOffset } from './sound-offset.ts'
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

/** Frames a second that a publisher may announce; anything else is no frame rate, and times are reckoned from it. */
const LOWEST_FPS = 0.1
const HIGHEST_FPS = 1_000

type TrackShape = Omit<Track, 'fps' | 'profile' | 'level' | 'bitrate_kbps'> & { readonly id: number }

const blank = { codec_string: null, width: null, height: null, sample_rate_hz: null, channels: null }

/** Time over which the usual bit rate is smoothed, in ms of the stream. */
const USUAL_MS = 60_000

/** What the units of a stream say of its tracks, and what counting them shows. */
export class TrackFacts {
  readonly gaps = new FrameGaps()
  readonly sound_offset = new SoundOffset()
  readonly #tracks = new Map<string, TrackShape>()
  /** Bytes of each track, by kind and number. */
  readonly #bytes_of = { video: new Map<number, DtsMeter>(), audio: new Map<number, DtsMeter>() }
  readonly #frames = new DtsMeter()
  readonly #bytes = new DtsMeter()
  #metadata: MetadataValues | null = null
  #last_keyframe_ms: number | null = null
  #keyframe_interval_ms: number | null = null
  #usual_kbps: number | null = null
  #usual_at_ms = Number.NEGATIVE_INFINITY
  #fps_told: number | null = null
  #version = 0

  get keyframe_interval_ms(): number | null {
    return this.#keyframe_interval_ms
  }

  /** Over the last five seconds of the stream. */
  get bitrate_kbps(): number {
    return kbps(this.#bytes)
  }

  /** Over the last minute or so; null before anything was measured. */
  get usual_kbps(): number | null {
    return this.#usual_kbps === null ? null : Math.round(this.#usual_kbps)
  }

  /** Grows whenever the tracks say something new; looked at with each keyframe, so it is a number and no text. */
  get version(): number {
    return this.#version
  }

  /** Takes a sequence header or metadata. */
  describe(unit: MediaUnit): void {
    this.#version++
    if (unit.kind === 'metadata') {
      this.#metadata = unit.values ?? null
      return
    }
    const config = unit.body.subarray(unit.payload_offset)
    const parse = unit.kind === 'video' ? VIDEO_CONFIGS[unit.codec] : AUDIO_CONFIGS[unit.codec]
    const id = unit.track_id ?? 0
    this.#tracks.set(`${unit.kind}:${id}`, { ...blank, id, kind: unit.kind, codec: unit.codec, ...parse?.(config) })
  }

  /** Another publisher takes the stream up with these tracks: what is measured between two frames starts anew. */
  resume(next: HeadKeeper): void {
    this.#version++
    const { has_video, has_audio } = next.head
    for (const [key, { kind }] of this.#tracks) {
      if (kind === 'video' ? !has_video : !has_audio) this.#tracks.delete(key)
    }
    this.#bytes_of.video.clear()
    this.#bytes_of.audio.clear()
    this.#last_keyframe_ms = null
    if (!has_video) this.#keyframe_interval_ms = null
    this.gaps.resume()
    this.sound_offset.resume()
  }

  /** Counts a frame; `dts_ms` of the unit is the repaired time, `arrived_ms` any clock's. */
  count(unit: MediaUnit, arrived_ms: number): void {
    const { kind, dts_ms } = unit
    if (kind === 'metadata') return
    this.#bytes.add(unit.body.length, dts_ms)
    const id = unit.track_id ?? 0
    this.#bytesOf(unit, id).add(unit.body.length, dts_ms)
    if (id !== 0) return
    this.sound_offset.add(kind, dts_ms, arrived_ms)
    if (dts_ms - this.#usual_at_ms >= 1_000) this.#noteUsual(dts_ms)
    if (kind !== 'video') return
    this.gaps.add(dts_ms)
    this.#frames.add(1, dts_ms)
    if (unit.keyframe) this.#noteKeyframe(dts_ms)
  }

  /** Video before audio, main tracks before others. What no header says comes from the metadata. */
  tracks(): Track[] {
    const order = (track: TrackShape) => (track.kind === 'video' ? 0 : 1000) + track.id
    return [...this.#tracks.values()].sort((a, b) => order(a) - order(b)).map((track) => this.#whole(track))
  }

  #bytesOf(unit: MediaUnit, id: number): DtsMeter {
    const kind = unit.kind === 'video' ? 'video' : 'audio'
    const known = this.#bytes_of[kind].get(id)
    if (known !== undefined) return known
    const meter = new DtsMeter()
    this.#bytes_of[kind].set(id, meter)
    const key = `${kind}:${id}`
    if (!this.#tracks.has(key)) {
      this.#tracks.set(key, { ...blank, id, kind, codec: unit.codec })
      this.#version++
    }
    return meter
  }

  #noteKeyframe(dts_ms: number): void {
    if (this.#last_keyframe_ms !== null) {
      if (this.#keyframe_interval_ms === null) this.#version++
      this.#keyframe_interval_ms = dts_ms - this.#last_keyframe_ms
    }
    this.#last_keyframe_ms = dts_ms
    const fps = this.#fps()
    if (fps === this.#fps_told) return
    this.#fps_told = fps
    this.#version++
  }

  #noteUsual(dts_ms: number): void {
    const now_kbps = this.#bytes.perSecond() === null ? null : this.bitrate_kbps
    if (now_kbps !== null) {
      const weight = Math.min(1, Math.max(0, dts_ms - this.#usual_at_ms) / USUAL_MS)
      this.#usual_kbps =
        this.#usual_kbps === null ? now_kbps : this.#usual_kbps + (now_kbps - this.#usual_kbps) * weight
    }
    this.#usual_at_ms = dts_ms
  }

  #whole({ id, ...track }: TrackShape): Track {
    const meter = this.#bytes_of[track.kind].get(id)
    const bitrate_kbps = meter === undefined ? null : kbps(meter)
    const measured = { ...track, ...profileOf(track.codec_string), bitrate_kbps }
    if (id !== 0) return { ...measured, fps: null }
    if (track.kind === 'audio') {
      const sample_rate_hz = track.sample_rate_hz ?? rounded(this.#said('audiosamplerate'))
      return { ...measured, fps: null, sample_rate_hz }
    }
    const width = track.width ?? rounded(this.#said('width'))
    const height = track.height ?? rounded(this.#said('height'))
    return { ...measured, fps: this.#fps(), width, height }
  }

  #fps(): number | null {
    const said = this.#said('framerate') ?? this.#said('videoframerate')
    const announced = said !== null && said >= LOWEST_FPS && said <= HIGHEST_FPS ? said : null
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
const kbps = (meter: DtsMeter) => Math.round(((meter.perSecond() ?? 0) * 8) / 1000)
