/** Lets so many through at one time; so many more wait for their turn, and who comes behind them is sent away. */
export class Turnstile {
  readonly #at_once: number
  readonly #most_waiting: number
  readonly #waiting: (() => void)[] = []
  #inside = 0

  constructor(at_once: number, most_waiting: number) {
    this.#at_once = at_once
    this.#most_waiting = most_waiting
  }

  /** @throws {Error} too many wait; the signal's reason, if it aborts before the turn has come; what the work throws */
  async pass<Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
    if (this.#inside >= this.#at_once) await this.#turn(signal)
    else this.#inside++
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#inside--
      // Its place is the next one's.
      else next()
    }
  }

  #turn(signal: AbortSignal): Promise<void> {
    if (this.#waiting.length >= this.#most_waiting) {
      return Promise.reject(new Error(`${this.#most_waiting} others wait already to be asked about`))
    }
    return new Promise((resolve, reject) => {
      const abort = () => {
        const at = this.#waiting.indexOf(turn)
        if (at >= 0) this.#waiting.splice(at, 1)
        reject(signal.reason)
      }
      const turn = () => {
        signal.removeEventListener('abort', abort)
        resolve()
      }
      this.#waiting.push(turn)
      signal.addEventListener('abort', abort, { once: true })
    })
  }
}
