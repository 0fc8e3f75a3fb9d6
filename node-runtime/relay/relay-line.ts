import type { RelaySourceChoice } from '#contract/control-channel.ts'
import type { NodeId, RelayId, StreamPath } from '#contract/ids.ts'
import type { MediaUnit } from '../media/unit.ts'
import { RelayConnection } from './relay-connection.ts'
import { RelayHandover, type RelayHearing } from './relay-handover.ts'
import type { RelayTransports } from './relay-transports.ts'
import type { RelayTransport } from './transport-plan.ts'

export interface RelayLineOptions {
  readonly id: RelayId
  readonly path: StreamPath
  readonly node_id: NodeId
  readonly transports: RelayTransports
  readonly silence_limit_ms?: number
  /** Hears the connection that carries the stream, whichever it is. */
  readonly hearing: RelayHearing
  /** Whether the viewers have this unit. */
  readonly has: (unit: MediaUnit) => boolean
  /** The source that was prepared carries the stream from here on; `takeUp` tells what it sent so far. */
  readonly onChangedOver: (takeUp: () => void) => void
  /** The source that was prepared cannot be had; the one before goes on. */
  readonly onNotPrepared: (error: string) => void
}

/** A relay's way to its source: the connection that carries the stream, and beside it one to the source it is about to change over to. */
export class RelayLine {
  readonly #options: RelayLineOptions
  #source: RelaySourceChoice | null = null
  #connection: RelayConnection | null = null
  #handover: RelayHandover | null = null
  #bytes_before = 0
  /** Of the connection before, while there is none. */
  #transport: RelayTransport = 'tls'

  constructor(options: RelayLineOptions) {
    this.#options = options
  }

  /** The source that carries it, or did last; null until there was one. */
  get source(): RelaySourceChoice | null {
    return this.#source
  }

  get transport(): RelayTransport {
    return this.#connection?.transport ?? this.#transport
  }

  /** Bytes received over all its connections so far. */
  get bytes(): number {
    return this.#bytes_before + (this.#connection?.bytes ?? 0)
  }

  connect(source: RelaySourceChoice): void {
    this.#source = source
    this.#connection = this.#dial(source, this.#options.hearing)
  }

  /** Asks another source for the same session, beside the one that carries it, and in the place of any that was being asked. */
  prepare(source: RelaySourceChoice): void {
    this.#handover?.close()
    this.#handover = null
    const handover = new RelayHandover({
      connect: (hearing) => this.#dial(source, hearing),
      has: this.#options.has,
      onReady: () => this.#changeOver(source, handover),
      onFailed: (error) => {
        if (this.#handover !== handover) return
        this.#handover = null
        this.#options.onNotPrepared(error)
      },
    })
    this.#handover = handover
  }

  /** The viewers have something new that the next source may begin with. */
  look(): void {
    this.#handover?.look()
  }

  /** Lets all sources go. */
  close(): void {
    this.#handover?.close()
    this.#handover = null
    this.#letGo()
  }

  #changeOver(source: RelaySourceChoice, handover: RelayHandover): void {
    if (this.#handover !== handover) return
    this.#handover = null
    this.#letGo()
    this.#source = source
    this.#connection = handover.connection
    this.#options.onChangedOver(() => handover.finish(this.#options.hearing))
  }

  /** Closes the connection that carries it. */
  #letGo(): void {
    this.#bytes_before += this.#connection?.bytes ?? 0
    this.#transport = this.#connection?.transport ?? this.#transport
    this.#connection?.close()
    this.#connection = null
  }

  #dial(source: RelaySourceChoice, hearing: RelayHearing): RelayConnection {
    const { id, path, node_id, transports, silence_limit_ms } = this.#options
    return new RelayConnection({
      source: source.peer,
      transports,
      pull: {
        type: 'pull',
        request_id: id,
        requestor_id: node_id,
        stream_path: path,
        session_id: source.session_id,
        hops: [node_id],
      },
      ...(silence_limit_ms === undefined ? {} : { silence_limit_ms }),
      ...hearing,
    })
  }
}
