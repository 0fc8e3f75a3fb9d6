import { randomInt } from 'node:crypto'
import type { MediaUnit } from '../../media/unit.ts'
import type { Container } from './container.ts'
import { Segmenter, type SegmenterOptions } from './from-stream.ts'
import type { RenditionFacts } from './master-playlist.ts'
import type { Anchor } from './moved.ts'
import { MovedNumbers } from './moved-numbers.ts'
import { mediaPlaylist } from './playlist.ts'
import { SegmentWindow } from './segment-window.ts'
import type { TargetDurations } from './target-durations.ts'
import type { TrackFormat } from './track-format.ts'
import type { TakenTracks } from './track-layout.ts'

export interface RenditionOptions
  extends Pick<
    SegmenterOptions,
    'part_ms' | 'segment_ms' | 'max_segment_ms' | 'max_segment_bytes' | 'frameRate' | 'takes' | 'container'
  > {
  readonly targets: TargetDurations
  /** Segments held, in bytes. */
  readonly max_bytes: number
  /** Number of its first segment. */
  readonly first_msn: number
  /** What it has now stands behind a discontinuity: it has so many by now. */
  readonly onDiscontinuity: (discontinuities: number) => void
}

const TAG_LETTERS = 'abcdefghijklmnopqrstuvwxyz0123456789'
const TAG_LENGTH = 10
/** Viewers from other nodes whose numbers are kept at once. */
const MOST_MOVED = 20_000

/** Some tracks of a stream in one container: what one media playlist lists. */
export class Rendition {
  /** Stands for this rendition in the names of its files: drawn anew for each, so that no name ever means other bytes. */
  readonly tag = Array.from({ length: TAG_LENGTH }, () => TAG_LETTERS[randomInt(TAG_LETTERS.length)]).join('')
  readonly container: Container
  readonly takes: TakenTracks
  readonly window: SegmentWindow
  /** The numbers of its viewers who came from other nodes. */
  readonly moved = new MovedNumbers(MOST_MOVED)
  readonly #options: RenditionOptions
  readonly #segmenter: Segmenter
  #tracks: readonly TrackFormat[] | null = null
  #discontinuities = -1
  #rendered: { readonly version: number; whole: string | null; delta: string | null } | null = null

  constructor(options: RenditionOptions) {
    const { targets, max_bytes, first_msn, container, takes } = options
    this.#options = options
    this.container = container
    this.takes = takes
    this.window = new SegmentWindow({ targets, max_bytes, first_msn })
    this.#segmenter = new Segmenter({
      ...options,
      onTracks: (tracks, init) => {
        this.#tracks = tracks
        this.window.startTracks(init)
        this.#discontinuities++
        if (this.#discontinuities > 0) options.onDiscontinuity(this.#discontinuities)
      },
      onPart: (part, part_target_ms) => this.window.addPart(part, part_target_ms),
      onSegment: () => this.window.endSegment(this.#segmenter.keyframe_distance_ms),
    })
  }

  /** There is a whole segment, and something behind it: hls.js takes the only segment of a list for the next one again and again. */
  get ready(): boolean {
    const { listed, growing } = this.window
    return listed.length > 1 || (listed.length === 1 && (growing?.parts.length ?? 1) > 0)
  }

  /** Its tracks are known, and the container carries none of them. */
  get unplayable(): boolean {
    return this.#tracks !== null && this.#tracks.length === 0
  }

  /** Where its newest whole segment begins; null while there is none. */
  get anchor(): Anchor | null {
    const newest = this.window.listed.at(-1)
    return newest === undefined ? null : { msn: newest.msn, start_ms: newest.start_ms }
  }

  /** How often its tracks changed. */
  get discontinuities(): number {
    return this.#discontinuities
  }

  push(unit: MediaUnit, starts: boolean): void {
    this.#segmenter.push(unit, starts)
  }

  /** Looks at a unit that is pushed later. */
  expect(unit: MediaUnit): void {
    this.#segmenter.expect(unit)
  }

  /** The stream has no track of this kind any more. */
  forget(kind: 'video' | 'audio'): void {
    this.#segmenter.forget(kind)
  }

  /** What follows is to stand behind a discontinuity. */
  restart(): void {
    this.#segmenter.restart()
  }

  /** The stream is over. */
  finish(): void {
    this.#segmenter.finish()
    this.window.end()
  }

  /** The media playlist as it is now, rendered once until it changes. @param skip as a delta update, where there is something to skip */
  playlist(epoch_ms: number, skip: boolean): string {
    const { version } = this.window
    if (this.#rendered?.version !== version) this.#rendered = { version, whole: null, delta: null }
    const rendered = this.#rendered
    const kind = skip ? 'delta' : 'whole'
    rendered[kind] ??= mediaPlaylist(this.window, { tag: this.tag, container: this.container, epoch_ms, skip })
    return rendered[kind]
  }

  /** @param uri where its media playlist is, beside the master playlist */
  facts(uri: string): RenditionFacts {
    const tracks = this.#tracks ?? []
    const { listed } = this.window
    const bps = listed.map(({ bytes, duration_ms }) => (bytes * 8000) / duration_ms)
    const bytes = listed.reduce((sum, segment) => sum + segment.bytes, 0)
    const duration_ms = listed.reduce((sum, segment) => sum + segment.duration_ms, 0)
    return {
      tracks,
      uri,
      fps: tracks.some(({ kind }) => kind === 'video') ? this.#options.frameRate() : null,
      peak_bps: Math.max(0, ...bps),
      average_bps: duration_ms > 0 ? (bytes * 8000) / duration_ms : 0,
    }
  }
}
