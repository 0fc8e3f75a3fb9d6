import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import type { StreamPath } from '#contract/ids.ts'
import type { Admission, LetInPublisher } from '../../media/admission.ts'
import { answerError, answerJson } from '../http/answer.ts'
import { ticketOf } from '../http/elsewhere.ts'
import { shownBy } from '../shown.ts'
import { peerAddress } from '../tcp-listener.ts'
import {
  FlvPublication,
  type FlvPublicationOptions,
  type FlvPublisher,
  type PublicationEnd,
  type Taken,
} from './publication.ts'

/** Longest name of an encoder kept. */
const MAX_ENCODER_LENGTH = 64
const CONTINUE = 'HTTP/1.1 100 Continue\r\n\r\n'

export interface PublishSessionOptions extends Omit<FlvPublicationOptions, 'onOver'> {
  readonly log: Logger
}

/** What a publisher says of itself in the head of its request. */
export function publisherOf(
  request: IncomingMessage,
  path: StreamPath,
  protocol: FlvPublisher['protocol'],
): FlvPublisher {
  const { origin, 'user-agent': agent } = request.headers
  return {
    path,
    protocol,
    address: peerAddress(request.socket),
    encoder: agent?.slice(0, MAX_ENCODER_LENGTH) ?? null,
    ticket: ticketOf(request.url ?? ''),
    shown: shownBy(request),
    ...(origin === undefined ? {} : { page: origin }),
  }
}

/**
 * Publishes the body of a request once its publisher is let in, and nothing of it is read before; the answer comes when the stream is over.
 * The connection is the publisher's until then. Null: it left meanwhile.
 * @throws {NodeNotAcceptingError | StreamBusyError} nothing has been answered then
 */
export async function publishBody(
  request: IncomingMessage,
  path: StreamPath,
  options: PublishSessionOptions,
): Promise<FlvPublication | null> {
  const { socket } = request
  const publisher = publisherOf(request, path, 'flv')
  const let_in = await letIn(publisher, options.admission, socket)
  if (let_in === null) return null
  const onOver = (end: PublicationEnd, taken: Taken) => {
    request.off('data', push)
    answerEnd(request, end, taken, options.log)
  }
  const publication = new FlvPublication(publisher, let_in, { ...options, onOver })
  const push = (bytes: Buffer) => publication.push(bytes)
  if (request.headers.expect) socket.write(CONTINUE)
  request.on('data', push)
  request.once('end', () => publication.finish())
  socket.once('close', () => publication.disconnect())
  return publication
}

/** Asks whether a publisher may begin; null: it left meanwhile. @throws what {@link Admission.publish} throws */
export async function letIn(
  publisher: FlvPublisher,
  admission: Admission,
  socket: Socket,
): Promise<LetInPublisher | null> {
  const left = new AbortController()
  const onClose = () => left.abort(new Error('The publisher left.'))
  socket.once('close', onClose)
  try {
    const { encoder: _, ticket: __, ...asking } = publisher
    const let_in = await admission.publish(asking, left.signal)
    return socket.destroyed ? null : let_in
  } catch (error) {
    if (left.signal.aborted) return null
    throw error
  } finally {
    socket.off('close', onClose)
  }
}

function answerEnd({ socket }: IncomingMessage, end: PublicationEnd, taken: Taken, log: Logger): void {
  switch (end.kind) {
    case 'finished':
      answerJson(socket, 200, { data: taken, error: null })
      return
    case 'bad_flv': {
      const { message, at_byte } = end
      log.warn(
        {
          event: 'flv.malformed',
          address: peerAddress(socket),
          stream_path: taken.stream_path,
          at_byte,
          reason: message,
        },
        `publisher of ${taken.stream_path} at ${peerAddress(socket)} is closed: ${message}`,
      )
      answerError(socket, 400, { code: 'bad_flv', message, details: { at_byte, ...taken } })
      return
    }
    case 'silent':
      answerError(socket, 408, { code: 'publisher_silent', message: end.message, details: { ...taken } })
      return
    case 'ended_here':
      answerError(socket, 503, { code: 'stream_ended', message: end.message, details: { ...taken } })
      return
    case 'disconnected':
      return
    default:
      end satisfies never
  }
}
