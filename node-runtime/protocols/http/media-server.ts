import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import type { StreamPath } from '#contract/ids.ts'
import type { Admission } from '../../media/admission.ts'
import type { StreamDirectory } from '../../media/stream-directory.ts'
import { NodeNotAcceptingError, StreamNotFoundError } from '../../media/stream-errors.ts'
import type { StreamResolver } from '../../media/stream-resolver.ts'
import { findStreamFor, playFlv } from '../flv/session.ts'
import type { HlsServer } from '../hls/server.ts'
import { answerHls } from '../hls/session.ts'
import { openTcpListener } from '../tcp-listener.ts'
import { answerEmpty, answerError, answerJson, responseHead } from './answer.ts'
import { answerKeptError } from './kept-answer.ts'
import { type MediaRequest, parseMediaRequest } from './media-request.ts'

export interface MediaServerOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly port: number
  readonly directory: StreamDirectory
  readonly resolver: StreamResolver
  readonly admission: Admission
  readonly limits: {
    /** A connection that has not sent a whole request head by then is closed, in ms. Default 5,000. */
    readonly handshake_timeout_ms: number
    readonly max_connections: number
  }
  /** Answers what is asked for HLS. Absent: such requests are not found. */
  readonly hls?: HlsServer
  /**
   * Takes a connection whose first byte is a TLS handshake's, paused and with nothing of it consumed: hand it to
   * `tlsServer.emit('connection', socket)`. Its deadlines are the taker's from then on. Absent: such connections are closed.
   */
  readonly onTls?: (socket: Socket) => void
  /** Why `GET /ready` says no; null where it says yes. Absent: always yes. */
  readonly notReady?: () => string | null
  readonly log: Logger
}

/** The media port while it is open. */
export interface MediaServer {
  readonly port: number
  /** Closes the port, then every connection behind what was written to it; an abort closes them at once. */
  stop(signal?: AbortSignal): Promise<void>
}

/** First byte of a TLS record that holds a handshake (RFC 8446 5.1). */
const TLS_HANDSHAKE = 0x16
const MAX_HEADER_BYTES = 16 * 1024
/** Streams named in a 404, at most. */
const MAX_LISTED = 50
const RETRY_AFTER_S = '5'
/** A connection that is kept after an answer has so long for the whole head of the next request, in ms. */
const KEEP_ALIVE_MS = 15_000
/** Requests answered on one connection at once: players send one behind the other, or two. */
const MAX_OPEN_ANSWERS = 4

const FLV_HEADERS = { 'Content-Type': 'video/x-flv' }
const FLV_HEAD = responseHead(200, FLV_HEADERS)

/**
 * Opens the media port. HTTP and TLS share it and are told apart by the first byte.
 * @throws {ListenError}
 */
export async function startMediaServer(options: MediaServerOptions): Promise<MediaServer> {
  const deadlines = new Map<Socket, NodeJS.Timeout>()
  /** Their last answer is written to the socket itself, or they are refused. */
  const answered = new WeakSet<Socket>()
  /** Answers under way on connections that are kept. */
  const open_answers = new WeakMap<Socket, number>()
  const settle = (socket: Socket) => {
    clearTimeout(deadlines.get(socket))
    deadlines.delete(socket)
  }
  const giveUntil = (socket: Socket, deadline_ms: number) => {
    settle(socket)
    deadlines.set(
      socket,
      setTimeout(() => socket.destroy(), deadline_ms),
    )
  }
  // node:http parses, and answers what has a length; a stream is written to the socket itself.
  const http = createServer({ maxHeaderSize: MAX_HEADER_BYTES, keepAliveTimeout: KEEP_ALIVE_MS })
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    settle(socket)
    const asked = parseMediaRequest(request.method ?? '', request.url ?? '')
    const open = open_answers.get(socket) ?? 0
    const kept = asked.kind === 'hls' && options.hls !== undefined
    // The answer to what comes behind a stream would stand in the middle of it, and a stream in the middle of an answer under way.
    if (answered.has(socket) || open >= (kept ? MAX_OPEN_ANSWERS : 1)) {
      socket.destroy()
      return
    }
    request.resume()
    if (kept) {
      open_answers.set(socket, open + 1)
      response.once('close', () => {
        const left = (open_answers.get(socket) ?? 1) - 1
        open_answers.set(socket, left)
        if (left === 0 && !socket.destroyed && !deadlines.has(socket)) giveUntil(socket, KEEP_ALIVE_MS)
      })
    } else {
      answered.add(socket)
    }
    answer(options, asked, socket, response).catch((error: unknown) => {
      options.log.error({ event: 'http.failed', err: error }, 'A request on the media port failed')
      socket.destroy()
    })
  }
  http.on('request', onRequest)
  // No body is ever asked for, so `Expect: 100-continue` gets the answer itself.
  http.on('checkContinue', onRequest)
  http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Bytes behind a request that was answered, or the parser's further complaints about one that was refused.
    if (answered.has(socket) || !socket.writable) return
    answered.add(socket)
    settle(socket)
    answerEmpty(socket, error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400, { 'Content-Length': 0 })
  })

  const onFirstBytes = (socket: Socket, first: Buffer) => {
    socket.pause()
    socket.unshift(first)
    if (first[0] !== TLS_HANDSHAKE) {
      http.emit('connection', socket)
      socket.resume()
    } else if (options.onTls) {
      settle(socket)
      options.onTls(socket)
    } else {
      socket.destroy()
    }
  }
  const listener = await openTcpListener({
    name: 'media',
    host: options.host,
    port: options.port,
    max_connections: options.limits.max_connections,
    log: options.log,
    onConnection(socket) {
      giveUntil(socket, options.limits.handshake_timeout_ms)
      socket.once('close', () => settle(socket))
      socket.once('data', (first: Buffer) => onFirstBytes(socket, first))
    },
  })
  return {
    port: listener.port,
    stop: (signal) => listener.stop(signal),
  }
}

async function answer(
  options: MediaServerOptions,
  asked: MediaRequest,
  socket: Socket,
  response: ServerResponse,
): Promise<void> {
  switch (asked.kind) {
    case 'play':
      return play(options, asked, socket)
    case 'hls':
      return playHls(options, asked, socket, response)
    case 'health':
      return answerJson(socket, 200, { status: 'ok' })
    case 'ready': {
      const reason = options.notReady?.() ?? null
      return reason === null
        ? answerJson(socket, 200, { status: 'ready' })
        : answerJson(socket, 503, { status: 'not_ready', reason }, { 'Retry-After': RETRY_AFTER_S })
    }
    case 'options':
      return answerEmpty(socket, 204, {})
    case 'refused': {
      const { status, code, message } = asked
      const headers: Record<string, string> = status === 405 ? { Allow: 'GET, HEAD, OPTIONS' } : {}
      return answerError(socket, status, { code, message, details: liveHere(options.directory) }, headers)
    }
    default:
      return asked satisfies never
  }
}

async function play(
  { admission, resolver, directory }: MediaServerOptions,
  { path, latency, head_only }: Extract<MediaRequest, { kind: 'play' }>,
  socket: Socket,
): Promise<void> {
  try {
    const stream = await findStreamFor({ socket, path, admission, resolver })
    if (!stream) return
    if (head_only) answerEmpty(socket, 200, FLV_HEADERS)
    else playFlv(socket, stream, latency, FLV_HEAD)
  } catch (error) {
    const { status, headers, ...refusal } = refusalOf(error, path, directory)
    answerError(socket, status, refusal, headers)
  }
}

async function playHls(
  { hls, directory }: MediaServerOptions,
  { request, head_only }: Extract<MediaRequest, { kind: 'hls' }>,
  socket: Socket,
  response: ServerResponse,
): Promise<void> {
  if (!hls) return answerError(socket, 404, { code: 'not_found', message: 'This node serves no HLS.' })
  try {
    await answerHls(hls, request, head_only, response)
  } catch (error) {
    const { status, headers, ...refusal } = refusalOf(error, request.path, directory)
    answerKeptError(response, status, refusal, headers, head_only)
  }
}

/** What a viewer is told of an error; one that is not for viewers is thrown again. */
function refusalOf(error: unknown, path: StreamPath, directory: StreamDirectory) {
  const headers: Record<string, string> = {}
  if (error instanceof StreamNotFoundError) {
    const { code, message } = error
    return { status: 404, code, message, details: { stream_path: path, ...liveHere(directory) }, headers }
  }
  if (error instanceof NodeNotAcceptingError) {
    const { code, message } = error
    return { status: 503, code, message, details: { stream_path: path }, headers: { 'Retry-After': RETRY_AFTER_S } }
  }
  throw error
}

/** What could be played here instead. */
function liveHere(directory: StreamDirectory): { readonly live: string[] } {
  const streams = directory.list().slice(0, MAX_LISTED)
  return { live: streams.map((stream) => `/${stream.path}.flv`) }
}
