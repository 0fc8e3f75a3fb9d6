import { randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import type { Logger } from 'pino'

/** Messages under way to Redis; of more, new ones are lost, as they are while nobody listens. */
const MAX_UNDER_WAY = 1_000

/** What {@link RedisTopics} is built on. */
export interface RedisTopicsOptions {
  /** Publishes. */
  readonly client: Redis
  /** A second connection, which does nothing but listen. */
  readonly listener: Redis
  readonly prefix: string
  readonly log: Logger
  readonly received: (topic: string, json: string) => void
}

/** Says things to, and hears them from, the other processes of this live state; what this one says is not echoed. */
export class RedisTopics {
  readonly #options: RedisTopicsOptions
  readonly #channel_start: string
  readonly #self = randomUUID()
  readonly #topics = new Set<string>()
  #under_way = 0
  #dialled = false

  constructor(options: RedisTopicsOptions) {
    this.#options = options
    this.#channel_start = `${options.prefix}:_topic:`
    const { listener, log } = options
    listener.on('ready', () => this.#subscribe([...this.#topics]))
    listener.on('message', (channel: string, text: string) => this.#hear(channel, text))
    listener.on('error', (error: Error) => {
      log.debug({ event: 'live_state.redis_error', err: error }, 'the listening connection to Redis failed')
    })
  }

  publish(topic: string, json: string): void {
    if (this.#under_way >= MAX_UNDER_WAY) return
    this.#under_way += 1
    this.#options.client
      .publish(`${this.#channel_start}${topic}`, `${this.#self} ${json}`)
      .catch((error: Error) => {
        this.#options.log.debug({ event: 'live_state.message_lost', topic, err: error }, 'a message reached nobody')
      })
      .finally(() => {
        this.#under_way -= 1
      })
  }

  listen(topic: string): void {
    if (this.#topics.has(topic)) return
    this.#topics.add(topic)
    if (!this.#dialled) {
      this.#dialled = true
      this.#options.listener.connect().catch(() => {
        // It dials again by itself; its error event has said so.
      })
    } else if (this.#options.listener.status === 'ready') {
      this.#subscribe([topic])
    }
  }

  /** Dials the listening connection afresh: it hears nothing by itself when the server behind it is gone. */
  redial(): void {
    if (this.#dialled && this.#options.listener.status === 'ready') this.#options.listener.disconnect(true)
  }

  stop(): void {
    this.#options.listener.disconnect()
  }

  #subscribe(topics: readonly string[]): void {
    if (topics.length === 0) return
    this.#options.listener
      .subscribe(...topics.map((topic) => `${this.#channel_start}${topic}`))
      .catch((error: Error) => {
        this.#options.log.debug({ event: 'live_state.redis_error', err: error }, 'could not listen')
      })
  }

  #hear(channel: string, text: string): void {
    const space = text.indexOf(' ')
    if (space < 0 || text.slice(0, space) === this.#self || !channel.startsWith(this.#channel_start)) return
    this.#options.received(channel.slice(this.#channel_start.length), text.slice(space + 1))
  }
}
