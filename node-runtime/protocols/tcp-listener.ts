import { createServer, type Socket } from 'node:net'
import type { Logger } from 'pino'
import type { ConnectionRates } from '#contract/connection-rates.ts'
import { closeAfterWrites } from './socket-sink.ts'

/** A port that cannot be listened on; the message says which and what to do. */
export class ListenError extends Error {
  readonly code = 'cannot_listen'
  constructor(message: string, options: ErrorOptions) {
    super(message, options)
    this.name = 'ListenError'
  }
}

export interface TcpListenerOptions {
  /** What listens here, for messages: `RTMP`, `media`. */
  readonly name: string
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  /** Other threads may listen on this port too (SO_REUSEPORT); each gets connections of its own. Default false. */
  readonly reuse_port?: boolean
  readonly max_connections: number
  /** How often one address may come. Absent: as often as it likes. */
  readonly rates?: ConnectionRates
  readonly onConnection: (socket: Socket) => void
  readonly log: Logger
}

export interface TcpListener {
  readonly port: number
  /** Somebody else closes this connection; `stop` only waits for its end. */
  release(socket: Socket): void
  /** Closes the port, then every connection behind what was written to it; an abort closes them at once. */
  stop(signal?: AbortSignal): Promise<void>
}

/** The peer's IP address; an IPv4 address that came in over an IPv6 socket is written as IPv4, so that networks match it. */
export function peerAddress(socket: Socket): string {
  return (socket.remoteAddress ?? 'unknown').replace(/^::ffff:(?=\d+\.)/, '')
}

/** How often connections over the limit are logged, in ms. */
const DROP_LOG_INTERVAL_MS = 10_000

/**
 * Listens, with Nagle's algorithm off and keep-alive on, and knows its connections until they are closed.
 * @throws {ListenError}
 */
export async function openTcpListener(options: TcpListenerOptions): Promise<TcpListener> {
  const { name, host, port, log } = options
  const sockets = new Set<Socket>()
  let told_rate_at = Number.NEGATIVE_INFINITY
  const refuse = (socket: Socket) => {
    socket.resetAndDestroy()
    if (performance.now() - told_rate_at < DROP_LOG_INTERVAL_MS) return
    told_rate_at = performance.now()
    const facts = { event: 'connection.too_many', address: peerAddress(socket), refused: options.rates?.refused }
    log.warn(facts, `${name} port: an address opens more connections than connection_rate lets it; they are closed`)
  }
  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 30_000 }, (socket) => {
    socket.on('error', (error) => log.debug({ event: 'connection.failed', err: error }, `${name} connection failed`))
    if (options.rates?.takes(peerAddress(socket)) === false) return refuse(socket)
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    return options.onConnection(socket)
  })
  server.maxConnections = options.max_connections
  let dropped = 0
  let told_at = Number.NEGATIVE_INFINITY
  server.on('drop', () => {
    dropped++
    if (performance.now() - told_at < DROP_LOG_INTERVAL_MS) return
    told_at = performance.now()
    log.warn(
      { event: 'connection.refused', max_connections: options.max_connections, refused: dropped },
      `${name} port: ${dropped} connections refused so far, the limit is ${options.max_connections} at once`,
    )
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenError(name, host, port, error)))
    server.listen({ host, port, backlog: 4096, reusePort: options.reuse_port ?? false }, resolve)
  })
  server.on('error', (error) => log.error({ event: 'listener.failed', err: error }, `${name} port failed`))
  const address = server.address()
  const bound = typeof address === 'object' && address ? address.port : port
  return {
    port: bound,
    release: (socket) => void sockets.delete(socket),
    async stop(signal) {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      const destroyAll = () => {
        for (const socket of sockets) socket.destroy()
      }
      for (const socket of sockets) closeAfterWrites(socket)
      if (signal?.aborted) destroyAll()
      signal?.addEventListener('abort', destroyAll, { once: true })
      await closed
      signal?.removeEventListener('abort', destroyAll)
    },
  }
}

function listenError(name: string, host: string, port: number, error: NodeJS.ErrnoException): ListenError {
  const reasons: Readonly<Record<string, string>> = {
    EADDRINUSE: 'another program uses it. Stop that program or choose another port',
    EACCES: 'this user may not. Choose a port of 1024 or above',
    EADDRNOTAVAIL: 'this machine has no such address. Check listen_host',
  }
  const reason = reasons[error.code ?? ''] ?? error.message
  return new ListenError(`The ${name} port ${port} on ${host} cannot be listened on: ${reason}.`, { cause: error })
}
