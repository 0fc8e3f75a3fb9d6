import type { Lease } from './live-state.ts'

/** How a lease is kept where it was taken. */
export interface HeldLeaseOptions {
  readonly name: string
  readonly fencing: number
  readonly ttl_ms: number
  /** On the holder's clock, when the request that took the lease was sent; the lease is sure from then on for `ttl_ms`. */
  readonly taken_at: number
  /** Starts the lease's time anew: true if it is still held, false if it is somebody else's. Rejects where nobody knows. */
  readonly renew: () => Promise<boolean>
  readonly release: () => Promise<void>
  /** Milliseconds on a clock that only goes forward. */
  readonly clock: () => number
}

/**
 * A lease while it is held: renewed at a third of its time, and lost as soon as it could be somebody else's, whether or not
 * anybody said so.
 */
export class HeldLease implements Lease {
  readonly name: string
  readonly fencing: number
  readonly #options: HeldLeaseOptions
  readonly #lost = new AbortController()
  #sure_until: number
  #renewal: NodeJS.Timeout | null = null
  #end: NodeJS.Timeout | null = null

  constructor(options: HeldLeaseOptions) {
    this.name = options.name
    this.fencing = options.fencing
    this.#options = options
    this.#sure_until = options.taken_at + options.ttl_ms
    this.#schedule()
  }

  get lost(): AbortSignal {
    return this.#lost.signal
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#lost.signal.aborted) return
    this.#lose('released')
    await this.#options.release()
  }

  #schedule(): void {
    const { clock, ttl_ms } = this.#options
    if (this.#end !== null) clearTimeout(this.#end)
    this.#end = setTimeout(() => this.#lose('not renewed in time'), Math.max(0, this.#sure_until - clock()))
    this.#end.unref()
    this.#renewal = setTimeout(() => void this.#renew(), ttl_ms / 3)
    this.#renewal.unref()
  }

  async #renew(): Promise<void> {
    const { clock, ttl_ms, renew } = this.#options
    const asked_at = clock()
    const held = await renew().catch(() => null)
    if (this.#lost.signal.aborted) return
    if (held === false) {
      this.#lose('taken by another holder')
      return
    }
    if (held) this.#sure_until = asked_at + ttl_ms
    this.#schedule()
  }

  #lose(why: string): void {
    if (this.#renewal !== null) clearTimeout(this.#renewal)
    if (this.#end !== null) clearTimeout(this.#end)
    this.#lost.abort(new Error(`lease ${this.name}: ${why}`))
  }
}
