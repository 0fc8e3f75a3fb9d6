import { connect, type TLSSocket } from 'node:tls'
import type { Peer } from '#contract/control-channel.ts'
import type { SessionId } from '#contract/ids.ts'
import {
  RELAY_ALPN,
  RELAY_CONTROL_TAG,
  RELAY_SILENCE_LIMIT_MS,
  type RelayPull,
  relaySourceMessageSchema,
} from '#contract/relay-protocol.ts'
import type { MediaUnit } from '../media/unit.ts'
import { FlvDemuxer } from '../protocols/flv/to-stream.ts'
import { peerFingerprint, type RelayIdentity } from './relay-identity.ts'
import { RelayProtocolError, readControl, writeControl } from './relay-wire.ts'

export interface RelayConnectionOptions {
  readonly source: Peer
  readonly identity: RelayIdentity
  readonly pull: RelayPull
  /** Silence after which the source is held for dead, in ms. Default {@link RELAY_SILENCE_LIMIT_MS}. */
  readonly silence_limit_ms?: number
  /** Which session the source sends; before it no unit comes. */
  readonly onAccepted: (session_id: SessionId) => void
  readonly onUnit: (unit: MediaUnit) => void
  /** Whether the source waits for its publisher; said with every ping. */
  readonly onInterrupted: (interrupted: boolean) => void
  /** The publication is over, in the source's words. Called at most once, and then `onLost` is not. */
  readonly onEnded: (reason: string) => void
  /** The connection failed, was refused, broke or fell silent. Called at most once, and not after `close`. */
  readonly onLost: (error: string) => void
}

/**
 * One connection of the pulling side: dials the source, holds it to the certificate that the origin named, asks for the
 * stream and hands on what comes. Made by its constructor, over with `close()` or one of `onEnded` and `onLost`.
 */
export class RelayConnection {
  readonly #options: RelayConnectionOptions
  readonly #socket: TLSSocket
  readonly #demuxer: FlvDemuxer
  readonly #silence_watch: NodeJS.Timeout
  #heard_at = performance.now()
  #was_silent = false
  #accepted = false
  #over = false

  constructor(options: RelayConnectionOptions) {
    this.#options = options
    const { endpoints } = options.source
    this.#demuxer = new FlvDemuxer({
      header: 'none',
      onUnit: (unit) => this.#onUnit(unit),
      onTag: (type, body) => this.#onTag(type, body),
    })
    this.#socket = connect({
      host: endpoints.address,
      port: endpoints.media_port,
      key: options.identity.key_pem,
      cert: options.identity.certificate_pem,
      minVersion: 'TLSv1.3',
      ALPNProtocols: [RELAY_ALPN],
      // No authority signed the certificate: it is held against the fingerprint the origin gave, in #greet.
      rejectUnauthorized: false,
    })
    this.#socket.setNoDelay(true)
    this.#socket.on('secureConnect', () => this.#greet())
    this.#socket.on('data', (chunk: Buffer) => this.#onData(chunk))
    this.#socket.on('error', (error) => this.#lose(error.message))
    this.#socket.on('close', () => this.#lose('the source closed the connection'))
    const limit_ms = options.silence_limit_ms ?? RELAY_SILENCE_LIMIT_MS
    this.#silence_watch = setInterval(() => this.#watchSilence(limit_ms), Math.ceil(limit_ms / 12))
  }

  /** Bytes received so far, before decryption is counted off. */
  get bytes(): number {
    return this.#socket.bytesRead
  }

  /** Ends it without a word to the callbacks. Idempotent. */
  close(): void {
    this.#over = true
    clearInterval(this.#silence_watch)
    this.#socket.destroy()
  }

  #greet(): void {
    const { source, pull } = this.#options
    const shown = peerFingerprint(this.#socket)
    if (shown !== source.relay_fingerprint) {
      this.#lose(
        `${source.name} at ${source.endpoints.address}:${source.endpoints.media_port} showed another certificate than the origin named; nothing was sent to it`,
      )
      return
    }
    if (this.#socket.alpnProtocol !== RELAY_ALPN) {
      this.#lose(`${source.name} does not speak ${RELAY_ALPN}`)
      return
    }
    this.#socket.write(writeControl(pull))
  }

  #onData(chunk: Buffer): void {
    this.#heard_at = performance.now()
    try {
      this.#demuxer.push(chunk)
    } catch (error) {
      this.#lose(error instanceof Error ? error.message : String(error))
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
        this.#options.onAccepted(message.session_id)
        return
      case 'refused':
        this.#lose(`${this.#options.source.name} refused (${message.code}): ${message.message}`)
        return
      case 'ended':
        if (this.#over) return
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
    if (silent && this.#was_silent) this.#lose(`nothing was heard from ${this.#options.source.name} for ${limit_ms} ms`)
    this.#was_silent = silent
  }

  #lose(error: string): void {
    if (this.#over) return
    this.close()
    this.#options.onLost(error)
  }
}
