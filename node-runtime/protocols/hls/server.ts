import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { StreamPath } from '#contract/ids.ts'
import type { Admission, LetInViewer } from '../../media/admission.ts'
import { type Clock, systemClock } from '../../media/clock.ts'
import { Departure } from '../../media/departure.ts'
import type { LiveStream } from '../../media/live-stream.ts'
import { NodeNotAcceptingError, StreamNotFoundError } from '../../media/stream-errors.ts'
import type { StreamResolver } from '../../media/stream-resolver.ts'
import { fileAnswer, gone, type HlsAnswer, type HlsViewer, hlsError, playlistAnswer, waitedInVain } from './answer.ts'
import { isListed, isTooFarAhead } from './blocking-reload.ts'
import type { Container, ContainerName } from './container.ts'
import { CONTAINERS } from './containers.ts'
import { grantedUris, grantIn } from './granted-uris.ts'
import type { HlsRequest } from './hls-request.ts'
import { keyframeAnswer } from './keyframe.ts'
import { HLS_LIMITS, type HlsLimits } from './limits.ts'
import { MovedViewers } from './moved-viewers.ts'
import { HlsOutput } from './output.ts'
import type { Rendition } from './rendition.ts'
import { type WaitFailure, WaitingCount } from './waiting-room.ts'

export interface HlsServerOptions {
  readonly resolver: StreamResolver
  /** The stream that is live on this node already; nothing is pulled for it. */
  readonly findHere: (path: StreamPath) => LiveStream | undefined
  readonly admission: Admission
  readonly limits?: Partial<HlsLimits>
  readonly clock?: Clock
  /** When viewers are sent to another node. Absent: never. */
  readonly departure?: Departure
  /** Number of the first segment of an output that begins now. Default 0. */
  readonly firstMsn?: () => number
  readonly log: Logger
}

/** A rendition and the output it belongs to. */
interface Held {
  readonly output: HlsOutput
  readonly rendition: Rendition
}

/** How long the first viewer of a stream waits for its first whole segment, in ms. */
const FIRST_SEGMENT_MS = 20_000
/** How often that begins anew because another track was announced meanwhile. */
const MAX_OPENINGS = 8
/** Outputs held behind the end of their streams, over all. */
const MAX_ENDED = 64
/** A playlist that was waited for may be kept so many target durations, another for such a share of one (RFC 8216bis B.1). */
const KEEP_WAITED_TARGETS = 6
const KEEP_SHARE = 1 / 2

/** HLS of every stream that somebody watches as HLS: an output begins with its first request and ends behind its last. */
export class HlsServer {
  readonly #options: HlsServerOptions
  readonly #limits: HlsLimits
  readonly #clock: Clock
  readonly #waiting: WaitingCount
  /** The newest of each stream and container. */
  readonly #live = new Map<string, HlsOutput>()
  /** The live ones, those that a newer one took the place of, and those whose stream is over. */
  readonly #outputs = new Set<HlsOutput>()
  readonly #held = new Map<string, Held>()
  readonly #moved: MovedViewers
  /** Of every viewer who was let in, by stream and session. */
  readonly #places = new Map<string, LetInViewer>()

  constructor(options: HlsServerOptions) {
    this.#options = options
    this.#limits = { ...HLS_LIMITS, ...options.limits }
    this.#clock = options.clock ?? systemClock
    this.#waiting = new WaitingCount(this.#limits.max_waiting)
    const { admission, departure = new Departure() } = options
    this.#moved = new MovedViewers(departure, (...asked) => admission.elsewhere?.('viewer', ...asked) ?? null)
  }

  /** @throws {StreamNotFoundError | NodeNotAcceptingError | TicketRefusedError} */
  async answer(asked: HlsRequest, viewer: HlsViewer): Promise<HlsAnswer> {
    if (asked.kind === 'master') return await this.#master(asked, viewer)
    if (asked.kind === 'moved') return await this.#master(asked, viewer)
    if (asked.kind === 'keyframe') {
      this.#options.admission.fetch?.({ ...viewer, path: asked.path })
      return this.#keyframe(asked.path)
    }
    const moved = asked.kind === 'media' ? this.#moved.answer(asked, viewer.hops) : null
    const grant = grantIn(viewer.shown.query)
    if (moved?.kind === 'moved' && grant !== null) return { ...moved, target: `${moved.target}&${grant}` }
    if (moved) return moved
    if (asked.kind !== 'media') this.#options.admission.fetch?.({ ...viewer, path: asked.path })
    const held = this.#held.get(asked.tag)
    if (!held || held.output.stream.path !== asked.path) return gone
    const { container, window, tag } = held.rendition
    switch (asked.kind) {
      case 'media': {
        const msn = asked.msn === null ? null : Math.max(0, asked.msn - held.rendition.moved.of(asked.session))
        return await this.#media(held, { ...asked, msn }, viewer)
      }
      case 'init': {
        const init = window.init(asked.number)
        return init ? fileAnswer(tag, container.type, [init]) : gone
      }
      case 'segment': {
        const segment = asked.suffix === container.suffix ? window.segment(asked.msn) : undefined
        const parts = segment?.parts.map(({ bytes }) => bytes)
        return parts ? fileAnswer(tag, container.type, parts) : gone
      }
      case 'part':
        return await this.#part(held, asked, viewer)
      default:
        return asked satisfies never
    }
  }

  /** So many bytes of an answer were handed over. @param tag as the answer said */
  countSent(tag: string, bytes: number): void {
    this.#held.get(tag)?.output.countSent(bytes)
  }

  /** Ends every output. Streams that are still live lose their HLS viewers. */
  stop(): void {
    this.#moved.stop()
    for (const output of [...this.#outputs]) output.close()
  }

  /** A look at a stream is no viewer: it starts no relay, and counts nowhere. */
  #keyframe(path: StreamPath): HlsAnswer {
    const stream = this.#options.findHere(path)
    if (!stream) throw new StreamNotFoundError(path, `${path} is not on this node now. Ask a node that has it.`)
    return keyframeAnswer(stream)
  }

  async #master(asked: Extract<HlsRequest, { kind: 'master' | 'moved' }>, viewer: HlsViewer): Promise<HlsAnswer> {
    const { path, session } = asked
    const known = session !== null && this.#outputsOf(path).some((output) => output.knows(session))
    const token = session ?? randomBytes(12).toString('base64url')
    if (!known || this.#moved.movesNow(path, session)) await this.#letIn(path, token, viewer, viewer.hops)
    try {
      return await this.#watch(asked, token, viewer)
    } finally {
      this.#leaveUnlessKnown(path, token)
    }
  }

  async #watch(
    asked: Extract<HlsRequest, { kind: 'master' | 'moved' }>,
    token: string,
    viewer: HlsViewer,
  ): Promise<HlsAnswer> {
    const { path } = asked
    const container = CONTAINERS[asked.container]
    const { resolver } = this.#options
    let output: HlsOutput
    let outcome: WaitFailure | HlsOutput
    let openings = 0
    do {
      const stream = this.#current(path, asked.container)?.stream ?? (await resolver(path, viewer.signal))
      const opened = this.#current(path, asked.container) ?? this.#open(stream, container)
      output = opened
      const release = this.#admit(opened, token)
      const enough = () => opened.ready && (!viewer.needs_run_up || opened.hasRunUp)
      const settled = () => enough() || opened.unplayable || opened.ended || isPremature(opened)
      outcome = await opened.room.wait(() => (settled() ? opened : null), FIRST_SEGMENT_MS, viewer.signal)
      release()
      // Tracks that came before anybody saw a playlist are no change for anybody: it begins anew with them.
    } while (isPremature(output) && ++openings < MAX_OPENINGS)
    if (typeof outcome === 'string' && !(outcome === 'late' && output.ready))
      return this.#inVain(outcome, `${path} has sent no keyframe that ends a first segment`)
    if (output.unplayable) return notPlayable(path, container)
    if (asked.kind === 'moved') return await this.#goesOn(output, asked, viewer)
    const tag = output.renditions[0]?.tag
    if (!output.ready || tag === undefined) throw new StreamNotFoundError(path, `${path} has just ended.`)
    return playlistAnswer(tag, this.#granted(output.master(token), path, token), 0, viewer.gzip)
  }

  /** Who comes from another node may have asked by that node's numbers, which say nothing here. */
  async #goesOn(
    output: HlsOutput,
    asked: Extract<HlsRequest, { kind: 'moved' }>,
    viewer: HlsViewer,
  ): Promise<HlsAnswer> {
    const rendition = output.renditions[asked.rendition] ?? output.renditions[0]
    if (!output.ready || rendition === undefined)
      throw new StreamNotFoundError(asked.path, `${asked.path} has just ended.`)
    const { path, session } = asked
    const { tag, window } = rendition
    const named = { kind: 'media', path, tag, session } as const
    const shift = rendition.moved.settle(session, asked.from, window)
    const msn = asked.msn === null ? null : asked.msn - shift
    const strange =
      msn !== null && (msn < 0 || isTooFarAhead(window, msn, rendition.container.parts ? asked.part : null))
    const reload = strange ? { msn: null, part: null, skip: false } : { msn, part: asked.part, skip: asked.skip }
    return await this.#media({ output, rendition }, { ...named, ...reload }, viewer)
  }

  async #media(
    { output, rendition }: Held,
    { session, msn, part: asked_part, skip }: Extract<HlsRequest, { kind: 'media' }>,
    viewer: HlsViewer,
  ): Promise<HlsAnswer> {
    const { address, gzip, signal } = viewer
    const { window, tag, container } = rendition
    const part = container.parts ? asked_part : null
    // Whoever comes without a session is counted by address: many behind one address are one viewer then.
    const token = session ?? `address:${address}`
    // It was sent here by a playlist that it has, and cannot be sent on.
    if (!output.knows(token) && !output.ended) await this.#letIn(output.stream.path, token, viewer, null)
    const release = this.#admit(output, token)
    const answer = (keep_targets: number) => {
      const keep_s = Math.max(1, Math.floor(window.target_s * keep_targets))
      const playlist = output.media(rendition, session, skip)
      return playlistAnswer(tag, this.#granted(playlist, output.stream.path, token), keep_s, gzip)
    }
    if (msn === null) {
      release()
      return answer(KEEP_SHARE)
    }
    if (isTooFarAhead(window, msn, part)) {
      release()
      return hlsError(
        400,
        'too_far_ahead',
        `_HLS_msn ${msn}${part === null ? '' : ` with _HLS_part ${part}`} is further ahead than a playlist is waited for.`,
      )
    }
    const listed = () => (window.ended || isListed(window, msn, part) ? output : null)
    const outcome = await output.room.wait(listed, output.patience_ms, signal)
    release()
    if (typeof outcome === 'string') return this.#inVain(outcome, `${output.stream.path} sends nothing at the moment`)
    return answer(KEEP_WAITED_TARGETS)
  }

  /** A part, also the next one that is only hinted at, for which the answer waits. */
  async #part(
    { output, rendition: { container, window, tag } }: Held,
    { msn, part, suffix }: Extract<HlsRequest, { kind: 'part' }>,
    { signal }: HlsViewer,
  ): Promise<HlsAnswer> {
    if (suffix !== container.suffix) return gone
    const find = () => {
      const found = window.part(msn, part)
      if (found) return { answer: fileAnswer(tag, container.type, [found.bytes]) }
      const { growing } = window
      return growing?.msn === msn && growing.parts.length === part ? null : { answer: gone }
    }
    const outcome = await output.room.wait(find, output.patience_ms, signal)
    return typeof outcome === 'string'
      ? this.#inVain(outcome, `${output.stream.path} sends nothing at the moment`)
      : outcome.answer
  }

  /** The output that serves whoever comes now; none where the stream has other tracks by now. */
  #current(path: StreamPath, container: ContainerName): HlsOutput | undefined {
    const output = this.#live.get(liveKey(path, container))
    return output?.outdated ? undefined : output
  }

  #outputsOf(path: StreamPath): readonly HlsOutput[] {
    return [...this.#outputs].filter(({ stream }) => stream.path === path)
  }

  #open(stream: LiveStream, container: Container): HlsOutput {
    const facts = { stream_path: stream.path, container: container.name }
    const output = new HlsOutput({
      stream,
      container,
      limits: this.#limits,
      first_msn: this.#options.firstMsn?.() ?? 0,
      waiting: this.#waiting,
      clock: this.#clock,
      onRenditions: (begun) => {
        for (const [index, rendition] of begun.renditions.entries()) {
          this.#held.set(rendition.tag, { output: begun, rendition })
          const anchor = () => rendition.anchor
          this.#moved.know(rendition.tag, { path: stream.path, container: container.name, rendition: index, anchor })
        }
      },
      onClosed: (closed) => {
        this.#unlive(closed)
        this.#outputs.delete(closed)
        for (const { tag } of closed.renditions) {
          this.#held.delete(tag)
          this.#moved.forget(tag)
        }
        this.#options.log.info({ event: 'hls.closed', ...facts }, `${stream.path} is not held as HLS any more`)
      },
      onEnded: (ended) => this.#ended(ended),
      onLapsed: (_output, sessions) => {
        for (const session of sessions) this.#leaveUnlessKnown(stream.path, session)
      },
    })
    this.#live.set(liveKey(stream.path, container.name), output)
    this.#outputs.add(output)
    this.#options.log.info({ event: 'hls.opened', ...facts }, `${stream.path} is held as HLS from now on`)
    return output
  }

  #ended(output: HlsOutput): void {
    this.#unlive(output)
    const ended = [...this.#outputs].filter((one) => one.ended)
    if (ended.length > MAX_ENDED) ended[0]?.close()
  }

  #unlive(output: HlsOutput): void {
    const key = liveKey(output.stream.path, output.container.name)
    if (this.#live.get(key) === output) this.#live.delete(key)
  }

  /**
   * Counts the viewer with this output, and with no other of the stream.
   * @throws {NodeNotAcceptingError}
   */
  #admit(output: HlsOutput, token: string): () => void {
    if (output.full && !output.knows(token)) {
      throw new NodeNotAcceptingError(
        `${output.stream.path} has ${this.#limits.max_sessions} HLS viewers on this node and takes no more.`,
      )
    }
    const release = output.hold(token)
    for (const other of this.#outputs) if (other !== output && other.stream === output.stream) other.leave(token)
    return release
  }

  /** @throws what {@link Admission.play} throws */
  async #letIn(path: StreamPath, token: string, viewer: HlsViewer, hops: readonly string[] | null): Promise<void> {
    const { address, ticket, referrer, shown, signal } = viewer
    const asking = { path, protocol: 'hls', address, hops, ticket, referrer, session: token, shown } as const
    const place = await this.#options.admission.play(asking, signal)
    const key = placeKey(path, token)
    this.#places.get(key)?.leave()
    this.#places.set(key, place)
  }

  /** With what this viewer goes on with in each address, where the stream is not open to all. */
  #granted(playlist: string, path: StreamPath, token: string): string {
    const grant = this.#places.get(placeKey(path, token))?.grant() ?? null
    return grant === null ? playlist : grantedUris(playlist, token, grant)
  }

  /** Its place is free again where no output of the stream counts it. */
  #leaveUnlessKnown(path: StreamPath, token: string): void {
    if (this.#outputsOf(path).some((output) => !output.ended && output.knows(token))) return
    const key = placeKey(path, token)
    this.#places.get(key)?.leave()
    this.#places.delete(key)
  }

  #inVain(failure: Parameters<typeof waitedInVain>[0], why: string): HlsAnswer {
    return waitedInVain(failure, why, this.#limits.max_waiting)
  }
}

/** Its stream turned out to have more tracks before there was anything to play. */
const isPremature = (output: HlsOutput) => output.outdated && !output.ready && !output.ended

const placeKey = (path: StreamPath, token: string) => `${path} ${token}`

const liveKey = (path: StreamPath, container: ContainerName) => `${container}:${path}`

function notPlayable(path: StreamPath, { name, codecs }: Container): HlsAnswer {
  const why =
    name === 'ts'
      ? `${path} has no track of a codec that MPEG-TS carries in HLS (${codecs}). Without container=ts it may play, as fMP4.`
      : `${path} has no track of a codec that HLS carries in fMP4 (${codecs}). With container=ts MP3 plays too.`
  return hlsError(404, 'not_playable', why)
}
