import type { Logger } from 'pino'
import type { RawData, WebSocket } from 'ws'
import {
  channelCloseCode,
  type NodeHello,
  type NodeMessage,
  nodeMessageSchema,
  type OriginMessage,
} from '#contract/control-channel.ts'
import type { NodeId } from '#contract/ids.ts'
import type { Clock } from './clock.ts'

/** What one connection tells the channel. */
export interface ConnectionListener {
  /** The first message; false refuses the connection, which the listener has closed. */
  onHello(connection: NodeConnection, hello: NodeHello): boolean
  onMessage(connection: NodeConnection, message: Exclude<NodeMessage, { type: 'hello' }>): void
  onMalformed(connection: NodeConnection, problem: string): void
  onClosed(connection: NodeConnection): void
}

export interface NodeConnectionOptions {
  readonly socket: WebSocket
  readonly node_id: NodeId
  readonly remote_address: string | undefined
  /** Nobody between the node and the origin reads along. */
  readonly confidential: boolean
  readonly clock: Clock
  readonly log: Logger
  /** A socket from which nothing came for so long is dead, in ms. */
  readonly silence_limit_ms: number
}

/** A node that has dialled says hello within this time, in ms. */
const HELLO_TIMEOUT_MS = 5_000
/** Most that waits to be sent to one node, in bytes; a node that reads so slowly is cut off and dials again. */
const MAX_UNSENT_BYTES = 8 * 1024 * 1024
/** A node that does not answer a close is cut off after this time, in ms. */
const CLOSE_TIMEOUT_MS = 2_000

/** One WebSocket of one node, from the upgrade to its end: bytes to messages and back, deadlines, bounds. */
export class NodeConnection {
  readonly node_id: NodeId
  readonly remote_address: string | undefined
  readonly confidential: boolean
  /** Null until hello. */
  epoch: number | null = null
  /** Which start of the program; null until hello, and of a node that does not say. */
  run_id: string | null = null
  /** Its program can be asked for its log. */
  tells_logs = false
  /** Highest heartbeat number seen on this connection. */
  last_seq = 0
  /** When the message that is being acted on came, by `performance.now()`. */
  received_ms = 0
  readonly #options: NodeConnectionOptions
  readonly #listener: ConnectionListener
  #heard_at_ms: number
  #deadline: Disposable
  #closing = false

  constructor(options: NodeConnectionOptions, listener: ConnectionListener) {
    this.#options = options
    this.#listener = listener
    this.node_id = options.node_id
    this.remote_address = options.remote_address
    this.confidential = options.confidential
    this.#heard_at_ms = options.clock.now().monotonic_ms
    this.#deadline = options.clock.after(HELLO_TIMEOUT_MS, () => {
      this.close(channelCloseCode.protocolError, 'no hello within 5 s')
    })
    const { socket, log } = options
    socket.on('message', (data, is_binary) => {
      this.received_ms = performance.now()
      try {
        this.#receive(data, is_binary)
      } catch (error) {
        // Whatever one node's message runs into (a full disk, say) ends that node's connection, not the origin.
        log.error({ event: 'channel.failed', node_id: this.node_id, err: error }, 'a message could not be acted on')
        this.close(1011, 'the origin could not act on a message')
      }
    })
    socket.on('error', (error) => {
      // The close event follows; ws has answered oversized and broken frames with 1009 and 1002 by itself.
      log.info({ event: 'channel.socket_error', node_id: this.node_id, err: error }, 'a control channel failed')
    })
    socket.on('close', () => {
      this.#deadline[Symbol.dispose]()
      listener.onClosed(this)
    })
  }

  /** Sends, unless the node has not read what was sent before; then it is cut off. */
  send(message: OriginMessage): void {
    const { socket, log } = this.#options
    if (this.#closing || socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > MAX_UNSENT_BYTES) {
      log.warn({ event: 'channel.too_slow', node_id: this.node_id }, 'a node does not read its control channel')
      this.terminate()
      return
    }
    socket.send(JSON.stringify(message))
  }

  /** Says why and closes; a node that does not answer is cut off. */
  close(code: number, reason: string): void {
    if (this.#closing) return
    this.#closing = true
    const { socket, clock } = this.#options
    this.#deadline[Symbol.dispose]()
    // RFC 6455, 5.5: a close frame carries at most 123 bytes of reason.
    socket.close(code, Buffer.from(reason).subarray(0, 120).toString().replace(/�+$/, ''))
    this.#deadline = clock.after(CLOSE_TIMEOUT_MS, () => socket.terminate())
  }

  /** Cuts the connection without a word. */
  terminate(): void {
    this.#closing = true
    this.#options.socket.terminate()
  }

  #receive(data: RawData, is_binary: boolean): void {
    if (this.#closing) return
    this.#heard_at_ms = this.#options.clock.now().monotonic_ms
    const message = is_binary ? 'a binary frame' : parse(data)
    if (typeof message === 'string') {
      this.#listener.onMalformed(this, message)
      this.close(channelCloseCode.protocolError, message)
      return
    }
    if (message.type !== 'hello') {
      if (this.epoch === null) {
        this.#listener.onMalformed(this, `${message.type} before hello`)
        this.close(channelCloseCode.protocolError, `${message.type} before hello`)
        return
      }
      this.#listener.onMessage(this, message)
      return
    }
    if (this.epoch !== null) {
      this.#listener.onMalformed(this, 'a second hello')
      this.close(channelCloseCode.protocolError, 'a second hello')
      return
    }
    this.epoch = message.epoch
    this.run_id = message.run_id ?? null
    this.tells_logs = message.tells_logs ?? false
    if (this.#listener.onHello(this, message)) this.#watchSilence()
  }

  #watchSilence(): void {
    const { clock, silence_limit_ms, log } = this.#options
    this.#deadline[Symbol.dispose]()
    const silent_ms = clock.now().monotonic_ms - this.#heard_at_ms
    if (silent_ms >= silence_limit_ms) {
      log.info({ event: 'channel.silent', node_id: this.node_id, silent_ms }, 'nothing came on a control channel')
      this.terminate()
      return
    }
    this.#deadline = clock.after(silence_limit_ms - silent_ms, () => this.#watchSilence())
  }
}

/** The message, or what is wrong with it. */
function parse(data: RawData): NodeMessage | string {
  let value: unknown
  try {
    value = JSON.parse(data.toString())
  } catch {
    // The parser's own words would quote what the node sent; that it is not JSON is all there is to say.
    return 'not JSON'
  }
  const parsed = nodeMessageSchema.safeParse(value)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  return `${issue?.path.join('.') || 'message'}: ${issue?.message ?? 'not understood'}`
}
