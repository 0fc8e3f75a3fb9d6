import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { CONTROL_CHANNEL_PATH } from '#contract/control-channel.ts'
import type { ChannelApi } from './features.ts'
import { type HostPolicy, isSameOrigin } from './host-check.ts'
import type { PlainHttp } from './plain-http.ts'

/** Connections at once; of more, new ones are closed at once. */
const MAX_CONNECTIONS = 20_000

/**
 * Hands WebSocket upgrades of the control channel's path to the channel and closes every other; answers what is not HTTP
 * with one line.
 * @returns the upgraded sockets still open, for whoever stops the server
 */
export function guardConnections(
  server: Server,
  {
    channel,
    hosts,
    plain_http,
    onFailure,
  }: { channel: ChannelApi; hosts: HostPolicy; plain_http: PlainHttp; onFailure: (error: unknown) => void },
): ReadonlySet<Duplex> {
  const upgraded = new Set<Duplex>()
  server.maxConnections = MAX_CONNECTIONS
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Without a listener an error of the socket would end the program.
    socket.on('error', () => socket.destroy())
    const [pathname] = (request.url ?? '').split('?')
    if (!hosts.allows(request.headers.host)) return refuse(socket, '421 Misdirected Request')
    if (pathname !== CONTROL_CHANNEL_PATH) return refuse(socket, '404 Not Found')
    if (plain_http.refusesUpgrade(request))
      return refuse(socket, '426 Upgrade Required', ['Upgrade: TLS/1.2, HTTP/1.1'])
    if (!isSameOrigin(request)) return refuse(socket, '403 Forbidden')
    upgraded.add(socket)
    socket.once('close', () => upgraded.delete(socket))
    if ('setTimeout' in socket && typeof socket.setTimeout === 'function') socket.setTimeout(0)
    try {
      channel.handleUpgrade(request, socket, head)
    } catch (error) {
      onFailure(error)
      refuse(socket, '500 Internal Server Error')
    }
    return undefined
  })
  return upgraded
}

function refuse(socket: Duplex, status: string, headers: readonly string[] = []): void {
  const head = [`HTTP/1.1 ${status}`, ...headers, 'Connection: close', 'Content-Length: 0', '', '']
  socket.end(head.join('\r\n'), () => socket.destroy())
}
