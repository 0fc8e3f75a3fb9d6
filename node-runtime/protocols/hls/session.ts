import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { byteRange, bytesOf } from '../http/byte-range.ts'
import { locationElsewhere } from '../http/elsewhere.ts'
import { answerKept, answerKeptError } from '../http/kept-answer.ts'
import { peerAddress } from '../tcp-listener.ts'
import type { HlsViewer } from './answer.ts'
import type { HlsRequest } from './hls-request.ts'
import type { HlsServer } from './server.ts'

const RETRY_AFTER_S = '1'

/** What a client's request says besides its target. */
export interface HlsAsking {
  readonly headers: IncomingHttpHeaders
  readonly head_only: boolean
}

/**
 * Answers one HLS request of a viewer; its wait ends when the connection does.
 * @throws {StreamNotFoundError | NodeNotAcceptingError}
 */
export async function answerHls(
  hls: Pick<HlsServer, 'answer' | 'countSent'>,
  request: HlsRequest,
  { headers: asked, head_only }: HlsAsking,
  response: ServerResponse,
  came: Pick<HlsViewer, 'hops' | 'ticket' | 'referrer' | 'shown'>,
): Promise<void> {
  const { socket } = response
  if (!socket) return
  const left = new AbortController()
  const onClose = () => left.abort(new Error('The viewer left.'))
  response.once('close', onClose)
  try {
    const viewer = {
      address: peerAddress(socket),
      ...came,
      gzip: takesGzip(asked),
      // A browser's media element asks for all as a range, also for playlists; scripts and other players do not.
      needs_run_up: asked.range !== undefined,
      signal: left.signal,
    }
    const answer = await hls.answer(request, viewer)
    if (!answer || left.signal.aborted) return
    if (answer.kind === 'error') {
      const headers: Record<string, string> = answer.status === 503 ? { 'Retry-After': RETRY_AFTER_S } : {}
      answerKeptError(response, answer.status, answer, headers, head_only)
      return
    }
    if (answer.kind === 'moved') {
      const Location = locationElsewhere(answer.target, answer.elsewhere)
      answerKept(response, 307, { Location }, [], head_only)
      return
    }
    const { headers, body, tag } = answer
    if (isKnown(asked, headers)) {
      answerKept(response, 304, headers, [], head_only)
      return
    }
    const size = bytesOf(body)
    // A range that depends on a validator (RFC 9110 13.1.5) is not given: names are the only validators here.
    const range = answer.ranges && asked['if-range'] === undefined ? byteRange(asked.range, size) : null
    if (range === 'unsatisfiable') {
      answerKept(response, 416, { 'Content-Range': `bytes */${size}` }, [], head_only)
      return
    }
    const sent = range ? range.of(body) : body
    const status = range ? 206 : 200
    const more: Record<string, string> = range ? { 'Content-Range': `bytes ${range.first}-${range.last}/${size}` } : {}
    answerKept(response, status, { ...headers, ...more }, sent, head_only)
    if (!head_only) hls.countSent(tag, bytesOf(sent))
  } catch (error) {
    if (!left.signal.aborted) throw error
  } finally {
    response.off('close', onClose)
  }
}

/** Accept-Encoding names gzip, or all, and not with a weight of nothing (RFC 9110 12.5.3). */
function takesGzip({ 'accept-encoding': accepted }: IncomingHttpHeaders): boolean {
  return String(accepted ?? '')
    .split(',')
    .some((entry) => {
      const [coding, ...weights] = entry.split(';').map((text) => text.trim().toLowerCase())
      return (coding === 'gzip' || coding === '*') && !weights.some((weight) => /^q=0(\.0*)?$/.test(weight))
    })
}

/** The client has this already (RFC 9110 13.1.2 and 13.1.3). */
function isKnown(
  asked: IncomingHttpHeaders,
  { ETag, 'Last-Modified': modified }: Readonly<Record<string, string>>,
): boolean {
  if (ETag === undefined) return false
  const tags = asked['if-none-match']
  if (tags !== undefined) return tags.split(',').some((tag) => ['*', ETag].includes(tag.trim().replace(/^W\//, '')))
  const since = Date.parse(asked['if-modified-since'] ?? '')
  return modified !== undefined && Date.parse(modified) <= since
}
