import type { Socket } from 'node:net'
import type { StreamPath } from '#contract/ids.ts'
import type { Admission, AskingViewer, LetInViewer } from '../../media/admission.ts'
import type { Latency, LiveStream } from '../../media/live-stream.ts'
import type { StreamResolver } from '../../media/stream-resolver.ts'
import { SocketSink } from '../socket-sink.ts'
import { peerAddress } from '../tcp-listener.ts'

export interface FlvViewerOptions {
  readonly socket: Socket
  readonly path: StreamPath
  /** Who asks, but for what its socket says. */
  readonly viewer: Omit<AskingViewer, 'path' | 'address'> & { readonly protocol: 'flv' | 'ws' }
  readonly admission: Admission
  readonly resolver: StreamResolver
}

/**
 * Lets a viewer in and finds its stream; null if it left meanwhile.
 * @throws {StreamNotFoundError} and what {@link Admission.play} throws
 */
export async function findStreamFor({
  socket,
  path,
  viewer,
  admission,
  resolver,
}: FlvViewerOptions): Promise<LiveStream | null> {
  const left = new AbortController()
  const onClose = () => left.abort(new Error('The viewer left.'))
  socket.once('close', onClose)
  let place: LetInViewer | null = null
  try {
    place = await admission.play({ ...viewer, path, address: peerAddress(socket) }, left.signal)
    const stream = await resolver(path, left.signal)
    if (!socket.destroyed) {
      socket.once('close', place.leave)
      place = null
      return stream
    }
    return null
  } catch (error) {
    if (left.signal.aborted) return null
    throw error
  } finally {
    place?.leave()
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
