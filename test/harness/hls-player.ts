import { setTimeout as pause } from 'node:timers/promises'

/** How often it asks unless told otherwise, in ms. */
const POLL_MS = 500

/** Follows one media playlist as a player does: always at the address that the master playlist named, wherever that sends it. */
export class HlsPlayer implements AsyncDisposable {
  /** Where the newest playlist came from. */
  port = ''
  /** When the newest segment or part was first seen, by the monotonic clock, in ms. */
  newest_at_ms = performance.now()
  longest_gap_ms = 0
  /** Answers that were no playlist, with their status. */
  readonly faults: string[] = []
  readonly #url: string
  readonly #poll_ms: number
  readonly #stopping = new AbortController()
  readonly #running: Promise<void>
  #newest = ''

  private constructor(url: string, poll_ms: number) {
    this.#url = url
    this.#poll_ms = poll_ms
    this.#running = this.#follow()
  }

  /** Opens the stream and returns when it has its first playlist. */
  static async open(master: string, poll_ms = POLL_MS): Promise<HlsPlayer> {
    const text = await (await fetch(master, { signal: AbortSignal.timeout(20_000) })).text()
    const media = text.trim().split('\n').at(-1) ?? ''
    const player = new HlsPlayer(new URL(media, master).href, poll_ms)
    await player.#load()
    return player
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await this.#running
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await this.#load()
      await pause(this.#poll_ms, undefined, { signal }).catch(() => undefined)
    }
  }

  async #load(): Promise<void> {
    try {
      const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(20_000)])
      const answer = await fetch(this.#url, { signal })
      const text = await answer.text()
      if (answer.status !== 200 || text.includes('#EXT-X-ENDLIST')) {
        this.faults.push(`${answer.status} of ${answer.url}: ${text.slice(-120)}`)
        return
      }
      const newest = text.split('\n').findLast((line) => /^(?:#EXT-X-PART:|[^#].*\.(?:m4s|ts)$)/.test(line)) ?? ''
      this.port = new URL(answer.url).port
      if (newest === this.#newest) return
      const now = performance.now()
      if (this.#newest !== '') this.longest_gap_ms = Math.max(this.longest_gap_ms, now - this.newest_at_ms)
      this.#newest = newest
      this.newest_at_ms = now
    } catch (error) {
      if (!this.#stopping.signal.aborted) this.faults.push(String(error))
    }
  }
}
