import type { StreamPath } from '#contract/ids.ts'
import type { StreamDirectory } from '../../media/stream-directory.ts'
import {
  NodeNotAcceptingError,
  PlayElsewhereError,
  PublisherNotAllowedError,
  StreamBusyError,
  StreamNotFoundError,
  TicketRefusedError,
  ViewerNotAllowedError,
} from '../../media/stream-errors.ts'
import type { AnsweredError } from './answer.ts'
import { locationElsewhere } from './elsewhere.ts'

/** Streams named in a 404, at most. */
const MAX_LISTED = 50
export const RETRY_AFTER_S = '5'

/** A refusal as it is answered. */
export interface Refusal extends AnsweredError {
  readonly status: 307 | 403 | 404 | 409 | 503
  readonly headers: Readonly<Record<string, string>>
}

/**
 * What a viewer or a publisher is told of an error; one that is not for them is thrown again.
 * @param target what was asked for, where the one who asks can be sent on to another node
 */
export function refusalOf(
  error: unknown,
  path: StreamPath,
  directory: StreamDirectory,
  target: string | null = null,
): Refusal {
  const details = { stream_path: path }
  if (error instanceof StreamNotFoundError) {
    const { code, message } = error
    return { status: 404, code, message, details: { ...details, ...liveHere(directory) }, headers: {} }
  }
  if (error instanceof StreamBusyError) {
    return { status: 409, code: error.code, message: error.message, details, headers: {} }
  }
  if (
    error instanceof PublisherNotAllowedError ||
    error instanceof ViewerNotAllowedError ||
    error instanceof TicketRefusedError
  ) {
    return { status: 403, code: error.code, message: error.message, details, headers: {} }
  }
  if (error instanceof PlayElsewhereError && target !== null) {
    const headers = { Location: locationElsewhere(target, error.elsewhere) }
    return { status: 307, code: error.code, message: error.message, details, headers }
  }
  if (error instanceof NodeNotAcceptingError) {
    const headers = { 'Retry-After': RETRY_AFTER_S }
    return { status: 503, code: error.code, message: error.message, details, headers }
  }
  throw error
}

/** What could be played here instead. */
export function liveHere(directory: StreamDirectory): { readonly live: string[] } {
  return { live: directory.paths(MAX_LISTED).map((path) => `/${path}.flv`) }
}
