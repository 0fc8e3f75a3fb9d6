import mpegts from 'mpegts.js'
import { fetchFromNode } from '../../../media-door/fetch-from-node.ts'

/** Brings mpegts.js what a node sends, as its own loader does, through the door to the nodes. */
export class NodeLoader extends mpegts.BaseLoader {
  readonly #life = new AbortController()

  constructor() {
    super('node-loader')
    // The unit that FLV is parsed in is not the chunk.
    this._needStash = true
  }

  override open({ url }: { readonly url: string }, { from }: { readonly from: number }): void {
    this._status = mpegts.LoaderStatus.kConnecting
    this.#load(url, from).catch((error: unknown) => {
      if (this.#life.signal.aborted) return
      const { EARLY_EOF, EXCEPTION } = mpegts.LoaderErrors
      const broke = this._status === mpegts.LoaderStatus.kBuffering
      this.#fail(broke ? EARLY_EOF : EXCEPTION, -1, error instanceof Error ? error.message : String(error))
    })
  }

  override abort(): void {
    this.#life.abort()
    this._status = mpegts.LoaderStatus.kComplete
  }

  override destroy(): void {
    this.abort()
    super.destroy()
  }

  async #load(url: string, from: number): Promise<void> {
    const { signal } = this.#life
    const answer = await fetchFromNode(url, { signal })
    if (!answer.ok) {
      this.#fail(mpegts.LoaderErrors.HTTP_STATUS_CODE_INVALID, answer.status, answer.statusText)
      await answer.body?.cancel()
      return
    }
    this._status = mpegts.LoaderStatus.kBuffering
    let received = 0
    for await (const { buffer } of chunksOf(answer)) {
      if (signal.aborted) return
      const at = from + received
      received += buffer.byteLength
      this.onDataArrival(buffer, at, received)
    }
    this._status = mpegts.LoaderStatus.kComplete
    this.onComplete(from, from + received - 1)
  }

  #fail(type: 'EarlyEof' | 'Exception' | 'HttpStatusCodeInvalid', code: number, msg: string): void {
    this._status = mpegts.LoaderStatus.kError
    this.onError(type as never, { code, msg })
  }
}

/** The body chunk by chunk: not every browser iterates over a stream. */
async function* chunksOf({ body }: Response): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = body?.getReader()
  for (;;) {
    const chunk = await reader?.read()
    if (chunk === undefined || chunk.done) return
    yield chunk.value
  }
}
