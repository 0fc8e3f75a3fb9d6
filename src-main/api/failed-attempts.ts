import type { FastifyReply } from 'fastify'
import { addressBlock } from '#contract/address-block.ts'
import { ApiFailure } from './errors.ts'

/** Failures without consequence, and the waits that follow, doubling from the first to the last, in ms. */
const FREE_FAILURES = 5
const FIRST_WAIT_MS = 1_000
const LONGEST_WAIT_MS = 60_000

/** Silence after which an address starts afresh, in ms. */
const FORGET_AFTER_MS = 15 * 60_000

/** Addresses remembered; of more the one that failed longest ago is forgotten. */
const MAX_ADDRESSES = 10_000

/** What {@link FailedAttempts} may be told. */
export interface FailedAttemptsOptions {
  /** Milliseconds on a clock that only goes forward; default `performance.now`. */
  readonly clock?: () => number
  /** Told once when an address starts to be slowed down; for the activity log. */
  readonly onSlowed?: (address: string, failures: number) => void
}

interface Attempts {
  failures: number
  last_at: number
}

/**
 * Slows down whoever guesses secrets: after a few failures an address waits before its next try is looked at, and longer
 * after each. The secrets are too long to be guessed; this keeps the guessing from costing anything.
 */
export class FailedAttempts {
  readonly #clock: () => number
  readonly #onSlowed: (address: string, failures: number) => void
  /** In the order of the last failure. */
  readonly #by_source = new Map<string, Attempts>()

  constructor({ clock = () => performance.now(), onSlowed = () => undefined }: FailedAttemptsOptions = {}) {
    this.#clock = clock
    this.#onSlowed = onSlowed
  }

  failed(address: string): void {
    const source = addressBlock(address)
    const now = this.#clock()
    const known = this.#by_source.get(source)
    const failures = known !== undefined && now - known.last_at < FORGET_AFTER_MS ? known.failures + 1 : 1
    this.#by_source.delete(source)
    this.#by_source.set(source, { failures, last_at: now })
    if (this.#by_source.size > MAX_ADDRESSES) {
      const [oldest] = this.#by_source.keys()
      if (oldest !== undefined) this.#by_source.delete(oldest)
    }
    if (failures === FREE_FAILURES) this.#onSlowed(source, failures)
  }

  succeeded(address: string): void {
    this.#by_source.delete(addressBlock(address))
  }

  /** How long the next try of this address has to wait, in ms. */
  wait_ms(address: string): number {
    const known = this.#by_source.get(addressBlock(address))
    if (known === undefined || known.failures < FREE_FAILURES) return 0
    const wait_ms = Math.min(FIRST_WAIT_MS * 2 ** (known.failures - FREE_FAILURES), LONGEST_WAIT_MS)
    return Math.max(0, Math.ceil(known.last_at + wait_ms - this.#clock()))
  }

  /** @throws {ApiFailure} too_many_attempts, with `Retry-After` set, while the address has to wait */
  refuseIfSlowed(address: string, reply: FastifyReply): void {
    const wait_ms = this.wait_ms(address)
    if (wait_ms === 0) return
    const wait_s = Math.ceil(wait_ms / 1_000)
    reply.header('retry-after', String(wait_s))
    throw new ApiFailure(
      'too_many_attempts',
      'Too many wrong secrets came from this address.',
      `Try again in ${wait_s} s.`,
    )
  }
}
