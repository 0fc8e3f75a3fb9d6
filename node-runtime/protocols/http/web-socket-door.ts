import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { type ServerOptions, type WebSocket, WebSocketServer } from 'ws'
import { findStreamFor } from '../flv/session.ts'
import { CLOSE, closeWebSocket, playOverWebSocket, publishOverWebSocket } from '../flv/web-socket-session.ts'
import { MAX_TAG_BYTES } from '../flv/wire.ts'
import { referrerOf, shownBy } from '../shown.ts'
import { answerError } from './answer.ts'
import { ticketOf } from './elsewhere.ts'
import { type MediaRequest, parseWebSocketRequest } from './media-request.ts'
import { liveHere, refusalOf } from './refusal.ts'
import type { MediaServerOptions } from './server-options.ts'

/** Proxies close what is silent for a minute; a viewer of a stream that has not begun is. In ms. */
const PING_INTERVAL_MS = 25_000
/** How long a peer may take to answer a close, in ms. */
const CLOSE_TIMEOUT_MS = 2_000
/** A viewer has nothing to say. */
const MAX_VIEWER_MESSAGE_BYTES = 4 * 1024
/** A publisher may send one tag of any size that is taken, with its header, as one message. */
const MAX_PUBLISHER_MESSAGE_BYTES = MAX_TAG_BYTES + 64 * 1024
/** Pieces that one message may come in. */
const MAX_FRAGMENTS = 1024

type WebSocketRequest = Extract<MediaRequest, { kind: 'play' | 'publish' }>

/** Takes HTTP connections that ask to become WebSockets, to play a stream or to publish one. */
export class WebSocketDoor {
  readonly #options: MediaServerOptions
  readonly #viewers = webSocketServer(MAX_VIEWER_MESSAGE_BYTES)
  readonly #publishers = webSocketServer(MAX_PUBLISHER_MESSAGE_BYTES)
  readonly #open = new Set<WebSocket>()
  readonly #pings: NodeJS.Timeout

  constructor(options: MediaServerOptions) {
    this.#options = options
    this.#pings = setInterval(() => this.#ping(), PING_INTERVAL_MS)
    this.#pings.unref()
  }

  /** Answers the handshake, or refuses it in HTTP where the request is no good. The connection is the door's from then on. */
  open(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const asked = parseWebSocketRequest(request.url ?? '')
    if (asked.kind !== 'play' && asked.kind !== 'publish') {
      const { status, code, message } = asked.kind === 'refused' ? asked : NOTHING_HERE
      answerError(socket, status, { code, message, details: liveHere(this.#options.directory) })
      return
    }
    const server = asked.kind === 'play' ? this.#viewers : this.#publishers
    server.handleUpgrade(request, socket, head, (web_socket) => this.#admit(asked, web_socket, request, socket))
  }

  /** Tells everybody that the node stops; whoever does not answer is closed soon after. */
  stop(): void {
    clearInterval(this.#pings)
    for (const web_socket of this.#open) closeWebSocket(web_socket, CLOSE.going_away, 'This node is stopping.')
  }

  #admit(asked: WebSocketRequest, web_socket: WebSocket, request: IncomingMessage, socket: Socket): void {
    const { log, directory } = this.#options
    this.#open.add(web_socket)
    web_socket.once('close', () => this.#open.delete(web_socket))
    // It has told the peer what was wrong (a code of RFC 6455) and closes by itself.
    web_socket.on('error', (error) => {
      log.debug({ event: 'web_socket.failed', error: error.message }, 'a WebSocket on the media port failed')
    })
    this.#serve(asked, web_socket, request, socket).catch((error: unknown) => {
      try {
        const { status, message } = refusalOf(error, asked.path, directory)
        closeWebSocket(web_socket, status === 503 ? CLOSE.try_again_later : CLOSE.policy, message)
      } catch (unforeseen) {
        log.error({ event: 'http.failed', err: unforeseen }, 'A WebSocket on the media port failed')
        web_socket.terminate()
      }
    })
  }

  async #serve(
    asked: WebSocketRequest,
    web_socket: WebSocket,
    request: IncomingMessage,
    socket: Socket,
  ): Promise<void> {
    if (asked.kind === 'publish') {
      await publishOverWebSocket(web_socket, request, asked.path, this.#options)
      return
    }
    const { admission, resolver } = this.#options
    const stream = await findStreamFor({
      ...{ socket, path: asked.path, admission, resolver },
      viewer: {
        // A WebSocket cannot be sent on.
        ...{ protocol: 'ws', hops: null, ticket: ticketOf(request.url ?? '') },
        ...{ referrer: referrerOf(request.headers), shown: shownBy(request) },
      },
    })
    if (stream && web_socket.readyState === web_socket.OPEN) {
      playOverWebSocket(web_socket, socket, stream, asked.latency)
    }
  }

  /** Who reads too slowly gets no pings in between: its backlog is looked after by the fan-out. */
  #ping(): void {
    for (const web_socket of this.#open) {
      if (web_socket.readyState === web_socket.OPEN && web_socket.bufferedAmount === 0) web_socket.ping()
    }
  }
}

const NOTHING_HERE = { status: 404, code: 'not_found', message: 'There is no WebSocket here.' } as const

function webSocketServer(maxPayload: number): WebSocketServer {
  const options: ServerOptions & { readonly closeTimeout: number } = {
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload,
    maxFragments: MAX_FRAGMENTS,
    closeTimeout: CLOSE_TIMEOUT_MS,
  }
  return new WebSocketServer(options)
}
