import type { QuicStreamWriter } from 'node:quic'

/** With which a writer says when it takes bytes again (Node's stream/iter). */
const DRAINABLE = Symbol.for('Stream.drainableProtocol')

/** Waits until the writer takes bytes. */
async function drained(writer: QuicStreamWriter): Promise<void> {
  const wait: unknown = Reflect.get(writer, DRAINABLE)
  if (typeof wait === 'function') await wait.call(writer)
}

/**
 * Writes as soon as the writer takes it. One caller at a time.
 * @throws when the stream is closed
 */
export async function writeAll(writer: QuicStreamWriter, bytes: Uint8Array): Promise<void> {
  while (!writer.writeSync(bytes)) {
    // With room left it did not refuse because it is full.
    if (writer.desiredSize !== 0) throw new Error('the stream is closed')
    await drained(writer)
  }
}
