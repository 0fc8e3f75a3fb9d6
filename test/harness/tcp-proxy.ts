import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { pipeline } from 'node:stream'

/** A way to a port that can be cut, as a partition does, and opened again. */
export class TcpProxy implements AsyncDisposable {
  readonly port: number
  readonly #server: ReturnType<typeof createServer>
  readonly #open: Set<Socket>
  #is_cut = false

  private constructor(server: ReturnType<typeof createServer>, open: Set<Socket>) {
    this.#server = server
    this.#open = open
    this.port = (server.address() as AddressInfo).port
    server.on('connection', (socket) => {
      if (this.#is_cut) socket.destroy()
    })
  }

  static async to(port: number): Promise<TcpProxy> {
    const open = new Set<Socket>()
    const server = createServer((socket) => {
      const there = connect({ host: '127.0.0.1', port })
      open.add(socket)
      pipeline(socket, there, socket, () => open.delete(socket))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    return new TcpProxy(server, open)
  }

  cut(): void {
    this.#is_cut = true
    for (const socket of this.#open) socket.destroy()
  }

  mend(): void {
    this.#is_cut = false
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    const closed = once(this.#server, 'close')
    this.#server.close()
    await closed
  }
}
