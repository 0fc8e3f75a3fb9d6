import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

/** Ports of 127.0.0.1 that nobody used a moment ago, by TCP and UDP, for programs that cannot take any free one themselves. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = []
  const servers = []
  while (ports.length < count) {
    const server = createServer().listen(0, '127.0.0.1')
    await once(server, 'listening')
    servers.push(server)
    const address = server.address()
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0
    const socket = createSocket('udp4')
    const bound = Promise.race([once(socket, 'listening').then(() => true), once(socket, 'error').then(() => false)])
    socket.bind(port, '127.0.0.1')
    if (await bound) ports.push(port)
    socket.close()
  }
  for (const server of servers) server.close()
  return ports
}
