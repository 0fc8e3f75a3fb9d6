import { randomBytes } from 'node:crypto'
import { EVENTS_ALIVE_INTERVAL_MS, type LiveEvent } from '#contract/live-event.ts'
import { LiveEventCoalescer } from './live-event-coalescer.ts'

/** One client of the event stream, as the hub sees it. */
export interface LiveEventSink {
  write(text: string): void
  /** Bytes taken by `write` that the client has not read yet. */
  backlog_bytes(): number
  /** Ends the stream properly; `drop` cuts it. */
  end(): void
  drop(): void
}

/** Sizes and times of a hub; the defaults are for use, others for tests. */
export interface LiveEventHubOptions {
  /** Events kept for clients that come back: at most so many, and so many bytes. */
  readonly ring_events?: number
  readonly ring_bytes?: number
  /** A client that left more than this unread is dropped. */
  readonly max_backlog_bytes?: number
  /** At most one message per node, per stream and of the cluster in this time; the newest wins. */
  readonly coalesce_ms?: number
  readonly alive_interval_ms?: number
  /** Told when a client is dropped because it does not read. */
  readonly onDropped?: (backlog_bytes: number) => void
}

/** Events are gathered for clients that come back for so long after the last one left, in ms. */
const KEPT_AFTER_LAST_MS = 60_000

interface KeptEvent {
  readonly number: number
  readonly text: string
}

/**
 * Says what changed to every open panel (contract/live-event.ts). Events are numbered within this run of the origin;
 * a client that was away for a while gets what it missed, one that was away for longer is told to read all anew.
 */
export class LiveEventHub {
  readonly #run = randomBytes(4).toString('hex')
  readonly #options: Required<Omit<LiveEventHubOptions, 'onDropped'>>
  readonly #onDropped: (backlog_bytes: number) => void
  readonly #coalescer: LiveEventCoalescer
  readonly #clients = new Set<LiveEventSink>()
  #ring: KeptEvent[] = []
  #ring_bytes = 0
  #number = 0
  #alive: NodeJS.Timeout | null = null
  /** While nobody listens: until then a client may come back for what it missed. */
  #kept_until = 0
  #stopped = false
  /** Clients that were dropped because they did not read, since the origin started. */
  dropped = 0

  constructor({ onDropped = () => undefined, ...options }: LiveEventHubOptions = {}) {
    this.#options = {
      ring_events: 2_000,
      ring_bytes: 8 * 1024 * 1024,
      max_backlog_bytes: 1024 * 1024,
      coalesce_ms: 250,
      alive_interval_ms: EVENTS_ALIVE_INTERVAL_MS,
      ...options,
    }
    this.#onDropped = onDropped
    this.#coalescer = new LiveEventCoalescer(this.#options.coalesce_ms, (event) => this.#emit(event))
  }

  /** Clients connected at this moment. */
  get clients(): number {
    return this.#clients.size
  }

  /** Events kept for clients that come back. */
  get kept(): number {
    return this.#ring.length
  }

  /** Whether somebody listens, or did a moment ago and may come back for what it missed. */
  get wanted(): boolean {
    if (this.#clients.size > 0 || performance.now() < this.#kept_until) return true
    if (this.#ring.length > 0) {
      // From here on events may be missing, so whoever comes back is told to read all anew.
      this.#ring = []
      this.#ring_bytes = 0
      this.#number += 1
    }
    return false
  }

  /** Tells every client, at once or within the coalescing time. `alive` and `reset` are the hub's own. */
  publish(event: Exclude<LiveEvent, { type: 'alive' | 'reset' }>): void {
    if (!this.#stopped && this.wanted) this.#coalescer.push(event)
  }

  /**
   * Connects a client and says first what it missed since `last_event_id`, or `reset` where that is not known.
   * @returns what disconnects it
   */
  connect(client: LiveEventSink, last_event_id: string | null): () => void {
    if (this.#stopped) {
      client.end()
      return () => undefined
    }
    client.write('retry: 1000\n\n')
    const missed = this.#missedSince(last_event_id)
    // A reset carries the newest number: a client that comes back after it misses nothing that came later.
    if (missed === null) client.write(frame({ type: 'reset' }, this.#id(this.#number)))
    else for (const { text } of missed) client.write(text)
    client.write(frame({ type: 'alive' }))
    this.#clients.add(client)
    this.#alive ??= setInterval(() => this.#send(frame({ type: 'alive' })), this.#options.alive_interval_ms)
    return () => this.#disconnect(client)
  }

  /** Ends every client's stream; nothing is published after. */
  stop(): void {
    this.#stopped = true
    this.#coalescer.stop()
    for (const client of [...this.#clients]) {
      this.#disconnect(client)
      client.end()
    }
  }

  #emit(event: LiveEvent): void {
    this.#number += 1
    const text = frame(event, this.#id(this.#number))
    this.#ring.push({ number: this.#number, text })
    this.#ring_bytes += text.length
    while (this.#ring.length > this.#options.ring_events || this.#ring_bytes > this.#options.ring_bytes) {
      const oldest = this.#ring.shift()
      if (oldest === undefined) break
      this.#ring_bytes -= oldest.text.length
    }
    this.#send(text)
  }

  #send(text: string): void {
    for (const client of [...this.#clients]) {
      const backlog_bytes = client.backlog_bytes()
      if (backlog_bytes > this.#options.max_backlog_bytes) {
        this.#disconnect(client)
        client.drop()
        this.dropped += 1
        this.#onDropped(backlog_bytes)
      } else {
        client.write(text)
      }
    }
  }

  #missedSince(last_event_id: string | null): readonly KeptEvent[] | null {
    const [, run, digits] = /^([0-9a-f]+)-(\d{1,15})$/.exec(last_event_id ?? '') ?? []
    if (run !== this.#run) return null
    const number = Number(digits)
    const oldest = this.#ring[0]?.number ?? this.#number + 1
    if (number > this.#number || number < oldest - 1) return null
    return this.#ring.filter((kept) => kept.number > number)
  }

  #disconnect(client: LiveEventSink): void {
    this.#clients.delete(client)
    if (this.#clients.size > 0 || this.#alive === null) return
    this.#kept_until = performance.now() + KEPT_AFTER_LAST_MS
    clearInterval(this.#alive)
    this.#alive = null
  }

  #id(number: number): string {
    return `${this.#run}-${number}`
  }
}

function frame(event: LiveEvent, id?: string): string {
  // JSON holds no line breaks, so one data line is always enough.
  const data = `data: ${JSON.stringify(event)}\n\n`
  return id === undefined ? data : `id: ${id}\n${data}`
}
