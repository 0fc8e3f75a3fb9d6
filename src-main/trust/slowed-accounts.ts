/** Failures without consequence, and the waits that follow, doubling from the first to the last, in ms. */
const FREE_FAILURES = 5
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 5 * 60_000

/** Silence after which an account starts afresh, in ms. */
const FORGET_AFTER_MS = 60 * 60_000

/** Names remembered; of more the one that failed longest ago is forgotten. */
const MAX_NAMES = 10_000

interface Failures {
  count: number
  last_at_ms: number
}

/** A try that was counted as failed before it was looked at, so that a thousand at once are not a thousand free ones. */
export interface CountedTry {
  /** It was right. */
  succeeded(): void
  /** It was neither right nor wrong. */
  undo(): void
  /** How many failed one after the other, with this one. */
  readonly failures: number
}

/**
 * Slows down who guesses the secrets of one account from many addresses. A name that nobody has is slowed like any
 * other. Nobody is locked out for good: the wait ends, a browser in which the operator has signed in before is counted
 * for itself, and sign-in links and passkeys do not wait.
 */
export class SlowedAccounts {
  readonly #clock: () => number
  /** In the order of the last failure. */
  readonly #by_name = new Map<string, Failures>()

  constructor(clock: () => number) {
    this.#clock = clock
  }

  /** How long the next try has to wait, in ms. */
  wait_ms(name: string): number {
    const known = this.#by_name.get(name)
    if (known === undefined || known.count < FREE_FAILURES) return 0
    const wait_ms = Math.min(FIRST_WAIT_MS * 2 ** (known.count - FREE_FAILURES), LONGEST_WAIT_MS)
    return Math.min(wait_ms, Math.max(0, Math.ceil(known.last_at_ms + wait_ms - this.#clock())))
  }

  /** Counts a try as failed until it says otherwise. */
  count(name: string): CountedTry {
    const now = this.#clock()
    const known = this.#by_name.get(name)
    const before = known !== undefined && now - known.last_at_ms < FORGET_AFTER_MS ? known.count : 0
    this.#by_name.delete(name)
    this.#by_name.set(name, { count: before + 1, last_at_ms: now })
    if (this.#by_name.size > MAX_NAMES) {
      const [oldest] = this.#by_name.keys()
      if (oldest !== undefined) this.#by_name.delete(oldest)
    }
    return {
      failures: before + 1,
      succeeded: () => void this.#by_name.delete(name),
      undo: () => {
        const current = this.#by_name.get(name)
        if (current !== undefined) current.count = Math.max(0, current.count - 1)
      },
    }
  }

  /** Whether this was the failure after which tries begin to wait. */
  static isFirstSlowed(failures: number): boolean {
    return failures === FREE_FAILURES
  }
}
