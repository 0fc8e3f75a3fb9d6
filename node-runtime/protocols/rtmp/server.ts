import { openTcpListener } from '../tcp-listener.ts'
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
 * Opens the RTMP port for publishers and players.
 * @throws {ListenError}
 */
export async function startRtmpServer(options: RtmpServerOptions): Promise<RtmpServer> {
  const sessions = new Set<RtmpSession>()
  const listener = await openTcpListener({
    name: 'RTMP',
    host: options.host,
    port: options.port,
    max_connections: options.limits.max_connections,
    log: options.log,
    onConnection(socket) {
      const session = new RtmpSession(socket, options)
      sessions.add(session)
      socket.once('close', () => sessions.delete(session))
    },
  })
  return {
    port: listener.port,
    stop(signal) {
      for (const session of sessions) session.close('This node is stopping.')
      return listener.stop(signal)
    },
  }
}
