/** Segments come in bursts: a rate over less than a few of them would jump. In ms. */
const WINDOW_MS = 8_000

/** How much arrives, over the last seconds. */
export class ReceivedRate {
  readonly #arrived: { readonly bytes: number; readonly at_ms: number }[] = []
  #since_ms: number | null = null

  /** @param at_ms on any clock that does not go back, the same for all calls */
  add(bytes: number, at_ms: number): void {
    this.#since_ms ??= at_ms
    this.#arrived.push({ bytes, at_ms })
    this.#forget(at_ms)
  }

  /** In kbit/s; null until a second has passed since the first bytes: that is no rate yet. */
  kbps(now_ms: number): number | null {
    this.#forget(now_ms)
    const over_ms = Math.min(WINDOW_MS, now_ms - (this.#since_ms ?? now_ms))
    if (over_ms < 1_000) return null
    return (this.#arrived.reduce((sum, { bytes }) => sum + bytes, 0) * 8) / over_ms
  }

  #forget(now_ms: number): void {
    while (this.#arrived[0] !== undefined && now_ms - this.#arrived[0].at_ms > WINDOW_MS) this.#arrived.shift()
  }
}
