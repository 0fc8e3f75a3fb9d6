import type { MessagePort } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { StreamPath } from '#contract/ids.ts'
import type { SubscriberFacts } from '../media/subscriber-facts.ts'
import { OwnerAnswers } from './owner-answers.ts'
import type { StreamOwner } from './stream-owner.ts'
import type { ThreadCounters } from './thread-counters.ts'
import { describeError } from './thread-errors.ts'
import type { ToOwner, ToWorker } from './thread-messages.ts'
import type { Acceptance } from './thread-settings.ts'
import { readBatch } from './unit-batch.ts'
import { UnitSender } from './unit-sender.ts'
import { writeWorkerLine } from './worker-log.ts'
import { WorkerPublications } from './worker-publications.ts'
import { WorkerPull } from './worker-pull.ts'

/** Streams that a worker can name to somebody who asked for one that there is not. */
const TOLD_PATHS = 50
/** A worker has so long to list its subscribers, in ms. */
const LIST_PATIENCE_MS = 1_000

export interface WorkerLinkOptions {
  readonly number: number
  readonly port: MessagePort
  readonly counters: ThreadCounters
  readonly window_bytes: number
  readonly owner: StreamOwner
  readonly log: Logger
  readonly onReady: () => void
  readonly onStopped: () => void
}

/** One worker as the owner of the streams sees it: answers what it asks, and sends it the streams that it reads. */
export class WorkerLink {
  readonly #options: WorkerLinkOptions
  readonly #sender: UnitSender
  readonly #pulls = new Map<number, WorkerPull>()
  readonly #pull_by_path = new Map<StreamPath, WorkerPull>()
  readonly #opening = new Map<StreamPath, AbortController>()
  readonly #publications: WorkerPublications
  readonly #answers: OwnerAnswers
  readonly #asked = new Map<number, (subscribers: readonly SubscriberFacts[]) => void>()
  readonly #unlisten: readonly (() => void)[]
  #tells_paths = false
  #next_ask = 1
  #viewers_by_protocol: Readonly<Record<string, number>> = {}
  #next_pull = 1
  #connections = 0
  #heard_at = performance.now()
  #closed = false

  constructor(options: WorkerLinkOptions) {
    this.#options = options
    const { port, counters, window_bytes, owner, log, number } = options
    this.#sender = new UnitSender({
      window_bytes,
      taken: () => counters.takenBy('worker'),
      post: (batch) => this.#post({ type: 'units', batch }, [batch]),
      soon: setImmediate,
      onSkipped: (pull, in_flight_bytes) => {
        const stream_path = this.#pulls.get(pull)?.stream.path
        log.warn(
          { event: 'worker.behind', worker: number, stream_path, in_flight_bytes },
          `worker ${number} is behind by ${in_flight_bytes} bytes: its viewers of ${stream_path} miss the time up to the next keyframe`,
        )
      },
    })
    this.#publications = new WorkerPublications({ owner, post: (message) => this.#post(message) })
    this.#answers = new OwnerAnswers(owner, (message, transferred) => this.#post(message, transferred))
    this.#unlisten = [
      owner.certificate.onChanged((material) => this.#post({ type: 'certificate', material })),
      owner.directory.on('started', () => this.#tellPathsSoon()),
      owner.directory.on('ended', () => this.#tellPathsSoon()),
    ]
    this.#tellPathsSoon()
    port.on('message', (message: ToOwner) => {
      this.#heard_at = performance.now()
      this.#take(message)
    })
  }

  /** Viewers whose connection is on this worker; HLS, which has none, is the owner's. */
  get viewers(): number {
    let viewers = 0
    for (const pull of this.#pulls.values()) viewers += pull.viewers
    return viewers
  }

  get publishers(): number {
    return this.#publications.count
  }

  /** Connections of any kind, as the worker said last. */
  get connections(): number {
    return this.#connections
  }

  /** Its viewers by protocol, as it said last. */
  get viewers_by_protocol(): Readonly<Record<string, number>> {
    return this.#viewers_by_protocol
  }

  /** Who watches a stream on this worker; nobody where it does not say so in time. */
  async subscribers(path: StreamPath): Promise<readonly SubscriberFacts[]> {
    if (this.#closed || !this.#pull_by_path.has(path)) return []
    const ask = this.#next_ask++
    const { promise, resolve } = Promise.withResolvers<readonly SubscriberFacts[]>()
    const late = setTimeout(() => resolve([]), LIST_PATIENCE_MS)
    this.#asked.set(ask, resolve)
    this.#post({ type: 'list_subscribers', ask, path })
    const subscribers = await promise
    clearTimeout(late)
    this.#asked.delete(ask)
    return subscribers
  }

  /** Lets a subscriber go that is on this worker. */
  endSubscriber(path: StreamPath, id: string, reason: string): void {
    if (this.#pull_by_path.has(path)) this.#post({ type: 'end_subscriber', path, id, reason })
  }

  /** When it last said something, by the monotonic clock in ms. */
  get heard_at(): number {
    return this.#heard_at
  }

  /** Whether anything new is taken from now on. */
  accept(acceptance: Acceptance): void {
    this.#post({ type: 'acceptance', acceptance })
  }

  /** The worker tells everybody and ends. */
  stop(): void {
    this.#post({ type: 'stop' })
  }

  /** The worker is gone: what it published ends, what it read is let go. Idempotent. */
  close(reason: string): void {
    if (this.#closed) return
    this.#closed = true
    this.#options.port.close()
    for (const opening of this.#opening.values()) opening.abort(new Error(reason))
    this.#opening.clear()
    for (const pull of this.#pulls.values()) pull.close()
    this.#pulls.clear()
    this.#pull_by_path.clear()
    this.#answers.close()
    for (const unlisten of this.#unlisten) unlisten()
    for (const answered of [...this.#asked.values()]) answered([])
    this.#publications.loseAll(reason)
  }

  #post(message: ToWorker, transferred: readonly ArrayBuffer[] = []): void {
    if (!this.#closed) this.#options.port.postMessage(message, transferred)
  }

  #take(message: ToOwner): void {
    if (this.#closed) return
    const { counters, owner, log } = this.#options
    switch (message.type) {
      case 'ready':
        this.#options.onReady()
        break
      case 'units':
        counters.addTaken('owner', message.batch.byteLength)
        readBatch(message.batch, (publication, unit) => this.#publications.push(publication, unit))
        break
      case 'open':
        void this.#open(message.path)
        break
      case 'open_cancelled':
        this.#opening.get(message.path)?.abort(new Error('The viewer left.'))
        break
      case 'viewers':
        this.#pulls.get(message.pull)?.setViewers(message.count)
        break
      case 'close':
        this.#closePull(message.pull)
        break
      case 'publish':
        this.#publications.begin(message)
        counters.answered()
        break
      case 'publication_over':
        this.#publications.end(message.publication, message.end, message.lost)
        break
      case 'publisher_rtt':
        this.#publications.noteRtt(message.publication, message.rtt_ms)
        break
      case 'ask':
        this.#answers.asked(message)
        break
      case 'viewer_left':
        this.#answers.left(message.place)
        break
      case 'ask_cancelled':
        this.#answers.cancelled(message.ask)
        break
      case 'subscribers':
        this.#asked.get(message.ask)?.(message.subscribers)
        break
      case 'counted':
        this.#connections = message.connections
        this.#viewers_by_protocol = message.viewers
        owner.directory.countElsewhere(message)
        owner.countRefused(message.refused)
        break
      case 'log':
        for (const line of message.lines) writeWorkerLine(log, line)
        break
      case 'stopped':
        this.#options.onStopped()
        break
      default:
        message satisfies never
    }
  }

  /** Many streams that come and go at once are told of together. */
  #tellPathsSoon(): void {
    if (this.#tells_paths) return
    this.#tells_paths = true
    setImmediate(() => {
      this.#tells_paths = false
      this.#post({ type: 'live', paths: this.#options.owner.directory.paths(TOLD_PATHS) })
    })
  }

  async #open(path: StreamPath): Promise<void> {
    const known = this.#pull_by_path.get(path)
    if (known) {
      known.hold()
      this.#post({ type: 'held', pull: known.number, path })
      return
    }
    const opening = new AbortController()
    this.#opening.set(path, opening)
    try {
      const stream = await this.#options.owner.resolver(path, opening.signal)
      if (!opening.signal.aborted) this.#opened(path, stream)
    } catch (error) {
      if (!opening.signal.aborted) this.#post({ type: 'refused', path, error: describeError(error) })
    } finally {
      if (this.#opening.get(path) === opening) this.#opening.delete(path)
    }
  }

  #opened(path: StreamPath, stream: WorkerPull['stream']): void {
    const number = this.#next_pull++
    const pull = new WorkerPull({
      number,
      stream,
      sender: this.#sender,
      onEnd: (end) => {
        this.#closePull(number)
        this.#sender.flush()
        this.#post({ type: 'pull_over', pull: number, end })
      },
    })
    this.#pulls.set(number, pull)
    this.#pull_by_path.set(path, pull)
    const { origin, session_id } = stream
    const batch = this.#sender.take()
    this.#post({ type: 'opened', pull: number, path, origin, session_id, batch }, [batch])
  }

  #closePull(number: number): void {
    const pull = this.#pulls.get(number)
    if (!pull) return
    pull.close()
    this.#pulls.delete(number)
    if (this.#pull_by_path.get(pull.stream.path) === pull) this.#pull_by_path.delete(pull.stream.path)
  }
}
