import { type ClientRequest, type IncomingMessage, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { FlvChecker } from './flv-checker.ts'
import type { CheckedTag } from './tag-order.ts'

/** A player waits so long before it asks again where it was refused, in ms. */
const RETRY_MS = 250
/** An answer must begin within this, in ms; a player would have given up. */
const ANSWER_MS = 4_000
const MOST_REDIRECTS = 5

/** A time without a new frame: from the last one to the next. Times are monotonic, in ms. */
export interface Outage {
  readonly from_ms: number
  readonly to_ms: number
  /** When it asked for the stream again; null: its connection was kept. */
  readonly asked_ms: number | null
  /** Where it watched before, by port. */
  readonly port: string
}

export interface PersistentViewerOptions {
  /** Where it asks, in this order, until one sends it to a stream; read each time, because programs are started again. */
  readonly urls: () => readonly string[]
  /** Where it begins. */
  readonly first: string
  /** Shorter times without a frame are not noted of a connection that was kept, in ms. */
  readonly noted_ms: number
}

/** A player that does not give up: when its connection ends it asks again, and notes each time that it had nothing new to show. */
export class PersistentViewer implements AsyncDisposable {
  readonly outages: Outage[] = []
  /** What was wrong with the bytes it got. */
  readonly faults: string[] = []
  frames = 0
  port = ''
  last_frame_ms = performance.now()
  readonly #options: PersistentViewerOptions
  readonly #stopping = new AbortController()
  readonly #running: Promise<void>
  #newest_ms = -1
  #asked_ms: number | null = null
  #port_before = ''
  #going_to: string | null = null
  #request: ClientRequest | null = null

  constructor(options: PersistentViewerOptions) {
    this.#options = options
    this.#running = this.#watch()
  }

  /** It leaves where it is and goes there. */
  goTo(url: string): void {
    this.#going_to = url
    this.#request?.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopping
    let next = [this.#options.first]
    for (let nth = 0; !signal.aborted; nth += 1) {
      const watched = await this.#play(next[nth % next.length] ?? this.#options.first)
      if (signal.aborted) return
      if (this.#going_to !== null) {
        next = [this.#going_to]
        this.#going_to = null
        nth = -1
      } else if (watched) {
        // Its connection is over: it asks again at once, at the address that serves the audience.
        this.#asked_ms = performance.now()
        this.#port_before = this.port
        next = [...this.#options.urls()]
        nth = -1
      } else {
        if (nth === 0) next = [...this.#options.urls()]
        await pause(RETRY_MS, undefined, { signal }).catch(() => undefined)
      }
    }
  }

  /** Follows redirects and plays until the connection is over. Whether it was the stream. */
  async #play(url: string): Promise<boolean> {
    let at = url
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
      const outcome = await this.#ask(at)
      if (typeof outcome === 'boolean') return outcome
      at = new URL(outcome, at).href
    }
    return false
  }

  /** Where it is sent, or whether it has played. */
  #ask(url: string): Promise<string | boolean> {
    const { promise, resolve } = Promise.withResolvers<string | boolean>()
    const { signal } = this.#stopping
    let played = false
    const asked: ClientRequest = request(url, { agent: false, signal })
    this.#request = asked
    const late = setTimeout(() => asked.destroy(), ANSWER_MS)
    const over = () => {
      clearTimeout(late)
      resolve(played)
    }
    asked.on('response', (answer) => {
      clearTimeout(late)
      const { location } = answer.headers
      if (answer.statusCode !== 200) {
        answer.resume()
        resolve(answer.statusCode === 307 && location !== undefined ? location : false)
        return
      }
      played = true
      this.port = new URL(url).port
      this.#read(answer, asked)
    })
    asked.on('error', over)
    asked.on('close', over)
    asked.end()
    return promise
  }

  #read(answer: IncomingMessage, asked: ClientRequest): void {
    const checker = new FlvChecker((tag) => this.#take(tag))
    answer.on('data', (bytes: Buffer) => {
      try {
        checker.push(bytes)
      } catch (error) {
        this.faults.push(String(error))
        asked.destroy()
      }
    })
    // A node that is killed cuts its viewers off.
    answer.on('error', () => undefined)
  }

  #take(tag: CheckedTag): void {
    if (tag.kind === 'script' || tag.config || tag.timestamp_ms <= this.#newest_ms) return
    const now = performance.now()
    const gap_ms = now - this.last_frame_ms
    if (this.frames > 0 && (this.#asked_ms !== null || gap_ms > this.#options.noted_ms)) {
      const port = this.#asked_ms === null ? this.port : this.#port_before
      this.outages.push({ from_ms: this.last_frame_ms, to_ms: now, asked_ms: this.#asked_ms, port })
    }
    this.#asked_ms = null
    this.frames += 1
    this.#newest_ms = tag.timestamp_ms
    this.last_frame_ms = now
  }
}
