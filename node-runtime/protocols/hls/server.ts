import { randomBytes } from 'node:crypto'
import type { Logger } from 'pino'
import type { StreamPath } from '#contract/ids.ts'
import type { Admission } from '../../media/admission.ts'
import { type Clock, systemClock } from '../../media/clock.ts'
import { NodeNotAcceptingError, StreamNotFoundError } from '../../media/stream-errors.ts'
import type { StreamResolver } from '../../media/stream-resolver.ts'
import { isListed, isTooFarAhead } from './blocking-reload.ts'
import type { HlsRequest } from './hls-request.ts'
import { HLS_LIMITS, type HlsLimits, HlsOutput } from './output.ts'
import { type WaitFailure, WaitingCount } from './waiting-room.ts'

export interface HlsServerOptions {
  readonly resolver: StreamResolver
  readonly admission: Admission
  readonly limits?: Partial<HlsLimits>
  readonly clock?: Clock
  readonly log: Logger
}

/** Who asks: the viewer's IP address, and a signal that aborts when its connection is gone. */
export interface HlsViewer {
  readonly address: string
  /** Nodes that sent this viewer here; absent: none. */
  readonly hops?: readonly string[]
  readonly signal: AbortSignal
}

/** An answer for any transport of HTTP: bytes, or an error with a stable code and words for a person. Null: the viewer left. */
export type HlsAnswer =
  | {
      readonly kind: 'bytes'
      readonly type: string
      /** The same name never means other bytes, so that any cache may keep them; playlists never. */
      readonly immutable: boolean
      readonly body: readonly Buffer[]
      /** Call it when so much of the body was handed over. */
      readonly onSent: (bytes: number) => void
    }
  | { readonly kind: 'error'; readonly status: 400 | 404 | 503; readonly code: string; readonly message: string }
  | null

const PLAYLIST = 'application/vnd.apple.mpegurl'
const MP4 = 'video/mp4'
/** How long the first viewer of a stream waits for its first whole segment, in ms. */
const FIRST_SEGMENT_MS = 20_000
/** Outputs held behind the end of their streams, over all. */
const MAX_ENDED = 64

const error = (status: 400 | 404 | 503, code: string, message: string) =>
  ({ kind: 'error', status, code, message }) as const
const gone = error(404, 'not_found', 'This part of the stream is not held here (any more). Load the playlist again.')

/** HLS of every stream that somebody watches as HLS: an output begins with its first request and ends behind its last. */
export class HlsServer {
  readonly #options: HlsServerOptions
  readonly #limits: HlsLimits
  readonly #clock: Clock
  readonly #waiting: WaitingCount
  readonly #live = new Map<StreamPath, HlsOutput>()
  /** By tag, the live ones and those whose stream is over. */
  readonly #outputs = new Map<string, HlsOutput>()

  constructor(options: HlsServerOptions) {
    this.#options = options
    this.#limits = { ...HLS_LIMITS, ...options.limits }
    this.#clock = options.clock ?? systemClock
    this.#waiting = new WaitingCount(this.#limits.max_waiting)
  }

  /** @throws {StreamNotFoundError | NodeNotAcceptingError} */
  async answer(asked: HlsRequest, viewer: HlsViewer): Promise<HlsAnswer> {
    if (asked.kind === 'master') return await this.#master(asked, viewer)
    const output = this.#outputs.get(asked.tag)
    if (!output || output.stream.path !== asked.path) return gone
    switch (asked.kind) {
      case 'media':
        return await this.#media(output, asked, viewer)
      case 'init': {
        const init = output.window.init(asked.number)
        return init ? file(output, [init]) : gone
      }
      case 'segment': {
        const segment = output.window.segment(asked.msn)
        return segment
          ? file(
              output,
              segment.parts.map(({ bytes }) => bytes),
            )
          : gone
      }
      case 'part':
        return await this.#part(output, asked, viewer)
      default:
        return asked satisfies never
    }
  }

  /** Ends every output. Streams that are still live lose their HLS viewers. */
  stop(): void {
    for (const output of [...this.#outputs.values()]) output.close()
  }

  async #master({ path, session }: Extract<HlsRequest, { kind: 'master' }>, viewer: HlsViewer): Promise<HlsAnswer> {
    const { admission, resolver } = this.#options
    const known = session !== null && this.#live.get(path)?.knows(session) === true
    if (!known) admission.play(path, viewer.address, viewer.hops)
    const stream = this.#live.get(path)?.stream ?? (await resolver(path, viewer.signal))
    const output = this.#live.get(path) ?? this.#open(stream)
    const token = session ?? randomBytes(12).toString('base64url')
    const release = this.#admit(output, token)
    const ready = () => (output.ready || output.unplayable || output.window.ended ? output : null)
    const outcome = await output.room.wait(ready, FIRST_SEGMENT_MS, viewer.signal)
    release()
    if (typeof outcome === 'string')
      return this.#failed(outcome, `${path} has sent no keyframe that ends a first segment`)
    if (output.unplayable) {
      return error(
        404,
        'not_playable',
        `${path} has no track of a codec that HLS carries (H.264, HEVC, AV1, VP9; AAC, Opus).`,
      )
    }
    if (!output.ready) throw new StreamNotFoundError(path, `${path} has just ended.`)
    return playlist(output, output.master(token))
  }

  async #media(
    output: HlsOutput,
    { session, msn, part }: Extract<HlsRequest, { kind: 'media' }>,
    { address, signal }: HlsViewer,
  ): Promise<HlsAnswer> {
    // Whoever comes without a session is counted by address: many behind one address are one viewer then.
    const token = session ?? `address:${address}`
    if (!output.knows(token) && !output.window.ended) this.#options.admission.play(output.stream.path, address)
    const release = this.#admit(output, token)
    if (msn === null) {
      release()
      return playlist(output, output.media())
    }
    if (isTooFarAhead(output.window, msn, part)) {
      release()
      return error(
        400,
        'too_far_ahead',
        `_HLS_msn ${msn}${part === null ? '' : ` with _HLS_part ${part}`} is further ahead than a playlist is waited for.`,
      )
    }
    const listed = () => (output.window.ended || isListed(output.window, msn, part) ? output : null)
    const outcome = await output.room.wait(listed, output.patience_ms, signal)
    release()
    if (typeof outcome === 'string') return this.#failed(outcome, `${output.stream.path} sends nothing at the moment`)
    return playlist(output, output.media())
  }

  /** A part, also the next one that is only hinted at, for which the answer waits. */
  async #part(
    output: HlsOutput,
    { msn, part }: Extract<HlsRequest, { kind: 'part' }>,
    { signal }: HlsViewer,
  ): Promise<HlsAnswer> {
    const { window } = output
    const find = () => {
      const found = window.part(msn, part)
      if (found) return file(output, [found.bytes])
      const { growing } = window
      return growing?.msn === msn && growing.parts.length === part ? null : gone
    }
    const outcome = await output.room.wait(find, output.patience_ms, signal)
    return typeof outcome === 'string'
      ? this.#failed(outcome, `${output.stream.path} sends nothing at the moment`)
      : outcome
  }

  #open(stream: HlsOutput['stream']): HlsOutput {
    const output = new HlsOutput({
      stream,
      limits: this.#limits,
      waiting: this.#waiting,
      clock: this.#clock,
      onClosed: (closed) => {
        this.#unlive(closed)
        this.#outputs.delete(closed.tag)
        this.#options.log.info(
          { event: 'hls.closed', stream_path: stream.path, tag: closed.tag },
          `${stream.path} is not held as HLS any more`,
        )
      },
      onEnded: (ended) => this.#ended(ended),
    })
    this.#live.set(stream.path, output)
    this.#outputs.set(output.tag, output)
    this.#options.log.info(
      { event: 'hls.opened', stream_path: stream.path, tag: output.tag },
      `${stream.path} is held as HLS from now on`,
    )
    return output
  }

  #ended(output: HlsOutput): void {
    this.#unlive(output)
    const ended = [...this.#outputs.values()].filter(({ window }) => window.ended)
    if (ended.length > MAX_ENDED) ended[0]?.close()
  }

  #unlive(output: HlsOutput): void {
    if (this.#live.get(output.stream.path) === output) this.#live.delete(output.stream.path)
  }

  /** @throws {NodeNotAcceptingError} */
  #admit(output: HlsOutput, token: string): () => void {
    if (output.full && !output.knows(token)) {
      throw new NodeNotAcceptingError(
        `${output.stream.path} has ${this.#limits.max_sessions} HLS viewers on this node and takes no more.`,
      )
    }
    return output.hold(token)
  }

  #failed(failure: WaitFailure, why: string): HlsAnswer {
    switch (failure) {
      case 'left':
        return null
      case 'late':
        return error(503, 'nothing_new', `${why}. Try again.`)
      case 'full':
        return error(
          503,
          'too_many_waiting',
          `${this.#limits.max_waiting} requests wait on this node already. Try again.`,
        )
      default:
        return failure satisfies never
    }
  }
}

function playlist(output: HlsOutput, body: Buffer) {
  return bytes(output, PLAYLIST, false, [body])
}

function file(output: HlsOutput, body: readonly Buffer[]) {
  return bytes(output, MP4, true, body)
}

function bytes(output: HlsOutput, type: string, immutable: boolean, body: readonly Buffer[]) {
  return { kind: 'bytes', type, immutable, body, onSent: (sent: number) => output.countSent(sent) } as const
}
