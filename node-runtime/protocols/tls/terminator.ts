import type { Socket } from 'node:net'
import { createServer, type Server, type TLSSocket } from 'node:tls'
import type { Logger } from 'pino'
import { closeAfterWrites } from '../socket-sink.ts'
import type { TlsCertificate } from './certificate.ts'

export interface TlsTerminatorOptions {
  /** What listens here, for messages: `RTMP`, `media`. */
  readonly name: string
  readonly certificate: TlsCertificate
  /** Protocols spoken here (RFC 7301); absent: whatever the client offers is not looked at. */
  readonly alpn?: readonly string[]
  readonly handshake_timeout_ms: number
  /** Takes a connection whose handshake is done. `raw` is what was accepted; it closes with it. */
  readonly onSecure: (socket: TLSSocket, raw: Socket) => void
  readonly log: Logger
}

/** Takes connections that begin with a TLS handshake and hands on what is inside. Nobody is asked for a certificate. */
export class TlsTerminator {
  readonly #options: TlsTerminatorOptions
  readonly #tls: Server
  readonly #unlisten: () => void
  /** By both ends, which tell the connections of one listener apart. */
  readonly #handshaking = new Map<string, Socket>()
  readonly #secure = new Set<TLSSocket>()
  #stopped = false

  constructor(options: TlsTerminatorOptions) {
    this.#options = options
    const { certificate, alpn, handshake_timeout_ms } = options
    this.#tls = createServer({
      ...contextOf(certificate),
      handshakeTimeout: handshake_timeout_ms,
      ...(alpn ? { ALPNProtocols: [...alpn] } : {}),
    })
    this.#tls.on('secureConnection', (socket) => this.#onSecure(socket))
    this.#tls.on('tlsClientError', (error, socket) => {
      this.#log(error)
      socket.destroy()
    })
    this.#unlisten = certificate.onChanged(() => this.#tls.setSecureContext(contextOf(certificate)))
  }

  /** Takes a connection of which nothing has been consumed. Closing it is this terminator's from then on. */
  accept(raw: Socket): void {
    const ends = endsOf(raw)
    if (ends === null || this.#stopped) {
      raw.destroy()
      return
    }
    this.#handshaking.set(ends, raw)
    raw.once('close', () => {
      if (this.#handshaking.get(ends) === raw) this.#handshaking.delete(ends)
    })
    this.#tls.emit('connection', raw)
  }

  /** Closes every connection behind what was written to it; an abort closes them at once. The listener waits for them. */
  stop(signal?: AbortSignal): void {
    this.#stopped = true
    this.#unlisten()
    const destroyAll = () => {
      for (const socket of this.#secure) socket.destroy()
    }
    for (const raw of this.#handshaking.values()) raw.destroy()
    for (const socket of this.#secure) closeAfterWrites(socket)
    if (signal?.aborted) destroyAll()
    signal?.addEventListener('abort', destroyAll, { once: true })
  }

  #onSecure(socket: TLSSocket): void {
    const ends = endsOf(socket)
    const raw = ends === null ? undefined : this.#handshaking.get(ends)
    // Its peer is gone already.
    if (ends === null || !raw || this.#stopped) {
      socket.destroy()
      return
    }
    this.#handshaking.delete(ends)
    this.#secure.add(socket)
    socket.once('close', () => this.#secure.delete(socket))
    socket.on('error', (error) => this.#log(error))
    this.#options.onSecure(socket, raw)
  }

  #log(error: Error): void {
    const { log, name } = this.#options
    log.debug({ event: 'tls.failed', error: error.message }, `a TLS connection to the ${name} port failed`)
  }
}

function contextOf({ current }: TlsCertificate) {
  return { cert: current.certificate_pem, key: current.key_pem, minVersion: 'TLSv1.2' } as const
}

/** Null: the peer has gone already. */
function endsOf({ remoteAddress, remotePort, localAddress }: Socket): string | null {
  return remoteAddress === undefined ? null : `${remoteAddress} ${remotePort} ${localAddress}`
}
