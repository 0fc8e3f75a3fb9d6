import type { IncomingMessage, ServerResponse } from 'node:http'
import { PROBLEM_TYPE } from '#contract/problem.ts'
import { publishBody } from '../flv/publish-session.ts'
import { findStreamFor, playFlv } from '../flv/session.ts'
import { answerHls } from '../hls/session.ts'
import { referrerOf, shownBy } from '../shown.ts'
import { peerAddress } from '../tcp-listener.ts'
import { type AnsweredError, answerEmpty, answerError, answerJson, METHODS, problem, responseHead } from './answer.ts'
import type { HttpConnections } from './connections.ts'
import { hopsOf, ticketOf } from './elsewhere.ts'
import { answerKeptError, answerPrivately } from './kept-answer.ts'
import { type MediaRequest, splitTarget } from './media-request.ts'
import type { NodePage } from './node-page.ts'
import { liveHere, RETRY_AFTER_S, refusalOf } from './refusal.ts'
import type { MediaServerOptions } from './server-options.ts'

const FLV_HEADERS = { 'Content-Type': 'video/x-flv' }
const FLV_HEAD = responseHead(200, FLV_HEADERS)

/** Answers a request on the socket itself, which is claimed for it: the connection ends with the answer. */
export async function answerOnce(
  options: MediaServerOptions,
  connections: HttpConnections,
  asked: MediaRequest,
  request: IncomingMessage,
): Promise<void> {
  const { socket } = request
  // The body of a publication is its stream; any other is thrown away as it comes.
  if (asked.kind !== 'publish') request.resume()
  switch (asked.kind) {
    case 'play':
      return play(options, asked, request)
    case 'publish':
      return publish(options, connections, asked, request)
    case 'hls':
      return answerError(socket, 404, { code: 'not_found', message: 'This node serves no HLS.' })
    case 'health':
      return answerJson(socket, 200, { status: 'ok' })
    case 'ready': {
      const reason = options.notReady?.() ?? null
      return reason === null
        ? answerJson(socket, 200, { status: 'ready' })
        : answerJson(socket, 503, { status: 'not_ready', reason }, { 'Retry-After': RETRY_AFTER_S })
    }
    case 'options':
      return answerEmpty(socket, 204, { Allow: METHODS })
    case 'refused': {
      const { status, code, message } = asked
      const headers: Record<string, string> = status === 405 ? { Allow: METHODS } : {}
      return answerError(socket, status, { code, message, details: liveHere(options.directory) }, headers)
    }
    default:
      return asked satisfies never
  }
}

async function play(
  { admission, resolver, directory }: MediaServerOptions,
  { path, latency, head_only }: Extract<MediaRequest, { kind: 'play' }>,
  request: IncomingMessage,
): Promise<void> {
  const { socket, url = '' } = request
  try {
    const stream = await findStreamFor({
      ...{ socket, path, admission, resolver },
      viewer: {
        ...{ protocol: 'flv', hops: hopsOf(url), ticket: ticketOf(url) },
        ...{ referrer: referrerOf(request.headers), shown: shownBy(request) },
      },
    })
    if (!stream) return
    if (head_only) answerEmpty(socket, 200, FLV_HEADERS)
    else playFlv(socket, stream, latency, FLV_HEAD)
  } catch (error) {
    const { status, headers, ...refusal } = refusalOf(error, path, directory, url)
    answerError(socket, status, refusal, headers)
  }
}

async function publish(
  options: MediaServerOptions,
  connections: HttpConnections,
  { path }: Extract<MediaRequest, { kind: 'publish' }>,
  request: IncomingMessage,
): Promise<void> {
  const { socket, headers } = request
  if ((headers['content-encoding'] ?? 'identity') !== 'identity' || headers['content-range'] !== undefined) {
    request.resume()
    const message = 'A stream comes as it is: without Content-Encoding and without Content-Range.'
    answerError(socket, 415, { code: 'unsupported_encoding', message, details: { stream_path: path } })
    return
  }
  try {
    const publication = await publishBody(request, path, options)
    if (publication === null) return
    connections.onMalformed(socket, (reason) => publication.fail(`The request's body is no HTTP: ${reason}.`))
  } catch (error) {
    request.resume()
    const { status, headers: more, ...refusal } = refusalOf(error, path, options.directory)
    answerError(socket, status, refusal, more)
  }
}

/** Answers a request for HLS. */
export async function answerHlsRequest(
  { hls, directory }: MediaServerOptions,
  { request, head_only }: Extract<MediaRequest, { kind: 'hls' }>,
  response: ServerResponse,
): Promise<void> {
  if (!hls) return
  const { url = '' } = response.req
  try {
    await answerHls(hls, request, { headers: response.req.headers, head_only }, response, {
      ...{ hops: hopsOf(url), ticket: ticketOf(url) },
      ...{ referrer: referrerOf(response.req.headers), shown: shownBy(response.req) },
    })
  } catch (error) {
    const { status, headers, ...refusal } = refusalOf(error, request.path, directory, url)
    answerKeptError(response, status, refusal, headers, head_only)
  }
}

/** Answers with a page about this node. */
export async function answerPage(page: NodePage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '', headers, socket } = request
  const query = new URLSearchParams(splitTarget(url).query)
  if (method !== 'GET' && method !== 'HEAD') {
    const message = `${method.slice(0, 16)} is not possible here; GET and HEAD are.`
    return answerPageError(response, 405, { code: 'method_not_allowed', message }, { Allow: 'GET, HEAD' })
  }
  const answer = await page({ query, accept: headers.accept ?? '', address: peerAddress(socket) })
  if (answer.status !== 200) return answerPageError(response, answer.status, answer.error)
  answerPrivately(response, 200, { 'Content-Type': answer.type }, [answer.body], method === 'HEAD')
}

function answerPageError(
  response: ServerResponse,
  status: number,
  error: AnsweredError,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = Buffer.from(`${JSON.stringify(problem(status, error))}\n`)
  answerPrivately(response, status, { ...headers, 'Content-Type': PROBLEM_TYPE }, [body], false)
}
