import { randomInt } from 'node:crypto'
import type { Clock } from '../../media/clock.ts'
import type { LiveStream } from '../../media/live-stream.ts'
import type { UnitTap } from '../../media/unit-taps.ts'
import { Segmenter } from './from-stream.ts'
import { initSegment } from './init-segment.ts'
import { type MasterFacts, masterPlaylist, mediaName, mediaPlaylist } from './playlist.ts'
import { SegmentWindow } from './segment-window.ts'
import type { TrackFormat } from './track-format.ts'
import { ViewerSessions } from './viewer-sessions.ts'
import { type WaitingCount, WaitingRoom } from './waiting-room.ts'

export interface HlsLimits {
  /** Wanted length of a part and of a segment, in ms. Defaults 200 and 2,000. */
  readonly part_ms: number
  readonly segment_ms: number
  /** A segment that no keyframe ends is ended after so long, in ms. Default 20,000. */
  readonly max_segment_ms: number
  /** Segments held of one stream, in bytes. Default 96 MiB. */
  readonly max_bytes: number
  /** Viewers of one stream counted at once. Default 20,000. */
  readonly max_sessions: number
  /** Requests that wait for a part at once, over all streams. Default 20,000. */
  readonly max_waiting: number
}

export const HLS_LIMITS: HlsLimits = {
  part_ms: 200,
  segment_ms: 2_000,
  max_segment_ms: 20_000,
  max_bytes: 96 * 1024 * 1024,
  max_sessions: 20_000,
  max_waiting: 20_000,
}

export interface HlsOutputOptions {
  readonly stream: LiveStream
  readonly limits: HlsLimits
  readonly waiting: WaitingCount
  readonly clock: Clock
  /** Nobody watches any more, or what was held behind the end of the stream was held long enough. */
  readonly onClosed: (output: HlsOutput) => void
  /** The stream is over; what is held stays until `onClosed`. */
  readonly onEnded: (output: HlsOutput) => void
}

/** A viewer lapses after so many target durations without a request, and a request waits no longer. */
const PATIENCE_TARGETS = 3
/** How often lapsed viewers are looked for, in ms. */
const LAPSE_CHECK_MS = 1_000
/** What is held when the stream ends stays for those who play its last seconds, in ms. */
const AFTER_END_MS = 30_000
const TAG_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const TAG_LENGTH = 10
/** A part of a segment is held to this share of all that is held. */
const SEGMENT_SHARE = 1 / 4

/** One live stream as HLS, from its first viewer to its last. */
export class HlsOutput {
  /** Stands for this output in the names of its files. */
  readonly tag = Array.from({ length: TAG_LENGTH }, () => TAG_LETTERS[randomInt(TAG_LETTERS.length)]).join('')
  readonly stream: LiveStream
  readonly room: WaitingRoom
  readonly window: SegmentWindow
  readonly #options: HlsOutputOptions
  readonly #segmenter: Segmenter
  readonly #tap: UnitTap
  readonly #sessions = new ViewerSessions()
  #tracks: readonly TrackFormat[] | null = null
  #newest_ms: number | null = null
  #primed = false
  /** Time of day at which the stream's own clock was 0; null before a unit came. */
  #epoch_ms: number | null = null
  #told_version = -1
  #rendered: { readonly version: number; readonly playlist: Buffer } | null = null
  #cancel_timer: () => void
  #closed = false

  /** @throws {StreamNotFoundError} the stream is over */
  constructor(options: HlsOutputOptions) {
    const { stream, limits, waiting, clock } = options
    this.#options = options
    this.stream = stream
    this.room = new WaitingRoom(waiting, clock)
    this.window = new SegmentWindow({ segment_ms: limits.segment_ms, max_bytes: limits.max_bytes })
    this.#segmenter = new Segmenter({
      part_ms: limits.part_ms,
      segment_ms: limits.segment_ms,
      max_segment_ms: limits.max_segment_ms,
      max_segment_bytes: limits.max_bytes * SEGMENT_SHARE,
      frameRate: () => this.#fps(),
      onTracks: (tracks) => {
        this.#tracks = tracks
        this.window.startTracks(initSegment(tracks))
      },
      onPart: (part, part_target_ms) => this.window.addPart(part, part_target_ms),
      onSegment: () => this.window.endSegment(this.#segmenter.keyframe_distance_ms),
    })
    this.#tap = stream.tap({
      onUnit: (unit, starts) => {
        if (unit.kind !== 'metadata' && !unit.config) this.#newest_ms = Math.max(this.#newest_ms ?? 0, unit.dts_ms)
        this.#segmenter.push(unit, starts)
        this.#tell()
      },
      onGone: (kind) => this.#segmenter.forget(kind),
      onEnd: () => this.#end(),
    })
    this.#cancel_timer = clock.after(LAPSE_CHECK_MS, this.#lapse)
    this.#primed = true
    this.#tell()
  }

  /** Longest that a request waits and a viewer is silent, in ms. */
  get patience_ms(): number {
    return this.window.target_s * 1000 * PATIENCE_TARGETS
  }

  get full(): boolean {
    return this.#sessions.count >= this.#options.limits.max_sessions
  }

  /** The stream has nothing that HLS can carry. */
  get unplayable(): boolean {
    return this.#tracks !== null && this.#tracks.length === 0
  }

  knows(session: string): boolean {
    return this.#sessions.has(session)
  }

  /** This viewer watches until its request is answered, and as long after it as after any; the function returned says that it was. */
  hold(session: string): () => void {
    if (this.window.ended || this.#closed) return () => undefined
    const release = this.#sessions.hold(session, () => this.#options.clock.now())
    this.#tap.setViewers(this.#sessions.count)
    return release
  }

  /** There is a whole segment, so that every player can begin. */
  get ready(): boolean {
    return this.window.listed.length > 0
  }

  master(session: string): Buffer {
    const name = this.stream.path.split('/')[1] ?? ''
    const facts = this.#masterFacts()
    return Buffer.from(masterPlaylist(facts, `${name}/${mediaName(this.tag)}?session=${session}`))
  }

  /** The media playlist as it is now, the same buffer for all until it changes. */
  media(): Buffer {
    const { version } = this.window
    if (this.#rendered?.version === version) return this.#rendered.playlist
    const playlist = Buffer.from(mediaPlaylist(this.window, this.tag, this.#epoch_ms ?? 0))
    this.#rendered = { version, playlist }
    return playlist
  }

  countSent(bytes: number): void {
    this.#tap.countSent(bytes)
  }

  /** Lets go of the stream and of everything held. Idempotent. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#cancel_timer()
    this.#tap.detach()
    if (!this.window.ended) this.window.end()
    this.room.wake()
    this.#options.onClosed(this)
  }

  /** What was handed over at the beginning came earlier than now, except its end. */
  #tell(): void {
    if (!this.#primed) return
    if (this.#newest_ms !== null) this.#epoch_ms ??= Date.now() - this.#newest_ms
    const { version } = this.window
    if (version === this.#told_version) return
    this.#told_version = version
    this.room.wake()
  }

  #end(): void {
    this.#segmenter.finish()
    this.window.end()
    this.#cancel_timer()
    this.#cancel_timer = this.#options.clock.after(AFTER_END_MS, () => this.close())
    this.#options.onEnded(this)
    this.#tell()
  }

  readonly #lapse = () => {
    this.#sessions.lapse(this.patience_ms, this.#options.clock.now())
    if (this.#sessions.count === 0) {
      this.close()
      return
    }
    this.#tap.setViewers(this.#sessions.count)
    this.#cancel_timer = this.#options.clock.after(LAPSE_CHECK_MS, this.#lapse)
  }

  #fps(): number | null {
    return this.stream.facts().tracks.find(({ kind, fps }) => kind === 'video' && fps !== null)?.fps ?? null
  }

  #masterFacts(): MasterFacts {
    const tracks = this.#tracks ?? []
    const { listed } = this.window
    const bps = listed.map(({ bytes, duration_ms }) => (bytes * 8000) / duration_ms)
    const bytes = listed.reduce((sum, segment) => sum + segment.bytes, 0)
    const duration_ms = listed.reduce((sum, segment) => sum + segment.duration_ms, 0)
    const video = tracks.find((track) => track.kind === 'video')
    return {
      codecs: tracks.map(({ codec_string }) => codec_string),
      width: video?.width ?? 0,
      height: video?.height ?? 0,
      fps: video ? this.#fps() : null,
      peak_bps: Math.max(0, ...bps),
      average_bps: duration_ms > 0 ? (bytes * 8000) / duration_ms : 0,
    }
  }
}
