import { randomUUID } from 'node:crypto'
import type { Logger } from 'pino'
import { type SessionId, type StreamPath, sessionIdSchema } from '#contract/ids.ts'
import { type Clock, systemClock } from './clock.ts'
import { Listeners } from './listeners.ts'
import { LiveStream, type MediaCounters, type StreamOrigin } from './live-stream.ts'
import type { MediaLimits } from './media-limits.ts'
import type { Packager } from './packager.ts'
import { NodeNotAcceptingError, StreamBusyError } from './stream-errors.ts'

export interface StreamDirectoryOptions {
  readonly packagers: readonly Packager[]
  readonly limits: MediaLimits
  readonly log: Logger
  readonly clock?: Clock
}

/** What a directory tells those who listen. */
export interface StreamEvents {
  started: [stream: LiveStream]
  /** Its tracks or its state are known better than before. */
  changed: [stream: LiveStream]
  ended: [stream: LiveStream, reason: string]
  /** Its number of viewers or of relays changed. */
  subscribers: [stream: LiveStream]
}

/** Counters that only grow (bytes, dropped) and gauges, for heartbeats. */
export interface StreamTotals {
  readonly egress_bytes: number
  readonly ingress_bytes: number
  /** Streams that are published here, and not pulled from another node. */
  readonly publishers: number
  readonly viewers: number
  readonly relays_out: number
  /** Subscribers dropped because they read too slowly. */
  readonly dropped: number
  /** How often subscribers skipped to a keyframe because they read too slowly. */
  readonly skipped: number
}

/** Every stream live on this node, by path. */
export class StreamDirectory {
  readonly #options: StreamDirectoryOptions
  readonly #streams = new Map<StreamPath, LiveStream>()
  readonly #events = new Listeners<StreamEvents>()
  readonly #counters: MediaCounters = { egress_bytes: 0, ingress_bytes: 0, dropped: 0, skipped: 0 }
  #stopped = false

  constructor(options: StreamDirectoryOptions) {
    this.#options = options
  }

  /**
   * Begins a stream. It stays until its `end` is called.
   * @param session_id the session it belongs to; a new one is minted where it is not given
   * @throws {StreamBusyError} the path is live already
   * @throws {NodeNotAcceptingError} the directory was stopped
   */
  publish(path: StreamPath, origin: StreamOrigin, session_id?: SessionId): LiveStream {
    if (this.#stopped) throw new NodeNotAcceptingError('This node is stopping.')
    if (this.#streams.has(path)) throw new StreamBusyError(path)
    const { packagers, limits, log, clock = systemClock } = this.#options
    const stream = new LiveStream({
      path,
      origin,
      session_id: session_id ?? sessionIdSchema.parse(randomUUID()),
      packagers,
      limits,
      counters: this.#counters,
      clock,
      log,
    })
    this.#streams.set(path, stream)
    stream.events.on('changed', () => this.#events.emit('changed', stream))
    stream.events.on('subscribers', () => this.#events.emit('subscribers', stream))
    stream.events.on('ended', (reason) => this.#forget(stream, reason))
    log.info(
      { event: 'stream.started', stream_path: path, session_id: stream.session_id, origin },
      `${path} is live here, from ${origin.kind === 'publisher' ? `${origin.protocol} ${origin.address}` : `node ${origin.source_node_id}`}`,
    )
    this.#events.emit('started', stream)
    return stream
  }

  find(path: StreamPath): LiveStream | undefined {
    return this.#streams.get(path)
  }

  list(): readonly LiveStream[] {
    return [...this.#streams.values()]
  }

  /** Adds a listener; the function returned takes it out again. */
  on<Event extends keyof StreamEvents>(event: Event, listener: (...facts: StreamEvents[Event]) => void): () => void {
    return this.#events.on(event, listener)
  }

  totals(): StreamTotals {
    let publishers = 0
    let viewers = 0
    let relays_out = 0
    for (const stream of this.#streams.values()) {
      if (stream.origin.kind === 'publisher') publishers++
      viewers += stream.viewers
      relays_out += stream.relays
    }
    return { ...this.#counters, publishers, viewers, relays_out }
  }

  /** Ends every stream, telling its subscribers that the node stops; nothing can be published after it. */
  stop(): void {
    this.#stopped = true
    for (const stream of this.list()) stream.end('This node is stopping.', 'node_stopping')
  }

  #forget(stream: LiveStream, reason: string): void {
    this.#streams.delete(stream.path)
    const { frames, bytes } = stream.facts()
    this.#options.log.info(
      { event: 'stream.ended', stream_path: stream.path, session_id: stream.session_id, frames, bytes, reason },
      `${stream.path} ended: ${reason}`,
    )
    this.#events.emit('ended', stream, reason)
  }
}
