import type { Logger } from 'pino'
import type { StreamPath } from '#contract/ids.ts'
import type { StreamHealth } from '#contract/stream.ts'
import { ArrivalMeter } from './arrival-meter.ts'
import { METADATA_DTS_MS } from './fan-out.ts'
import { GopCache } from './gop-cache.ts'
import { HeadKeeper } from './head-keeper.ts'
import type { MediaLimits } from './media-limits.ts'
import { type NewestKeyframe, newestKeyframe } from './newest-keyframe.ts'
import { SoundAlone } from './sound-alone.ts'
import { TakeUp } from './take-up.ts'
import { TimestampRepair } from './timestamp-repair.ts'
import { TrackFacts } from './track-facts.ts'
import type { MediaUnit } from './unit.ts'

export interface StreamIngestOptions {
  readonly path: StreamPath
  readonly limits: MediaLimits
  readonly log: Logger
  /** A unit for everybody, at its repaired time. */
  readonly onUnit: (unit: MediaUnit, starts: boolean, has_video: boolean) => void
  /** What was handed on so far cannot be followed by what comes now. */
  readonly onReset: () => void
  /** No track of this kind comes any more. */
  readonly onGone: (kind: 'video' | 'audio') => void
  /** A frame that decoding can start at was handed on. */
  readonly onStart: (unit: MediaUnit) => void
  /** A sequence header or metadata that says something new was handed on. */
  readonly onDescribed: () => void
}

/** What comes in of a stream: puts units in order of time, keeps what those who join must get, counts. */
export class StreamIngest {
  readonly head = new HeadKeeper()
  readonly facts = new TrackFacts()
  readonly arrivals = new ArrivalMeter(performance.now())
  readonly #options: StreamIngestOptions
  readonly #gop: GopCache
  readonly #repair = new TimestampRepair()
  readonly #sound_alone = new SoundAlone()
  /** While another publisher has taken the stream up and brought no frame yet that can be shown. */
  #take_up: TakeUp | null = null
  #frames = 0
  #bytes = 0
  #last_unit_at_ms = 0
  #told_outgrown = false
  #keyframe_seen = false
  #main_picture = Number.POSITIVE_INFINITY
  #keyframe: NewestKeyframe | null = null
  /** By `performance.now()`: when the last frame of each kind came, and when the publisher's clock jumped last. */
  readonly #frame_at_ms = { video: Number.NaN, audio: Number.NaN }
  #jumped_at_ms = Number.NaN

  constructor(options: StreamIngestOptions) {
    this.#options = options
    this.#gop = new GopCache(this.#cacheLimits())
  }

  /** The units since the newest keyframe. */
  get recent(): readonly MediaUnit[] {
    return this.#gop.units
  }

  /** The newest keyframe of the main picture; null where there is none, or its codec has no sequence header. */
  get keyframe(): NewestKeyframe | null {
    return this.#keyframe
  }

  get frames(): number {
    return this.#frames
  }

  get bytes(): number {
    return this.#bytes
  }

  /** When the last unit came, in ms since 1970; 0 before the first. */
  get last_unit_at_ms(): number {
    return this.#last_unit_at_ms
  }

  /** How it arrives at this moment; ages are null where there was none yet. */
  arrival(): Required<
    Pick<
      StreamHealth,
      'last_picture_age_ms' | 'last_sound_age_ms' | 'recent_arrival_gap_ms' | 'clock_jumps' | 'last_clock_jump_age_ms'
    >
  > {
    const now_ms = performance.now()
    const age = (at_ms: number) => (Number.isNaN(at_ms) ? null : Math.round(now_ms - at_ms))
    return {
      last_picture_age_ms: age(this.#frame_at_ms.video),
      last_sound_age_ms: age(this.#frame_at_ms.audio),
      recent_arrival_gap_ms: this.arrivals.recentGapMs(now_ms),
      clock_jumps: this.#repair.jumps,
      last_clock_jump_age_ms: age(this.#jumped_at_ms),
    }
  }

  push(unit: MediaUnit): void {
    const now_ms = Date.now()
    this.#bytes += unit.body.length
    this.arrivals.bytes(unit.body.length)
    this.#last_unit_at_ms = now_ms
    if (this.#take_up !== null) {
      if (!this.#take_up.opens(unit)) return
      this.#goOn(this.#take_up)
      this.#pushFrame(unit, now_ms, true)
    } else if (unit.config) {
      this.#pushConfig(unit)
    } else {
      this.#pushFrame(unit, now_ms, false)
    }
  }

  /** What comes next is of another publisher. */
  takeUp(): void {
    this.#take_up = new TakeUp()
  }

  /** Lets go of what is kept for those who join. */
  close(): void {
    this.#gop.clear()
  }

  /** Joins the new publisher's first frame to what viewers have: tracks that changed are described anew, time goes on. */
  #goOn({ head }: TakeUp): void {
    this.#take_up = null
    this.#keyframe_seen = false
    this.#main_picture = Number.POSITIVE_INFINITY
    this.#repair.resume()
    this.facts.resume(head)
    const before = this.head.head
    this.head.forgetAllBut(head)
    if (before.has_video && !head.head.has_video) this.#options.onGone('video')
    if (before.has_audio && !head.head.has_audio) this.#options.onGone('audio')
    const { metadata, configs } = head.head
    for (const unit of metadata ? [metadata, ...configs] : configs) this.#pushConfig(unit)
  }

  #pushConfig(unit: MediaUnit): void {
    const verdict = this.head.keep(unit)
    if (verdict === 'repeated' || verdict === 'refused') return
    if (!unit.enhanced_only) this.facts.describe(unit)
    if (verdict === 'changed' && unit.kind !== 'metadata' && !unit.enhanced_only) {
      // What is cached belongs to the decoder configuration before, and cannot be played behind the new one.
      this.#gop.clear()
      this.#options.onReset()
    }
    const placed = { ...unit, dts_ms: unit.kind === 'metadata' ? METADATA_DTS_MS : this.#repair.position_ms }
    this.#options.onUnit(placed, false, this.head.expects_video)
    this.#options.onDescribed()
  }

  #pushFrame(unit: MediaUnit, now_ms: number, opens: boolean): void {
    if (unit.kind === 'video' && !this.#keyframe_seen) {
      this.head.noteTrack('video')
      // Nobody can decode what comes before the first keyframe; those who listen already would see it broken.
      if (!unit.keyframe) return
      this.#keyframe_seen = true
    }
    const { jumps } = this.#repair
    const dts_ms = this.#repair.next(unit.kind, unit.dts_ms, unit.track_id)
    this.#noteArrival(unit, this.#repair.jumps > jumps)
    const placed = dts_ms === unit.dts_ms ? unit : { ...unit, dts_ms }
    this.head.noteTrack(unit.kind)
    this.facts.count(placed, now_ms)
    if (unit.kind !== 'metadata') this.#frames++
    const starts = opens || this.#startsAt(unit, dts_ms)
    if (starts && unit.kind === 'video') this.#keyframe = newestKeyframe(placed, this.head.head)
    this.#gop.push(placed, starts)
    this.#options.onUnit(placed, starts, this.head.expects_video)
    if (starts) this.#options.onStart(placed)
    else if (this.#gop.outgrown && !this.#told_outgrown) this.#tellOutgrown()
  }

  #noteArrival({ kind, track_id = 0 }: MediaUnit, jumped: boolean): void {
    const now_ms = performance.now()
    if (jumped) this.#jumped_at_ms = now_ms
    if (kind === 'metadata' || track_id !== 0) return
    this.#frame_at_ms[kind] = now_ms
    if (kind === 'video' || !this.head.expects_video) this.arrivals.frame(now_ms)
  }

  /** Of several tracks of pictures the one with the lowest number says where decoding can start: a player begins with it. */
  #startsAt({ kind, keyframe, track_id = 0 }: MediaUnit, dts_ms: number): boolean {
    if (kind === 'video') {
      this.#main_picture = Math.min(this.#main_picture, track_id)
      return keyframe && track_id === this.#main_picture
    }
    return kind === 'audio' && track_id === 0 && this.#sound_alone.is(this.head, dts_ms)
  }

  #tellOutgrown(): void {
    this.#told_outgrown = true
    const { log, limits, path } = this.#options
    log.warn(
      { event: 'stream.keyframes_far_apart', stream_path: path, ...this.#cacheLimits() },
      `${path} has more than ${limits.gop_cache_ms / 1000} s or ${limits.gop_cache_bytes} bytes between keyframes: viewers who join wait for the next one. Set a keyframe every 2 s in the encoder.`,
    )
  }

  #cacheLimits() {
    const { gop_cache_bytes, gop_cache_ms } = this.#options.limits
    return { max_bytes: gop_cache_bytes, max_ms: gop_cache_ms }
  }
}
