import { performance } from 'node:perf_hooks'
import type { Logger } from 'pino'
import type { StreamPath } from '#contract/ids.ts'
import type { NodeThreads } from '#contract/local-control.ts'
import type { SubscriberFacts } from '../media/subscriber-facts.ts'
import { RunningWorker, type WorkerSettings } from './running-worker.ts'
import type { StreamOwner } from './stream-owner.ts'
import type { Acceptance } from './thread-settings.ts'
import { SCALING_BEGIN, scale, type ThreadLoad } from './worker-scaling.ts'

/** How often load and silence are looked at, in ms. */
const LOOK_MS = 1_000
/** A node that shall have workers from the start is ready without those that need longer, in ms. */
const START_PATIENCE_MS = 10_000
/** Pauses before a lost worker is started again; one that has run for so long begins anew with the first, in ms. */
const RESTART_MS = [250, 1_000, 5_000, 15_000, 60_000] as const
const STEADY_AFTER_MS = 60_000

export interface WorkerPoolOptions {
  /** `auto` starts workers by load; a number keeps so many. */
  readonly workers: 'auto' | number
  /** The most that `auto` starts. */
  readonly most: number
  /** The program of a worker. */
  readonly entry: URL
  readonly settings: WorkerSettings
  readonly owner: StreamOwner
  readonly acceptance: () => Acceptance
  readonly log: Logger
}

/** A place for one worker: started again when it is lost. */
interface Place {
  readonly number: number
  worker: RunningWorker | null
  started_at: number
  losses: number
  restart: NodeJS.Timeout | null
}

/** The workers of a node: as many as are wanted, or as the load asks for. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions
  readonly #places: Place[] = []
  readonly #look: NodeJS.Timeout
  #scaling = SCALING_BEGIN
  #used = performance.eventLoopUtilization()
  #looked_at = performance.now()
  #told = ''
  #stopped = false

  constructor(options: WorkerPoolOptions) {
    this.#options = options
    this.#look = setInterval(() => this.#lookAround(), LOOK_MS)
    this.#look.unref()
  }

  /** Starts those that are wanted from the beginning and waits until they listen, but not long. */
  async start(): Promise<void> {
    const { workers } = this.#options
    if (workers === 'auto') return
    const ready = Array.from({ length: workers }, () => this.#add())
    const patience = Promise.withResolvers<void>()
    const timer = setTimeout(patience.resolve, START_PATIENCE_MS)
    await Promise.race([Promise.all(ready), patience.promise])
    clearTimeout(timer)
  }

  /** The workers that take connections, and what each carries. */
  get status(): NodeThreads['workers'] {
    const running = this.#workers().filter(({ ready }) => ready)
    return running.map(({ number, carried }) => ({ number, ...carried }))
  }

  /** Viewers on all workers by protocol. */
  viewersByProtocol(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const { viewers_by_protocol } of this.#workers()) {
      for (const [protocol, count] of Object.entries(viewers_by_protocol)) {
        counts.set(protocol, (counts.get(protocol) ?? 0) + count)
      }
    }
    return counts
  }

  /** Who watches a stream on any worker. */
  async subscribers(path: StreamPath): Promise<readonly SubscriberFacts[]> {
    const lists = await Promise.all(this.#workers().map((worker) => worker.subscribers(path)))
    return lists.flat()
  }

  /** Has the worker that has this subscriber tell it why it is let go; the others have none of this id. */
  endSubscriber(path: StreamPath, id: string, reason: string): void {
    for (const worker of this.#workers()) worker.endSubscriber(path, id, reason)
  }

  /** Passes on whether new publishers and viewers are taken. */
  refreshAcceptance(): void {
    const acceptance = this.#options.acceptance()
    const { reason, closed, departs } = acceptance
    const told = JSON.stringify([reason, closed, departs])
    if (told === this.#told) return
    this.#told = told
    for (const worker of this.#workers()) worker.accept(acceptance)
  }

  /** Ends all; everybody on them is told, unless the signal aborts. Idempotent. */
  async stop(signal?: AbortSignal): Promise<void> {
    this.#stopped = true
    clearInterval(this.#look)
    for (const { restart } of this.#places) if (restart) clearTimeout(restart)
    await Promise.all(this.#workers().map((worker) => worker.stop(signal)))
    this.#places.length = 0
  }

  #workers(): readonly RunningWorker[] {
    return this.#places.map(({ worker }) => worker).filter((worker) => worker !== null)
  }

  /** Resolves when the new worker listens. */
  #add(): Promise<void> {
    const ready = Promise.withResolvers<void>()
    const place: Place = { number: this.#places.length + 1, worker: null, started_at: 0, losses: 0, restart: null }
    this.#places.push(place)
    this.#launch(place, ready.resolve)
    return ready.promise
  }

  #launch(place: Place, onReady: () => void): void {
    const { entry, settings, owner, log } = this.#options
    const { number } = place
    place.restart = null
    place.started_at = performance.now()
    place.worker = new RunningWorker({
      number,
      entry,
      settings,
      acceptance: this.#options.acceptance(),
      owner,
      log,
      onReady: () => {
        log.info({ event: 'worker.started', worker: number }, `worker ${number} takes connections now`)
        onReady()
      },
      onLost: (error) => this.#lost(place, error),
    })
  }

  #lost(place: Place, error: Error): void {
    const { log } = this.#options
    const { number } = place
    place.worker = null
    if (this.#stopped || !this.#places.includes(place)) return
    if (performance.now() - place.started_at > STEADY_AFTER_MS) place.losses = 0
    const pause_ms = RESTART_MS[Math.min(place.losses, RESTART_MS.length - 1)] ?? LOOK_MS
    place.losses++
    log.error(
      { event: 'worker.lost', worker: number, restart_in_ms: pause_ms, err: error },
      `worker ${number} failed (${error.message}); its connections are lost, all others go on. It starts again in ${pause_ms / 1000} s`,
    )
    place.restart = setTimeout(() => this.#launch(place, () => undefined), pause_ms)
  }

  #lookAround(): void {
    this.refreshAcceptance()
    const now = performance.now()
    const late_ms = now - this.#looked_at - LOOK_MS
    this.#looked_at = now
    // After a standstill of the whole program its workers' words lie in their ports still.
    if (late_ms < LOOK_MS) this.#killSilent()
    if (this.#options.workers === 'auto') this.#scale(now)
  }

  #killSilent(): void {
    for (const worker of this.#workers()) {
      if (!worker.silent) continue
      const facts = { event: 'worker.hangs', worker: worker.number }
      this.#options.log.error(facts, `worker ${worker.number} says nothing any more and is ended`)
      worker.kill()
    }
  }

  #scale(now: number): void {
    const { most, log } = this.#options
    const used = performance.eventLoopUtilization()
    const busy = performance.eventLoopUtilization(used, this.#used).utilization
    this.#used = used
    const loads = this.#places.map(
      ({ worker }): ThreadLoad => worker?.load() ?? { viewers: 0, connections: 0, busy: 0 },
    )
    const elsewhere = loads.reduce((sum, { viewers }) => sum + viewers, 0)
    const viewers = this.#options.owner.directory.totals().viewers - elsewhere
    const { state, step } = scale(this.#scaling, { viewers, connections: viewers, busy }, loads, most, now)
    this.#scaling = state
    if (step === 'start') {
      const facts = { event: 'worker.wanted', viewers, busy_percent: Math.round(busy * 100), workers: loads.length + 1 }
      log.info(facts, `the load asks for one thread more: worker ${loads.length + 1} starts`)
      void this.#add()
    } else if (step === 'let_go') {
      void this.#letGo()
    }
  }

  async #letGo(): Promise<void> {
    const place = this.#places.pop()
    if (!place) return
    if (place.restart) clearTimeout(place.restart)
    await place.worker?.stop()
    const facts = { event: 'worker.let_go', worker: place.number }
    this.#options.log.info(facts, `worker ${place.number} had nothing to do for minutes and was let go`)
  }
}
