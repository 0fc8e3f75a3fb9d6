import type { OwnerLine } from './owner-line.ts'
import { errorOf } from './thread-errors.ts'
import type { ThreadAnswer, ThreadQuestion } from './thread-messages.ts'

/** What a worker has asked the owner and not heard an answer to yet. */
export class OwnerQuestions {
  readonly #line: OwnerLine
  readonly #open = new Map<number, PromiseWithResolvers<ThreadAnswer>>()
  #next_ask = 1

  constructor(line: OwnerLine) {
    this.#line = line
  }

  /**
   * Asks; an abort takes the question back.
   * @throws what the owner met, as it would have been thrown here, or the signal's reason
   */
  async ask(question: ThreadQuestion, signal: AbortSignal): Promise<Exclude<ThreadAnswer, { error: unknown }>> {
    signal.throwIfAborted()
    const ask = this.#next_ask++
    const asked = Promise.withResolvers<ThreadAnswer>()
    const abort = () => {
      this.#line.post({ type: 'ask_cancelled', ask })
      asked.reject(signal.reason)
    }
    this.#open.set(ask, asked)
    signal.addEventListener('abort', abort, { once: true })
    this.#line.post({ type: 'ask', ask, question })
    try {
      const answer = await asked.promise
      if ('error' in answer) throw errorOf(answer.error)
      return answer
    } finally {
      this.#open.delete(ask)
      signal.removeEventListener('abort', abort)
    }
  }

  answered(ask: number, answer: ThreadAnswer): void {
    const asked = this.#open.get(ask)
    if (asked !== undefined) asked.resolve(answer)
    // Who asked has left meanwhile.
    else if ('place' in answer) this.#line.post({ type: 'viewer_left', place: answer.place })
  }
}
