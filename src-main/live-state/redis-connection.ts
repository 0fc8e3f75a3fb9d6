import { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** Where a Redis is. */
export interface RedisAddress {
  /** A redis:// or rediss:// URL, or the path of a Unix socket. */
  readonly at: { readonly url: string } | { readonly socket_path: string; readonly password: string }
  /** The same for people and logs, without secrets. */
  readonly shown: string
}

/** Time between two looks whether the server answers, and within which it has to, in ms: a loss shows within 5 s. */
const PING_INTERVAL_MS = 1_000
const ANSWER_TIMEOUT_MS = 2_500
const CONNECT_TIMEOUT_MS = 2_000
const RETRY_MIN_MS = 50
const RETRY_MAX_MS = 1_000

/** A fresh client with the project's time-outs: fails fast, queues nothing, tries again for ever. Not connected yet. */
export function redisClient({ at }: RedisAddress, connectionName: string): Redis {
  const options = {
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: CONNECT_TIMEOUT_MS,
    commandTimeout: ANSWER_TIMEOUT_MS,
    keepAlive: 10_000,
    disableClientInfo: true,
    connectionName,
    retryStrategy: (attempt: number) =>
      Math.min(RETRY_MIN_MS * 2 ** Math.min(attempt, 10), RETRY_MAX_MS) * (0.75 + Math.random() / 2),
  }
  if ('url' in at) return new Redis(at.url, options)
  return new Redis({ ...options, path: at.socket_path, password: at.password })
}

/** What a connection tells whoever uses it. */
export interface RedisConnectionEvents {
  /** The server answers, for the first time or again. It may have come back empty. */
  readonly onUp: () => void
  /** The server does not answer any more; `reason` is for a person. */
  readonly onDown: (reason: string) => void
}

/** One connection that is watched: it knows within seconds whether the server answers, and dials again until it does. */
export class RedisConnection {
  readonly client: Redis
  readonly #log: Logger
  readonly #shown: string
  readonly #events: RedisConnectionEvents
  #pinger: NodeJS.Timeout | null = null
  #up = false
  #last_error = 'it has not answered yet'

  constructor(address: RedisAddress, log: Logger, events: RedisConnectionEvents) {
    this.#log = log
    this.#shown = address.shown
    this.#events = events
    this.client = redisClient(address, 'headwater-origin')
    this.client.on('ready', () => void this.#ping())
    this.client.on('close', () => this.#down(this.#last_error))
    this.client.on('error', (error: Error) => {
      this.#last_error = explainRedis(error)
      log.debug({ event: 'live_state.redis_error', redis: address.shown, err: error }, 'Redis cannot be reached')
    })
  }

  get up(): boolean {
    return this.#up
  }

  /** Why the server is away; for a person. */
  get last_error(): string {
    return this.#last_error
  }

  /** Dials; resolves when the server answers (true) or the time is over (false), and goes on dialling either way. */
  async connect(timeout_ms: number, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted()
    this.client.connect().catch((error: Error) => {
      this.#last_error = explainRedis(error)
    })
    this.#pinger = setInterval(() => void this.#ping(), PING_INTERVAL_MS)
    this.#pinger.unref()
    const { promise, resolve, reject } = Promise.withResolvers<boolean>()
    const give_up = setTimeout(() => resolve(false), timeout_ms)
    const look = setInterval(() => {
      if (this.#up) resolve(true)
    }, 5)
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    try {
      return await promise
    } finally {
      clearTimeout(give_up)
      clearInterval(look)
      signal.removeEventListener('abort', abort)
    }
  }

  /** Closes the connection and dials no more. */
  stop(): void {
    if (this.#pinger !== null) clearInterval(this.#pinger)
    this.#up = false
    this.client.removeAllListeners('close')
    this.client.disconnect()
  }

  async #ping(): Promise<void> {
    if (this.client.status !== 'ready') return
    try {
      await this.client.ping()
    } catch (error) {
      this.#last_error = explainRedis(error as Error)
      if (this.client.status !== 'ready') return
      this.#down(this.#last_error)
      // A server that holds the connection but does not answer: dial afresh.
      if (!(error instanceof Error && error.name === 'ReplyError')) this.client.disconnect(true)
      return
    }
    if (this.#up) return
    this.#up = true
    this.#log.info({ event: 'live_state.redis_connected', redis: this.#shown }, 'Redis answers')
    this.#events.onUp()
  }

  #down(reason: string): void {
    if (!this.#up) return
    this.#up = false
    this.#log.warn({ event: 'live_state.redis_lost', redis: this.#shown, reason }, 'Redis does not answer')
    this.#events.onDown(reason)
  }
}

/** What went wrong, for a person: what Redis says about a password is longer than what it means. */
export function explainRedis({ message }: Error): string {
  if (message.startsWith('NOAUTH')) return 'it wants a password, and the configured address has none'
  if (message.startsWith('WRONGPASS')) return 'it refuses the user or the password of the configured address'
  return message
}
