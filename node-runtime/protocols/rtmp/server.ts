import type { Socket } from 'node:net'
import { readAhead } from '../read-ahead.ts'
import { openTcpListener } from '../tcp-listener.ts'
import { TLS_HANDSHAKE } from '../tls/client-hello.ts'
import { TlsTerminator } from '../tls/terminator.ts'
import type { RtmpServerOptions } from './server-options.ts'
import { RtmpSession } from './session.ts'

export type { RtmpServerOptions } from './server-options.ts'

/** The RTMP port while it is open. */
export interface RtmpServer {
  readonly port: number
  /** Closes the port, tells publishers that the node stops, then closes every connection; an abort closes them at once. */
  stop(signal?: AbortSignal): Promise<void>
}

/**
 * Opens the RTMP port for publishers and players. RTMPS shares it: RTMP begins with its version 3, TLS with 0x16.
 * @throws {ListenError}
 */
export async function startRtmpServer(options: RtmpServerOptions): Promise<RtmpServer> {
  const { limits, certificate, log } = options
  const sessions = new Set<RtmpSession>()
  const unlisten = options.departure?.onChanged(() => {
    for (const session of sessions) session.planMove()
  })
  const open = (socket: Socket) => {
    const session = new RtmpSession(socket, options)
    sessions.add(session)
    socket.once('close', () => sessions.delete(session))
  }
  const { handshake_timeout_ms } = limits
  const tls = certificate
    ? new TlsTerminator({ name: 'RTMP', certificate, handshake_timeout_ms, onSecure: open, log })
    : null
  const listener = await openTcpListener({
    name: 'RTMP',
    host: options.host,
    port: options.port,
    reuse_port: options.reuse_port ?? false,
    max_connections: limits.max_connections,
    log,
    onConnection(socket) {
      const deadline = setTimeout(() => socket.destroy(), handshake_timeout_ms)
      socket.once('close', () => clearTimeout(deadline))
      const look = (bytes: Buffer) => bytes[0] === TLS_HANDSHAKE
      const done = (secure: boolean) => {
        clearTimeout(deadline)
        if (secure && tls) {
          listener.release(socket)
          tls.accept(socket)
        } else {
          open(socket)
          socket.resume()
        }
      }
      readAhead(socket, { max_bytes: 1, look, done })
    },
  })
  return {
    port: listener.port,
    stop(signal) {
      unlisten?.()
      for (const session of sessions) session.close('This node is stopping.')
      tls?.stop(signal)
      return listener.stop(signal)
    },
  }
}
