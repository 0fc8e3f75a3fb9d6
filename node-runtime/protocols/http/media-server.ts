import { createServer, type IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Logger } from 'pino'
import type { Admission } from '../../media/admission.ts'
import type { StreamDirectory } from '../../media/stream-directory.ts'
import { NodeNotAcceptingError, StreamNotFoundError } from '../../media/stream-errors.ts'
import type { StreamResolver } from '../../media/stream-resolver.ts'
import { findStreamFor, playFlv } from '../flv/session.ts'
import { openTcpListener } from '../tcp-listener.ts'
import { answerEmpty, answerError, answerJson, responseHead } from './answer.ts'
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

const FLV_HEADERS = { 'Content-Type': 'video/x-flv' }
const FLV_HEAD = responseHead(200, FLV_HEADERS)

/**
 * Opens the media port. HTTP and TLS share it and are told apart by the first byte.
 * @throws {ListenError}
 */
export async function startMediaServer(options: MediaServerOptions): Promise<MediaServer> {
  const deadlines = new Map<Socket, NodeJS.Timeout>()
  const answered = new WeakSet<Socket>()
  const settle = (socket: Socket) => {
    clearTimeout(deadlines.get(socket))
    deadlines.delete(socket)
  }
  // node:http parses; what it would answer with is not used, because a stream is written to the socket itself.
  const http = createServer({ maxHeaderSize: MAX_HEADER_BYTES })
  const onRequest = (request: IncomingMessage) => {
    const { socket } = request
    settle(socket)
    // One request a connection: the answer to what comes behind it would stand in the middle of a stream.
    if (answered.has(socket)) {
      socket.destroy()
      return
    }
    answered.add(socket)
    request.resume()
    answer(options, request).catch((error: unknown) => {
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
      deadlines.set(
        socket,
        setTimeout(() => socket.destroy(), options.limits.handshake_timeout_ms),
      )
      socket.once('close', () => settle(socket))
      socket.once('data', (first: Buffer) => onFirstBytes(socket, first))
    },
  })
  return {
    port: listener.port,
    stop: (signal) => listener.stop(signal),
  }
}

async function answer(options: MediaServerOptions, request: IncomingMessage): Promise<void> {
  const { socket } = request
  const asked = parseMediaRequest(request.method ?? '', request.url ?? '')
  switch (asked.kind) {
    case 'play':
      return play(options, asked, socket)
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
    if (error instanceof StreamNotFoundError) {
      const details = { stream_path: path, ...liveHere(directory) }
      answerError(socket, 404, { code: error.code, message: error.message, details })
    } else if (error instanceof NodeNotAcceptingError) {
      const details = { stream_path: path }
      answerError(socket, 503, { code: error.code, message: error.message, details }, { 'Retry-After': RETRY_AFTER_S })
    } else {
      throw error
    }
  }
}

/** What could be played here instead. */
function liveHere(directory: StreamDirectory): { readonly live: string[] } {
  const streams = directory.list().slice(0, MAX_LISTED)
  return { live: streams.map((stream) => `/${stream.path}.flv`) }
}
