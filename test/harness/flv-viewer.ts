import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { request as secureRequest } from 'node:https'
import { FlvChecker } from './flv-checker.ts'
import type { CheckedTag } from './tag-order.ts'
import { Hopeless, waitFor } from './wait-for.ts'

/** A viewer without a new frame for longer than this was interrupted, in ms. */
export const INTERRUPTED_MS = 1_000

/** How a viewer's connection ended. */
export interface ViewerEnd {
  /** The server finished the answer in an orderly way, and at the end of a tag. */
  readonly clean: boolean
  readonly at_ms: number
  readonly why: string
}

/** Whose certificate is taken, as PEM, and for which name where that is not the one in the URL. */
export interface Trust {
  readonly ca: string
  readonly servername?: string
}

/** Plays a stream over HTTP-FLV: checks every byte of its framing and notes when new frames come. Times are monotonic. */
export class FlvViewer implements AsyncDisposable {
  readonly url: string
  readonly tags: { metadata: number; config: number; audio: number; video: number } = {
    metadata: 0,
    config: 0,
    audio: 0,
    video: 0,
  }
  /** Settled when the connection is over. */
  readonly ended: Promise<ViewerEnd>
  end: ViewerEnd | null = null
  first_frame_at_ms: number | null = null
  bytes = 0
  readonly #request: ClientRequest
  readonly #started_at_ms = performance.now()
  #answer: IncomingMessage | null = null
  #failure: unknown = null
  #newest_timestamp_ms = -1
  #last_frame_at_ms = performance.now()
  #longest_gap_ms = 0
  readonly #checker = new FlvChecker((tag) => this.#take(tag))

  private constructor(url: string, trust: Trust | null = null) {
    this.url = url
    const { promise, resolve } = Promise.withResolvers<ViewerEnd>()
    this.ended = promise
    const over = (clean: boolean, why: string) => {
      if (this.end !== null) return
      this.end = { clean, at_ms: performance.now(), why }
      resolve(this.end)
    }
    const dial = trust === null ? request : secureRequest
    this.#request = dial(url, { agent: false, ...trust }, (answer) => {
      this.#answer = answer
      if (answer.statusCode !== 200) {
        this.#failure = new Error(`${url} answered ${answer.statusCode}`)
        answer.resume()
        over(false, `status ${answer.statusCode}`)
        return
      }
      answer.on('data', (chunk: Buffer) => this.#read(chunk, over))
      answer.on('end', () => over(answer.complete && this.#checker.whole, 'end of answer'))
      answer.on('error', (error) => over(false, error.message))
      answer.on('close', () => over(false, 'closed before the end of the answer'))
    })
    this.#request.on('close', () => over(false, 'closed before an answer'))
    this.#request.on('error', (error) => {
      this.#failure ??= error
      over(false, error.message)
    })
    this.#request.end()
  }

  /** Dials and does not wait. */
  static dial(url: string): FlvViewer {
    return new FlvViewer(url)
  }

  /** Dials and waits for the first frame. */
  static async watch(url: string, deadline_ms = 10_000): Promise<FlvViewer> {
    const viewer = new FlvViewer(url)
    try {
      await viewer.firstFrame(deadline_ms)
      return viewer
    } catch (error) {
      await viewer[Symbol.asyncDispose]()
      throw error
    }
  }

  /** The same over https://, and checks whom it is speaking with. */
  static async watchSecurely(url: string, trust: Trust): Promise<FlvViewer> {
    const viewer = new FlvViewer(url, trust)
    try {
      await viewer.firstFrame()
      return viewer
    } catch (error) {
      await viewer[Symbol.asyncDispose]()
      throw error
    }
  }

  async firstFrame(deadline_ms = 10_000): Promise<void> {
    await waitFor(`a first frame from ${this.url}`, () => this.#newest_timestamp_ms >= 0 || this.#throwIfOver(), {
      deadline_ms,
      every_ms: 10,
    })
  }

  /** From dialling to the first frame, in ms. */
  get first_frame_after_ms(): number {
    if (this.first_frame_at_ms === null) throw new Error('no frame came')
    return this.first_frame_at_ms - this.#started_at_ms
  }

  get status(): number | undefined {
    return this.#answer?.statusCode
  }

  get frames(): number {
    return this.tags.audio + this.tags.video
  }

  /** The longest step between two frames of a track, in ms of the stream's own time: a frame that is missing makes it longer. */
  get longest_step_ms(): number {
    return this.#checker.longest_step_ms
  }

  /** Waits until `count` more frames have come. */
  async sees(count: number, deadline_ms = 10_000): Promise<void> {
    const target = this.frames + count
    await waitFor(`${count} more frames`, () => this.frames >= target || this.#throwIfOver(), { deadline_ms })
  }

  /** Forgets the gaps so far. */
  resetGaps(): void {
    this.#longest_gap_ms = 0
    this.#last_frame_at_ms = performance.now()
  }

  /** The longest time without a new frame since the first, or since {@link resetGaps}, in ms. */
  get longest_gap_ms(): number {
    return Math.max(this.#longest_gap_ms, performance.now() - this.#last_frame_at_ms)
  }

  /** Why this viewer was interrupted, or null: its connection ended, its FLV broke, or frames stayed away for over 1 s. */
  get interruption(): string | null {
    if (this.#failure !== null) return String(this.#failure)
    if (this.end !== null) return `its connection ended: ${this.end.why}`
    const gap = this.longest_gap_ms
    return gap > INTERRUPTED_MS ? `no new frame for ${Math.round(gap)} ms` : null
  }

  #throwIfOver(): false {
    if (this.#failure !== null) throw new Hopeless(this.#failure)
    if (this.end !== null) throw new Hopeless(`the connection ended: ${this.end.why}`)
    return false
  }

  #read(chunk: Buffer, over: (clean: boolean, why: string) => void): void {
    this.bytes += chunk.length
    try {
      this.#checker.push(chunk)
    } catch (error) {
      this.#failure = error
      over(false, String(error))
      this.#request.destroy()
    }
  }

  #take(tag: CheckedTag): void {
    if (tag.kind === 'script') this.tags.metadata += 1
    else if (tag.config) this.tags.config += 1
    else {
      this.tags[tag.kind] += 1
      // What was seen before (a group of pictures sent again) is no news.
      if (tag.timestamp_ms <= this.#newest_timestamp_ms) return
      const now = performance.now()
      if (this.first_frame_at_ms === null) this.first_frame_at_ms = now
      else this.#longest_gap_ms = Math.max(this.#longest_gap_ms, now - this.#last_frame_at_ms)
      this.#newest_timestamp_ms = tag.timestamp_ms
      this.#last_frame_at_ms = now
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#request.destroy()
    this.#answer?.destroy()
    await this.ended
  }
}
