import { pause } from '../harness/wait-for.ts'

const POLL_MS = 500
const REQUEST_DEADLINE_MS = 25_000

/** Plays HLS as a simple player does: reloads the playlist, and loads every segment it lists once. */
export class HlsViewer implements AsyncDisposable {
  segments = 0
  bytes = 0
  interruption: string | null = null
  readonly #leave = new AbortController()
  readonly #watching: Promise<void>

  private constructor(url: string) {
    this.#watching = this.#watch(url).catch((error: unknown) => {
      if (!this.#leave.signal.aborted) this.interruption = error instanceof Error ? error.message : String(error)
    })
  }

  /** Dials and does not wait: the first segment takes as long as it is. */
  static watch(url: string): HlsViewer {
    return new HlsViewer(url)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#leave.abort()
    await this.#watching
  }

  async #watch(url: string): Promise<void> {
    const media = new URL(linesOf(await this.#text(url))[0] ?? '', url)
    const loaded = new Set<string>()
    while (!this.#leave.signal.aborted) {
      for (const name of linesOf(await this.#text(media))) {
        if (loaded.has(name)) continue
        loaded.add(name)
        this.bytes += (await this.#get(new URL(name, media))).length
        this.segments += 1
      }
      await pause(POLL_MS)
    }
  }

  async #text(url: string | URL): Promise<string> {
    return (await this.#get(url)).toString()
  }

  async #get(url: string | URL): Promise<Buffer> {
    const signal = AbortSignal.any([this.#leave.signal, AbortSignal.timeout(REQUEST_DEADLINE_MS)])
    const answer = await fetch(url, { signal })
    const body = Buffer.from(await answer.arrayBuffer())
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${body.toString().slice(0, 200)}`)
    return body
  }
}

/** What a playlist lists. */
const linesOf = (playlist: string) => playlist.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
