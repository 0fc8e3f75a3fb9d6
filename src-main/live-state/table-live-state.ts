import type { Logger } from 'pino'
import type { LiveStateStatus } from '#contract/api.ts'
import type { LiveHome } from './live-home.ts'
import type { Lease, LiveCollection, LiveCollectionOptions, LiveState } from './live-state.ts'
import { LiveTable } from './live-table.ts'

/** Time between two sweeps of what has run out, in ms. */
const SWEEP_INTERVAL_MS = 5_000

/** What {@link TableLiveState} is built on. */
export interface TableLiveStateOptions {
  readonly home: LiveHome
  readonly log: Logger
  /** Milliseconds on a clock that only goes forward; default `performance.now`. */
  readonly clock?: () => number
}

/** Live state of every kind: tables in memory, which everything is read from, and a home that is told of every change. */
export class TableLiveState implements LiveState {
  readonly #home: LiveHome
  readonly #log: Logger
  readonly #clock: () => number
  readonly #tables = new Map<string, LiveTable<unknown>>()
  readonly #topics = new Map<string, Set<(message: unknown) => void>>()
  readonly #status_listeners = new Set<(status: LiveStateStatus) => void>()
  readonly #sweeper: NodeJS.Timeout
  #stopped: Promise<void> | null = null

  constructor({ home, log, clock = () => performance.now() }: TableLiveStateOptions) {
    this.#home = home
    this.#log = log
    this.#clock = clock
    this.#sweeper = setInterval(() => {
      for (const table of this.#tables.values()) table.sweep()
    }, SWEEP_INTERVAL_MS)
    this.#sweeper.unref()
    home.begin({
      read: (collection, key) => this.#tables.get(collection)?.mirrored(key),
      keys: () => this.#keys(),
      received: (topic, json) => this.#deliver(topic, json),
      statusChanged: (status) => this.#each(this.#status_listeners, status),
    })
  }

  collection<Value>(options: LiveCollectionOptions<Value>): LiveCollection<Value> {
    if (!/^[a-z][a-z-]*$/.test(options.name)) throw new RangeError(`not a collection's name: ${options.name}`)
    if (this.#tables.has(options.name)) throw new Error(`the collection ${options.name} is somebody's already`)
    const table = new LiveTable(options, {
      clock: this.#clock,
      onChanged: (key) => this.#home.changed(options.name, key),
    })
    for (const [key, { value, ttl_left_ms }] of this.#home.found(options.name)) {
      if (table.restore(key, value, ttl_left_ms)) continue
      this.#log.warn(
        { event: 'live_state.value_refused', collection: options.name, key },
        'dropped a value of another form',
      )
      this.#home.changed(options.name, key)
    }
    this.#tables.set(options.name, table as LiveTable<unknown>)
    return table
  }

  lease(name: string, ttl_ms: number): Promise<Lease | null> {
    return this.#home.lease(name, ttl_ms)
  }

  publish(topic: string, message: unknown): void {
    const json = JSON.stringify(message)
    if (json === undefined) throw new TypeError('a message is something that JSON can say')
    // Heard here whether or not the home is in reach, and never inside the call that said it.
    queueMicrotask(() => this.#deliver(topic, json))
    this.#home.publish(topic, json)
  }

  subscribe(topic: string, listener: (message: unknown) => void): () => void {
    const listeners = this.#topics.get(topic) ?? new Set()
    if (listeners.size === 0) {
      this.#topics.set(topic, listeners)
      this.#home.listen(topic)
    }
    listeners.add(listener)
    return () => listeners.delete(listener)
  }

  status(): LiveStateStatus {
    return this.#home.status()
  }

  onStatus(listener: (status: LiveStateStatus) => void): () => void {
    this.#status_listeners.add(listener)
    return () => this.#status_listeners.delete(listener)
  }

  flush(signal: AbortSignal): Promise<void> {
    return this.#home.flush(signal)
  }

  stop(): Promise<void> {
    clearInterval(this.#sweeper)
    this.#stopped ??= this.#home.stop()
    return this.#stopped
  }

  *#keys(): Iterable<readonly [string, string]> {
    for (const [collection, table] of this.#tables) for (const key of table.keys()) yield [collection, key]
  }

  #deliver(topic: string, json: string): void {
    const listeners = this.#topics.get(topic)
    if (listeners === undefined || listeners.size === 0) return
    let message: unknown
    try {
      message = JSON.parse(json)
    } catch (error) {
      this.#log.warn({ event: 'live_state.message_refused', topic, err: error }, 'dropped a message that is not JSON')
      return
    }
    this.#each(listeners, message)
  }

  #each<Said>(listeners: ReadonlySet<(said: Said) => void>, said: Said): void {
    for (const listener of [...listeners]) {
      try {
        listener(said)
      } catch (error) {
        this.#log.error({ event: 'live_state.listener_failed', err: error }, 'a listener of the live state failed')
      }
    }
  }
}
