import type { Elsewhere } from '../media/play-elsewhere.ts'
import {
  NodeNotAcceptingError,
  PlayElsewhereError,
  PublisherNotAllowedError,
  StreamBusyError,
  StreamNotFoundError,
  TicketRefusedError,
  ViewerNotAllowedError,
} from '../media/stream-errors.ts'

/** An error on its way to another thread. */
export interface ThreadError {
  readonly code:
    | 'stream_not_found'
    | 'stream_busy'
    | 'node_not_accepting'
    | 'publisher_not_allowed'
    | 'viewer_not_allowed'
    | 'ticket_refused'
    | 'failed'
  readonly message: string
  readonly stream_path: string
  /** Where a viewer goes instead, of a `node_not_accepting`. */
  readonly elsewhere?: Elsewhere
}

/** What is said of an error to the other thread. */
export function describeError(error: unknown): ThreadError {
  if (error instanceof StreamNotFoundError || error instanceof StreamBusyError) {
    const { code, message, stream_path } = error
    return { code, message, stream_path }
  }
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof NodeNotAcceptingError)) return { code: 'failed', message, stream_path: '' }
  const elsewhere = error instanceof PlayElsewhereError ? { elsewhere: error.elsewhere } : {}
  return { code: error.code, message, stream_path: '', ...elsewhere }
}

/** The error that the other thread met, of the class it had there. */
export function errorOf({ code, message, stream_path, elsewhere }: ThreadError): Error {
  switch (code) {
    case 'stream_not_found':
      return new StreamNotFoundError(stream_path, message)
    case 'stream_busy':
      return new StreamBusyError(stream_path, message)
    case 'node_not_accepting':
      return elsewhere ? new PlayElsewhereError(message, elsewhere) : new NodeNotAcceptingError(message)
    case 'publisher_not_allowed':
      return new PublisherNotAllowedError(message)
    case 'viewer_not_allowed':
      return new ViewerNotAllowedError(message)
    case 'ticket_refused':
      return new TicketRefusedError(message)
    case 'failed':
      return new Error(message)
    default:
      return code satisfies never
  }
}
