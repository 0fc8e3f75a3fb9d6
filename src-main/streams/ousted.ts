import type { StreamPath } from '#contract/ids.ts'

/** Who lost a stream to another publisher may take it back after so long, in ms: two encoders that both dial again would else take turns. */
const TAKE_BACK_AFTER_MS = 30_000

/** Publishers that lost a stream to another one a moment ago, and may not take it back at once. */
export class Ousted {
  readonly #now_ms: () => number
  /** In the order in which they lost, which is that in which they are forgotten. */
  readonly #by_path = new Map<StreamPath, { readonly address: string; readonly until_ms: number }>()

  /** @param now_ms on a clock that only goes forward */
  constructor(now_ms: () => number) {
    this.#now_ms = now_ms
  }

  get size(): number {
    return this.#by_path.size
  }

  /** @param address the IP address of who lost it */
  add(path: StreamPath, address: string): void {
    this.forget()
    this.#by_path.delete(path)
    this.#by_path.set(path, { address, until_ms: this.#now_ms() + TAKE_BACK_AFTER_MS })
  }

  /** Whether a publisher at this address lost the stream a moment ago. */
  has(path: StreamPath, address: string): boolean {
    const ousted = this.#by_path.get(path)
    return ousted !== undefined && ousted.address === address && ousted.until_ms > this.#now_ms()
  }

  /** Forgets those whose time is over. */
  forget(): void {
    const now_ms = this.#now_ms()
    for (const [path, { until_ms }] of this.#by_path) {
      if (until_ms > now_ms) return
      this.#by_path.delete(path)
    }
  }
}
