import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { SubscriberEnd, SubscriberSink } from '../media/subscriber-sink.ts'
import { type StreamHandle, streamHandleOf, writeToKernel } from './kernel-write.ts'

/** How long a peer gets to read the rest and to close its side, in ms. */
const LINGER_MS = 2_000

/** Sends FIN behind what was written, and lets go of a peer that does not read it or does not close its side in time. */
export function closeAfterWrites(socket: Socket, linger_ms = LINGER_MS): void {
  if (socket.destroyed) return
  const timer = setTimeout(() => socket.destroy(), linger_ms)
  timer.unref()
  socket.once('close', () => clearTimeout(timer))
  socket.end()
  // What the peer still sends is read and thrown away, because closing over unread bytes resets the connection before it got our last words.
  socket.resume()
}

/** Writes in order, as one system call. */
export function writeTogether(socket: Socket, buffers: readonly Buffer[]): void {
  const [only] = buffers
  if (buffers.length === 1 && only) {
    socket.write(only)
    return
  }
  socket.cork()
  for (const buffer of buffers) socket.write(buffer)
  socket.uncork()
}

/** A subscriber behind a socket of its own: the fan-out's buffers go to the socket as they are. */
export class SocketSink implements SubscriberSink {
  readonly #handle: StreamHandle | null
  readonly #socket: Socket
  readonly #farewell: ((reason: SubscriberEnd) => Buffer) | null
  /** Bytes of the group that was queued past the socket's own stream; all of them until the last one is taken. */
  #queued_bytes = 0

  /** @param farewell what the protocol says before the connection closes; null where closing says it all */
  constructor(socket: Socket, farewell: ((reason: SubscriberEnd) => Buffer) | null) {
    this.#handle = streamHandleOf(socket)
    this.#socket = socket
    this.#farewell = farewell
  }

  get buffered_bytes(): number {
    return this.#socket.writableLength + this.#queued_bytes
  }

  send(group: Buffer): boolean {
    if (this.#handle === null) {
      this.write([group])
      return this.#socket.writableLength === 0
    }
    const outcome = writeToKernel(this.#handle, group, this.#onTaken)
    if (outcome === 'taken') return true
    // A connection that its peer reset: the reading side has not been told yet. The subscription goes with the socket's close.
    if (outcome === 'failed') this.#socket.destroy()
    else this.#queued_bytes = group.length
    return outcome === 'failed'
  }

  write(buffers: readonly Buffer[]): void {
    // Closing, or closed: the subscription goes with the socket's close.
    if (!this.#socket.writable) return
    writeTogether(this.#socket, buffers)
  }

  end(reason: SubscriberEnd): void {
    if (reason.code === 'fell_behind') {
      // It would not read a goodbye either; a reset frees what this process and its kernel hold for it at once.
      // TLS has no reset of its own.
      if (this.#socket instanceof TLSSocket) this.#socket.destroy()
      else this.#socket.resetAndDestroy()
      return
    }
    if (this.#farewell) this.#socket.write(this.#farewell(reason))
    closeAfterWrites(this.#socket)
  }

  readonly #onTaken = () => {
    this.#queued_bytes = 0
  }
}
