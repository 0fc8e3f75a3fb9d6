import type { IncomingMessage } from 'node:http'
import type { ConnectionOptions } from 'node:tls'
import { type RawData, WebSocket } from 'ws'
import { apiErrorSchema } from '#contract/api.ts'
import {
  CONTROL_CHANNEL_MAX_FRAME_BYTES,
  CONTROL_CHANNEL_PATH,
  CONTROL_CHANNEL_PROTOCOL,
  channelCloseCode,
  type NodeMessage,
  type OriginMessage,
  originMessageSchema,
} from '#contract/control-channel.ts'
import { certificateProblem } from './origin-tls.ts'
import { originSocketUrl } from './origin-url.ts'

/** Time for the TCP, TLS and WebSocket handshakes together, and for an origin's farewell, in ms. */
const HANDSHAKE_TIMEOUT_MS = 5_000
const CLOSE_TIMEOUT_MS = 1_000

/** Most that waits to be taken by the origin, in bytes; an origin that reads so slowly is dialled again. */
const MAX_UNSENT_BYTES = 8 * 1024 * 1024

/** Over this many unsent bytes only what cannot wait is sent. */
const CONGESTED_BYTES = 256 * 1024

const MAX_REFUSAL_BYTES = 16 * 1024
const KNOWN_TYPES: ReadonlySet<unknown> = new Set(originMessageSchema.options.map((option) => option.shape.type.value))

/** How a connection ended. */
export interface ConnectionEnd {
  /** WebSocket close code (RFC 6455, 7.4), or the channel's own; null where it never opened. */
  readonly code: number | null
  /** Status with which the origin answered instead of opening; null where it did not. */
  readonly http_status: number | null
  /** For a person. */
  readonly reason: string
  /** Whoever answered was not held to be the origin, or did not hold this node to be the one it is. */
  readonly unproven: boolean
}

export interface ChannelConnectionOptions {
  /** Base URL of the origin. */
  readonly origin: string
  /** A secret. */
  readonly credential: string
  /** How the origin proves itself over https, and this node to it. */
  readonly tls: ConnectionOptions
  readonly onOpen: () => void
  readonly onMessage: (message: OriginMessage) => void
  /** A message of a type this version does not know; it was ignored. */
  readonly onUnknown: () => void
  /** Called exactly once. */
  readonly onEnd: (end: ConnectionEnd) => void
}

/** One WebSocket to the origin, from the dial to its end: bytes to messages and back, deadlines, bounds. */
export class ChannelConnection {
  readonly #options: ChannelConnectionOptions
  readonly #socket: WebSocket
  #error: string | null = null
  #http_status: number | null = null
  #unproven = false
  #over = false

  constructor(options: ChannelConnectionOptions) {
    this.#options = options
    this.#socket = new WebSocket(originSocketUrl(options.origin, CONTROL_CHANNEL_PATH), CONTROL_CHANNEL_PROTOCOL, {
      ...options.tls,
      headers: { authorization: `Bearer ${options.credential}` },
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: CONTROL_CHANNEL_MAX_FRAME_BYTES,
      perMessageDeflate: false,
      // The credential goes to the address the user named, and nowhere else.
      followRedirects: false,
    })
    this.#socket.on('open', () => options.onOpen())
    this.#socket.on('message', (data, is_binary) => this.#receive(data, is_binary))
    this.#socket.on('unexpected-response', (_request, response) => this.#refused(response))
    this.#socket.on('error', (error) => {
      const problem = certificateProblem(error)
      this.#unproven ||= problem !== null
      this.#error ??= problem ?? messageOf(error)
    })
    this.#socket.on('close', (code, reason) => {
      // 1006 stands for "no close frame came" and says nothing by itself.
      const said = reason.length > 0 ? reason.toString() : (this.#error ?? `it was closed with code ${code}`)
      this.#end({
        code: code === 1006 ? null : code,
        http_status: this.#http_status,
        reason: said,
        unproven: this.#unproven,
      })
    })
  }

  /** Whether what can wait should wait. */
  get congested(): boolean {
    return this.#socket.bufferedAmount > CONGESTED_BYTES
  }

  /** False: it is not open, and the message was not sent. */
  send(message: NodeMessage): boolean {
    if (this.#over || this.#socket.readyState !== WebSocket.OPEN) return false
    if (this.#socket.bufferedAmount > MAX_UNSENT_BYTES) {
      this.cut('the origin does not read what it is sent')
      return false
    }
    this.#socket.send(JSON.stringify(message))
    return true
  }

  /** Says goodbye; cut off if the origin does not answer within a second. */
  close(code: number, reason: string): void {
    if (this.#socket.readyState === WebSocket.CONNECTING) {
      this.cut(reason)
      return
    }
    this.#socket.close(code, reason.slice(0, 120))
    const patience = setTimeout(() => this.cut(reason), CLOSE_TIMEOUT_MS)
    this.#socket.once('close', () => clearTimeout(patience))
  }

  /** Ends it without a word to the origin. */
  cut(reason: string): void {
    this.#error ??= reason
    this.#socket.terminate()
  }

  #receive(data: RawData, is_binary: boolean): void {
    if (this.#over) return
    const value = is_binary ? undefined : parseJson(data)
    const parsed = originMessageSchema.safeParse(value)
    if (parsed.success) {
      this.#options.onMessage(parsed.data)
      return
    }
    const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
    if (typeof type === 'string' && !KNOWN_TYPES.has(type)) {
      this.#options.onUnknown()
      return
    }
    const issue = parsed.error.issues[0]
    this.#error = `the origin sent what cannot be read (${issue?.path.join('.') || 'message'}: ${issue?.message})`
    this.close(channelCloseCode.protocolError, 'a message could not be read')
  }

  /** The origin answered with an HTTP status instead of a WebSocket; its body says why, in our own envelope. */
  #refused(response: IncomingMessage): void {
    this.#http_status = response.statusCode ?? null
    this.#unproven = response.statusCode === 403
    let text = ''
    const done = () => {
      const said = parseRefusal(text)
      this.#error = said ?? `it answered the dial with status ${response.statusCode}`
      this.#socket.terminate()
    }
    response.setEncoding('utf8')
    response.on('data', (chunk: string) => {
      text += chunk
      if (text.length > MAX_REFUSAL_BYTES) response.destroy()
    })
    response.on('end', done)
    response.on('close', done)
    response.on('error', done)
  }

  #end(end: ConnectionEnd): void {
    if (this.#over) return
    this.#over = true
    this.#options.onEnd(end)
  }
}

function parseJson(data: RawData): unknown {
  try {
    return JSON.parse(data.toString())
  } catch {
    // Not JSON is like any other value the schema does not take.
    return undefined
  }
}

function parseRefusal(text: string): string | null {
  const body = parseJson(Buffer.from(text))
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : null
  const said = apiErrorSchema.safeParse(error)
  if (!said.success) return null
  const hint = said.data.details?.hint
  return typeof hint === 'string' ? `${said.data.message}. ${hint}` : said.data.message
}

function messageOf(error: Error): string {
  if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message
  return error.message
}
