import type { Logger } from 'pino'
import type { LiveStateStatus } from '#contract/api.ts'
import type { LiveHome, LiveHomeOwner } from './live-home.ts'
import type { Lease } from './live-state.ts'
import type { MirroredValue } from './live-table.ts'
import { type RedisAddress, RedisConnection, redisClient } from './redis-connection.ts'
import { loadFoundValues } from './redis-found-values.ts'
import { takeRedisLease } from './redis-leases.ts'
import { RedisMirror } from './redis-mirror.ts'
import { RedisTopics } from './redis-topics.ts'

/** How long a start waits for Redis before it goes on without, in ms; and a stop for what is not yet written. */
const CONNECT_WAIT_MS = 3_000
const STOP_FLUSH_MS = 1_000

/** What {@link RedisHome} is built on. */
export interface RedisHomeOptions {
  readonly kind: 'redis_managed' | 'redis_external'
  readonly address: RedisAddress
  readonly prefix: string
  readonly log: Logger
  /** Called each time Redis is away, and once it is back; for whoever runs the server. */
  readonly onReachable?: (up: boolean) => void
  /** Called at the end of `stop`. */
  readonly onStopped?: () => Promise<void>
}

/**
 * Live state with a Redis behind it. A Redis that is away, or comes back empty, is no error for anybody: the tables in
 * memory go on, and are written again whole.
 */
export class RedisHome implements LiveHome {
  readonly #options: RedisHomeOptions
  readonly #connection: RedisConnection
  readonly #mirror: RedisMirror
  readonly #topics: RedisTopics
  readonly #clock = () => performance.now()
  #owner: LiveHomeOwner | null = null
  #found = new Map<string, Map<string, MirroredValue>>()
  #found_at = 0
  #away_since: Date | null = new Date()
  #refusal: string | null = null
  #stopping = false

  private constructor(options: RedisHomeOptions) {
    const { address, prefix, log } = options
    this.#options = options
    this.#connection = new RedisConnection(address, log, {
      onUp: () => this.#up(),
      onDown: () => this.#down(),
    })
    const { client } = this.#connection
    this.#mirror = new RedisMirror({
      client,
      prefix,
      log,
      read: (collection, key) => this.#owner?.read(collection, key),
      isUp: () => this.#connection.up,
      onRefusal: (reason) => {
        this.#refusal = reason
        if (reason !== null) log.warn({ event: 'live_state.redis_refused', reason }, 'Redis refuses to write')
        this.#tell()
      },
    })
    this.#topics = new RedisTopics({
      client,
      listener: redisClient(address, 'headwater-origin-listener'),
      prefix,
      log,
      received: (topic, json) => this.#owner?.received(topic, json),
    })
  }

  /**
   * Connects and reads what an earlier run left. A Redis that does not answer within some seconds does not keep the origin
   * from starting: it begins degraded, and writes everything once Redis is there.
   */
  static async connect(options: RedisHomeOptions, signal: AbortSignal): Promise<RedisHome> {
    const home = new RedisHome(options)
    try {
      if (await home.#connection.connect(CONNECT_WAIT_MS, signal)) {
        home.#found = await loadFoundValues(home.#connection.client, options, signal)
        home.#found_at = home.#clock()
      } else {
        const { shown } = options.address
        options.log.warn(
          { event: 'live_state.redis_lost', redis: shown, reason: home.#connection.last_error },
          `Redis at ${shown} does not answer; live state is kept in memory until it does`,
        )
      }
    } catch (error) {
      if (signal.aborted) {
        await home.stop()
        throw error
      }
      options.log.warn({ event: 'live_state.load_failed', err: error }, 'could not read what Redis holds')
    }
    return home
  }

  begin(owner: LiveHomeOwner): void {
    this.#owner = owner
  }

  found(collection: string): ReadonlyMap<string, MirroredValue> {
    const values = this.#found.get(collection)
    this.#found.delete(collection)
    const since_ms = this.#clock() - this.#found_at
    const left = new Map<string, MirroredValue>()
    for (const [key, { value, ttl_left_ms }] of values ?? []) {
      if (ttl_left_ms > since_ms) left.set(key, { value, ttl_left_ms: ttl_left_ms - since_ms })
    }
    return left
  }

  changed(collection: string, key: string): void {
    this.#mirror.changed(collection, key)
  }

  async lease(name: string, ttl_ms: number): Promise<Lease | null> {
    const { prefix, log } = this.#options
    try {
      return await takeRedisLease(this.#connection.client, { prefix, name, ttl_ms, clock: this.#clock })
    } catch (error) {
      // Nobody can say whose it is, so it is not ours.
      log.debug({ event: 'live_state.lease_unknown', lease: name, err: error }, 'a lease could not be asked for')
      return null
    }
  }

  publish(topic: string, json: string): void {
    this.#topics.publish(topic, json)
  }

  listen(topic: string): void {
    this.#topics.listen(topic)
  }

  status(): LiveStateStatus {
    const { kind, address } = this.#options
    const where = kind === 'redis_managed' ? 'a Redis that this origin runs itself' : `Redis at ${address.shown}`
    if (this.#away_since !== null) {
      const since = `${this.#away_since.toISOString().slice(0, 19)}Z`
      const detail = `Redis has been away since ${since} (${this.#connection.last_error}). Live state is kept in memory and will be written when it is back.`
      return { kind, state: 'degraded', detail }
    }
    if (this.#refusal !== null) {
      return { kind, state: 'degraded', detail: `Redis answers but does not write: ${this.#refusal}` }
    }
    return { kind, state: 'ok', detail: `Live state is kept in ${where}.` }
  }

  flush(signal: AbortSignal): Promise<void> {
    return this.#mirror.flush(signal)
  }

  async stop(): Promise<void> {
    this.#stopping = true
    if (this.#connection.up && this.#owner !== null) {
      await this.#mirror.flush(AbortSignal.timeout(STOP_FLUSH_MS)).catch((error: Error) => {
        this.#options.log.debug({ event: 'live_state.flush_failed', err: error }, 'not all was written at the end')
      })
    }
    this.#topics.stop()
    this.#connection.stop()
    await this.#mirror.stop()
    await this.#options.onStopped?.()
  }

  #up(): void {
    if (this.#stopping) return
    this.#away_since = null
    for (const [collection, key] of this.#owner?.keys() ?? []) this.#mirror.changed(collection, key)
    this.#mirror.pump()
    this.#options.onReachable?.(true)
    this.#tell()
  }

  #down(): void {
    if (this.#stopping) return
    this.#away_since = new Date()
    this.#topics.redial()
    this.#options.onReachable?.(false)
    this.#tell()
  }

  #tell(): void {
    if (!this.#stopping) this.#owner?.statusChanged(this.status())
  }
}
