import type { Socket } from 'node:net'
import { readAhead } from '../read-ahead.ts'
import { openTcpListener, peerAddress } from '../tcp-listener.ts'
import { TLS_HANDSHAKE } from '../tls/client-hello.ts'
import { TlsTerminator } from '../tls/terminator.ts'
import { VERSION } from './handshake.ts'
import type { RtmpServerOptions } from './server-options.ts'
import { RtmpSession } from './session.ts'

export type { RtmpServerOptions } from './server-options.ts'

/** The RTMP port while it is open. */
export interface RtmpServer {
  readonly port: number
  /** Closes the port, tells publishers that the node stops, then closes every connection; an abort closes them at once. */
  stop(signal?: AbortSignal): Promise<void>
}

type Speaks = 'rtmp' | 'tls' | 'neither'

function spokenIn([first]: Buffer): Speaks {
  if (first === TLS_HANDSHAKE) return 'tls'
  return first === VERSION ? 'rtmp' : 'neither'
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
    ...(limits.rates ? { rates: limits.rates } : {}),
    log,
    onConnection(socket) {
      const deadline = setTimeout(() => socket.destroy(), handshake_timeout_ms)
      socket.once('close', () => clearTimeout(deadline))
      const done = (speaks: Speaks) => {
        clearTimeout(deadline)
        if (speaks === 'tls' && tls) {
          listener.release(socket)
          tls.accept(socket)
        } else if (speaks === 'rtmp') {
          open(socket)
          socket.resume()
        } else {
          // Before anything is made for it: ten thousand at once would keep viewers waiting.
          log.debug(
            { event: 'rtmp.malformed', address: peerAddress(socket) },
            'no RTMP: it does not begin with its version 3',
          )
          socket.destroy()
        }
      }
      readAhead(socket, { max_bytes: 1, look: spokenIn, done })
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
