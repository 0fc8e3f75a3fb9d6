import type { Publication } from '../media/live-stream.ts'
import type { SubscriberEnd } from '../media/subscriber-sink.ts'
import type { MediaUnit } from '../media/unit.ts'
import { endCode } from './end-code.ts'
import type { StreamOwner } from './stream-owner.ts'
import { describeError } from './thread-errors.ts'
import type { PublishOutcome, ToOwner, ToWorker } from './thread-messages.ts'

export interface WorkerPublicationsOptions {
  readonly owner: Pick<StreamOwner, 'directory'>
  readonly post: (message: ToWorker) => void
}

/** What the publishers that are connected to one worker feed: streams of the owner's directory as any other. */
export class WorkerPublications {
  readonly #options: WorkerPublicationsOptions
  readonly #open = new Map<number, Publication>()

  constructor(options: WorkerPublicationsOptions) {
    this.#options = options
  }

  get count(): number {
    return this.#open.size
  }

  /** Answers whether the publisher, who was let in before, may feed the stream. */
  begin({ publication: number, path, origin }: Extract<ToOwner, { type: 'publish' }>): void {
    const { owner, post } = this.#options
    let outcome: PublishOutcome
    try {
      const publication = owner.directory.claim(path, origin)
      this.#open.set(number, publication)
      const onEnded = () => {
        const { reason } = publication.ended
        if (!this.#open.delete(number)) return
        post({ type: 'publication_ended', publication: number, reason: reason instanceof Error ? reason.message : '' })
      }
      publication.ended.addEventListener('abort', onEnded, { once: true })
      outcome = { session_id: publication.session_id }
    } catch (error) {
      outcome = { error: describeError(error) }
    }
    post({ type: 'publish_answer', publication: number, outcome })
  }

  push(number: number, unit: MediaUnit): void {
    this.#open.get(number)?.push(unit)
  }

  noteRtt(number: number, rtt_ms: number): void {
    this.#open.get(number)?.stream.notePublisherRtt(rtt_ms)
  }

  /** The publisher said goodbye, or its connection was lost. */
  end(number: number, { code, message }: SubscriberEnd, lost: boolean): void {
    const publication = this.#open.get(number)
    this.#open.delete(number)
    if (lost) publication?.lost(message)
    else publication?.end(message, endCode(code) === 'node_stopping' ? 'node_stopping' : 'stream_ended')
  }

  /** The worker is gone, and with it every publisher's connection. */
  loseAll(reason: string): void {
    const publications = [...this.#open.values()]
    this.#open.clear()
    for (const publication of publications) publication.lost(reason)
  }
}
