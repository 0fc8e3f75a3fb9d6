import { Agent, type ClientRequestArgs } from 'node:http'
import type { Duplex } from 'node:stream'
import { inspect } from 'node:util'
import type { SessionSlots } from '../session-slots.ts'

type Opened = (error: Error | null, stream?: Duplex) => void

/**
 * Opens one channel of an SSH connection for each HTTP request. docker-modem's own ssh would dial anew each time. The limit is this agent's:
 * `maxSockets` does not hold where connections are made asynchronously, and connections kept alive would never reach requests that wait.
 */
export class ChannelAgent extends Agent {
  readonly #open: () => Promise<Duplex>
  readonly #slots: SessionSlots
  readonly #signal: AbortSignal

  /** @param signal until when channels are opened */
  constructor(open: () => Promise<Duplex>, slots: SessionSlots, signal: AbortSignal) {
    super({ keepAlive: false })
    this.#open = open
    this.#slots = slots
    this.#signal = signal
  }

  /** docker-modem spells each request out for its log, whether there is one or not, down to the last packet of the connection behind this. */
  [inspect.custom](): string {
    return 'ChannelAgent'
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    // The declared type leaves out that there is no stream beside an error.
    const done = callback as Opened | undefined
    this.#slots
      .hold(this.#open, untilClosed, this.#signal)
      .then((channel) => asSocket(channel, this.#signal))
      .then(
        (socket) => done?.(null, socket),
        (error: unknown) => done?.(error instanceof Error ? error : new Error(String(error))),
      )
  }
}

/** Over once the channel is closed; a failure is told to whoever uses the channel. */
function untilClosed(channel: Duplex): Promise<void> {
  return new Promise((resolve) => {
    channel.once('close', resolve)
    channel.on('error', () => undefined)
  })
}

/** Channels lack what http asks of sockets; none of it means anything here, but that a socket that is done with is closed. */
function asSocket(channel: Duplex, signal: AbortSignal): Duplex {
  const itself = () => channel
  const end = () => {
    channel.emit('error', signal.reason)
    channel.destroy()
  }
  signal.addEventListener('abort', end, { once: true })
  channel.once('close', () => signal.removeEventListener('abort', end))
  return Object.assign(channel, {
    setKeepAlive: itself,
    setNoDelay: itself,
    setTimeout: itself,
    ref: itself,
    unref: itself,
    destroySoon: () => channel.end(() => channel.destroy()),
  })
}
