import type { OriginProgram } from './origin-program.ts'
import { Hopeless } from './wait-for.ts'

const REFUSED = 403
const TAKEN = 200
/** How many come with one ticket at the same instant. */
const AT_ONCE = 3

/** Tickets of an origin that are used up: none of them may be honoured again, whatever happened since. */
export class TicketCheck {
  replayed = 0
  readonly #origin: OriginProgram
  readonly #path: string
  readonly #used: string[] = []

  constructor(origin: OriginProgram, path: string) {
    this.#origin = origin
    this.#path = path
  }

  /** Takes a ticket and comes with it several times at once. @throws {Hopeless} not exactly one was let in */
  async use(): Promise<void> {
    const { candidates } = await this.#origin.api.allocatePlay(this.#path)
    const url = candidates[0]?.url
    if (url === undefined) throw new Error(`${this.#path} was allocated nowhere`)
    const statuses = await Promise.all(Array.from({ length: AT_ONCE }, () => status(url)))
    const let_in = statuses.filter((one) => one === TAKEN).length
    if (let_in !== 1)
      throw new Hopeless(`of ${AT_ONCE} with one ticket ${let_in} were let in (${statuses.join()}): ${url}`)
    this.#used.push(url)
  }

  /** Comes again with every ticket that was used. @throws {Hopeless} one was honoured */
  async replay(): Promise<void> {
    for (const url of this.#used) {
      const again = await status(url)
      if (again !== REFUSED) throw new Hopeless(`a ticket that was used is answered ${again}: ${url}`)
      this.replayed += 1
    }
  }
}

async function status(url: string): Promise<number> {
  const leaving = new AbortController()
  const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(10_000)])
  const answer = await fetch(url, { redirect: 'manual', signal })
  leaving.abort()
  return answer.status
}
