import { connect, type Socket } from 'node:net'
import { waitFor } from './wait-for.ts'

/** A bare TCP connection for what no well-behaved client sends. */
export class RawConnection implements AsyncDisposable {
  /** Null while it is open. */
  closed_after_ms: number | null = null
  received = Buffer.alloc(0)
  received_bytes = 0
  readonly #socket: Socket
  readonly #from = performance.now()

  private constructor(socket: Socket, reads: boolean) {
    this.#socket = socket
    socket.on('error', () => undefined) // a reset is one of the ways to be refused; `close` follows
    socket.on('close', () => {
      this.closed_after_ms = performance.now() - this.#from
    })
    if (!reads) return
    socket.on('data', (chunk: Buffer) => {
      this.received_bytes += chunk.length
      if (this.received.length < 64 * 1024) this.received = Buffer.concat([this.received, chunk])
    })
    // The socket's writable side stays open after the peer's FIN unless somebody ends it.
    socket.on('end', () => socket.destroy())
  }

  /** @param reads false: never takes a byte from its socket, as a viewer that hangs */
  static async open(port: number, { reads = true }: { readonly reads?: boolean } = {}): Promise<RawConnection> {
    const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true, noDelay: true })
    const connection = new RawConnection(socket, reads)
    if (!reads) socket.pause()
    await waitFor(`a connection to port ${port}`, () => socket.readyState === 'open' || connection.closed)
    return connection
  }

  get closed(): boolean {
    return this.closed_after_ms !== null
  }

  /** Sends what the peer takes; false when the connection is closed or closes meanwhile. */
  async send(bytes: Buffer | string, deadline_ms = 5_000): Promise<boolean> {
    if (this.closed || this.#socket.destroyed) return false
    return await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => done(false), deadline_ms)
      const onClose = () => done(false)
      const done = (sent: boolean) => {
        clearTimeout(timer)
        this.#socket.off('close', onClose)
        resolve(sent)
      }
      this.#socket.once('close', onClose)
      this.#socket.write(bytes, (error) => done(!error))
    })
  }

  /** Sends byte by byte, each as a segment of its own. */
  async trickle(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += 1) await this.send(bytes.subarray(at, at + 1))
  }

  /** Takes at most so many bytes now from a socket opened without reading; how many there were. */
  take(bytes: number): number {
    const chunk: unknown = this.#socket.read(bytes)
    return Buffer.isBuffer(chunk) ? chunk.length : 0
  }

  /** From now on takes not a byte more from its socket. */
  stopReading(): void {
    this.#socket.pause()
  }

  async untilClosed(deadline_ms: number): Promise<void> {
    await waitFor('the server closes the connection', () => this.closed, { deadline_ms })
  }

  async untilReceived(bytes: number, deadline_ms = 5_000): Promise<void> {
    await waitFor(`${bytes} bytes`, () => this.received_bytes >= bytes, { deadline_ms })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.destroy()
    await waitFor('the connection is closed', () => this.closed)
  }
}
