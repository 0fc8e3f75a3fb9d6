import type { Socket } from 'node:net'
import type { LetInViewer } from '../../media/admission.ts'
import type { StreamContents } from '../../media/fan-out.ts'
import type { LiveStream, Subscription } from '../../media/live-stream.ts'
import { NodeNotAcceptingError, PlayElsewhereError, StreamNotFoundError } from '../../media/stream-errors.ts'
import type { SubscriberEnd } from '../../media/subscriber-sink.ts'
import { SocketSink } from '../socket-sink.ts'
import { redirection, status } from './commands.ts'
import { bytesForPlayer, type PlayerWishes } from './player-bytes.ts'
import { addressElsewhere } from './stream-address.ts'
import type { NamedStream } from './stream-name.ts'
import type { StreamRequest } from './stream-request.ts'
import { MESSAGE_STREAM, USER_CONTROL, userControl } from './wire.ts'

/** Longest time a timer takes, in s. */
const MAX_DURATION_S = 2_000_000

export interface PlayingOptions {
  readonly socket: Socket
  readonly message_stream: number
  readonly named: NamedStream
  readonly contents: StreamContents
  /** Names the player in logs. */
  readonly id: string
  /** How long to play, in seconds; negative: until the end. */
  readonly duration_s: number
  /** What played before on this message stream is over, and the client wants to hear so. */
  readonly reset: boolean
  /** The stream is over, or what was asked of it; everything is said. */
  readonly onEnded: () => void
}

/** What comes before the first byte. */
interface PlayingSteps {
  readonly letIn: (signal: AbortSignal) => Promise<LetInViewer>
  readonly find: (signal: AbortSignal) => Promise<LiveStream>
}

/** One message stream that plays, from `play` until it is closed. */
export class Playing {
  readonly kind = 'playing'
  readonly #options: PlayingOptions
  readonly #looking = new AbortController()
  #stream: LiveStream | null = null
  #subscription: Subscription | null = null
  #until: NodeJS.Timeout | null = null
  #place: LetInViewer | null = null
  #audio = true
  #video = true
  #paused = false
  #over = false

  constructor(options: PlayingOptions) {
    this.#options = options
  }

  get named(): NamedStream {
    return this.#options.named
  }

  /**
   * Lets the viewer in, finds the stream and plays it; returns when its first bytes are written.
   * @throws what the steps throw, unless it was closed meanwhile
   */
  async start({ letIn, find }: PlayingSteps): Promise<void> {
    const { signal } = this.#looking
    try {
      this.#place = await letIn(signal)
      this.#stream = await find(signal)
    } catch (error) {
      this.#place?.leave()
      if (this.#over) return
      throw error
    }
    if (this.#over) {
      this.#place.leave()
      return
    }
    const { socket, message_stream, named, reset, duration_s } = this.#options
    socket.cork()
    socket.write(userControl(USER_CONTROL.stream_begin, message_stream))
    if (reset) this.#say('NetStream.Play.Reset', `Playing ${named.path}.`)
    this.#say('NetStream.Play.Start', `Playing ${named.path}.`)
    if (!this.#paused) this.#attach(this.#stream)
    socket.uncork()
    if (duration_s < 0) return
    this.#until = setTimeout(
      () => this.finish('What was asked for was played.'),
      Math.min(duration_s, MAX_DURATION_S) * 1000,
    )
  }

  /** A live stream cannot wait for its viewer: it goes on with the newest keyframe when the pause is over. */
  pause(paused: boolean): void {
    if (this.#over) return
    const what = paused ? 'Pause' : 'Unpause'
    this.#say(`NetStream.${what}.Notify`, `${what === 'Pause' ? 'Paused' : 'Goes on'}: ${this.#options.named.path}.`)
    if (paused === this.#paused) return
    this.#paused = paused
    if (paused) this.#detach()
    else if (this.#stream && !this.#stream.ended.aborted) this.#attach(this.#stream)
  }

  /** With or without sound, with or without pictures from now on (7.2.2.4, 7.2.2.5). */
  receive(kind: 'audio' | 'video', wanted: boolean): void {
    if (this.#over) return
    const before = kind === 'audio' ? this.#audio : this.#video
    if (kind === 'audio') this.#audio = wanted
    else this.#video = wanted
    if (!wanted) return
    this.#say('NetStream.Seek.Notify', 'A live stream goes on where it is.')
    this.#say('NetStream.Play.Start', `Playing ${this.#options.named.path}.`)
    // Pictures can be decoded from a keyframe on.
    if (kind === 'video' && !before && this.#subscription && this.#stream) {
      this.#detach()
      this.#attach(this.#stream)
    }
  }

  /** The viewer left, or asked for something else. */
  close(): void {
    this.#over = true
    if (this.#until) clearTimeout(this.#until)
    this.#looking.abort(new Error('The viewer left.'))
    this.#detach()
    this.#place?.leave()
  }

  /** Tells the player that it is over (7.2.2.1, and user control event 1). */
  finish(message: string): void {
    if (this.#over) return
    const { socket, message_stream, onEnded } = this.#options
    this.close()
    if (socket.writable) {
      this.#say('NetStream.Play.UnpublishNotify', message)
      socket.write(userControl(USER_CONTROL.stream_eof, message_stream))
      this.#say('NetStream.Play.Stop', message)
    }
    onEnded()
  }

  #attach(stream: LiveStream): void {
    const { socket, message_stream, named, contents, id } = this.#options
    const wishes = () => {
      const shared = message_stream === MESSAGE_STREAM && this.#audio && this.#video
      return shared ? null : { message_stream, audio: this.#audio, video: this.#video }
    }
    const sink = new PlayerSink(socket, wishes, ({ message }) => this.finish(message))
    this.#subscription = stream.attach({ format: 'rtmp', latency: named.latency, kind: 'viewer', sink, id, contents })
  }

  #detach(): void {
    this.#subscription?.detach()
    this.#subscription = null
  }

  #say(code: string, description: string): void {
    this.#options.socket.write(status(this.#options.message_stream, 'status', code, description))
  }
}

/** A player's socket. Nearly every player has no wishes and takes the shared bytes as they are. */
class PlayerSink extends SocketSink {
  readonly #wishes: () => PlayerWishes | null
  readonly #onEnd: (end: SubscriberEnd) => void

  constructor(socket: Socket, wishes: () => PlayerWishes | null, onEnd: (end: SubscriberEnd) => void) {
    super(socket, null)
    this.#wishes = wishes
    this.#onEnd = onEnd
  }

  override send(group: Buffer): boolean {
    const wishes = this.#wishes()
    if (!wishes) return super.send(group)
    const own = bytesForPlayer(group, wishes)
    return own.length === 0 || super.send(own)
  }

  override write(buffers: readonly Buffer[]): void {
    const wishes = this.#wishes()
    const own = wishes ? buffers.map((group) => bytesForPlayer(group, wishes)) : buffers
    super.write(own)
  }

  override end(end: SubscriberEnd): void {
    if (end.code === 'fell_behind') super.end(end)
    else this.#onEnd(end)
  }
}

/** Looks for the stream a player wants, and plays it or says why not. */
export function beginPlaying(request: StreamRequest, duration_s: number, reset: boolean): Playing {
  const { options, connection, client, address, port, message_stream, named, onPlayed } = request
  const playing = new Playing({
    socket: connection.socket,
    message_stream,
    named,
    contents: client.capabilities.multitrack ? 'all' : 'main',
    id: `rtmp ${address}:${port}`,
    duration_s,
    reset,
    onEnded: onPlayed,
  })
  const { path, hops, ticket, query } = named
  const viewer = { path, protocol: 'rtmp', address, hops, ticket, referrer: client.page_url } as const
  const steps: PlayingSteps = {
    letIn: (signal) => options.admission.play({ ...viewer, shown: { query, bearer: null } }, signal),
    find: (signal) => options.resolver(path, signal),
  }
  playing.start(steps).then(
    () => {
      connection.lenient = true
      connection.startPings('player')
    },
    (error: unknown) => onNotPlayed(error, request),
  )
  return playing
}

function onNotPlayed(error: unknown, { connection, client, named, refuse }: StreamRequest): void {
  if (connection.closing) return
  if (error instanceof PlayElsewhereError) {
    const { tc_url, stream_url, shown_url } = addressElsewhere(named, error.elsewhere)
    const description = `${error.message} The stream may be played at ${shown_url}.`
    connection.reply(redirection(tc_url, stream_url, description, client.capabilities.reconnect))
    refuse('NetStream.Play.Failed', description)
  } else if (error instanceof StreamNotFoundError) {
    refuse('NetStream.Play.StreamNotFound', error.message)
  } else if (error instanceof NodeNotAcceptingError) {
    refuse('NetStream.Play.Failed', error.message)
  } else {
    connection.break(error)
  }
}
