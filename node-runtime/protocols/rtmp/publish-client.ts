import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { MediaUnit } from '../../media/unit.ts'
import { AmfError, type AmfValue } from '../flv/amf-value.ts'
import { type AmfWritable, decodeAmf, encodeAmf } from '../flv/amf0.ts'
import { tagTypeOf } from '../flv/from-stream.ts'
import { closeAfterWrites } from '../socket-sink.ts'
import { ChunkReader, type RtmpMessage } from './chunk-reader.ts'
import { chunkStreamOf } from './from-stream.ts'
import { ClientHandshake } from './handshake.ts'
import {
  CHUNK_STREAM,
  control,
  MESSAGE,
  message,
  OUT_CHUNK_SIZE,
  RtmpError,
  USER_CONTROL,
  userControl,
} from './wire.ts'

/** A publication that could not be begun, or that the server ended; the message is the server's where it gave one. */
export class PublishError extends Error {
  readonly code = 'publish_failed'
  constructor(text: string, options?: ErrorOptions) {
    super(text, options)
    this.name = 'PublishError'
  }
}

/** Where to publish. */
export interface PublishTarget {
  readonly host: string
  readonly port: number
  /** RTMPS: the server's certificate must be good for `host`, by the authorities this process trusts. */
  readonly secure: boolean
  readonly app: string
  /** The stream's name with its query, which may hold a key: not for logs. */
  readonly name: string
}

const DEFAULT_PORT = 1935
const DEFAULT_SECURE_PORT = 443
/** Until the server says that the stream has begun, in ms. */
const ESTABLISH_TIMEOUT_MS = 10_000
/** A server that takes nothing for so long is gone, in ms. */
const STALL_TIMEOUT_MS = 10_000
const METADATA_PREFIX = encodeAmf('@setDataFrame')

/**
 * Reads `rtmp://HOST[:PORT]/APP/NAME`, or `rtmps://` of the same shape.
 * @throws {PublishError}
 */
export function parsePublishUrl(url: string): PublishTarget {
  const parsed = URL.canParse(url) ? new URL(url) : null
  const parts = /^\/([^/]+)\/([^/]+)$/.exec(parsed?.pathname ?? '')
  const secure = parsed?.protocol === 'rtmps:'
  if (!parsed || !(secure || parsed.protocol === 'rtmp:') || !parsed.hostname || !parts?.[1] || !parts[2]) {
    throw new PublishError('The address to publish to is rtmp://HOST[:PORT]/APP/NAME, or rtmps:// and the same.')
  }
  // An IPv6 address stands in brackets in a URL and without them everywhere else.
  const host = parsed.hostname.replace(/^\[|\]$/g, '')
  const port = Number(parsed.port) || (secure ? DEFAULT_SECURE_PORT : DEFAULT_PORT)
  return { host, port, secure, app: parts[1], name: `${parts[2]}${parsed.search}` }
}

function dial({ host, port, secure }: PublishTarget): Socket {
  if (!secure) return connect({ host, port, noDelay: true })
  // An address is no name (RFC 6066 3).
  const socket = connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) })
  socket.setNoDelay(true)
  return socket
}

/** Codes of OpenSSL and of Node for a certificate that is not good. */
const CERTIFICATE_CODES = /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/

function hintOf({ code }: NodeJS.ErrnoException): string {
  if (!CERTIFICATE_CODES.test(code ?? '')) return ''
  return " If you trust the server's certificate all the same, name its authority in a PEM file in NODE_EXTRA_CA_CERTS."
}

/** What the next step waits for. */
interface Waiting {
  readonly wanted: (name: string, values: readonly AmfValue[]) => boolean
  readonly done: (values: readonly AmfValue[]) => void
}

/** One publication to an RTMP server, from `open` until `close` or until the connection is lost. */
export class RtmpPublication {
  readonly #socket: Socket
  readonly #target: PublishTarget
  readonly #handshake = new ClientHandshake()
  readonly #lost: Promise<never>
  readonly #reject: (error: Error) => void
  #failed: Error | null = null
  #waiting: Waiting | null = null
  #message_stream = 1

  private constructor(socket: Socket, target: PublishTarget) {
    this.#socket = socket
    this.#target = target
    const lost = Promise.withResolvers<never>()
    this.#lost = lost.promise
    this.#reject = lost.reject
    // Nobody may be waiting at the moment it is lost; the next call says so.
    this.#lost.catch(() => undefined)
    socket.on('error', (error: NodeJS.ErrnoException) =>
      this.#fail(new PublishError(`The connection failed: ${error.message}.${hintOf(error)}`, { cause: error })),
    )
    socket.on('close', () => this.#fail(new PublishError('The server closed the connection.')))
    socket.setTimeout(STALL_TIMEOUT_MS, () => this.#fail(new PublishError('The server takes nothing any more.')))
    const reader = new ChunkReader((received) => this.#onMessage(received))
    socket.on('data', (bytes: Buffer) => this.#onData(bytes, reader))
  }

  /**
   * Connects, and returns when the server has begun the stream.
   * @throws {PublishError} it cannot be reached, refuses, or does not answer within 10 s
   */
  static async open(target: PublishTarget, signal: AbortSignal): Promise<RtmpPublication> {
    const socket = dial(target)
    const publication = new RtmpPublication(socket, target)
    const timeout = AbortSignal.timeout(ESTABLISH_TIMEOUT_MS)
    const stopped = AbortSignal.any([signal, timeout])
    const onStopped = () => {
      const text = timeout.aborted ? 'The server did not begin the stream within 10 s.' : 'Publishing was stopped.'
      publication.#fail(new PublishError(text))
    }
    stopped.addEventListener('abort', onStopped, { once: true })
    if (stopped.aborted) onStopped()
    try {
      await publication.#begin()
      return publication
    } finally {
      stopped.removeEventListener('abort', onStopped)
    }
  }

  /**
   * Sends one unit, and waits where the server reads more slowly than it comes.
   * @throws {PublishError} the connection is lost
   */
  async send(unit: MediaUnit): Promise<void> {
    if (this.#failed) throw this.#failed
    const described = unit.kind === 'metadata' && unit.config
    const body = described ? Buffer.concat([METADATA_PREFIX, unit.body]) : unit.body
    const bytes = message(chunkStreamOf(unit), tagTypeOf(unit), this.#message_stream, unit.dts_ms, body, OUT_CHUNK_SIZE)
    if (!this.#socket.write(bytes)) await Promise.race([once(this.#socket, 'drain'), this.#lost])
  }

  /** Tells the server that the stream is over, and closes. */
  close(): void {
    if (this.#failed) return
    this.#failed = new PublishError('The publication was closed.')
    this.#command(0, 'FCUnpublish', 6, null, this.#target.name)
    this.#command(0, 'deleteStream', 7, null, this.#message_stream)
    closeAfterWrites(this.#socket)
  }

  #fail(error: Error): void {
    this.#failed ??= error
    this.#reject(this.#failed)
    this.#socket.destroy()
  }

  async #begin(): Promise<void> {
    const { host, port, secure, app, name } = this.#target
    this.#socket.write(this.#handshake.hello)
    await this.#answer((called) => called === 'handshake')
    const tcUrl = `${secure ? 'rtmps' : 'rtmp'}://${host.includes(':') ? `[${host}]` : host}:${port}/${app}`
    this.#socket.write(control(MESSAGE.set_chunk_size, OUT_CHUNK_SIZE))
    this.#command(0, 'connect', 1, { app, type: 'nonprivate', flashVer: 'FMLE/3.0 (compatible; Headwater)', tcUrl })
    await this.#answer((called, [id]) => called === '_result' && id === 1)
    this.#command(0, 'releaseStream', 2, null, name)
    this.#command(0, 'FCPublish', 3, null, name)
    this.#command(0, 'createStream', 4, null)
    const [, , stream] = await this.#answer((called, [id]) => called === '_result' && id === 4)
    this.#message_stream = typeof stream === 'number' ? stream : 1
    this.#command(this.#message_stream, 'publish', 5, null, name, 'live')
    await this.#answer((called, values) => called === 'onStatus' && codeOf(values) === 'NetStream.Publish.Start')
  }

  #answer(wanted: Waiting['wanted']): Promise<readonly AmfValue[]> {
    const answered = new Promise<readonly AmfValue[]>((done) => {
      this.#waiting = { wanted, done }
    })
    return Promise.race([answered, this.#lost])
  }

  #command(message_stream: number, ...values: readonly AmfWritable[]): void {
    const body = encodeAmf(...values)
    this.#socket.write(message(CHUNK_STREAM.command, MESSAGE.command, message_stream, 0, body, OUT_CHUNK_SIZE))
  }

  #onData(bytes: Buffer, reader: ChunkReader): void {
    try {
      const taken = this.#handshake.done ? 0 : this.#onHandshake(bytes)
      if (taken < bytes.length) reader.push(bytes.subarray(taken))
    } catch (error) {
      if (!(error instanceof RtmpError || error instanceof AmfError)) throw error
      this.#fail(new PublishError(`The server's answer is no RTMP: ${error.message}.`, { cause: error }))
    }
  }

  #onHandshake(bytes: Buffer): number {
    const taken = this.#handshake.push(bytes, (answer) => this.#socket.write(answer))
    if (this.#handshake.done) this.#tell('handshake', [])
    return taken
  }

  #onMessage({ type, body }: RtmpMessage): void {
    if (type === MESSAGE.user_control && body.length >= 6 && body.readUInt16BE(0) === USER_CONTROL.ping_request) {
      this.#socket.write(userControl(USER_CONTROL.ping_response, body.readUInt32BE(2)))
    }
    if (type !== MESSAGE.command && type !== MESSAGE.command_amf3) return
    const [called, ...values] = decodeAmf(body, type === MESSAGE.command_amf3 ? 1 : 0)
    const information = values.at(-1)
    const level = information instanceof Map ? information.get('level') : null
    if (called === '_error' || (called === 'onStatus' && level === 'error')) {
      const description = information instanceof Map ? information.get('description') : null
      this.#fail(
        new PublishError(
          `The server refuses: ${typeof description === 'string' ? description : 'it does not say why'}`,
        ),
      )
    } else if (typeof called === 'string') {
      this.#tell(called, values)
    }
  }

  #tell(called: string, values: readonly AmfValue[]): void {
    if (!this.#waiting?.wanted(called, values)) return
    const { done } = this.#waiting
    this.#waiting = null
    done(values)
  }
}

function codeOf(values: readonly AmfValue[]): AmfValue {
  const information = values.at(-1)
  return information instanceof Map ? information.get('code') : undefined
}
