import { createServer, type Server } from 'node:net'
import type { Logger } from 'pino'
import { openTcpListener } from '../protocols/tcp-listener.ts'

/**
 * Whether several threads can listen on one port here, each with connections of its own (SO_REUSEPORT, as Linux has it since 3.9 and some
 * others do): two listeners are opened on one port of this machine's loopback and closed again. Null: it can; else why not.
 */
export async function whyNoPortSharing(): Promise<string | null> {
  const open: Server[] = []
  try {
    const port = await listen(open, 0)
    await listen(open, port)
    return null
  } catch (error) {
    return `this system lets no two threads share a port (${error instanceof Error ? error.message : String(error)})`
  } finally {
    for (const server of open) server.close()
  }
}

async function listen(open: Server[], port: number): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host: '127.0.0.1', port, reusePort: true }, resolve)
  })
  open.push(server)
  const address = server.address()
  return typeof address === 'object' && address ? address.port : port
}

/**
 * Refuses a port that another program has. A port that threads share could be shared with another program of the same user as well, say a
 * second node, and nobody would notice: so it is opened for this program alone first, and closed again.
 * @param port one that was chosen; 0 finds one that is free in any case
 * @throws {ListenError}
 */
export async function refuseForeignPort(name: string, host: string, port: number, log: Logger): Promise<void> {
  if (port === 0) return
  const onConnection = (socket: { destroy(): unknown }) => void socket.destroy()
  const alone = await openTcpListener({ name, host, port, max_connections: 1, onConnection, log })
  await alone.stop(AbortSignal.abort())
}
