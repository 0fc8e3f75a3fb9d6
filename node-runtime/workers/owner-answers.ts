import type { LetInViewer } from '../media/admission.ts'
import type { HlsAnswer } from '../protocols/hls/answer.ts'
import type { StreamOwner } from './stream-owner.ts'
import { describeError } from './thread-errors.ts'
import type { ThreadAnswer, ThreadHlsAnswer, ThreadQuestion, ToOwner, ToWorker } from './thread-messages.ts'

type Post = (message: ToWorker, transferred: readonly ArrayBuffer[]) => void

/** The owner's answers to what one worker asks of HLS, of the node's pages, and of who is let in. */
export class OwnerAnswers {
  readonly #owner: Pick<StreamOwner, 'hls' | 'pages' | 'admission' | 'desk'>
  readonly #post: Post
  readonly #open = new Map<number, AbortController>()
  /** Viewers on the worker who were let in here. */
  readonly #places = new Map<number, LetInViewer>()
  #next_place = 1

  constructor(owner: Pick<StreamOwner, 'hls' | 'pages' | 'admission' | 'desk'>, post: Post) {
    this.#owner = owner
    this.#post = post
  }

  asked({ ask, question }: Extract<ToOwner, { type: 'ask' }>): void {
    const left = new AbortController()
    this.#open.set(ask, left)
    void this.#answer(question, left.signal).then((answer) => {
      this.#open.delete(ask)
      if (left.signal.aborted) {
        if ('place' in answer) this.left(answer.place)
        return
      }
      const bytes = 'hls' in answer && answer.hls?.kind === 'bytes' ? [answer.hls.body] : []
      this.#post({ type: 'answer', ask, answer }, bytes)
    })
  }

  cancelled(ask: number): void {
    this.#open.get(ask)?.abort(new Error('The viewer left.'))
  }

  /** A viewer who was let in has left. */
  left(place: number): void {
    this.#places.get(place)?.leave()
    this.#places.delete(place)
  }

  close(): void {
    for (const place of [...this.#places.keys()]) this.left(place)
    for (const left of this.#open.values()) left.abort(new Error('The worker is gone.'))
    this.#open.clear()
  }

  async #answer(question: ThreadQuestion, signal: AbortSignal): Promise<ThreadAnswer> {
    const { hls, pages, admission, desk } = this.#owner
    try {
      if (question.about === 'hls') {
        return { hls: handedOver(await hls.answer(question.request, { ...question.viewer, signal })) }
      }
      if (question.about === 'ticket') {
        await admission.redeem?.(question.use, signal)
        return { redeemed: true }
      }
      if (question.about === 'publisher') return { publisher: await admission.publish(question.publisher, signal) }
      if (question.about === 'viewer') {
        const place = this.#next_place++
        this.#places.set(place, await admission.play(question.viewer, signal))
        return { place }
      }
      if (question.about === 'cluster' || question.about === 'cluster_key') {
        if (desk === undefined) throw new Error('this node answers nothing about its cluster')
        if (question.about === 'cluster_key') return { refused_at_desk: await desk.refuse(question.request, signal) }
        return { at_desk: await desk.answer(question.request, signal) }
      }
      const { path, query, accept, address } = question
      const page = pages.get(path)
      if (!page) throw new Error(`there is no page ${path}`)
      return { page: await Promise.resolve(page({ query: new URLSearchParams(query), accept, address })) }
    } catch (error) {
      return { error: describeError(error) }
    }
  }
}

/** The answer with its body as one block of its own: what is held here is shared by all who ask, and stays. */
function handedOver(answer: HlsAnswer): ThreadHlsAnswer {
  if (answer?.kind !== 'bytes') return answer
  const { body, ...rest } = answer
  const bytes = new Uint8Array(body.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const buffer of body) {
    bytes.set(buffer, at)
    at += buffer.length
  }
  return { ...rest, body: bytes.buffer }
}
