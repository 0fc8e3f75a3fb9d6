import { randomUUID } from 'node:crypto'
import type { Located } from '#contract/control-channel.ts'

/** Time for the origin's answer, in ms, and questions that may be open at once. */
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

interface Question {
  readonly resolve: (located: Located) => void
  readonly reject: (error: Error) => void
}

/** Questions to the origin where a stream can be pulled from, each with its deadline. */
export class StreamLocates {
  readonly #open = new Map<string, Question>()

  /**
   * Asks, through `send`, and waits for the answer with the same id.
   * @throws {OriginAwayError} no answer within 5 s, or the connection ended; what `send` throws
   */
  async ask(signal: AbortSignal, send: (id: string) => void): Promise<Located> {
    signal.throwIfAborted()
    if (this.#open.size >= MAX_OPEN) throw new OriginAwayError('too many streams are being looked for at once')
    const id = randomUUID()
    const { promise, resolve, reject } = Promise.withResolvers<Located>()
    const late = setTimeout(() => reject(new OriginAwayError('the origin did not answer in time')), ANSWER_TIMEOUT_MS)
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
  answered(located: Located): boolean {
    const question = this.#open.get(located.id)
    question?.resolve(located)
    return question !== undefined
  }

  /** The connection is over; nobody will answer. */
  abandon(reason: string): void {
    for (const { reject } of this.#open.values()) reject(new OriginAwayError(reason))
  }
}
