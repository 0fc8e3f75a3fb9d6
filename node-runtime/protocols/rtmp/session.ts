import type { Socket } from 'node:net'
import type { Publication } from '../../media/live-stream.ts'
import { NodeNotAcceptingError, StreamBusyError, StreamNotFoundError } from '../../media/stream-errors.ts'
import type { SubscriberEnd } from '../../media/subscriber-sink.ts'
import { AmfError } from '../flv/amf0.ts'
import { closeAfterWrites, SocketSink } from '../socket-sink.ts'
import { peerAddress } from '../tcp-listener.ts'
import { ChunkReader, type RtmpMessage } from './chunk-reader.ts'
import { connectAccepted, connectRejected, parseCommand, type RtmpCommand, result, status } from './commands.ts'
import { ServerHandshake } from './handshake.ts'
import type { RtmpServerOptions } from './server-options.ts'
import { applicationProblem, type NamedStream, streamNameOf } from './stream-name.ts'
import { unitsOfMessage } from './to-stream.ts'
import {
  control,
  MESSAGE,
  MESSAGE_STREAM,
  OUT_CHUNK_SIZE,
  RtmpError,
  setPeerBandwidth,
  USER_CONTROL,
  userControl,
  WINDOW_BYTES,
} from './wire.ts'

/** Answers that may wait for a peer that does not read them, in bytes. */
const MAX_UNREAD_ANSWERS_BYTES = 64 * 1024

/** What a connection is for; it is one thing at a time. */
type Role =
  | { readonly kind: 'none' }
  | { readonly kind: 'publishing'; readonly publication: Publication }
  | { readonly kind: 'finding'; readonly abort: AbortController }
  | { readonly kind: 'playing' }

/** One RTMP connection, from its first byte to its close. Whatever it sends, nothing but this connection comes to harm. */
export class RtmpSession {
  readonly #socket: Socket
  readonly #options: RtmpServerOptions
  readonly #address: string
  /** Null once it is done. */
  #handshake: ServerHandshake | null = new ServerHandshake()
  readonly #reader = new ChunkReader((message) => this.#onMessage(message))
  readonly #deadline: NodeJS.Timeout
  #role: Role = { kind: 'none' }
  #app: string | null = null
  #client = ''
  #closing = false
  #window_bytes = WINDOW_BYTES
  #received = 0
  #acknowledged = 0

  constructor(socket: Socket, options: RtmpServerOptions) {
    this.#socket = socket
    this.#options = options
    this.#address = peerAddress(socket)
    this.#deadline = setTimeout(() => this.#onDeadline(), options.limits.handshake_timeout_ms)
    socket.on('data', (bytes: Buffer) => this.#onData(bytes))
    socket.once('timeout', () => this.#onSilence())
    socket.once('close', () => this.#onClose())
  }

  /** Says why, then closes. */
  close(message: string): void {
    if (this.#closing) return
    if (this.#role.kind === 'publishing') {
      this.#role.publication.end(message, 'node_stopping')
      return
    }
    if (this.#role.kind === 'playing') this.#socket.write(farewell({ code: 'node_stopping', message }))
    this.#finish()
  }

  #onData(bytes: Buffer): void {
    if (this.#closing) return
    this.#received += bytes.length
    try {
      let at = 0
      if (this.#handshake) {
        at = this.#handshake.push(bytes, (answer) => this.#socket.write(answer))
        if (this.#handshake.done) this.#handshake = null
      }
      if (at < bytes.length) this.#reader.push(at === 0 ? bytes : bytes.subarray(at))
      this.#acknowledge()
    } catch (error) {
      this.#onBadBytes(error)
    }
  }

  #onBadBytes(error: unknown): void {
    const { log } = this.#options
    if (error instanceof RtmpError || error instanceof AmfError) {
      const level = this.#handshake ? 'debug' : 'warn'
      const facts = { event: 'rtmp.malformed', address: this.#address, reason: error.message }
      log[level](facts, `RTMP connection of ${this.#address} is closed: ${error.message}`)
    } else {
      log.error({ event: 'rtmp.failed', address: this.#address, err: error }, 'An RTMP connection failed')
    }
    this.#closing = true
    this.#socket.destroy()
  }

  /** Tells the peer what arrived (5.4.3), as often as it asked for. */
  #acknowledge(): void {
    if (this.#received - this.#acknowledged < this.#window_bytes) return
    this.#acknowledged = this.#received
    this.#reply(control(MESSAGE.acknowledgement, this.#received))
  }

  #onMessage(message: RtmpMessage): void {
    if (this.#closing) return
    switch (message.type) {
      case MESSAGE.command:
      case MESSAGE.command_amf3:
        this.#onCommand(parseCommand(message))
        break
      case MESSAGE.window_ack_size:
        // 0 would ask for an acknowledgement of every byte; it is taken as no wish.
        if (message.body.length >= 4) this.#window_bytes = message.body.readUInt32BE(0) || WINDOW_BYTES
        break
      case MESSAGE.user_control:
        if (message.body.length >= 6 && message.body.readUInt16BE(0) === USER_CONTROL.ping_request) {
          this.#reply(userControl(USER_CONTROL.ping_response, message.body.readUInt32BE(2)))
        }
        break
      default:
        if (this.#role.kind === 'publishing') {
          const { publication } = this.#role
          unitsOfMessage(message, (unit) => publication.push(unit))
        }
    }
  }

  #onCommand(command: RtmpCommand): void {
    if (this.#app === null && command.name !== 'connect') throw new RtmpError(`${command.name} before connect`)
    switch (command.name) {
      case 'connect':
        this.#connect(command)
        break
      case 'createStream':
        this.#reply(result(command.id, null, MESSAGE_STREAM))
        break
      case 'releaseStream':
      case 'FCPublish':
      case 'FCSubscribe':
        this.#reply(result(command.id, null, undefined))
        break
      case 'getStreamLength':
        // A live stream has no length.
        this.#reply(result(command.id, null, 0))
        break
      case 'publish':
        this.#publish(command.stream)
        break
      case 'play':
        this.#play(command.stream)
        break
      case 'FCUnpublish':
      case 'deleteStream':
      case 'closeStream':
        if (this.#role.kind === 'publishing') this.#unpublish()
        else if (this.#role.kind !== 'none') this.#finish()
        break
      case 'other':
        // A client that asked for an answer waits for one.
        if (command.id > 0) this.#reply(result(command.id, null, undefined))
        break
      default:
        command satisfies never
    }
  }

  #connect({ id, app, client, enhanced }: Extract<RtmpCommand, { name: 'connect' }>): void {
    if (this.#app !== null) throw new RtmpError('a second connect')
    this.#app = app
    this.#client = client
    const window = [control(MESSAGE.window_ack_size, WINDOW_BYTES), setPeerBandwidth(WINDOW_BYTES)]
    this.#reply(Buffer.concat([...window, control(MESSAGE.set_chunk_size, OUT_CHUNK_SIZE)]))
    const problem = applicationProblem(app)
    if (problem === null) {
      this.#reply(connectAccepted(id, enhanced))
      return
    }
    this.#logRefusal('NetConnection.Connect.Rejected', problem)
    this.#reply(connectRejected(id, problem))
    this.#finish()
  }

  #publish(name: string): void {
    const named = this.#streamFor(name, 'NetStream.Publish.BadName')
    if (!named) return
    const { path } = named
    const { admission, directory, limits } = this.#options
    try {
      admission.publish(path, this.#address)
      const encoder = /compatible; ([^)]+)/.exec(this.#client)?.[1] ?? (this.#client || null)
      const origin = { kind: 'publisher', protocol: 'rtmp', encoder, address: this.#address } as const
      const publication = directory.claim(path, origin)
      this.#role = { kind: 'publishing', publication }
      publication.ended.addEventListener('abort', () => this.#onPublicationOver(publication), { once: true })
    } catch (error) {
      if (error instanceof StreamBusyError) this.#refuse('NetStream.Publish.BadName', error.message)
      else if (error instanceof NodeNotAcceptingError) this.#refuse('NetStream.Publish.Denied', error.message)
      else throw error
      return
    }
    clearTimeout(this.#deadline)
    this.#socket.setTimeout(limits.publisher_silence_timeout_ms)
    this.#reply(userControl(USER_CONTROL.stream_begin, MESSAGE_STREAM))
    this.#reply(status('status', 'NetStream.Publish.Start', `${path} is live.`))
  }

  #unpublish(): void {
    if (this.#role.kind !== 'publishing') return
    const { publication } = this.#role
    this.#role = { kind: 'none' }
    this.#reply(status('status', 'NetStream.Unpublish.Success', `${publication.path} has ended.`))
    publication.end('The publisher stopped.')
    this.#finish()
  }

  /** Somebody else ended the stream (an operator, the node that stops), or another publisher has taken it over. */
  #onPublicationOver(publication: Publication): void {
    if (this.#role.kind !== 'publishing') return
    this.#role = { kind: 'none' }
    const { reason } = publication.ended
    this.#refuse('NetStream.Publish.Rejected', reason instanceof Error ? reason.message : 'The stream was ended.')
  }

  #play(name: string): void {
    const named = this.#streamFor(name, 'NetStream.Play.StreamNotFound')
    if (!named) return
    const abort = new AbortController()
    this.#role = { kind: 'finding', abort }
    clearTimeout(this.#deadline)
    this.#findAndPlay(named, abort.signal).catch((error: unknown) => {
      if (this.#closing) return
      if (error instanceof StreamNotFoundError) this.#refuse('NetStream.Play.StreamNotFound', error.message)
      else if (error instanceof NodeNotAcceptingError) this.#refuse('NetStream.Play.Failed', error.message)
      else this.#onBadBytes(error)
    })
  }

  async #findAndPlay({ path, latency }: NamedStream, signal: AbortSignal): Promise<void> {
    this.#options.admission.play(path, this.#address)
    const stream = await this.#options.resolver(path, signal)
    if (this.#closing) return
    const socket = this.#socket
    this.#role = { kind: 'playing' }
    socket.cork()
    socket.write(userControl(USER_CONTROL.stream_begin, MESSAGE_STREAM))
    socket.write(status('status', 'NetStream.Play.Reset', `Playing ${path}.`))
    socket.write(status('status', 'NetStream.Play.Start', `Playing ${path}.`))
    const id = `rtmp ${this.#address}:${socket.remotePort ?? 0}`
    const sink = new SocketSink(socket, farewell)
    const subscription = stream.attach({ format: 'rtmp', latency, kind: 'viewer', sink, id })
    socket.uncork()
    socket.once('close', () => subscription.detach())
  }

  /** The stream of a name; null after a refusal. */
  #streamFor(name: string, code: string): NamedStream | null {
    if (this.#role.kind !== 'none') throw new RtmpError('a second publish or play on one connection')
    const named = streamNameOf(this.#app ?? '', name)
    if ('path' in named) return named
    this.#refuse(code, named.problem)
    return null
  }

  #refuse(code: string, description: string): void {
    this.#logRefusal(code, description)
    this.#socket.write(status('error', code, description))
    this.#finish()
  }

  #logRefusal(code: string, reason: string): void {
    const facts = { event: 'rtmp.refused', address: this.#address, code, reason }
    this.#options.log.info(facts, `RTMP ${this.#address} refused: ${reason}`)
  }

  /** Writes an answer, unless the peer does not read what it asks for. */
  #reply(answer: Buffer): void {
    if (this.#closing) return
    if (this.#socket.writableLength <= MAX_UNREAD_ANSWERS_BYTES) this.#socket.write(answer)
    else if (this.#role.kind !== 'playing') throw new RtmpError('the peer asks for answers and does not read them')
  }

  #finish(): void {
    this.#closing = true
    clearTimeout(this.#deadline)
    closeAfterWrites(this.#socket)
  }

  #onDeadline(): void {
    this.#closing = true
    this.#socket.destroy()
  }

  #onSilence(): void {
    const { publisher_silence_timeout_ms } = this.#options.limits
    if (this.#role.kind !== 'publishing') return
    const { publication } = this.#role
    this.#role = { kind: 'none' }
    const reason = `The publisher sent nothing for ${publisher_silence_timeout_ms / 1000} s.`
    publication.lost(reason)
    this.#refuse('NetStream.Publish.Rejected', reason)
  }

  #onClose(): void {
    this.#closing = true
    clearTimeout(this.#deadline)
    const role = this.#role
    this.#role = { kind: 'none' }
    if (role.kind === 'publishing') role.publication.lost('The publisher disconnected without a goodbye.')
    else if (role.kind === 'finding') role.abort.abort(new Error('The viewer left.'))
  }
}

/** What a player is told when its stream ends (7.2.2.1, and user control event 1). */
function farewell({ message }: SubscriberEnd): Buffer {
  return Buffer.concat([
    status('status', 'NetStream.Play.UnpublishNotify', message),
    userControl(USER_CONTROL.stream_eof, MESSAGE_STREAM),
    status('status', 'NetStream.Play.Stop', message),
  ])
}
