import type { Socket } from 'node:net'
import { AmfError } from '../flv/amf-value.ts'
import { closeAfterWrites } from '../socket-sink.ts'
import { ChunkReader, type RtmpMessage } from './chunk-reader.ts'
import { ServerHandshake } from './handshake.ts'
import { PeerPing } from './peer-ping.ts'
import { control, MESSAGE, RtmpError, USER_CONTROL, userControl, WINDOW_BYTES } from './wire.ts'

/** Answers that may wait for a peer that does not read them, in bytes. */
const MAX_UNREAD_ANSWERS_BYTES = 64 * 1024
/** How often a publisher is pinged, whose round trip is shown, and a player, of whom there are thousands, in ms. */
const PING_INTERVAL_MS = { publisher: 5_000, player: 30_000 } as const
/**
 * The first ping, so long after it began, in ms. ffmpeg, which reads one message for each that it writes, would have it unread if it stopped at
 * once: its system then resets the connection, and its goodbye is lost.
 */
const FIRST_PING_MS = 1_000
/** A smaller window would have every few bytes acknowledged. */
const MIN_WINDOW_BYTES = 1_024

export interface ConnectionEvents {
  /** Commands, data and media, in their order. What it throws ends the connection as {@link onBroken} says. */
  readonly onMessage: (message: RtmpMessage) => void
  /** A part of a message came that is not whole yet. */
  readonly onProgress: () => void
  /** A ping was answered after so many ms. */
  readonly onRoundTrip: (rtt_ms: number) => void
  /** What the peer sends cannot be gone on with, and the socket is closed. `greeted`: it got as far as behind the handshake. */
  readonly onBroken: (error: unknown, greeted: boolean) => void
  /** A peer that answered before has said nothing for long; the socket is closed. */
  readonly onDead: () => void
  readonly onClosed: () => void
}

/** The bytes of one RTMP connection in both directions: handshake, chunks, acknowledgements and pings. Knows nothing of streams. */
export class RtmpConnection {
  readonly socket: Socket
  readonly #events: ConnectionEvents
  /** Null once it is done. */
  #handshake: ServerHandshake | null = new ServerHandshake()
  readonly #reader = new ChunkReader((message) => this.#onMessage(message))
  readonly #ping = new PeerPing(performance.now())
  #ping_timer: NodeJS.Timeout | null = null
  #closing = false
  /** Whether a stream flows to the peer: answers it does not read are then left out rather than held against it. */
  lenient = false
  #window_bytes = WINDOW_BYTES
  #announced_window = WINDOW_BYTES
  #received = 0
  #acknowledged = 0
  /** What the peer says it received, unwrapped. */
  #peer_received = 0

  constructor(socket: Socket, events: ConnectionEvents) {
    this.socket = socket
    this.#events = events
    socket.on('data', (bytes: Buffer) => this.#onData(bytes))
    socket.once('close', () => this.#onClose())
  }

  get closing(): boolean {
    return this.#closing
  }

  /** Round trip to the peer by its newest answer to a ping, in ms; null before the first. */
  get rtt_ms(): number | null {
    return this.#ping.rtt_ms
  }

  /**
   * Bytes that the peer says it received (5.4.3), 0 for one that never says: with what was sent, the most that may be on its way.
   * It says so once a window.
   */
  get acknowledged_bytes(): number {
    return this.#peer_received
  }

  /** Pings the peer from now on, soon and then as often as its kind is. */
  startPings(kind: keyof typeof PING_INTERVAL_MS): void {
    if (this.#closing || (this.#ping_timer && kind === 'player')) return
    if (this.#ping_timer) clearTimeout(this.#ping_timer)
    const wait = (ms: number) => {
      const timer = setTimeout(() => setImmediate(ping), ms)
      const ping = () => {
        if (this.#ping_timer !== timer) return
        this.#onPing()
        if (!this.#closing) wait(PING_INTERVAL_MS[kind])
      }
      this.#ping_timer = timer
    }
    // Each after what has arrived was read: to a peer that has said goodbye and gone, a write fails, and takes the unread goodbye with it.
    wait(FIRST_PING_MS)
  }

  /** Writes an answer, unless the peer does not read what it asks for. @throws {RtmpError} it does not read */
  reply(answer: Buffer): void {
    if (this.#closing) return
    if (this.socket.writableLength <= MAX_UNREAD_ANSWERS_BYTES) this.socket.write(answer)
    else if (!this.lenient) throw new RtmpError('the peer asks for answers and does not read them')
  }

  /** Closes behind what was written. Nothing is read any more. */
  finish(): void {
    this.#stop()
    closeAfterWrites(this.socket)
  }

  /** Closes at once. */
  destroy(): void {
    this.#stop()
    this.socket.destroy()
  }

  #stop(): void {
    this.#closing = true
    if (this.#ping_timer) clearTimeout(this.#ping_timer)
    this.#ping_timer = null
  }

  #onData(bytes: Buffer): void {
    if (this.#closing) return
    this.#received += bytes.length
    this.#ping.heard(performance.now())
    const greeted = this.#handshake === null
    try {
      let at = 0
      if (this.#handshake) {
        at = this.#handshake.push(bytes, (answer) => this.socket.write(answer))
        if (this.#handshake.done) this.#handshake = null
      }
      if (at < bytes.length) this.#reader.push(at === 0 ? bytes : bytes.subarray(at))
      if (this.#reader.unfinished_bytes > 0) this.#events.onProgress()
      this.#acknowledge()
    } catch (error) {
      this.break(error, greeted)
    }
  }

  /** Gives the connection up for what its peer sent, or for a fault of this side. */
  break(error: unknown, greeted = true): void {
    this.destroy()
    this.#events.onBroken(error, greeted)
  }

  /** Tells the peer what arrived (5.4.3), as often as it asked for. */
  #acknowledge(): void {
    if (this.#received - this.#acknowledged < this.#window_bytes) return
    this.#acknowledged = this.#received
    this.reply(control(MESSAGE.acknowledgement, this.#received))
  }

  #onMessage(message: RtmpMessage): void {
    if (this.#closing) return
    const { type, body } = message
    switch (type) {
      case MESSAGE.window_ack_size:
        // 0 would ask for an acknowledgement of every byte; it is taken as no wish.
        if (body.length >= 4) this.#window_bytes = Math.max(MIN_WINDOW_BYTES, body.readUInt32BE(0) || WINDOW_BYTES)
        break
      case MESSAGE.set_peer_bandwidth:
        if (body.length >= 4) this.#answerBandwidth(body.readUInt32BE(0))
        break
      case MESSAGE.acknowledgement:
        if (body.length >= 4) this.#onAcknowledged(body.readUInt32BE(0))
        break
      case MESSAGE.user_control:
        if (body.length >= 6) this.#onUserControl(body.readUInt16BE(0), body.readUInt32BE(2))
        break
      default:
        this.#events.onMessage(message)
    }
  }

  /** A peer that limits what may be on its way is told with which window that is counted (5.4.5). TCP does the limiting. */
  #answerBandwidth(bytes: number): void {
    if (bytes === 0 || bytes === this.#announced_window) return
    this.#announced_window = bytes
    this.reply(control(MESSAGE.window_ack_size, bytes))
  }

  /** The count is of 32 bits and wraps; going back, or half its range ahead, it is no count. */
  #onAcknowledged(count: number): void {
    const step = (count - this.#peer_received) >>> 0
    if (step < 2 ** 31) this.#peer_received += step
  }

  #onUserControl(event: number, value: number): void {
    if (event === USER_CONTROL.ping_request) {
      this.reply(userControl(USER_CONTROL.ping_response, value))
    } else if (event === USER_CONTROL.ping_response) {
      const rtt_ms = this.#ping.answered(value, performance.now())
      if (rtt_ms !== null) this.#events.onRoundTrip(rtt_ms)
    }
  }

  #onPing(): void {
    const verdict = this.#ping.next(performance.now())
    if (verdict.kind === 'dead') {
      this.destroy()
      this.#events.onDead()
    } else if (verdict.kind === 'ping' && this.socket.writableLength <= MAX_UNREAD_ANSWERS_BYTES) {
      // Behind much that waits, it would measure how slowly the peer reads.
      this.socket.write(userControl(USER_CONTROL.ping_request, verdict.value))
    }
  }

  #onClose(): void {
    this.#stop()
    this.#events.onClosed()
  }
}

/** Whether an error says that bytes were wrong, rather than this program. */
export function isBadBytes(error: unknown): error is RtmpError | AmfError {
  return error instanceof RtmpError || error instanceof AmfError
}
