import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream'

/** Where the owner of the streams takes TLS connections that came in on its workers: relays are its alone. */
export interface RelayDoor {
  /** On 127.0.0.1. */
  readonly port: number
  stop(): Promise<void>
}

/** Opens the door; it is as open to this machine as the media port is to all, and takes what that takes. */
export async function openRelayDoor(onRelay: (socket: Socket) => void, max_connections: number): Promise<RelayDoor> {
  const server = createServer({ noDelay: true }, onRelay)
  server.maxConnections = max_connections
  server.listen({ host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    async stop() {
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

/** Carries a connection from a worker through the door, byte by byte, until either side ends it. */
export function carryThroughDoor(port: number, socket: Socket): void {
  const inside = connect({ host: '127.0.0.1', port, noDelay: true })
  // An end or a loss on either side is the end of both; the relay's own silence limits see a peer that is gone.
  pipeline(socket, inside, socket, () => undefined)
}
