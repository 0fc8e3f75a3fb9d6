import {
  type Loader,
  type LoaderCallbacks,
  type LoaderConfiguration,
  type LoaderContext,
  type LoaderResponse,
  LoadStats,
} from 'hls.js'
import { fetchFromNode } from '../../../media-door/fetch-from-node.ts'

/** Brings hls.js playlists and segments, as its own loader does, through the door to the nodes. */
export class HlsNodeLoader implements Loader<LoaderContext> {
  context: LoaderContext | null = null
  stats = new LoadStats()
  readonly #life = new AbortController()
  #callbacks: LoaderCallbacks<LoaderContext> | null = null
  #answer: Response | null = null

  load(context: LoaderContext, config: LoaderConfiguration, callbacks: LoaderCallbacks<LoaderContext>): void {
    this.context = context
    this.#callbacks = callbacks
    this.stats.loading.start = performance.now()
    const late = AbortSignal.timeout(config.loadPolicy.maxLoadTimeMs)
    this.#load(context, AbortSignal.any([this.#life.signal, late])).then(
      (loaded) => {
        if (!this.stats.aborted) callbacks.onSuccess(loaded, this.stats, context, this.#answer)
      },
      (error: unknown) => {
        if (this.stats.aborted) return
        if (late.aborted) return callbacks.onTimeout(this.stats, context, this.#answer)
        const text = error instanceof Error ? error.message : String(error)
        callbacks.onError({ code: this.#answer?.status ?? 0, text }, context, this.#answer, this.stats)
      },
    )
  }

  abort(): void {
    const { context, stats } = this
    if (context === null || stats.loading.end > 0 || stats.aborted) return
    this.#stop()
    this.#callbacks?.onAbort?.(stats, context, this.#answer)
  }

  destroy(): void {
    this.#stop()
    this.#callbacks = null
  }

  getCacheAge(): number | null {
    const age = this.getResponseHeader('age')
    return age === null ? null : Number.parseFloat(age)
  }

  getResponseHeader(name: string): string | null {
    return this.#answer?.headers.get(name) ?? null
  }

  #stop(): void {
    if (this.stats.loading.end === 0) this.stats.aborted = true
    this.#life.abort()
  }

  async #load({ url, responseType }: LoaderContext, signal: AbortSignal): Promise<LoaderResponse> {
    const { stats } = this
    const answer = await fetchFromNode(url, { signal })
    this.#answer = answer
    stats.loading.first = performance.now()
    if (!answer.ok) {
      await answer.body?.cancel()
      throw new Error(`status ${answer.status}`)
    }
    const binary = responseType === 'arraybuffer'
    const data = binary ? await answer.arrayBuffer() : await answer.text()
    stats.loading.end = performance.now()
    stats.loaded = typeof data === 'string' ? data.length : data.byteLength
    stats.total = stats.loaded
    stats.bwEstimate = (stats.loaded * 8_000) / Math.max(1, stats.loading.end - stats.loading.first)
    return { url: answer.url, data, code: answer.status }
  }
}
