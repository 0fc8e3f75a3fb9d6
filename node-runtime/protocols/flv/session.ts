import type { Socket } from 'node:net'
import type { StreamPath } from '#contract/ids.ts'
import type { Admission } from '../../media/admission.ts'
import type { Latency, LiveStream } from '../../media/live-stream.ts'
import type { StreamResolver } from '../../media/stream-resolver.ts'
import { SocketSink } from '../socket-sink.ts'
import { peerAddress } from '../tcp-listener.ts'

export interface FlvViewerOptions {
  readonly socket: Socket
  readonly path: StreamPath
  /** Nodes that sent this viewer here; absent: it cannot be sent on. */
  readonly hops?: readonly string[]
  /** As its address has it; absent: it came without. */
  readonly ticket?: string | null
  readonly protocol: 'flv' | 'ws'
  readonly admission: Admission
  readonly resolver: StreamResolver
}

/**
 * Finds the stream for a viewer; null if the viewer left meanwhile.
 * @throws {StreamNotFoundError | NodeNotAcceptingError | TicketRefusedError}
 */
export async function findStreamFor({
  socket,
  path,
  hops,
  ticket = null,
  protocol,
  admission,
  resolver,
}: FlvViewerOptions): Promise<LiveStream | null> {
  admission.play(path, peerAddress(socket), hops)
  const left = new AbortController()
  const onClose = () => left.abort(new Error('The viewer left.'))
  socket.once('close', onClose)
  try {
    if (ticket !== null) await admission.redeem?.({ ticket, kind: 'play', path, protocol }, left.signal)
    else if (hops) await admission.overflow?.({ path, protocol, hops }, left.signal)
    const stream = await resolver(path, left.signal)
    return socket.destroyed ? null : stream
  } catch (error) {
    if (left.signal.aborted) return null
    throw error
  } finally {
    socket.off('close', onClose)
  }
}

/** Plays a stream on a socket from the response head on. The socket is the viewer's until it closes. */
export function playFlv(socket: Socket, stream: LiveStream, latency: Latency, head: Buffer): void {
  const id = `flv ${peerAddress(socket)}:${socket.remotePort ?? 0}`
  socket.cork()
  socket.write(head)
  const sink = new SocketSink(socket, null)
  const subscription = stream.attach({ format: 'flv', latency, kind: 'viewer', sink, id })
  socket.uncork()
  socket.once('close', () => subscription.detach())
}
