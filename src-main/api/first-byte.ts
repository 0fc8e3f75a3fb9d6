import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { createServer, type Server as TlsServer } from 'node:tls'
import type { Logger } from 'pino'
import type { ConnectionRates } from '#contract/connection-rates.ts'
import type { ShownCertificates } from '../certificates/shown-certificates.ts'

/** First byte of a TLS record that holds a handshake (RFC 8446 5.1); no HTTP request begins with it. */
const TLS_HANDSHAKE = 0x16

/** How often it is logged that connections are too many, in ms. */
const TELL_INTERVAL_MS = 10_000

export interface FirstByteOptions {
  readonly certificates: ShownCertificates
  /** A connection that has not sent its first byte by then is closed, and so is one whose handshake takes longer, in ms. */
  readonly handshake_timeout_ms: number
  /** How often one address may come. Absent: as often as it likes. */
  readonly rates?: ConnectionRates
  readonly log: Logger
}

/** For whoever stops the server. */
export interface FirstByte {
  /** Closes what has not said anything yet. */
  close(): void
  /** Closes all that speaks TLS, whatever is under way there. */
  cut(): void
}

/**
 * Has an HTTP server take TLS on the same port: the first byte of a connection tells. What is inside TLS is the same
 * server's, so that whatever it bounds and refuses holds on both. While there is no certificate, TLS is closed at once.
 */
export function takeTlsToo(server: Server, options: FirstByteOptions): FirstByte {
  const { certificates, handshake_timeout_ms, log } = options
  const http = server.listeners('connection')
  server.removeAllListeners('connection')
  const speak = (socket: Socket) => {
    for (const listener of http) Reflect.apply(listener, server, [socket])
  }

  let tls: TlsServer | null = null
  // A server of its own for each state of things: handshakes under way end with what they began with.
  const renew = () => {
    const settings = certificates.tlsOptions()
    if (settings === null) {
      tls = null
      return
    }
    tls = createServer({ ...settings, handshakeTimeout: handshake_timeout_ms })
    tls.on('secureConnection', speak)
    tls.on('tlsClientError', (error, socket) => {
      log.debug({ event: 'tls.failed', error: error.message }, 'a TLS handshake failed')
      socket.destroy()
    })
  }
  renew()
  const unlisten = certificates.onChanged(renew)

  const undecided = new Set<Socket>()
  /** What is below TLS: nobody else knows of it, so it stays here until it closes. */
  const below_tls = new Set<Socket>()
  const isTooMany = ({ remoteAddress }: Socket) =>
    remoteAddress !== undefined && options.rates?.takes(remoteAddress) === false
  let told_at = Number.NEGATIVE_INFINITY
  server.on('connection', (socket: Socket) => {
    if (isTooMany(socket)) {
      const address = socket.remoteAddress
      socket.on('error', (error) =>
        log.debug({ event: 'connection.failed', error: error.message }, 'a connection failed'),
      )
      socket.resetAndDestroy()
      if (performance.now() - told_at < TELL_INTERVAL_MS) return
      told_at = performance.now()
      const facts = { event: 'connection.too_many', address, refused: options.rates?.refused }
      log.warn(facts, 'an address opens more connections than connections.rate lets it; they are closed')
      return
    }
    undecided.add(socket)
    const deadline = setTimeout(() => socket.destroy(), handshake_timeout_ms)
    // Who goes away without a word; later HTTP and TLS see to it themselves.
    const onEnd = () => socket.destroy()
    socket.once('end', onEnd)
    socket.on('error', (error) => {
      log.debug({ event: 'connection.failed', error: error.message }, 'a connection failed')
      socket.destroy()
    })
    socket.once('close', () => {
      clearTimeout(deadline)
      undecided.delete(socket)
      below_tls.delete(socket)
    })
    socket.once('data', (first: Buffer) => {
      clearTimeout(deadline)
      socket.off('end', onEnd)
      undecided.delete(socket)
      socket.pause()
      socket.unshift(first)
      if (first[0] !== TLS_HANDSHAKE) {
        speak(socket)
        socket.resume()
      } else if (tls === null) {
        socket.destroy()
      } else {
        below_tls.add(socket)
        tls.emit('connection', socket)
      }
    })
  })
  return {
    close() {
      unlisten()
      for (const socket of undecided) socket.destroy()
    },
    cut() {
      for (const socket of below_tls) socket.destroy()
    },
  }
}
