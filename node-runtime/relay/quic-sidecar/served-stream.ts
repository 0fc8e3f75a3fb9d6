import type { Socket } from 'node:net'
import type { QuicStream } from 'node:quic'
import { RELAY_ESTABLISH_TIMEOUT_MS, relayPullerMessageSchema } from '#contract/relay-protocol.ts'
import { RelayProtocolError, readControl, writeControl } from '../relay-wire.ts'
import { controlReader } from './control-message.ts'
import { SendWindow } from './stream-window.ts'
import { writeAll } from './stream-writing.ts'

export interface ServedStreamOptions {
  readonly stream: QuicStream
  /** Rejects when the puller does not prove itself in time. */
  readonly proven: Promise<Buffer>
  /** Opens the way to the node. */
  readonly openLink: (certificate: Buffer) => Promise<Socket>
}

/**
 * Carries one pull of another node: waits for its proof and its `pull`, then gives it to this node and sends what the
 * node answers, within the puller's window.
 * @throws what was wrong with what the puller sent
 */
export async function serveStream({ stream, proven, openLink }: ServedStreamOptions): Promise<void> {
  const window = new SendWindow()
  const asked = Promise.withResolvers<Buffer>()
  // Whoever reads is told below; nobody else waits for it when the link fails first.
  asked.promise.catch(() => undefined)
  const reading = readPuller(stream, window, asked)
  const late = setTimeout(
    () => asked.reject(new RelayProtocolError('no pull came in time')),
    RELAY_ESTABLISH_TIMEOUT_MS,
  )
  let link: Socket | null = null
  try {
    const certificate = await proven
    const pull = await asked.promise
    clearTimeout(late)
    link = await openLink(certificate)
    const open = link
    open.on('error', () => stream.destroy())
    stream.onerror = () => open.destroy()
    open.write(pull)
    reading.then(
      () => open.destroy(),
      () => open.destroy(),
    )
    await sendWithin(window, open, stream)
    await reading
  } finally {
    clearTimeout(late)
    window.close()
    link?.destroy()
    stream.destroy()
  }
}

/** Reads what the puller says until it closes its side; what it sends is read at once, for the runtime would keep it without bound. */
async function readPuller(stream: QuicStream, window: SendWindow, asked: PromiseWithResolvers<Buffer>): Promise<void> {
  let pulled = false
  const reader = controlReader((body) => {
    const message = readControl(relayPullerMessageSchema, body)
    if (message.type === 'window') {
      window.told(message.received)
      return
    }
    if (pulled) throw new RelayProtocolError('only one pull may be sent on a stream')
    pulled = true
    asked.resolve(writeControl(message))
  })
  try {
    for await (const chunks of stream) {
      for (const chunk of chunks) reader.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    }
    asked.reject(new Error('the stream ended before its pull'))
  } catch (error) {
    asked.reject(error)
    stream.destroy()
    throw error
  } finally {
    window.close()
  }
}

/** Sends what the node writes as the puller's window and the path allow; while they do not, the node's socket fills and it sees its backlog. */
async function sendWithin(window: SendWindow, link: Socket, stream: QuicStream): Promise<void> {
  for await (const chunk of link) {
    const bytes: Buffer = chunk
    for (let at = 0; at < bytes.length; ) {
      await window.opened()
      const end = Math.min(bytes.length, at + window.left)
      if (end === at) return
      await writeAll(stream.writer, bytes.subarray(at, end))
      window.spend(end - at)
      at = end
    }
  }
  stream.writer.endSync()
}
