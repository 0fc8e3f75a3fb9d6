import type { Socket } from 'node:net'
import type { NodeId, SessionId } from '#contract/ids.ts'
import {
  RELAY_CONTROL_TAG,
  RELAY_SILENCE_LIMIT_MS,
  type RelayPull,
  relaySourceMessageSchema,
} from '#contract/relay-protocol.ts'
import type { MediaUnit } from '../media/unit.ts'
import { FlvDemuxer } from '../protocols/flv/to-stream.ts'
import { RelayProtocolError, readControl, writeControl } from './relay-wire.ts'

/** How an attempt ended: by the source's refusal, by an error of the way there, or of one that had carried media. */
export type RelayLoss = 'refused' | 'unreachable' | 'broken'

/** What is asked of a source, and who hears what it sends. */
export interface RelayPulling {
  readonly pull: RelayPull
  /** Silence after which the source is held for dead, in ms. Default {@link RELAY_SILENCE_LIMIT_MS}. */
  readonly silence_limit_ms?: number
  readonly onUnit: (unit: MediaUnit) => void
  /** The source gets the stream another way now, or sends another session of it from here on. */
  readonly onChain: (session_id: SessionId, hops: readonly NodeId[]) => void
  /** Whether the source waits for its publisher; said with every ping. */
  readonly onInterrupted: (interrupted: boolean) => void
  /** The publication is over, in the source's words. Called at most once, and then `onLost` is not. */
  readonly onEnded: (reason: string) => void
}

export interface RelayAttemptOptions extends RelayPulling {
  /** A connection to the source that proved who it is, with nothing sent yet. */
  readonly dial: (signal: AbortSignal) => Promise<Socket>
  readonly source: { readonly node_id: NodeId; readonly name: string }
  /** Which session the source sends, and the nodes it has passed, the source last; before it no unit comes. */
  readonly onAccepted: (session_id: SessionId, hops: readonly NodeId[]) => void
  /** The connection failed, was refused, broke or fell silent. Called at most once, and not after `close`. */
  readonly onLost: (error: string, loss: RelayLoss, cause: unknown) => void
}

/**
 * One pull over one transport: dials, asks for the stream and hands on what comes. Made by its constructor, over with
 * `close()` or one of `onEnded` and `onLost`.
 */
export class RelayAttempt {
  readonly #options: RelayAttemptOptions
  readonly #demuxer: FlvDemuxer
  readonly #closed = new AbortController()
  readonly #silence_watch: NodeJS.Timeout
  #socket: Socket | null = null
  #heard_at = performance.now()
  #was_silent = false
  #accepted = false

  constructor(options: RelayAttemptOptions) {
    this.#options = options
    this.#demuxer = new FlvDemuxer({
      header: 'none',
      onUnit: (unit) => this.#onUnit(unit),
      onTag: (type, body) => this.#onTag(type, body),
    })
    const limit_ms = options.silence_limit_ms ?? RELAY_SILENCE_LIMIT_MS
    this.#silence_watch = setInterval(() => this.#watchSilence(limit_ms), Math.ceil(limit_ms / 12))
    options.dial(this.#closed.signal).then(
      (socket) => this.#greet(socket),
      (error: unknown) => this.#lose(error),
    )
  }

  /** Whether the source has answered that it sends the stream. */
  get accepted(): boolean {
    return this.#accepted
  }

  /** Bytes received so far; over TLS with what encryption adds. */
  get bytes(): number {
    return this.#socket?.bytesRead ?? 0
  }

  /** Ends it without a word to the callbacks. Idempotent. */
  close(): void {
    this.#closed.abort(new Error('given up'))
    clearInterval(this.#silence_watch)
    this.#socket?.destroy()
  }

  get #over(): boolean {
    return this.#closed.signal.aborted
  }

  #greet(socket: Socket): void {
    this.#socket = socket
    socket.on('error', (error) => this.#lose(error))
    socket.on('close', () => this.#lose(new Error('the source closed the connection')))
    if (this.#over) {
      socket.destroy()
      return
    }
    socket.on('data', (chunk: Buffer) => this.#onData(chunk))
    // A link of the sidecar comes paused.
    socket.resume()
    socket.write(writeControl(this.#options.pull))
  }

  #onData(chunk: Buffer): void {
    this.#heard_at = performance.now()
    try {
      this.#demuxer.push(chunk)
    } catch (error) {
      this.#lose(error)
    }
  }

  #onUnit(unit: MediaUnit): void {
    if (this.#over) return
    if (!this.#accepted) throw new RelayProtocolError('media came before the answer to the pull')
    this.#options.onUnit(unit)
  }

  #onTag(type: number, body: Buffer): void {
    if (this.#over || type !== RELAY_CONTROL_TAG) return
    const message = readControl(relaySourceMessageSchema, body)
    switch (message.type) {
      case 'accepted':
        if (message.request_id !== this.#options.pull.request_id)
          throw new RelayProtocolError('an answer to another pull')
        this.#accepted = true
        this.#options.onAccepted(message.session_id, message.hops ?? [this.#options.source.node_id])
        return
      case 'chain':
        if (!this.#accepted) throw new RelayProtocolError('a chain came before the answer to the pull')
        this.#options.onChain(message.session_id, message.hops)
        return
      case 'refused':
        this.#lose(`${this.#options.source.name} refused (${message.code}): ${message.message}`, 'refused')
        return
      case 'ended':
        this.close()
        this.#options.onEnded(message.reason)
        return
      case 'ping':
        this.#options.onInterrupted(message.interrupted ?? false)
        return
      default:
        message satisfies never
    }
  }

  #watchSilence(limit_ms: number): void {
    // Twice in a row: when this very process was stopped for a while, what came meanwhile is read between two looks.
    const silent = performance.now() - this.#heard_at > limit_ms
    if (silent && this.#was_silent) {
      this.#lose(`nothing was heard from ${this.#options.source.name} for ${limit_ms} ms`)
    }
    this.#was_silent = silent
  }

  #lose(cause: unknown, loss: RelayLoss = this.#accepted ? 'broken' : 'unreachable'): void {
    if (this.#over) return
    this.close()
    this.#options.onLost(cause instanceof Error ? cause.message : String(cause), loss, cause)
  }
}
