import type { Socket } from 'node:net'
import type { QuicStream } from 'node:quic'
import { RELAY_CONTROL_MAX_BYTES } from '#contract/relay-protocol.ts'
import { RelayProtocolError, writeControl } from '../relay-wire.ts'
import { ReceiveWindow } from './stream-window.ts'
import { writeAll } from './stream-writing.ts'

/**
 * Carries one pull of this node: its control tags to the source, what the source sends to the node. Resolves when both
 * are done with one another, however that came.
 * @throws what was wrong with what the source sent
 */
export async function carryPull(stream: QuicStream, link: Socket): Promise<void> {
  const window = new ReceiveWindow()
  const tellWindow = () => {
    const received = window.due
    // A writer that is full takes the word with a later chunk.
    if (received !== null && stream.writer.writeSync(writeControl({ type: 'window', received }))) window.tell(received)
  }
  // The reset that follows is how either side learns that the other is gone.
  link.on('error', () => stream.destroy())
  link.on('close', () => stream.destroy())
  stream.onerror = () => link.destroy()
  const closed = new Promise((resolve) => link.once('close', resolve))
  void sendPull(stream, link)
  try {
    for await (const chunks of stream) {
      // One write for all that the last packets brought.
      const bytes = Buffer.concat(chunks)
      window.arrived(bytes.length)
      link.write(bytes, () => {
        window.handedOn(bytes.length)
        tellWindow()
      })
    }
    link.end()
  } catch (error) {
    link.destroy()
    if (error instanceof RelayProtocolError) throw error
  }
  await closed
}

/** What the node says is one pull; a node that says more than that is none of ours. */
async function sendPull(stream: QuicStream, link: Socket): Promise<void> {
  let sent = 0
  try {
    for await (const chunk of link) {
      sent += chunk.length
      if (sent > RELAY_CONTROL_MAX_BYTES) throw new RelayProtocolError('a node sends more than its pull')
      await writeAll(stream.writer, chunk)
    }
  } catch {
    link.destroy()
  }
}
