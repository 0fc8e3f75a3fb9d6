import { addressBlock } from './address-block.ts'

/** Addresses that are remembered at once; of more, those that came longest ago are forgotten, and may begin anew. */
const MAX_ADDRESSES = 50_000

export interface ConnectionRatesOptions {
  /** New connections per second and address that are taken for good; 0: any number. */
  readonly rate: number
  /** So many are taken at once, of an address that was quiet. */
  readonly burst: number
  /** Addresses that may come as often as they like. */
  readonly isExempt: (address: string) => boolean
  /** A clock that never goes back, in ms. Default: `performance.now`. */
  readonly now?: () => number
}

interface Bucket {
  left: number
  at_ms: number
}

/** How often an address may open a connection, of IPv6 a /64: a bucket of `burst` tokens each, filled by `rate` a second. */
export class ConnectionRates {
  readonly #options: ConnectionRatesOptions
  readonly #now: () => number
  /** The one that came longest ago is the first. */
  readonly #buckets = new Map<string, Bucket>()
  #refused = 0

  constructor(options: ConnectionRatesOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
  }

  /** Connections that were not taken so far. */
  get refused(): number {
    return this.#refused
  }

  /** Whether a new connection from this address is taken; counts it. */
  takes(address: string): boolean {
    const { rate, burst, isExempt } = this.#options
    if (rate === 0 || isExempt(address)) return true
    const name = addressBlock(address)
    const now_ms = this.#now()
    const bucket = this.#buckets.get(name) ?? { left: burst, at_ms: now_ms }
    bucket.left = Math.min(burst, bucket.left + ((now_ms - bucket.at_ms) * rate) / 1_000)
    bucket.at_ms = now_ms
    this.#buckets.delete(name)
    this.#buckets.set(name, bucket)
    if (this.#buckets.size > MAX_ADDRESSES) this.#buckets.delete(this.#buckets.keys().next().value ?? name)
    if (bucket.left < 1) {
      this.#refused += 1
      return false
    }
    bucket.left -= 1
    return true
  }
}
