import type { Socket } from 'node:net'

/** First room for bytes that are read ahead; doubled as they come. */
const FIRST_ALLOCATION_BYTES = 4 * 1024

export interface ReadAheadOptions<Seen> {
  /** More than this is never read ahead; whoever has not decided by then gets the connection closed. */
  readonly max_bytes: number
  /** Null: more bytes are needed. */
  readonly look: (bytes: Buffer) => Seen | null
  /** Takes the connection, paused, with nothing of it consumed. */
  readonly done: (seen: Seen) => void
}

/**
 * Looks at the first bytes of a connection to tell who shall have it, and puts every one of them back. How long the
 * peer may take is the caller's to bound.
 */
export function readAhead<Seen>(socket: Socket, { max_bytes, look, done }: ReadAheadOptions<Seen>): void {
  let held: Buffer | null = null
  let size = 0
  const onData = (chunk: Buffer) => {
    const bytes = held ? append(chunk) : chunk
    const seen = look(bytes)
    if (seen !== null) {
      socket.off('data', onData)
      socket.pause()
      socket.unshift(bytes)
      done(seen)
    } else if (bytes.length >= max_bytes) {
      socket.off('data', onData)
      socket.destroy()
    } else if (!held) {
      held = Buffer.allocUnsafe(Math.max(FIRST_ALLOCATION_BYTES, chunk.length * 2))
      append(chunk)
    }
  }
  const append = (chunk: Buffer): Buffer => {
    let room = held ?? Buffer.alloc(0)
    if (size + chunk.length > room.length) {
      room = Buffer.allocUnsafe((size + chunk.length) * 2)
      held?.copy(room, 0, 0, size)
    }
    chunk.copy(room, size)
    size += chunk.length
    held = room
    return room.subarray(0, size)
  }
  socket.on('data', onData)
}
