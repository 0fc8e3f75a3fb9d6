import type { Clock } from '../../media/clock.ts'
import type { LiveStream } from '../../media/live-stream.ts'
import type { MediaUnit } from '../../media/unit.ts'
import type { UnitTap } from '../../media/unit-taps.ts'
import type { Container } from './container.ts'
import type { HlsLimits } from './limits.ts'
import { masterPlaylist } from './master-playlist.ts'
import { shifted } from './moved-numbers.ts'
import { mediaName, reportLine } from './playlist.ts'
import { Rendition } from './rendition.ts'
import { TargetDurations } from './target-durations.ts'
import { renditionsOf, type SeenTracks, type TakenTracks, tracksOf } from './track-layout.ts'
import { ViewerSessions } from './viewer-sessions.ts'
import { type WaitingCount, WaitingRoom } from './waiting-room.ts'

export interface HlsOutputOptions {
  readonly stream: LiveStream
  readonly container: Container
  readonly limits: HlsLimits
  readonly first_msn: number
  readonly waiting: WaitingCount
  readonly clock: Clock
  /** Nobody watches any more, or what was held behind the end of the stream was held long enough. */
  readonly onClosed: (output: HlsOutput) => void
  /** Its renditions are known from now on. */
  readonly onRenditions: (output: HlsOutput) => void
  /** These viewers ask for nothing any more; those who are left when the stream ends, or all is let go of, too. */
  readonly onLapsed: (output: HlsOutput, sessions: readonly string[]) => void
  /** The stream is over; what is held stays until `onClosed`. */
  readonly onEnded: (output: HlsOutput) => void
}

/** A viewer lapses after so many target durations without a request, and a request waits no longer. */
const PATIENCE_TARGETS = 3
/** How often lapsed viewers are looked for, in ms. */
const LAPSE_CHECK_MS = 1_000
/** What is held when the stream ends stays for those who play its last seconds, in ms. */
const AFTER_END_MS = 30_000
/** A segment is held to this share of all that is held. */
const SEGMENT_SHARE = 1 / 4

/** Units kept until the stream can be decoded from somewhere on: sequence headers, and never more of them than this. */
const MAX_HEAD_UNITS = 64
/** A rendition that has nothing when the main one has so many segments is left out: its track was announced and never sent. */
const LATE_SEGMENTS = 2

/** One live stream as HLS in one container, from its first viewer to its last. */
export class HlsOutput {
  readonly stream: LiveStream
  readonly container: Container
  readonly room: WaitingRoom
  readonly #options: HlsOutputOptions
  readonly #tap: UnitTap
  readonly #sessions = new ViewerSessions()
  readonly #targets: TargetDurations
  /** What came before the renditions were known. */
  #early: { readonly unit: MediaUnit; readonly starts: boolean }[] = []
  #renditions: readonly Rendition[] = []
  /** The tracks that the renditions were made for. */
  #known: ReadonlySet<string> = new Set()
  #newest_ms: number | null = null
  #primed = false
  /** Time of day at which the stream's own clock was 0; null before a unit came. */
  #epoch_ms: number | null = null
  #told_version = -1
  #outdated = false
  #ended = false
  #cancel_timer: () => void
  #closed = false

  /** @throws {StreamNotFoundError} the stream is over */
  constructor(options: HlsOutputOptions) {
    const { stream, container, limits, waiting, clock } = options
    this.#options = options
    this.stream = stream
    this.container = container
    this.room = new WaitingRoom(waiting, clock)
    this.#targets = new TargetDurations(limits.segment_ms)
    this.#tap = stream.tap({
      onUnit: (unit, starts) => this.#take(unit, starts),
      onGone: (kind) => {
        this.#outdated = true
        for (const rendition of this.#renditions) rendition.forget(kind)
      },
      onEnd: () => this.#end(),
    })
    this.#cancel_timer = clock.after(LAPSE_CHECK_MS, this.#lapse)
    this.#primed = true
    this.#begin()
    this.#tell()
  }

  /** None before the stream can be decoded from somewhere on; the main one first, and the same ones from then on. */
  get renditions(): readonly Rendition[] {
    return this.#renditions
  }

  /** Longest that a request waits and a viewer is silent, in ms. */
  get patience_ms(): number {
    return this.#targets.target_s * 1000 * PATIENCE_TARGETS
  }

  get full(): boolean {
    return this.#sessions.count >= this.#options.limits.max_sessions
  }

  /** The stream has nothing that this container can carry. */
  get unplayable(): boolean {
    return this.#renditions.length > 0 && this.#renditions.every(({ unplayable }) => unplayable)
  }

  /** The stream has other tracks than when this began: whoever comes anew needs another output. */
  get outdated(): boolean {
    return this.#outdated
  }

  /** The stream is over. */
  get ended(): boolean {
    return this.#ended
  }

  knows(session: string): boolean {
    return this.#sessions.has(session)
  }

  /** This viewer watches until its request is answered, and as long after it as after any; the function returned says that it was. */
  hold(session: string): () => void {
    if (this.#ended || this.#closed) return () => undefined
    const release = this.#sessions.hold(session, () => this.#options.clock.now())
    this.#tap.setViewers(this.#sessions.count)
    return release
  }

  /** This viewer went on to another output of the stream. */
  leave(session: string): void {
    if (this.#closed || !this.#sessions.has(session)) return
    this.#sessions.forget(session)
    this.#tap.setViewers(this.#sessions.count)
  }

  /** Every rendition that a master playlist names has a whole segment. */
  get ready(): boolean {
    const [main] = this.#playable()
    return (
      main !== undefined && this.#playable().every((one) => one.ready || main.window.listed.length >= LATE_SEGMENTS)
    )
  }

  /** Three target durations are listed: as many as a player is to stay behind the end (RFC 8216bis 6.3.3). */
  get hasRunUp(): boolean {
    const listed = this.#playable()[0]?.window.listed ?? []
    return listed.reduce((sum, { duration_ms }) => sum + duration_ms, 0) >= this.#targets.target_s * 3000
  }

  master(session: string): string {
    const name = this.stream.path.split('/')[1] ?? ''
    const ready = this.#playable().filter((rendition) => rendition.ready)
    const facts = ready.map((rendition) => rendition.facts(`${name}/${mediaName(rendition.tag)}?session=${session}`))
    return masterPlaylist(this.container, facts)
  }

  /** A media playlist as it is now, with reports of the others for this viewer. */
  media(rendition: Rendition, session: string | null, skip: boolean): string {
    const playlist = shifted(rendition.playlist(this.#epoch_ms ?? 0, skip), rendition.moved.of(session))
    if (this.#renditions.length === 1 || this.#ended) return playlist
    const reports = this.#renditions.flatMap((other) => {
      const last = this.container.parts ? other.window.last : other.window.lastWhole
      if (other === rendition || !other.ready || !last) return []
      // As the master playlist names it: players find the report by its address.
      const uri = `${mediaName(other.tag)}${session === null ? '' : `?session=${session}`}`
      return [reportLine({ uri, part: last.part, msn: last.msn + other.moved.of(session) })]
    })
    return playlist + reports.join('')
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
    this.#ended = true
    for (const { window } of this.#renditions) if (!window.ended) window.end()
    this.room.wake()
    this.#options.onClosed(this)
    this.#options.onLapsed(this, this.#sessions.tokens())
  }

  #playable(): readonly Rendition[] {
    return this.#renditions.filter(({ unplayable }) => !unplayable)
  }

  #take(unit: MediaUnit, starts: boolean): void {
    if (unit.kind !== 'metadata' && !unit.config) this.#newest_ms = Math.max(this.#newest_ms ?? 0, unit.dts_ms)
    if (this.#renditions.length > 0) {
      if (!this.#outdated && unit.kind !== 'metadata' && !this.#known.has(trackKey(unit))) {
        this.#outdated = true
        this.room.wake()
      }
      for (const rendition of this.#renditions) rendition.push(unit, starts)
    } else {
      const kept = unit.config || starts || this.#early.some((early) => early.starts)
      if (kept) this.#early.push({ unit, starts })
      if (!this.#primed) return
      if (this.#early.length > MAX_HEAD_UNITS) this.#early.shift()
      this.#begin()
    }
    this.#tell()
  }

  /** Makes the renditions once the stream has started, by the tracks seen until then. */
  #begin(): void {
    if (!this.#early.some(({ starts }) => starts)) return
    const early = this.#early
    this.#early = []
    const units = early.map(({ unit }) => unit)
    this.#known = new Set(units.map(trackKey))
    this.#renditions = this.#make(tracksOf(units))
    for (const rendition of this.#renditions) for (const unit of units) rendition.expect(unit)
    for (const { unit, starts } of early) for (const rendition of this.#renditions) rendition.push(unit, starts)
    this.#options.onRenditions(this)
  }

  #make(seen: SeenTracks): readonly Rendition[] {
    const { part_ms, segment_ms, max_segment_ms, max_bytes } = this.#options.limits
    const layout = renditionsOf(seen)
    const share = max_bytes / layout.length
    return layout.map((takes) => {
      const rendition: Rendition = new Rendition({
        takes,
        container: this.container,
        targets: this.#targets,
        max_bytes: share,
        first_msn: this.#options.first_msn,
        ...{ part_ms, segment_ms, max_segment_ms, max_segment_bytes: share * SEGMENT_SHARE },
        frameRate: () => this.#fps(takes),
        onDiscontinuity: (discontinuities) => this.#follow(rendition, discontinuities),
      })
      return rendition
    })
  }

  /** Where one rendition has a discontinuity all have one (RFC 8216bis 6.2.4). */
  #follow(first: Rendition, discontinuities: number): void {
    for (const other of this.#renditions) {
      if (other !== first && other.discontinuities < discontinuities) other.restart()
    }
  }

  /** What was handed over at the beginning came earlier than now, except its end. */
  #tell(): void {
    if (!this.#primed) return
    if (this.#newest_ms !== null) this.#epoch_ms ??= Date.now() - this.#newest_ms
    const version = this.#renditions.reduce((sum, { window }) => sum + window.version, 0)
    if (version === this.#told_version) return
    this.#told_version = version
    this.room.wake()
  }

  #end(): void {
    this.#ended = true
    for (const rendition of this.#renditions) rendition.finish()
    this.#cancel_timer()
    this.#cancel_timer = this.#options.clock.after(AFTER_END_MS, () => this.close())
    this.#options.onEnded(this)
    this.#options.onLapsed(this, this.#sessions.tokens())
    this.room.wake()
  }

  readonly #lapse = () => {
    const lapsed = this.#sessions.lapse(this.patience_ms, this.#options.clock.now())
    if (lapsed.length > 0) this.#options.onLapsed(this, lapsed)
    if (this.#sessions.count === 0) {
      this.close()
      return
    }
    this.#tap.setViewers(this.#sessions.count)
    this.#cancel_timer = this.#options.clock.after(LAPSE_CHECK_MS, this.#lapse)
  }

  /** Only the main picture's is measured. */
  #fps({ video }: TakenTracks): number | null {
    if (video !== 0) return null
    return this.stream.facts().tracks.find(({ kind, fps }) => kind === 'video' && fps !== null)?.fps ?? null
  }
}

const trackKey = ({ kind, track_id = 0 }: MediaUnit) => `${kind}:${track_id}`
