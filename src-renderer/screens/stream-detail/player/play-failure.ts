import { texts } from './texts.ts'

/** Why there is no picture, in words for the one who waits for it. */
export interface PlayFailure {
  readonly message: string
  readonly hint: string | null
  /** Trying again may help by itself. */
  readonly passing: boolean
}

/** What the player told, in the words of mpegts.js: its error type and detail, and the HTTP status where there was one. */
export interface PlayerError {
  readonly type: string
  readonly detail: string
  readonly status: number | null
}

/** Where was it played from. */
interface PlaySource {
  readonly node_name: string
  readonly url: string
  /** Protocol of the page, with its colon. */
  readonly page_protocol: string
}

/** Puts an error of the player into words. Names of types and details: mpegts.js, `ErrorTypes` and `ErrorDetails`. */
export function describePlayError(
  { type, detail, status }: PlayerError,
  { node_name, url, page_protocol }: PlaySource,
): PlayFailure {
  if (type === 'NetworkError') {
    if (detail === 'HttpStatusCodeInvalid') return ofStatus(status ?? 0, node_name)
    if (detail === 'UnrecoverableEarlyEof' || detail === 'EarlyEof')
      return { message: texts.ended(node_name), hint: null, passing: true }
    if (page_protocol === 'https:' && url.startsWith('http:')) {
      return { message: texts.mixed(node_name), hint: texts.mixedHint, passing: false }
    }
    return { message: texts.unreachable(node_name), hint: texts.unreachableHint(url), passing: true }
  }
  if (detail === 'CodecUnsupported' || detail === 'FormatUnsupported') {
    return { message: texts.codec(null), hint: texts.codecHint, passing: false }
  }
  return { message: texts.broken, hint: texts.brokenHint, passing: true }
}

function ofStatus(status: number, node_name: string): PlayFailure {
  if (status === 404) return { message: texts.notThere(node_name), hint: null, passing: true }
  if (status === 503) return { message: texts.full(node_name), hint: null, passing: true }
  return { message: texts.refused(node_name, status), hint: null, passing: true }
}

/** Waits between attempts, in ms: short at first, never longer than 15 s. */
export function retryDelay(attempt: number): number {
  return Math.min(15_000, 1_000 * 2 ** Math.min(attempt, 4))
}
