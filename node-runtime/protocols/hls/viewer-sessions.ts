/** A player opens one of these with the master playlist and keeps it by reloading the media playlist: how viewers are counted who have no connection. */
export class ViewerSessions {
  /** Time of each one's last request, the longest silent first. */
  readonly #seen = new Map<string, number>()
  /** How many of its requests wait. */
  readonly #waiting = new Map<string, number>()

  get count(): number {
    return this.#seen.size
  }

  has(token: string): boolean {
    return this.#seen.has(token)
  }

  /** The viewer asked for something now. */
  touch(token: string, now_ms: number): void {
    this.#seen.delete(token)
    this.#seen.set(token, now_ms)
  }

  /** Does not let go of this viewer while its request waits; the function returned ends that. */
  hold(token: string, now: () => number): () => void {
    this.touch(token, now())
    this.#waiting.set(token, (this.#waiting.get(token) ?? 0) + 1)
    return () => {
      const left = (this.#waiting.get(token) ?? 1) - 1
      if (left > 0) this.#waiting.set(token, left)
      else this.#waiting.delete(token)
      if (this.#seen.has(token)) this.touch(token, now())
    }
  }

  /** This viewer is counted elsewhere now. */
  forget(token: string): void {
    this.#seen.delete(token)
  }

  /** All that watch, the longest silent first. */
  tokens(): readonly string[] {
    return [...this.#seen.keys()]
  }

  /** Lets go of those who have asked for nothing for so long, and says who they were. */
  lapse(silent_ms: number, now_ms: number): readonly string[] {
    const lapsed: string[] = []
    for (const [token, seen_ms] of this.#seen) {
      if (now_ms - seen_ms < silent_ms) break
      if (this.#waiting.has(token)) {
        this.touch(token, now_ms)
      } else {
        this.#seen.delete(token)
        lapsed.push(token)
      }
    }
    return lapsed
  }
}
