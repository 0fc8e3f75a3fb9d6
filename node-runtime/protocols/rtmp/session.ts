import type { Socket } from 'node:net'
import { peerAddress } from '../tcp-listener.ts'
import type { RtmpMessage } from './chunk-reader.ts'
import {
  command as commandBytes,
  connectAccepted,
  connectRejected,
  failure,
  fcStatus,
  parseCommand,
  type RtmpCommand,
  redirection,
  result,
  status,
} from './commands.ts'
import { isBadBytes, RtmpConnection } from './connection.ts'
import { MessageStreams } from './message-streams.ts'
import { beginPlaying } from './playing.ts'
import { beginPublishing } from './publishing.ts'
import type { RtmpServerOptions } from './server-options.ts'
import { applicationProblem, streamNameOf } from './stream-name.ts'
import type { Client, StreamRequest } from './stream-request.ts'
import { control, MESSAGE, MESSAGE_STREAM, OUT_CHUNK_SIZE, RtmpError, setPeerBandwidth, WINDOW_BYTES } from './wire.ts'

/** A command and the message stream it came on. */
type Asked<Name extends RtmpCommand['name']> = Extract<RtmpCommand, { readonly name: Name }>

/** One RTMP client, from its first byte to its close. Whatever it sends, nothing but its connection comes to harm. */
export class RtmpSession {
  readonly #options: RtmpServerOptions
  readonly #connection: RtmpConnection
  readonly #address: string
  readonly #port: number
  readonly #streams = new MessageStreams()
  #client: Client | null = null
  /** Runs while nothing is published, played or looked for. */
  #deadline: NodeJS.Timeout
  /** Runs until the client is asked to go to another node. */
  #move: NodeJS.Timeout | null = null
  #asked_to_move = false

  constructor(socket: Socket, options: RtmpServerOptions) {
    this.#options = options
    this.#address = peerAddress(socket)
    this.#port = socket.remotePort ?? 0
    this.#connection = new RtmpConnection(socket, {
      onMessage: (message) => this.#onMessage(message),
      onProgress: () => this.#streams.each((role) => role.kind === 'publishing' && role.progress()),
      onRoundTrip: (rtt_ms) => this.#onRoundTrip(rtt_ms),
      onBroken: (error, greeted) => this.#onBroken(error, greeted),
      onDead: () => this.#onDead(),
      onClosed: () => this.#onClosed(),
    })
    this.#deadline = this.#startDeadline()
  }

  /** Says why, then closes. */
  close(message: string): void {
    if (this.#connection.closing) return
    this.#streams.each((role) => role.kind === 'publishing' && role.nodeStops(message))
    this.#streams.each((role) => role.kind === 'playing' && role.finish(message))
    this.#finish()
  }

  /** The node drains, or does not any more: plans when to ask the client to connect to another node, if it said that it can be asked. */
  planMove(): void {
    if (this.#move) clearTimeout(this.#move)
    this.#move = null
    if (this.#client?.capabilities.reconnect !== true || this.#asked_to_move) return
    const in_ms = this.#options.departure?.movesIn(`${this.#address}:${this.#port}`) ?? null
    if (in_ms === null) return
    this.#move = setTimeout(() => this.#askToMove(), in_ms)
    this.#move.unref()
  }

  /** It goes on here until it has connected there, and leaves at a keyframe by itself (enhanced RTMP 2, Reconnect Request). */
  #askToMove(): void {
    const where = this.#streams.elsewhere(this.#options.admission)
    if (where === null || this.#connection.closing) return
    this.#asked_to_move = true
    const { tc_url, stream_url, shown_url } = where
    const description = 'This node is being drained.'
    this.#connection.reply(redirection(tc_url, stream_url, description, true))
    this.#streams.each((role) => role.kind === 'publishing' && role.expectMove())
    const facts = { event: 'rtmp.asked_to_move', address: this.#address, url: shown_url }
    this.#options.log.info(facts, `RTMP ${this.#address} is asked to go on at ${shown_url}`)
  }

  #onMessage(message: RtmpMessage): void {
    switch (message.type) {
      case MESSAGE.command:
      case MESSAGE.command_amf3:
        this.#onCommand(parseCommand(message), message.message_stream)
        break
      case MESSAGE.audio:
      case MESSAGE.video:
      case MESSAGE.data:
      case MESSAGE.data_amf3:
      case MESSAGE.aggregate:
        this.#streams.publishingOn(message.message_stream)?.push(message)
        break
      default:
      // Shared objects and what is not known have no place in a live stream.
    }
  }

  #onCommand(command: RtmpCommand, message_stream: number): void {
    const { id } = command
    if (this.#client === null && command.name !== 'connect') throw new RtmpError(`${command.name} before connect`)
    // Some clients send what is for their stream without saying so.
    const on = message_stream || MESSAGE_STREAM
    switch (command.name) {
      case 'connect':
        this.#connect(command)
        break
      case 'createStream':
        this.#createStream(id)
        break
      case 'releaseStream':
      case 'FCPublish':
      case 'FCUnpublish':
      case 'FCSubscribe':
      case 'FCUnsubscribe':
        this.#onFastCommand(command)
        break
      case 'getStreamLength':
        // A live stream has no length.
        this.#connection.reply(result(id, null, 0))
        break
      case 'publish':
        this.#publish(command, on)
        break
      case 'play':
        this.#play(command, on)
        break
      case 'play2':
        this.#say(
          on,
          'warning',
          'NetStream.Play.Failed',
          'This node has one rendition of a stream; it goes on as it is.',
        )
        break
      case 'deleteStream':
        this.#endStream(command.message_stream || on)
        this.#streams.delete(command.message_stream || on)
        break
      case 'closeStream':
        this.#endStream(on)
        break
      case 'pause':
        this.#streams.playingOn(on)?.pause(command.paused)
        break
      case 'seek':
        this.#say(on, 'warning', 'NetStream.Seek.Failed', 'A live stream cannot be moved in.')
        break
      case 'receiveAudio':
      case 'receiveVideo':
        this.#streams.playingOn(on)?.receive(command.name === 'receiveAudio' ? 'audio' : 'video', command.wanted)
        break
      case 'answer':
        break
      case 'other':
        // A client that asked for an answer waits for one (`_checkbw`, and what servers were once asked for besides).
        if (id > 0) this.#connection.reply(result(id, null, undefined))
        break
      default:
        command satisfies never
    }
  }

  #connect({ id, app, client, page_url, object_encoding, capabilities }: Asked<'connect'>): void {
    if (this.#client !== null) throw new RtmpError('a second connect')
    this.#client = { app, name: client, page_url, capabilities }
    const connection = this.#connection
    const window = [control(MESSAGE.window_ack_size, WINDOW_BYTES), setPeerBandwidth(WINDOW_BYTES)]
    connection.reply(Buffer.concat([...window, control(MESSAGE.set_chunk_size, OUT_CHUNK_SIZE)]))
    const problem = applicationProblem(app)
    if (problem === null) {
      connection.reply(connectAccepted(id, object_encoding, capabilities))
      // Clients of FMS wait for this before they go on, or measure; those that answer get their answer.
      connection.reply(commandBytes(0, 'onBWDone', 0, null))
      return
    }
    this.#logRefusal('NetConnection.Connect.Rejected', problem)
    connection.reply(connectRejected(id, problem))
    this.#finish()
  }

  #createStream(id: number): void {
    const created = this.#streams.create()
    const code = 'NetConnection.Call.Failed'
    if (created === null) this.#connection.reply(failure(id, code, 'This connection has as many streams as it may.'))
    else this.#connection.reply(result(id, null, created))
  }

  /** What FMLE and those after it send around `publish` and `play`; FMS answers with a result and a call of its own. */
  #onFastCommand({
    name,
    id,
    stream,
  }: Asked<'releaseStream' | 'FCPublish' | 'FCUnpublish' | 'FCSubscribe' | 'FCUnsubscribe'>): void {
    const connection = this.#connection
    if (id > 0) connection.reply(result(id, null, undefined))
    if (name === 'FCPublish') {
      connection.reply(fcStatus('onFCPublish', 'NetStream.Publish.Start', 'Publish it now.'))
    } else if (name === 'FCSubscribe') {
      connection.reply(fcStatus('onFCSubscribe', 'NetStream.Play.Start', 'Play it now.'))
    } else if (name === 'FCUnpublish') {
      connection.reply(fcStatus('onFCUnpublish', 'NetStream.Unpublish.Success', 'It is not published any more.'))
      const named = streamNameOf(this.#client?.app ?? '', stream)
      const message_stream = 'path' in named ? this.#streams.publishingOf(named.path) : null
      if (message_stream !== null) this.#endStream(message_stream)
    }
  }

  #publish(command: Asked<'publish'>, message_stream: number): void {
    const request = this.#request(command.stream, message_stream, 'NetStream.Publish.BadName')
    if (!request) return
    clearTimeout(this.#deadline)
    this.#streams.set(message_stream, beginPublishing(request, command.type))
    this.planMove()
  }

  #play(command: Asked<'play'>, message_stream: number): void {
    const request = this.#request(command.stream, message_stream, 'NetStream.Play.StreamNotFound')
    if (!request) return
    clearTimeout(this.#deadline)
    this.#streams.set(message_stream, beginPlaying(request, command.duration_s, command.reset))
    this.planMove()
  }

  /** What a client wants of the stream of this name; null after a refusal. */
  #request(name: string, message_stream: number, code: string): StreamRequest | null {
    const client = this.#client
    if (!client || !this.#streams.takes(message_stream))
      throw new RtmpError(`message stream ${message_stream} is taken, or is none`)
    // A client that wants something else on the same message stream does not always close it before.
    this.#streams.playingOn(message_stream)?.close()
    const named = streamNameOf(client.app, name)
    if ('problem' in named) {
      this.#refuse(message_stream, code, named.problem)
      return null
    }
    return {
      options: this.#options,
      connection: this.#connection,
      client,
      address: this.#address,
      port: this.#port,
      message_stream,
      named,
      refuse: (status_code, description) => this.#refuse(message_stream, status_code, description),
      onPlayed: () => this.#onPlayed(message_stream),
    }
  }

  /** What was played is over, and the player knows; a connection that was for nothing else closes. */
  #onPlayed(message_stream: number): void {
    this.#streams.free(message_stream)
    if (this.#streams.idle) this.#finish()
  }

  /** The client is done with what it publishes or plays there, and may begin something else. */
  #endStream(message_stream: number): void {
    const role = this.#streams.on(message_stream)
    if (!role) return
    if (role.kind === 'publishing') {
      role.end()
      this.#say(message_stream, 'status', 'NetStream.Unpublish.Success', `${role.named.path} has ended.`)
    } else {
      role.close()
    }
    this.#streams.free(message_stream)
    if (this.#streams.idle && !this.#connection.closing) this.#deadline = this.#startDeadline()
  }

  #say(message_stream: number, level: 'status' | 'warning' | 'error', code: string, description: string): void {
    this.#connection.reply(status(message_stream, level, code, description))
  }

  #refuse(message_stream: number, code: string, description: string): void {
    if (this.#connection.closing) return
    this.#logRefusal(code, description)
    this.#connection.socket.write(status(message_stream, 'error', code, description))
    this.#streams.free(message_stream)
    if (this.#streams.idle) this.#finish()
  }

  #logRefusal(code: string, reason: string): void {
    const facts = { event: 'rtmp.refused', address: this.#address, code, reason }
    this.#options.log.info(facts, `RTMP ${this.#address} refused: ${reason}`)
  }

  #onRoundTrip(rtt_ms: number): void {
    this.#streams.each((role) => role.kind === 'publishing' && role.noteRtt(rtt_ms))
  }

  #onBroken(error: unknown, greeted: boolean): void {
    const { log } = this.#options
    const address = this.#address
    if (isBadBytes(error)) {
      const facts = { event: 'rtmp.malformed', address, reason: error.message }
      log[greeted ? 'warn' : 'debug'](facts, `RTMP connection of ${address} is closed: ${error.message}`)
    } else {
      log.error({ event: 'rtmp.failed', address, err: error }, 'An RTMP connection failed')
    }
  }

  #onDead(): void {
    const { acknowledged_bytes, rtt_ms } = this.#connection
    const facts = { event: 'rtmp.dead', address: this.#address, acknowledged_bytes, rtt_ms }
    this.#options.log.info(facts, `RTMP connection of ${this.#address} is closed: it answers no ping any more`)
  }

  #startDeadline(): NodeJS.Timeout {
    clearTimeout(this.#deadline)
    return setTimeout(() => this.#connection.destroy(), this.#options.limits.handshake_timeout_ms)
  }

  #finish(): void {
    clearTimeout(this.#deadline)
    this.#connection.finish()
  }

  #onClosed(): void {
    clearTimeout(this.#deadline)
    if (this.#move) clearTimeout(this.#move)
    this.#streams.each((role) => (role.kind === 'publishing' ? role.lost() : role.close()))
    this.#streams.clear()
  }
}
