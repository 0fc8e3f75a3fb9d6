import type { StreamPath } from '#contract/ids.ts'
import type { LiveStream } from '../media/live-stream.ts'
import type { StreamResolver } from '../media/stream-resolver.ts'
import type { SubscriberEnd } from '../media/subscriber-sink.ts'
import type { MediaUnit } from '../media/unit.ts'
import { endCode } from './end-code.ts'
import type { OwnerLine } from './owner-line.ts'
import { tellViewers } from './tell-viewers.ts'
import type { ToWorker } from './thread-messages.ts'
import type { WorkerDirectory } from './worker-directory.ts'

/** A stream stays on a worker for so long behind its last viewer there, in ms. */
export const LINGER_MS = 5_000

type Opened = Extract<ToWorker, { type: 'opened' }>

interface Pull {
  readonly number: number
  readonly stream: LiveStream
  linger: NodeJS.Timeout | null
}

interface Waiter {
  readonly resolve: (stream: LiveStream) => void
  readonly reject: (error: unknown) => void
}

export interface PulledStreamsOptions {
  readonly directory: WorkerDirectory
  readonly line: OwnerLine
  readonly linger_ms?: number
}

/** The streams that a worker reads from the owner: one pull for each, however many watch, and none for long without viewers. */
export class PulledStreams {
  readonly #options: PulledStreamsOptions
  readonly #by_number = new Map<number, Pull>()
  readonly #by_path = new Map<StreamPath, Pull>()
  readonly #waiting = new Map<StreamPath, Set<Waiter>>()

  constructor(options: PulledStreamsOptions) {
    this.#options = options
  }

  /**
   * A stream that is watched on this thread is there at once. Any other is asked for, even one that
   * lingers: the owner may be about to let its relay go, and must hear of the viewer first.
   */
  readonly resolve: StreamResolver = async (path, signal) => {
    const live = this.#options.directory.find(path)
    if (live && live.viewers > 0) return live
    return await this.#open(path, signal)
  }

  /** The owner gives a stream; whoever waits for it has its newest group of pictures before its first write. */
  opened({ pull: number, path, origin, session_id }: Opened, readFirst: () => void): void {
    const { directory, line } = this.#options
    const stream = directory.mirror(path, origin, session_id)
    const pull: Pull = { number, stream, linger: null }
    this.#by_number.set(number, pull)
    this.#by_path.set(path, pull)
    stream.ended.addEventListener('abort', () => this.#forget(pull), { once: true })
    tellViewers(stream, (count) => {
      line.post({ type: 'viewers', pull: number, count })
      this.#watchLinger(pull)
    })
    readFirst()
    this.#resume(pull)
  }

  /** The owner keeps a stream that lingers here. */
  held(path: StreamPath): void {
    const pull = this.#by_path.get(path)
    if (pull) this.#resume(pull)
  }

  refused(path: StreamPath, error: unknown): void {
    for (const waiter of this.#waitersOf(path)) waiter.reject(error)
  }

  push(number: number, unit: MediaUnit): void {
    this.#by_number.get(number)?.stream.push(unit)
  }

  /** The stream is over. */
  over(number: number, { message, code }: SubscriberEnd): void {
    this.#by_number.get(number)?.stream.end(message, endCode(code))
  }

  #open(path: StreamPath, signal: AbortSignal): Promise<LiveStream> {
    signal.throwIfAborted()
    const { line } = this.#options
    return new Promise((resolve, reject) => {
      const waiters = this.#waiting.get(path) ?? new Set<Waiter>()
      const abort = () => {
        waiters.delete(waiter)
        if (waiters.size === 0 && this.#waiting.get(path) === waiters) {
          this.#waiting.delete(path)
          line.post({ type: 'open_cancelled', path })
        }
        reject(signal.reason)
      }
      const settled = () => signal.removeEventListener('abort', abort)
      const waiter: Waiter = {
        resolve: (stream) => {
          settled()
          resolve(stream)
        },
        reject: (error) => {
          settled()
          reject(error)
        },
      }
      signal.addEventListener('abort', abort, { once: true })
      waiters.add(waiter)
      if (this.#waiting.get(path) === waiters) return
      this.#waiting.set(path, waiters)
      line.post({ type: 'open', path })
    })
  }

  /** Those who wait take it; then the owner hears how many watch, because it counts one until then. */
  #resume(pull: Pull): void {
    const { line } = this.#options
    for (const waiter of this.#waitersOf(pull.stream.path)) waiter.resolve(pull.stream)
    setImmediate(() => {
      if (this.#by_number.get(pull.number) !== pull) return
      line.post({ type: 'viewers', pull: pull.number, count: pull.stream.viewers })
      this.#watchLinger(pull)
    })
  }

  #waitersOf(path: StreamPath): readonly Waiter[] {
    const waiters = [...(this.#waiting.get(path) ?? [])]
    this.#waiting.delete(path)
    return waiters
  }

  #watchLinger(pull: Pull): void {
    if (pull.linger) clearTimeout(pull.linger)
    pull.linger = null
    if (pull.stream.viewers > 0) return
    pull.linger = setTimeout(() => {
      // Who has asked for it just now will be told that it is held.
      if (pull.stream.viewers > 0 || this.#waiting.has(pull.stream.path)) return
      this.#options.line.post({ type: 'close', pull: pull.number })
      pull.stream.end('Nobody on this thread watches it.')
    }, this.#options.linger_ms ?? LINGER_MS)
    pull.linger.unref()
  }

  #forget(pull: Pull): void {
    if (pull.linger) clearTimeout(pull.linger)
    this.#by_number.delete(pull.number)
    if (this.#by_path.get(pull.stream.path) === pull) this.#by_path.delete(pull.stream.path)
  }
}
