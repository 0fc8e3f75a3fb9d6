import { type StreamPath, streamPathSchema } from '#contract/ids.ts'
import type { Latency } from '../../media/live-stream.ts'
import { type HlsRequest, parseHlsRequest } from '../hls/hls-request.ts'

/** What a request on the media port asks for. */
export type MediaRequest =
  | { readonly kind: 'play'; readonly path: StreamPath; readonly latency: Latency; readonly head_only: boolean }
  | { readonly kind: 'publish'; readonly path: StreamPath }
  | { readonly kind: 'hls'; readonly request: HlsRequest; readonly head_only: boolean }
  | { readonly kind: 'health' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'options' }
  | {
      readonly kind: 'refused'
      readonly status: 400 | 404 | 405
      readonly code: 'bad_request' | 'not_found' | 'method_not_allowed'
      readonly message: string
    }

const SUFFIX = '.flv'

/** Path and query of a request's target. An absolute target (RFC 9112 3.2.2) is what proxies send. */
export function splitTarget(target: string): { readonly location: string; readonly query: string } {
  const [location = '', query = ''] = target.replace(/^https?:\/\/[^/?#]*/i, '').split(/[?#]/, 2)
  return { location, query }
}

/** Reads the method and the target of a request. Pure; never throws. */
export function parseMediaRequest(method: string, target: string): MediaRequest {
  if (method === 'OPTIONS') return { kind: 'options' }
  const { location, query } = splitTarget(target)
  if (method === 'POST' || method === 'PUT') return publishRequest(method, location)
  if (method !== 'GET' && method !== 'HEAD') {
    return refused(
      405,
      'method_not_allowed',
      `${method.slice(0, 16)} is not possible here; GET, HEAD, POST and PUT are.`,
    )
  }
  if (location === '/health') return { kind: 'health' }
  if (location === '/ready') return { kind: 'ready' }
  if (!location.startsWith('/')) return NO_SLASH
  if (!location.endsWith(SUFFIX)) return hlsRequest(location, query, method === 'HEAD')
  const path = streamPathOf(location)
  if (path === null) return NO_STREAM
  const latency = new URLSearchParams(query).get('latency') ?? 'normal'
  if (latency !== 'low' && latency !== 'normal') {
    return refused(400, 'bad_request', 'latency is low or normal.')
  }
  return { kind: 'play', path, latency, head_only: method === 'HEAD' }
}

/** Reads the target of a WebSocket: `?publish` sends a stream here, without it one is played. Pure; never throws. */
export function parseWebSocketRequest(target: string): MediaRequest {
  const { location, query } = splitTarget(target)
  if (location.startsWith('/') && !location.endsWith(SUFFIX)) {
    return refused(404, 'not_found', 'There is no WebSocket here. Streams are at /app/name.flv.')
  }
  if (new URLSearchParams(query).has('publish')) return publishRequest('POST', location)
  return parseMediaRequest('GET', target)
}

function publishRequest(method: 'POST' | 'PUT', location: string): MediaRequest {
  if (!location.startsWith('/')) return NO_SLASH
  if (!location.endsWith(SUFFIX)) {
    return refused(405, 'method_not_allowed', `${method} publishes FLV to /app/name.flv, and nothing else.`)
  }
  const path = streamPathOf(location)
  return path === null ? NO_STREAM : { kind: 'publish', path }
}

/** Null: it is no path of a stream. */
function streamPathOf(location: string): StreamPath | null {
  return streamPathSchema.safeParse(decoded(location.slice(1, -SUFFIX.length))).data ?? null
}

function hlsRequest(location: string, query: string, head_only: boolean): MediaRequest {
  const request = parseHlsRequest(decoded(location) ?? '', query)
  if (!request)
    return refused(404, 'not_found', 'There is nothing here. Streams are at /app/name.flv and /app/name.m3u8.')
  return request.kind === 'bad' ? refused(400, 'bad_request', request.message) : { kind: 'hls', request, head_only }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    // Broken percent-encoding: no path, whatever was meant.
    if (error instanceof URIError) return null
    throw error
  }
}

function refused(status: 400 | 404 | 405, code: 'bad_request' | 'not_found' | 'method_not_allowed', message: string) {
  return { kind: 'refused', status, code, message } as const
}

const NO_SLASH = refused(400, 'bad_request', 'The target must begin with a slash.')
const NO_STREAM = refused(
  400,
  'bad_request',
  'This is no path of a stream. It is /app/name.flv, of letters, digits, dots, dashes and underscores.',
)
