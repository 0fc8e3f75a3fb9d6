import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { WebSocket } from 'ws'
import type { StreamPath } from '#contract/ids.ts'
import type { Latency, LiveStream } from '../../media/live-stream.ts'
import type { SubscriberEnd } from '../../media/subscriber-sink.ts'
import { SocketSink } from '../socket-sink.ts'
import { peerAddress } from '../tcp-listener.ts'
import { FlvPublication, type PublicationEnd } from './publication.ts'
import { letIn, type PublishSessionOptions, publisherOf } from './publish-session.ts'

/** Why a WebSocket is closed (RFC 6455 7.4.1, and the registry of its codes). */
export const CLOSE = {
  normal: 1000,
  going_away: 1001,
  invalid_payload: 1007,
  policy: 1008,
  try_again_later: 1013,
} as const

/** A control frame holds 125 bytes, two of them the code. */
const MAX_REASON_BYTES = 123
/** Codes of a peer that did not say goodbye: none was sent, or the connection broke. */
const NO_GOODBYE: readonly number[] = [1006]

/** Says why, and closes when the peer has said the same or takes too long. */
export function closeWebSocket(socket: WebSocket, code: number, reason: string): void {
  socket.close(code, shortened(reason))
}

/** At most so many bytes of UTF-8, cut between characters. */
function shortened(reason: string): string {
  const bytes = Buffer.from(reason)
  if (bytes.length <= MAX_REASON_BYTES) return reason
  // A character that is cut in two decodes as U+FFFD.
  return `${bytes.toString('utf8', 0, MAX_REASON_BYTES - 3).replace(/\uFFFD+$/, '')}…`
}

/** The fan-out's groups carry the headers of their frames, so they go to the connection as they are, past `ws`. */
class WebSocketSink extends SocketSink {
  readonly #web_socket: WebSocket

  constructor(socket: Socket, web_socket: WebSocket) {
    super(socket, null)
    this.#web_socket = web_socket
  }

  /** Behind a close frame nothing may come (RFC 6455 5.5.1): the subscription goes with the connection. */
  override send(group: Buffer): boolean {
    return this.#web_socket.readyState !== this.#web_socket.OPEN || super.send(group)
  }

  override write(buffers: readonly Buffer[]): void {
    if (this.#web_socket.readyState === this.#web_socket.OPEN) super.write(buffers)
  }

  override end(reason: SubscriberEnd): void {
    if (reason.code === 'fell_behind') super.end(reason)
    else
      closeWebSocket(this.#web_socket, reason.code === 'stream_ended' ? CLOSE.normal : CLOSE.going_away, reason.message)
  }
}

/** Plays a stream on a WebSocket that is open. The connection is the viewer's until it closes. */
export function playOverWebSocket(web_socket: WebSocket, socket: Socket, stream: LiveStream, latency: Latency): void {
  const id = `ws-flv ${peerAddress(socket)}:${socket.remotePort ?? 0}`
  const sink = new WebSocketSink(socket, web_socket)
  const subscription = stream.attach({ format: 'ws-flv', latency, kind: 'viewer', sink, id })
  socket.once('close', () => subscription.detach())
}

/**
 * Publishes what comes in binary messages, one FLV byte stream however it is cut, once its publisher is let in; nothing is read before.
 * @throws {NodeNotAcceptingError | StreamBusyError}
 */
export async function publishOverWebSocket(
  web_socket: WebSocket,
  request: IncomingMessage,
  path: StreamPath,
  options: PublishSessionOptions,
): Promise<void> {
  const publisher = publisherOf(request, path, 'ws')
  web_socket.pause()
  const let_in = await letIn(publisher, options.admission, request.socket)
  if (let_in === null) return
  const onOver = (end: PublicationEnd) => {
    const goodbye = goodbyeOf(end)
    if (goodbye) closeWebSocket(web_socket, goodbye.code, goodbye.reason)
  }
  const publication = new FlvPublication(publisher, let_in, { ...options, onOver })
  web_socket.on('message', (message: Buffer, is_binary: boolean) => {
    if (is_binary) publication.push(message)
    else publication.fail('FLV comes in binary messages, and this one is text.')
  })
  web_socket.once('close', (code: number) => {
    if (NO_GOODBYE.includes(code)) publication.disconnect()
    else publication.finish()
  })
  web_socket.resume()
}

/** What a publisher is told at the end; null where it has gone. */
function goodbyeOf(end: PublicationEnd): { readonly code: number; readonly reason: string } | null {
  switch (end.kind) {
    case 'bad_flv': {
      const where = end.at_byte === null ? '' : ` (byte ${end.at_byte})`
      return { code: CLOSE.invalid_payload, reason: `${end.message}${where}` }
    }
    case 'silent':
      return { code: CLOSE.policy, reason: end.message }
    case 'ended_here':
      return { code: CLOSE.going_away, reason: end.message }
    case 'finished':
    case 'disconnected':
      return null
    default:
      return end satisfies never
  }
}
