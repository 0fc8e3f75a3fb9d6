import type { Logger } from 'pino'
import type { SessionId, StreamPath } from '#contract/ids.ts'
import { type Clock, systemClock } from './clock.ts'
import type { Departure } from './departure.ts'
import { Listeners } from './listeners.ts'
import { LiveStream, type Publication, type StreamOrigin } from './live-stream.ts'
import type { MediaLimits } from './media-limits.ts'
import type { Packager } from './packager.ts'
import type { Feed, SessionPolicy } from './session-machine.ts'
import type { MediaCounters } from './stream-audience.ts'
import { NodeNotAcceptingError } from './stream-errors.ts'

export interface StreamDirectoryOptions {
  readonly packagers: readonly Packager[]
  readonly limits: MediaLimits
  /** Of each stream, asked whenever it matters. Default: a lost publisher is waited for 10 s, a second one is refused. */
  readonly policy?: SessionPolicy | ((path: StreamPath) => SessionPolicy)
  /** How viewers are let go while the node drains. Absent: it never does. */
  readonly departure?: Departure
  readonly log: Logger
  readonly clock?: Clock
}

const DEFAULT_POLICY: SessionPolicy = { grace_ms: 10_000, second_publisher: 'refuse' }

/** What a directory tells those who listen. */
export interface StreamEvents {
  /** A stream began, or goes on in another session than before: from a publisher here instead of a relay, or the other way round. */
  started: [stream: LiveStream]
  /** The session of a publisher here is over, but the stream goes on in another; it still shows the old one. */
  left: [stream: LiveStream, reason: string]
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
  #feeds = 0

  constructor(options: StreamDirectoryOptions) {
    this.#options = options
  }

  /**
   * Gives the right to feed a stream: begins it, takes an interrupted one up again, or takes the place of its present feed where the policy says
   * so. Viewers of a stream that there is already are kept.
   * @param session_id the session it belongs to; a new one is minted where it is not given
   * @throws {StreamBusyError} it is fed by somebody who keeps it
   * @throws {NodeNotAcceptingError} the directory was stopped
   */
  claim(path: StreamPath, origin: StreamOrigin, session_id?: SessionId): Publication {
    if (this.#stopped) throw new NodeNotAcceptingError('This node is stopping.')
    this.#feeds += 1
    const feed: Feed = { id: this.#feeds, address: origin.kind === 'publisher' ? origin.address : null }
    const known = this.#streams.get(path)
    if (known !== undefined) return known.claim(feed, origin, session_id)
    const { packagers, limits, policy = DEFAULT_POLICY, departure, log, clock = systemClock } = this.#options
    const counters = this.#counters
    const policyNow = () => (typeof policy === 'function' ? policy(path) : policy)
    const options = { path, packagers, limits, policy: policyNow, counters, clock, departure, log }
    const stream = new LiveStream(options, feed, origin, session_id)
    this.#streams.set(path, stream)
    stream.events.on('session_started', () => this.#tellStarted(stream))
    stream.events.on('session_left', (reason) => this.#events.emit('left', stream, reason))
    stream.events.on('changed', () => this.#events.emit('changed', stream))
    stream.events.on('subscribers', () => this.#events.emit('subscribers', stream))
    stream.events.on('ended', (reason) => this.#forget(stream, reason))
    this.#tellStarted(stream)
    return stream.publication
  }

  /** {@link claim}, for who feeds it for as long as it lives and looks at the stream alone. */
  publish(path: StreamPath, origin: StreamOrigin, session_id?: SessionId): LiveStream {
    return this.claim(path, origin, session_id).stream
  }

  find(path: StreamPath): LiveStream | undefined {
    return this.#streams.get(path)
  }

  /** Paths of at most so many streams that are live on this node. */
  paths(most: number): readonly StreamPath[] {
    return [...this.#streams.keys()].slice(0, most)
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

  /** Adds what another thread sent and dropped of these streams. */
  countElsewhere({ egress_bytes, dropped, skipped }: Omit<MediaCounters, 'ingress_bytes'>): void {
    this.#counters.egress_bytes += egress_bytes
    this.#counters.dropped += dropped
    this.#counters.skipped += skipped
  }

  /** Ends every stream, telling its subscribers that the node stops; nothing can be published after it. */
  stop(): void {
    this.#stopped = true
    for (const stream of this.list()) stream.end('This node is stopping.', 'node_stopping')
  }

  #tellStarted(stream: LiveStream): void {
    const { path, session_id, origin } = stream
    this.#options.log.info(
      { event: 'stream.started', stream_path: path, session_id, origin },
      `${path} is live here, from ${origin.kind === 'publisher' ? `${origin.protocol} ${origin.address}` : `node ${origin.source_node_id}`}`,
    )
    this.#events.emit('started', stream)
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
