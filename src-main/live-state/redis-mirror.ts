import type { Redis } from 'ioredis'
import type { Logger } from 'pino'
import type { LiveHomeOwner } from './live-home.ts'

/** Keys written in one round trip. */
const BATCH_KEYS = 500
/** Deleted keys remembered while Redis is away. The oldest beyond it are left to their own time to live. */
const MAX_DELETED_KEYS = 100_000
/** Pause after a write that Redis refused (out of memory, read-only), and after one that did not reach it, in ms. */
const REFUSED_PAUSE_MS = 1_000
const FAILED_PAUSE_MS = 50

interface ChangedKey {
  readonly collection: string
  readonly key: string
  /** Counts changes; a key keeps its first number until it is written. */
  change: number
}

/** What a mirror needs of its surroundings. */
export interface RedisMirrorOptions {
  readonly client: Redis
  readonly prefix: string
  readonly log: Logger
  readonly read: LiveHomeOwner['read']
  readonly isUp: () => boolean
  /** Told when Redis takes connections but refuses to write, and with null when it writes again. */
  readonly onRefusal: (reason: string | null) => void
}

/**
 * Keeps Redis equal to the tables, a moment later. What waits is not a queue of values but the set of keys that changed, in
 * the order of their first change: what is written is what the table holds by then. So the wait is bounded by the tables
 * themselves however long Redis is away, and writing everything anew is nothing but marking every key.
 */
export class RedisMirror {
  readonly #options: RedisMirrorOptions
  /** Redis keys that differ from the tables or may do so, each with the number of the change that made it so. */
  readonly #changed = new Map<string, ChangedKey>()
  readonly #flushes = new Set<{ upto: number; resolve: () => void }>()
  #in_flight: readonly ChangedKey[] = []
  #change = 0
  #pumping: Promise<void> | null = null
  #paused_until = 0
  #refusal: string | null = null
  #deleted = 0
  #stopped = false

  constructor(options: RedisMirrorOptions) {
    this.#options = options
  }

  /** Marks a key; it is written as soon as Redis takes it. */
  changed(collection: string, key: string): void {
    const redis_key = `${this.#options.prefix}:${collection}:${key}`
    if (!this.#changed.has(redis_key)) {
      this.#change += 1
      this.#changed.set(redis_key, { collection, key, change: this.#change })
      if (!this.#options.isUp() && this.#options.read(collection, key) === undefined) this.#boundDeleted()
    }
    this.pump()
  }

  /** Starts writing, if it is not under way. */
  pump(): void {
    if (this.#stopped) return
    this.#pumping ??= this.#writeAll().finally(() => {
      this.#pumping = null
      // What was marked between the last look and now would wait for the next change otherwise.
      if (this.#changed.size > 0 && this.#options.isUp()) this.pump()
    })
  }

  /** Resolves when everything marked until now is in Redis. */
  async flush(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const waiting = { upto: this.#change, resolve }
    this.#flushes.add(waiting)
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    this.#settleFlushes()
    this.pump()
    try {
      await promise
    } finally {
      this.#flushes.delete(waiting)
      signal.removeEventListener('abort', abort)
    }
  }

  /** Writes no more; waits for the round trip under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#pumping
  }

  async #writeAll(): Promise<void> {
    // One turn of the event loop gathers what belongs together.
    await new Promise<void>((resolve) => setImmediate(resolve))
    while (!this.#stopped && this.#changed.size > 0 && this.#options.isUp()) {
      const wait_ms = this.#paused_until - performance.now()
      if (wait_ms > 0) await new Promise<void>((resolve) => setTimeout(resolve, wait_ms).unref())
      await this.#writeBatch()
      this.#settleFlushes()
    }
  }

  async #writeBatch(): Promise<void> {
    const batch = this.#takeBatch()
    this.#in_flight = batch.map(([, entry]) => entry)
    const errors = await this.#send(batch)
    this.#in_flight = []
    for (const [index, [redis_key, entry]] of batch.entries()) {
      if (errors[index] === null) continue
      // Whoever changed it meanwhile marked it again; the older number keeps a flush waiting for both.
      const again = this.#changed.get(redis_key)
      if (again === undefined) this.#changed.set(redis_key, entry)
      else again.change = entry.change
    }
    const failed = errors.some((error) => error !== null)
    const refusal = errors.findLast((error) => error?.name === 'ReplyError')?.message ?? null
    if (failed) this.#paused_until = performance.now() + (refusal === null ? FAILED_PAUSE_MS : REFUSED_PAUSE_MS)
    // A batch that was merely lost says nothing about whether Redis would have taken it.
    if (refusal === this.#refusal || (refusal === null && failed)) return
    this.#refusal = refusal
    this.#options.onRefusal(refusal)
  }

  #takeBatch(): [string, ChangedKey][] {
    const batch: [string, ChangedKey][] = []
    for (const entry of this.#changed) {
      if (batch.length >= BATCH_KEYS) break
      batch.push(entry)
    }
    for (const [redis_key] of batch) this.#changed.delete(redis_key)
    this.#deleted = 0
    return batch
  }

  /** One round trip; what became of each key, in order: null or why it is not written. */
  async #send(batch: readonly [string, ChangedKey][]): Promise<(Error | null)[]> {
    const pipeline = this.#options.client.pipeline()
    for (const [redis_key, { collection, key }] of batch) {
      const held = this.#options.read(collection, key)
      if (held === undefined || held.ttl_left_ms <= 0) pipeline.del(redis_key)
      else pipeline.set(redis_key, JSON.stringify(held.value), 'PX', held.ttl_left_ms)
    }
    try {
      const answers = await pipeline.exec()
      return batch.map((_, index) => answers?.[index]?.[0] ?? null)
    } catch (error) {
      return batch.map(() => error as Error)
    }
  }

  #settleFlushes(): void {
    if (this.#flushes.size === 0) return
    let oldest = Number.POSITIVE_INFINITY
    for (const { change } of this.#changed.values()) oldest = Math.min(oldest, change)
    for (const { change } of this.#in_flight) oldest = Math.min(oldest, change)
    for (const flush of this.#flushes) if (oldest > flush.upto) flush.resolve()
  }

  #boundDeleted(): void {
    this.#deleted += 1
    if (this.#deleted <= MAX_DELETED_KEYS) return
    this.#deleted = 0
    let forgotten = 0
    for (const [redis_key, { collection, key }] of this.#changed) {
      if (forgotten >= MAX_DELETED_KEYS / 2) break
      if (this.#options.read(collection, key) !== undefined) continue
      this.#changed.delete(redis_key)
      forgotten += 1
    }
    this.#deleted = MAX_DELETED_KEYS / 2
    this.#options.log.warn({ event: 'live_state.deletions_forgotten', forgotten }, 'Redis has been away for long')
  }
}
