import type { HlsAnswer, HlsViewer } from '../protocols/hls/answer.ts'
import { grantIn } from '../protocols/hls/granted-uris.ts'
import type { HlsRequest } from '../protocols/hls/hls-request.ts'
import { AnswerCache } from './answer-cache.ts'
import type { OwnerQuestions } from './owner-questions.ts'

/** Parts and segments kept by a worker: a popular one comes over once. */
const MAX_KEPT_BYTES = 64 * 1024 * 1024
const KEEP_MS = 30_000

type BytesAnswer = Extract<HlsAnswer, { kind: 'bytes' }>

/** A file on its way, for all who want it. */
interface OnItsWay {
  readonly answer: Promise<HlsAnswer>
  readonly nobody_waits: AbortController
  waiting: number
}

/**
 * HLS as a worker serves it: the outputs are the owner's, where their viewers are counted. What has a name of its own for ever is
 * asked for once, also while it is waited for, and kept for a while.
 */
export class OwnerHls {
  readonly #questions: OwnerQuestions
  readonly #kept = new AnswerCache<BytesAnswer>(MAX_KEPT_BYTES, KEEP_MS)
  readonly #on_its_way = new Map<string, OnItsWay>()
  readonly #sweep: NodeJS.Timeout
  #sent_bytes = 0

  constructor(questions: OwnerQuestions) {
    this.#questions = questions
    this.#sweep = setInterval(() => this.#kept.sweep(performance.now()), KEEP_MS / 2)
    this.#sweep.unref()
  }

  /** Bytes handed to viewers since the last call. */
  takeSent(): number {
    const sent = this.#sent_bytes
    this.#sent_bytes = 0
    return sent
  }

  /** As {@link HlsServer.answer}. @throws {StreamNotFoundError | NodeNotAcceptingError} */
  async answer(request: HlsRequest, viewer: HlsViewer): Promise<HlsAnswer> {
    if (viewer.signal.aborted) return null
    const name = nameOf(request, viewer)
    if (name === null) return await this.#ask(request, viewer)
    return this.#kept.get(name, performance.now()) ?? (await this.#share(name, request, viewer))
  }

  /** As {@link HlsServer.countSent}. */
  countSent(_tag: string, bytes: number): void {
    this.#sent_bytes += bytes
  }

  stop(): void {
    clearInterval(this.#sweep)
  }

  /** One question for all who want the file; who leaves waits no more, and with the last the question is taken back. */
  async #share(name: string, request: HlsRequest, viewer: HlsViewer): Promise<HlsAnswer> {
    const file = this.#on_its_way.get(name) ?? this.#fetch(name, request, viewer)
    const { promise: left, resolve: leave } = Promise.withResolvers<null>()
    const onLeft = () => leave(null)
    viewer.signal.addEventListener('abort', onLeft, { once: true })
    file.waiting++
    try {
      return await Promise.race([file.answer, left])
    } finally {
      viewer.signal.removeEventListener('abort', onLeft)
      file.waiting--
      if (file.waiting === 0) file.nobody_waits.abort(new Error('The viewers left.'))
    }
  }

  #fetch(name: string, request: HlsRequest, viewer: HlsViewer): OnItsWay {
    const nobody_waits = new AbortController()
    const answer = this.#ask(request, { ...viewer, signal: nobody_waits.signal }).finally(() => {
      if (this.#on_its_way.get(name) === file) this.#on_its_way.delete(name)
    })
    // Those who left do not hear it.
    answer.catch(() => undefined)
    const file: OnItsWay = { answer, nobody_waits, waiting: 0 }
    nobody_waits.signal.addEventListener('abort', () => {
      if (this.#on_its_way.get(name) === file) this.#on_its_way.delete(name)
    })
    this.#on_its_way.set(name, file)
    return file
  }

  async #ask(request: HlsRequest, asking: HlsViewer): Promise<HlsAnswer> {
    const { signal, ...viewer } = asking
    const answer = await this.#questions.ask({ about: 'hls', request, viewer }, signal)
    if (!('hls' in answer)) return null
    const { hls } = answer
    if (hls?.kind !== 'bytes') return hls
    const received: BytesAnswer = { ...hls, body: [Buffer.from(hls.body)] }
    const name = nameOf(request, asking)
    if (name !== null && received.headers['Cache-Control']?.includes('immutable'))
      this.#kept.put(name, received, hls.body.byteLength, performance.now())
    return received
  }
}

/**
 * What is the same for all who ask for it; null for playlists, which count their viewers. Of a stream that is not open to all it is the same for
 * those alone who ask from one address with one grant: the owner looks at both.
 */
function nameOf(request: HlsRequest, { address, shown }: HlsViewer): string | null {
  if (request.kind !== 'init' && request.kind !== 'segment' && request.kind !== 'part') return null
  const grant = grantIn(shown.query)
  return JSON.stringify(
    grant === null ? request : [request, address, new URLSearchParams(shown.query).get('session'), grant],
  )
}
