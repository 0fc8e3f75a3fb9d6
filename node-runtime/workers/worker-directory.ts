import type { SessionId, StreamPath } from '#contract/ids.ts'
import { systemClock } from '../media/clock.ts'
import { FeedRight } from '../media/feed-right.ts'
import { LiveStream, type Publication, type StreamOrigin } from '../media/live-stream.ts'
import { StreamDirectory, type StreamDirectoryOptions } from '../media/stream-directory.ts'
import type { SubscriberEnd } from '../media/subscriber-sink.ts'
import type { OwnerLine } from './owner-line.ts'
import type { UnitSender } from './unit-sender.ts'

export interface WorkerDirectoryOptions extends StreamDirectoryOptions {
  readonly line: OwnerLine
  /** Takes the units of publishers to the owner. */
  readonly sender: UnitSender
}

/**
 * The streams that a worker reads from the owner. Who publishes on a connection of this worker feeds a stream of the owner's: nothing of it
 * stays here, and viewers on this worker read it back like any other.
 */
export class WorkerDirectory extends StreamDirectory {
  readonly #options: WorkerDirectoryOptions
  readonly #publications = new Map<number, Publication>()
  #next_publication = 1
  #owner_paths: readonly StreamPath[] = []

  constructor(options: WorkerDirectoryOptions) {
    super(options)
    this.#options = options
  }

  /**
   * Gives a publisher the right to feed a stream, if the owner does.
   * @throws {StreamBusyError | NodeNotAcceptingError}
   */
  override claim(path: StreamPath, origin: StreamOrigin): Publication {
    const { line } = this.#options
    const number = this.#next_publication++
    const session_id = line.publish({ type: 'publish', publication: number, path, origin })
    const publication = this.#handOver(number, this.#placeholder(path, origin, session_id, number))
    this.#publications.set(number, publication)
    return publication
  }

  /** Begins a stream that is read from the owner. */
  mirror(path: StreamPath, origin: StreamOrigin, session_id: SessionId): LiveStream {
    return super.claim(path, origin, session_id).stream
  }

  /** The owner's streams, of which this worker reads some. */
  override paths(most: number): readonly StreamPath[] {
    return this.#owner_paths.slice(0, most)
  }

  /** The owner has these. */
  toldPaths(paths: readonly StreamPath[]): void {
    this.#owner_paths = paths
  }

  /** The owner let nobody of this worker feed it any more. */
  endPublication(number: number, reason: string): void {
    const publication = this.#publications.get(number)
    this.#publications.delete(number)
    publication?.dismiss(reason)
  }

  override stop(): void {
    super.stop()
    for (const publication of [...this.#publications.values()])
      publication.end('This node is stopping.', 'node_stopping')
  }

  #handOver(number: number, stream: LiveStream): Publication {
    const { line, sender } = this.#options
    const channel = sender.channel(number)
    let has_video = false
    const over = (end: SubscriberEnd, lost: boolean) => {
      sender.flush()
      line.post({ type: 'publication_over', publication: number, end, lost })
      this.endPublication(number, end.message)
    }
    return new FeedRight(stream, {
      push: (unit) => {
        if (unit.kind === 'video') has_video = true
        channel.push(unit, unit.kind === 'video' ? unit.keyframe : !has_video)
      },
      goodbye: (message, code = 'stream_ended') => over({ code, message }, false),
      lost: (message) => over({ code: 'stream_ended', message }, true),
      // For relays, which are the owner's alone.
      dry: () => undefined,
    })
  }

  /** What stands for the owner's stream: it has no units and nobody finds it here. */
  #placeholder(path: StreamPath, origin: StreamOrigin, session_id: SessionId, publication: number): LiveStream {
    const { packagers, limits, log, line, clock = systemClock } = this.#options
    const counters = { egress_bytes: 0, ingress_bytes: 0, dropped: 0, skipped: 0 }
    const policy = { grace_ms: 0, second_publisher: 'refuse' } as const
    const options = { path, packagers, limits, policy: () => policy, counters, clock, log }
    return new PlaceholderStream(options, { id: 0, address: null }, origin, session_id, (rtt_ms) =>
      line.post({ type: 'publisher_rtt', publication, rtt_ms }),
    )
  }
}

/** Passes on what its publisher's connection measures. */
class PlaceholderStream extends LiveStream {
  readonly #onRtt: (rtt_ms: number) => void

  constructor(...[options, feeder, origin, session_id, onRtt]: [...LiveStreamParameters, (rtt_ms: number) => void]) {
    super(options, feeder, origin, session_id)
    this.#onRtt = onRtt
  }

  override notePublisherRtt(rtt_ms: number): void {
    this.#onRtt(rtt_ms)
  }
}

type LiveStreamParameters = ConstructorParameters<typeof LiveStream>
