import { type MessagePort, receiveMessageOnPort, type Transferable } from 'node:worker_threads'
import type { SessionId } from '#contract/ids.ts'
import { NodeNotAcceptingError } from '../media/stream-errors.ts'
import type { ThreadCounters } from './thread-counters.ts'
import { errorOf } from './thread-errors.ts'
import type { PublishOutcome, ToOwner, ToWorker } from './thread-messages.ts'

/** How long a worker stands still for the owner's word on a publisher, in ms. */
const LONGEST_STANDSTILL_MS = 2_000

type Publish = Extract<ToOwner, { type: 'publish' }>
/** What the owner says unasked, or to a question that nobody stands still for. */
export type OwnersWord = Exclude<ToWorker, { type: 'publish_answer' }>

/** A worker's line to the owner of the streams. */
export class OwnerLine {
  readonly #port: MessagePort
  readonly #counters: ThreadCounters
  #onWord: (word: OwnersWord) => void = () => undefined
  #publishing: number | null = null
  #outcome: PublishOutcome | null = null

  constructor(port: MessagePort, counters: ThreadCounters) {
    this.#port = port
    this.#counters = counters
  }

  /** Hears the owner from now on. */
  listen(onWord: (word: OwnersWord) => void): void {
    this.#onWord = onWord
    this.#port.on('message', (message: ToWorker) => this.#take(message))
  }

  post(message: ToOwner, transferred: readonly Transferable[] = []): void {
    this.#port.postMessage(message, transferred)
  }

  /**
   * Asks whether a publisher may begin, and stands still for the answer: protocols want it at once, and there is one directory that
   * knows. What the owner said before its answer has been done when this returns.
   * @throws {StreamBusyError | NodeNotAcceptingError}
   */
  publish(question: Publish): SessionId {
    const until = performance.now() + LONGEST_STANDSTILL_MS
    this.#publishing = question.publication
    let seen = this.#counters.answers
    this.post(question)
    try {
      for (;;) {
        const left_ms = until - performance.now()
        this.#counters.waitForAnswer(seen, Math.max(0, left_ms))
        seen = this.#counters.answers
        for (let next = receiveMessageOnPort(this.#port); next; next = receiveMessageOnPort(this.#port)) {
          this.#take(next.message as ToWorker)
        }
        if (this.#outcome) return sessionOf(this.#outcome)
        if (left_ms <= 0) throw new NodeNotAcceptingError('This node is too busy to take a publisher now. Try again.')
      }
    } finally {
      this.#publishing = null
      this.#outcome = null
    }
  }

  #take(message: ToWorker): void {
    if (message.type !== 'publish_answer') {
      this.#onWord(message)
      return
    }
    const { publication, outcome } = message
    if (publication === this.#publishing) this.#outcome = outcome
    else if ('session_id' in outcome) this.post({ type: 'publication_over', publication, end: TOO_LATE, lost: true })
  }
}

const TOO_LATE = { code: 'stream_ended', message: 'The publisher was sent away before it could begin.' } as const

function sessionOf(outcome: PublishOutcome): SessionId {
  if ('error' in outcome) throw errorOf(outcome.error)
  return outcome.session_id
}
