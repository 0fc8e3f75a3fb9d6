import type { ActivityLog } from '../store/activity-log.ts'

/** After an entry, further addresses wait so long for one entry together, in ms. */
const GATHER_MS = 1_000
/** Addresses that an entry names. */
const NAMED = 20

/**
 * Tells Activity whose guesses are slowed down. Each entry waits for the disk: of many addresses that begin at once, as a botnet's do,
 * all but the first are told in one.
 */
export class SlowedAddresses {
  readonly #activity: ActivityLog
  #gathering: NodeJS.Timeout | null = null
  #waiting: string[] = []
  #more = 0

  constructor(activity: ActivityLog) {
    this.#activity = activity
  }

  /** @param failures wrong secrets that came from it so far */
  tell(address: string, failures: number): void {
    if (this.#gathering === null) {
      this.#record(address, `${failures} wrong secrets came from ${address}; its further tries are slowed down.`, {
        ...{ address, failures },
      })
      this.#gathering = setTimeout(() => this.stop(), GATHER_MS)
      return
    }
    if (this.#waiting.length < NAMED) this.#waiting.push(address)
    else this.#more += 1
  }

  /** Tells what waits. */
  stop(): void {
    if (this.#gathering !== null) clearTimeout(this.#gathering)
    this.#gathering = null
    const [addresses, more] = [this.#waiting, this.#more]
    this.#waiting = []
    this.#more = 0
    const [first] = addresses
    if (first === undefined) return
    const count = addresses.length + more
    const who = count === 1 ? first : `${count} addresses, ${first} among them`
    this.#record(first, `Wrong secrets came from ${who}; further tries from there are slowed down.`, {
      ...{ addresses, count },
    })
  }

  #record(address: string, message: string, data: Readonly<Record<string, unknown>>): void {
    this.#activity.record({
      ...{ type: 'sign_in.slowed', severity: 'warning', actor: `address:${address}` },
      ...{ node_id: null, stream_path: null, message, data },
    })
  }
}
