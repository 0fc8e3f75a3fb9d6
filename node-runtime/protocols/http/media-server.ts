import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { CLUSTER_ALPN } from '#contract/cluster-api.ts'
import { RELAY_ALPN } from '#contract/relay-protocol.ts'
import { readAhead } from '../read-ahead.ts'
import { openTcpListener } from '../tcp-listener.ts'
import { MAX_CLIENT_HELLO_BYTES, readClientHello, TLS_HANDSHAKE } from '../tls/client-hello.ts'
import { TlsTerminator } from '../tls/terminator.ts'
import { answerEmpty } from './answer.ts'
import { answerAtDesk, isForDesk } from './cluster-desk.ts'
import { HttpConnections, KEEP_ALIVE_MS } from './connections.ts'
import { type MediaRequest, parseMediaRequest, splitTarget } from './media-request.ts'
import { answerHlsRequest, answerOnce, answerPage } from './routes.ts'
import type { MediaServerOptions } from './server-options.ts'
import { WebSocketDoor } from './web-socket-door.ts'

export type { MediaServerOptions } from './server-options.ts'

/** The media port while it is open. */
export interface MediaServer {
  readonly port: number
  /** Closes the port, then every connection behind what was written to it; an abort closes them at once. */
  stop(signal?: AbortSignal): Promise<void>
}

const MAX_HEADER_BYTES = 16 * 1024

/** Who shall have a connection. */
type Taker = 'http' | 'https' | 'relay' | 'nobody'

/**
 * Opens the media port. HTTP, HTTPS and relays share it: the first byte tells TLS from HTTP, and the protocols that the
 * ClientHello offers tell relays from browsers.
 * @throws {ListenError}
 */
export async function startMediaServer(options: MediaServerOptions): Promise<MediaServer> {
  const { limits, log } = options
  const connections = new HttpConnections()
  const sockets = new WebSocketDoor(options)
  // node:http parses, and answers what has a length; a stream is written to the socket itself, or is a request without an end.
  const http = createServer({
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
    requestTimeout: 0,
    // Whoever offers to go on in another protocol (HTTP/2 in the clear) is answered in this one.
    shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  })
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request
    connections.settle(socket)
    const answered = answerRequest(options, connections, request, response)
    if (answered === null) {
      socket.destroy()
      return
    }
    answered.catch((error: unknown) => {
      log.error({ event: 'http.failed', err: error }, 'A request on the media port failed')
      socket.destroy()
    })
  }
  http.on('request', onRequest)
  // Only who publishes is told to go on; everybody else gets the answer itself.
  http.on('checkContinue', onRequest)
  http.on('upgrade', (request: IncomingMessage, socket: Socket, head: Buffer) => {
    connections.settle(socket)
    if (connections.claim(socket)) sockets.open(request, socket, head)
    else socket.destroy()
  })
  http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    if (!socket.writable) return
    // Bytes behind a request that was answered, the parser's further complaints, or a stream in chunks that are none.
    if (!connections.claim(socket)) {
      connections.complain(socket, error.message)
      return
    }
    connections.settle(socket)
    answerEmpty(socket, error.code === 'HPE_HEADER_OVERFLOW' ? 431 : 400, { 'Content-Length': 0 })
  })
  const tls = options.certificate
    ? new TlsTerminator({
        name: 'media',
        certificate: options.certificate,
        alpn: ['http/1.1'],
        handshake_timeout_ms: limits.handshake_timeout_ms,
        onSecure: (socket, raw) => {
          connections.settle(raw)
          connections.open(socket, limits.handshake_timeout_ms)
          http.emit('connection', socket)
        },
        log,
      })
    : null
  const hand = (socket: Socket, taker: Taker) => {
    if (taker === 'http') {
      http.emit('connection', socket)
      socket.resume()
    } else if (taker === 'https' && tls) {
      listener.release(socket)
      tls.accept(socket)
    } else if (taker === 'relay' && options.onRelay) {
      connections.settle(socket)
      options.onRelay(socket)
    } else {
      socket.destroy()
    }
  }
  const listener = await openTcpListener({
    name: 'media',
    host: options.host,
    port: options.port,
    reuse_port: options.reuse_port ?? false,
    max_connections: limits.max_connections,
    ...(limits.rates ? { rates: limits.rates } : {}),
    log,
    onConnection(socket) {
      connections.open(socket, limits.handshake_timeout_ms)
      readAhead(socket, { max_bytes: MAX_CLIENT_HELLO_BYTES, look: takerOf, done: (taker) => hand(socket, taker) })
    },
  })
  return {
    port: listener.port,
    stop(signal) {
      sockets.stop()
      tls?.stop(signal)
      return listener.stop(signal)
    },
  }
}

/** Null: as long as not enough has come to tell. */
function takerOf(bytes: Buffer): Taker | null {
  if (bytes[0] !== TLS_HANDSHAKE) return isText(bytes[0] ?? 0) ? 'http' : 'nobody'
  const reading = readClientHello(bytes)
  if (reading.kind === 'incomplete') return null
  if (reading.kind === 'malformed') return 'nobody'
  return reading.hello.alpn.some((offered) => offered === RELAY_ALPN || offered === CLUSTER_ALPN) ? 'relay' : 'https'
}

/**
 * Whether a request may begin with this: a letter of its method, or an empty line before it (RFC 9112 2.2 and 3). Other text is told that
 * it is none; bytes of no text are closed at once, because ten thousand that are parsed and answered first keep viewers waiting.
 */
function isText(byte: number): boolean {
  return (byte >= 0x20 && byte < 0x7f) || byte === 0x0d || byte === 0x0a
}

/** Null where the answer would stand in the middle of another one on the same connection. */
function answerRequest(
  options: MediaServerOptions,
  connections: HttpConnections,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> | null {
  const { socket, method = '', url = '' } = request
  const asked = parseMediaRequest(method, url)
  if (options.desk && isForDesk(url) && !isOfStreamHere(options, asked)) {
    return connections.beginKept(socket, response) ? answerAtDesk(options.desk, request, response) : null
  }
  const page = options.pages?.get(splitTarget(url).location)
  if (page && method !== 'OPTIONS') {
    request.resume()
    return connections.beginKept(socket, response) ? answerPage(page, request, response) : null
  }
  if (asked.kind === 'hls' && options.hls) {
    request.resume()
    return connections.beginKept(socket, response) ? answerHlsRequest(options, asked, response) : null
  }
  return connections.claim(socket) ? answerOnce(options, connections, asked, request) : null
}

/** A stream whose app is called as an entry is plays by HLS while it is here. */
function isOfStreamHere({ directory }: MediaServerOptions, asked: MediaRequest): boolean {
  return asked.kind === 'hls' && directory.find(asked.request.path) !== undefined
}
