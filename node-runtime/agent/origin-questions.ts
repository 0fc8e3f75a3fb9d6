import { randomUUID } from 'node:crypto'

/** Time for the origin's answer where nothing else is said, in ms, and questions that may be open at once. */
const ANSWER_TIMEOUT_MS = 5_000
const MAX_OPEN = 1_000

/** The origin cannot be asked now; what is known of before has to do. */
export class OriginAwayError extends Error {
  readonly code = 'origin_away'
  constructor(message: string) {
    super(message)
    this.name = 'OriginAwayError'
  }
}

interface Question<Answer> {
  readonly resolve: (answer: Answer) => void
  readonly reject: (error: Error) => void
}

/** Questions of one kind to the origin, each with its deadline. */
export class OriginQuestions<Answer extends { readonly id: string }> {
  readonly #what: string
  readonly #open = new Map<string, Question<Answer>>()

  readonly #timeout_ms: number

  /**
   * @param what is asked about, in the plural, for messages
   * @param timeout_ms time for the origin's answer
   */
  constructor(what: string, timeout_ms = ANSWER_TIMEOUT_MS) {
    this.#what = what
    this.#timeout_ms = timeout_ms
  }

  /**
   * Asks, through `send`, and waits for the answer with the same id.
   * @throws {OriginAwayError} no answer in time, or the connection ended; what `send` throws
   */
  async ask(signal: AbortSignal, send: (id: string) => void): Promise<Answer> {
    signal.throwIfAborted()
    if (this.#open.size >= MAX_OPEN) throw new OriginAwayError(`too many ${this.#what} are being asked about at once`)
    const id = randomUUID()
    const { promise, resolve, reject } = Promise.withResolvers<Answer>()
    const late = setTimeout(() => reject(new OriginAwayError('the origin did not answer in time')), this.#timeout_ms)
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    this.#open.set(id, { resolve, reject })
    try {
      send(id)
      return await promise
    } finally {
      clearTimeout(late)
      signal.removeEventListener('abort', abort)
      this.#open.delete(id)
    }
  }

  /** Whether it answers a question that is still open. */
  answered(answer: Answer): boolean {
    const question = this.#open.get(answer.id)
    question?.resolve(answer)
    return question !== undefined
  }

  /** The connection is over; nobody will answer. */
  abandon(reason: string): void {
    for (const { reject } of this.#open.values()) reject(new OriginAwayError(reason))
  }
}
