import { performance } from 'node:perf_hooks'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { Logger } from 'pino'
import type { StreamPath } from '#contract/ids.ts'
import type { SubscriberFacts } from '../media/subscriber-facts.ts'
import type { StreamOwner } from './stream-owner.ts'
import { ThreadCounters } from './thread-counters.ts'
import type { Acceptance, ThreadSettings } from './thread-settings.ts'
import { WorkerLink } from './worker-link.ts'
import type { ThreadLoad } from './worker-scaling.ts'

/** The heap of one worker, in MiB: media lies outside of it, so that this is for some ten thousand connections. One that outgrows it ends alone. */
const HEAP_MIB = 1024
/** A stop in order may take so long; a socket's last words have 2 s of it, in ms. */
const ORDERLY_STOP_MS = 3_000
/** A worker that says nothing for so long hangs, in ms; it counts every second. */
const SILENCE_LIMIT_MS = 20_000

/** What all workers of a node are started with. */
export type WorkerSettings = Omit<
  ThreadSettings,
  'number' | 'port' | 'counters' | 'acceptance' | 'certificate' | 'pages'
>

export interface RunningWorkerOptions {
  readonly number: number
  /** The program of a worker. */
  readonly entry: URL
  readonly settings: WorkerSettings
  readonly acceptance: Acceptance
  readonly owner: StreamOwner
  readonly log: Logger
  /** It listens. */
  readonly onReady: () => void
  /** It ended without having been told to. */
  readonly onLost: (error: Error) => void
}

/** One worker thread from its start to its end. */
export class RunningWorker {
  readonly number: number
  readonly #options: RunningWorkerOptions
  readonly #thread: Worker
  readonly #link: WorkerLink
  readonly #ended = Promise.withResolvers<void>()
  #ready = false
  #stopping = false
  #failure: Error | null = null
  #used: ReturnType<typeof performance.eventLoopUtilization> | null = null

  constructor(options: RunningWorkerOptions) {
    const { number, entry, settings, acceptance, owner, log } = options
    this.number = number
    this.#options = options
    const counters = new ThreadCounters()
    const { port1, port2 } = new MessageChannel()
    const data: ThreadSettings = {
      ...settings,
      number,
      acceptance,
      port: port2,
      counters: counters.shared,
      certificate: owner.certificate.current,
      pages: [...owner.pages.keys()],
    }
    this.#thread = new Worker(entry, {
      name: `headwater-worker-${number}`,
      workerData: data,
      transferList: [port2],
      // Its arguments are the program's, which may hold an enrollment token.
      argv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    })
    this.#link = new WorkerLink({
      number,
      port: port1,
      counters,
      window_bytes: settings.window_bytes,
      owner,
      log,
      onReady: () => {
        this.#ready = true
        options.onReady()
      },
      onStopped: () => void this.#thread.terminate(),
    })
    this.#thread.on('error', (error: unknown) => {
      this.#failure = error instanceof Error ? error : new Error(String(error))
    })
    this.#thread.once('exit', (code) => this.#onExit(code))
  }

  /** It listens. */
  get ready(): boolean {
    return this.#ready
  }

  /** Viewers and publishers whose connection is on it. */
  get carried(): { readonly subscribers: number; readonly publishers: number } {
    return { subscribers: this.#link.viewers, publishers: this.#link.publishers }
  }

  get viewers_by_protocol(): Readonly<Record<string, number>> {
    return this.#link.viewers_by_protocol
  }

  /** Who watches a stream on it. */
  subscribers(path: StreamPath): Promise<readonly SubscriberFacts[]> {
    return this.#link.subscribers(path)
  }

  /** Lets a subscriber go that is on it. */
  endSubscriber(path: StreamPath, id: string, reason: string): void {
    this.#link.endSubscriber(path, id, reason)
  }

  /** It has said nothing for too long. */
  get silent(): boolean {
    return performance.now() - this.#link.heard_at > SILENCE_LIMIT_MS
  }

  /** What it carries; how busy it was since the last call. */
  load(): ThreadLoad {
    const { viewers, connections } = this.#link
    const used = this.#thread.performance.eventLoopUtilization()
    const busy = this.#used ? this.#thread.performance.eventLoopUtilization(used, this.#used).utilization : 0
    this.#used = used
    return { viewers, connections, busy }
  }

  accept(acceptance: Acceptance): void {
    this.#link.accept(acceptance)
  }

  /** Tells everybody on it and ends it; an abort ends it at once. */
  async stop(signal?: AbortSignal): Promise<void> {
    this.#stopping = true
    const kill = () => this.kill()
    if (!this.#ready || signal?.aborted) kill()
    else this.#link.stop()
    signal?.addEventListener('abort', kill, { once: true })
    const late = setTimeout(kill, ORDERLY_STOP_MS)
    await this.#ended.promise
    clearTimeout(late)
    signal?.removeEventListener('abort', kill)
  }

  /** Ends it at once, as a crash would. */
  kill(): void {
    void this.#thread.terminate()
  }

  #onExit(code: number): void {
    this.#link.close('The part of this node that carried it failed. Connect again.')
    this.#ended.resolve()
    if (this.#stopping) return
    this.#options.onLost(this.#failure ?? new Error(`it ended with code ${code}`))
  }
}
