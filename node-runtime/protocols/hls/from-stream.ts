import type { MediaUnit, MetadataValues } from '../../media/unit.ts'
import { codedFrame } from './coded-frame.ts'
import type { Container, Muxer } from './container.ts'
import { KeyframeDistance } from './keyframe-distance.ts'
import { mp3Format, type TrackFormat, trackFormat } from './track-format.ts'
import type { TakenTracks } from './track-layout.ts'
import { TrackQueue } from './track-queue.ts'

/** A piece of a segment that can be had before the segment is whole: one movie fragment, or a run of transport packets. */
export interface Part {
  readonly bytes: Buffer
  /** On the stream's own clock, in ms. */
  readonly start_ms: number
  readonly duration_ms: number
  /** Its first picture can be decoded without any before it; true where there are no pictures. */
  readonly independent: boolean
}

export interface SegmenterOptions {
  /** What the frames are wrapped in. */
  readonly container: Container
  /** The tracks it takes of the stream. */
  readonly takes: TakenTracks
  /** Wanted length of a part and of a segment, in ms. */
  readonly part_ms: number
  readonly segment_ms: number
  /** A segment that no keyframe ends is ended at these. */
  readonly max_segment_ms: number
  readonly max_segment_bytes: number
  /** Pictures a second as far as it is known. */
  readonly frameRate: () => number | null
  /**
   * What follows has these tracks; not the first time: after a discontinuity. None: nothing that the container can carry.
   * @param init what a player needs once before it; null where the container has no such thing
   */
  readonly onTracks: (tracks: readonly TrackFormat[], init: Buffer | null) => void
  /** @param part_target_ms no part is meant to be longer than this */
  readonly onPart: (part: Part, part_target_ms: number) => void
  /** The parts since the last segment are one. */
  readonly onSegment: () => void
}

type Kind = 'video' | 'audio'

/** Pictures that are so much later than sound have stopped: parts go on with sound alone, in ms. */
const PICTURES_LATE_MS = 1000
/** What a part may be longer than its frames say, because FLV rounds times to ms. */
const ROUNDING_MS = 2
/** Where nothing says how long a frame is, in ms. */
const USUAL_FRAME_MS = 40

/**
 * Cuts the units of some tracks of a stream into parts and segments (RFC 8216bis 3.1 and 3.2). Segments begin with a keyframe; parts are as
 * many whole frames as come nearest to the wanted length. Pictures set the pace where there are some, else sound does.
 */
export class Segmenter {
  readonly #options: SegmenterOptions
  #metadata: MetadataValues | null = null
  /** What the newest sequence headers say; null: a track that HLS cannot carry. */
  readonly #formats = new Map<Kind, TrackFormat | null>()
  /** Tracks whose sequence header changed: they wait for the next start. */
  readonly #stale = new Set<Kind>()
  #begun = false
  /** A new beginning was asked for, and waits for the next frame that decoding can start at. */
  #restart = false
  /** The stream can be decoded from somewhere on. */
  #stream_started = false
  #muxer: Muxer | null = null
  #queues: TrackQueue[] = []
  #keyframes = new KeyframeDistance()
  #part_target_ms: number | null = null
  #part_start_ms = 0
  #segment_start_ms = 0
  #segment_bytes = 0

  constructor(options: SegmenterOptions) {
    this.#options = options
  }

  /** Longest time between two keyframes of late, in ms; 0 before it is known. */
  get keyframe_distance_ms(): number {
    return this.#keyframes.longest_ms
  }

  /** @param starts decoding can start at this unit */
  push(unit: MediaUnit, starts: boolean): void {
    if (unit.kind === 'metadata') {
      this.#metadata = unit.values ?? this.#metadata
      return
    }
    this.#stream_started ||= starts
    const track_id = unit.track_id ?? 0
    if (track_id !== this.#options.takes[unit.kind]) return
    if (unit.config) {
      this.#setFormat(unit.kind, trackFormat(unit, track_id === 0 ? this.#metadata : null))
      return
    }
    this.expect(unit)
    const due = !this.#begun || this.#stale.size > 0 || this.#restart
    if (due && this.#canStart(unit, starts)) this.#begin(unit.dts_ms)
    if (this.#stale.has(unit.kind)) return
    const queue = this.#queue(unit.kind)
    if (!queue || queue.format.codec !== unit.codec) return
    const at_ms = queue.push(unit)
    if (at_ms === null) return
    if (queue === this.#queues[0]) this.#pace(queue, at_ms, unit)
    else this.#goOnWithoutPictures(at_ms)
  }

  /** The stream has no track of this kind any more: what follows is without it, after a discontinuity. */
  forget(kind: Kind): void {
    if (this.#formats.delete(kind)) this.#stale.add(kind)
  }

  /** Looks at a frame that comes later: what has no sequence header (MP3) says itself what its track is. */
  expect(unit: MediaUnit): void {
    if (unit.kind !== 'audio' || unit.codec !== 'mp3' || (unit.track_id ?? 0) !== this.#options.takes.audio) return
    const format = mp3Format(codedFrame(unit)?.data ?? Buffer.alloc(0))
    const known = this.#formats.get('audio')
    if (!format || (known && sameSound(known, format))) return
    this.#setFormat('audio', format)
  }

  /** What follows is to stand behind a discontinuity, because another rendition of the stream has one here. */
  restart(): void {
    this.#restart = this.#begun
  }

  /** The stream is over: what is gathered becomes the last part of the last segment. */
  finish(): void {
    this.#flush(null)
  }

  #setFormat(kind: Kind, format: TrackFormat | null): void {
    this.#formats.set(kind, format)
    this.#stale.add(kind)
  }

  /** Tracks that stand alone start at their own frames, else all start where the stream does. */
  #canStart(unit: MediaUnit, starts: boolean): boolean {
    const { video, audio } = this.#options.takes
    if (audio === null) return unit.keyframe
    return video === null ? this.#stream_started : starts
  }

  #queue(kind: Kind): TrackQueue | undefined {
    return this.#queues.find(({ format }) => format.kind === kind)
  }

  #begin(at_ms: number): void {
    this.#flush(at_ms)
    const { container, onTracks } = this.#options
    this.#begun = true
    this.#restart = false
    this.#stale.clear()
    const formats = [this.#formats.get('video'), this.#formats.get('audio')].filter((format) => !!format)
    const tracks = formats.filter((format) => container.carries(format))
    this.#muxer = container.muxer(tracks)
    this.#queues = tracks.map((format) => new TrackQueue(format))
    this.#keyframes = new KeyframeDistance()
    this.#part_target_ms = null
    this.#part_start_ms = at_ms
    this.#segment_start_ms = at_ms
    this.#segment_bytes = 0
    onTracks(tracks, this.#muxer.init)
  }

  /** A frame of the track that sets the pace came: everything before it may be a part or a segment now. */
  #pace(queue: TrackQueue, at_ms: number, unit: MediaUnit): void {
    const { segment_ms } = this.#options
    const can_start = queue.format.kind === 'audio' || unit.keyframe
    if (can_start) this.#keyframes.note(at_ms)
    if (at_ms <= this.#part_start_ms) return
    this.#catchUp(at_ms)
    const frame_ms = queue.frame_ms ?? USUAL_FRAME_MS
    const segment_so_far_ms = at_ms - this.#segment_start_ms
    if (can_start && segment_so_far_ms + this.#keyframes.longest_ms > segment_ms + frame_ms / 2) {
      this.#cut(at_ms)
      this.#endSegment(at_ms)
    } else if (this.#outgrown(at_ms)) {
      this.#cut(at_ms)
      this.#endSegment(at_ms)
    } else if (at_ms - this.#part_start_ms + frame_ms > this.#partTarget()) {
      this.#cut(at_ms)
    }
  }

  /** No part is longer than it may be, whatever came meanwhile: pictures that are back, or late. */
  #catchUp(at_ms: number): void {
    const step_ms = this.#partTarget()
    for (let from_ms = -1; from_ms < this.#part_start_ms && at_ms - this.#part_start_ms > step_ms; ) {
      from_ms = this.#part_start_ms
      this.#cut(from_ms + step_ms)
    }
  }

  /** Sound came while pictures are late: it is not kept waiting for ever. */
  #goOnWithoutPictures(sound_ms: number): void {
    const step_ms = this.#partTarget()
    while (sound_ms - this.#part_start_ms > PICTURES_LATE_MS + step_ms) {
      const at_ms = this.#part_start_ms + step_ms
      this.#cut(at_ms)
      this.#part_start_ms = at_ms
      if (this.#outgrown(at_ms)) this.#endSegment(at_ms)
    }
  }

  #outgrown(at_ms: number): boolean {
    const { max_segment_ms, max_segment_bytes } = this.#options
    const waiting = this.#queues.reduce((sum, queue) => sum + queue.bytes, 0)
    return at_ms - this.#segment_start_ms >= max_segment_ms || this.#segment_bytes + waiting >= max_segment_bytes
  }

  /** Known from the first frames on and the same until the tracks change. */
  #partTarget(): number {
    if (this.#part_target_ms !== null) return this.#part_target_ms
    const pace = this.#queues[0]
    const rate = this.#options.frameRate()
    const said_ms = pace?.format.kind === 'video' && rate !== null && rate > 0 ? 1000 / rate : null
    const frame_ms = said_ms ?? (pace?.frame_ms || USUAL_FRAME_MS)
    const frames = Math.max(1, Math.round(this.#options.part_ms / frame_ms))
    this.#part_target_ms = Math.ceil(frames * frame_ms) + ROUNDING_MS
    return this.#part_target_ms
  }

  /** @param until_ms samples that begin before are taken: the part's end, unless all are to go */
  #cut(end_ms: number, until_ms = end_ms): void {
    const runs = this.#queues.map((queue) => queue.takeUntil(until_ms))
    if (!this.#muxer || runs.every((samples) => samples.length === 0)) return
    const bytes = this.#muxer.part(runs)
    const has_pictures = this.#queues[0]?.format.kind === 'video'
    const independent = !has_pictures || runs[0]?.[0]?.sync === true
    const start_ms = this.#part_start_ms
    this.#segment_bytes += bytes.length
    this.#part_start_ms = end_ms
    const duration_ms = Math.max(1, end_ms - start_ms)
    this.#options.onPart({ bytes, start_ms, duration_ms, independent }, this.#partTarget())
  }

  #endSegment(at_ms: number): void {
    this.#segment_start_ms = at_ms
    this.#segment_bytes = 0
    this.#options.onSegment()
  }

  #flush(at_ms: number | null): void {
    if (this.#queues.length === 0) return
    for (const queue of this.#queues) queue.settle(at_ms)
    const ends = this.#queues.map((queue) => queue.end_ms ?? 0)
    const end_ms = Math.max(this.#part_start_ms, ...(at_ms === null ? ends : [at_ms]))
    this.#cut(end_ms, Number.POSITIVE_INFINITY)
    this.#endSegment(end_ms)
    this.#queues = []
  }
}

function sameSound(a: TrackFormat, b: TrackFormat): boolean {
  if (a.kind !== 'audio' || b.kind !== 'audio') return false
  return a.codec === b.codec && a.timescale === b.timescale && a.channels === b.channels
}
