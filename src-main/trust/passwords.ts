import { hash, verify } from '@node-rs/argon2'
import { TrustError } from './trust-error.ts'

/**
 * Cost of a hash (RFC 9106; docs/decisions/0028-operators.md): argon2id, 32 MiB, three passes, one lane. More than what
 * OWASP asks for (19 MiB, two passes), and a tenth of a second on the small machines that an origin runs on.
 */
const COST = { memoryCost: 32 * 1024, timeCost: 3, parallelism: 1, outputLen: 32 } as const
const FORM = `$argon2id$v=19$m=${COST.memoryCost},t=${COST.timeCost},p=${COST.parallelism}$`

/** Passwords that wait for their turn, and how long one waits, in ms. */
const MAX_WAITING = 16
const LONGEST_WAIT_MS = 5_000

/**
 * Hashes passwords, one at a time: however many sign in at once, it costs one core and 32 MiB, and none of them on the
 * thread that answers nodes.
 */
export class Passwords {
  #last: Promise<unknown> = Promise.resolve()
  #waiting = 0
  /** Stands in for the hash of whoever has none, so that their name cannot be told from others by time. */
  #nobodys: string | undefined

  /** @throws {TrustError} sign_in_busy */
  async hash(password: string): Promise<string> {
    return await this.#inTurn(() => hash(plain(password), COST))
  }

  /** @param stored null: there is none, which takes as long to find out. @throws {TrustError} sign_in_busy */
  async matches(password: string, stored: string | null): Promise<boolean> {
    return await this.#inTurn(async () => {
      this.#nobodys ??= await hash('nobody’s', COST)
      const is_right = await verify(stored ?? this.#nobodys, plain(password))
      return is_right && stored !== null
    })
  }

  /** Whether a hash was made at another cost than today's. */
  isOutdated(stored: string): boolean {
    return !stored.startsWith(FORM)
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#waiting >= MAX_WAITING) throw busy()
    this.#waiting += 1
    const asked_at = performance.now()
    const turn = this.#last.then(() => {
      if (performance.now() - asked_at > LONGEST_WAIT_MS) throw busy()
      return work()
    })
    this.#last = turn.catch(() => undefined)
    try {
      return await turn
    } finally {
      this.#waiting -= 1
    }
  }
}

/** The same password typed on another keyboard is the same bytes (NIST SP 800-63B, 3.1.1.2). */
const plain = (password: string) => password.normalize('NFKC')

const busy = () =>
  new TrustError(
    'sign_in_busy',
    'Too many people sign in at this moment.',
    'Try again in a few seconds, or use a passkey or a sign-in link.',
    { retry_after_s: 5 },
  )
