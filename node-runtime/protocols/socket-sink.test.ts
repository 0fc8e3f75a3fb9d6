import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { streamHandleOf } from './kernel-write.ts'
import { closeAfterWrites, SocketSink } from './socket-sink.ts'

/** A connection on loopback: what the node holds of it, and the viewer's end. */
async function connection() {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const viewer = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1')
  viewer.on('error', () => viewer.destroy())
  const [socket] = (await once(server, 'connection')) as [Socket]
  socket.on('error', () => socket.destroy())
  return {
    socket,
    viewer,
    [Symbol.asyncDispose]: async () => {
      viewer.destroy()
      socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Groups of which each byte says where it belongs. */
const group = (index: number, size: number) => Buffer.alloc(size, index & 0xff)

/** The close of a socket, also one that an error led to. */
const closing = (socket: Socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))

async function readAll(viewer: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of viewer) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

describe('a subscriber behind a socket', () => {
  test('is written to past the stream on this runtime', async () => {
    await using wire = await connection()
    expect(streamHandleOf(wire.socket)).not.toBeNull()
  })

  test('gets every group whole and in order, also what its kernel did not take at once', async () => {
    await using wire = await connection()
    const sink = new SocketSink(wire.socket, null)
    const sent: Buffer[] = []
    let queued = 0
    wire.viewer.pause()
    for (let index = 0; index < 200; index++) {
      const bytes = group(index, 100_000)
      sent.push(bytes)
      // As the fan-out does: past the stream while nothing waits, through it behind what waits.
      if (sink.buffered_bytes === 0) {
        if (!sink.send(bytes)) queued++
      } else {
        sink.write([bytes])
      }
      if (index === 100) await new Promise((resolve) => setImmediate(resolve))
    }
    expect(queued).toBeGreaterThan(0)
    expect(sink.buffered_bytes).toBeGreaterThan(0)
    closeAfterWrites(wire.socket)
    wire.viewer.resume()
    expect(Buffer.compare(await readAll(wire.viewer), Buffer.concat(sent))).toBe(0)
    expect(sink.buffered_bytes).toBe(0)
  })

  test('keeps what others write to the socket in its place', async () => {
    await using wire = await connection()
    const sink = new SocketSink(wire.socket, () => Buffer.from('goodbye'))
    wire.viewer.pause()
    const expected: Buffer[] = []
    for (let index = 0; index < 60; index++) {
      const bytes = group(index, 150_000)
      expected.push(bytes)
      if (sink.buffered_bytes === 0) sink.send(bytes)
      else sink.write([bytes])
      if (index % 20 !== 0) continue
      const answer = Buffer.from(`answer ${index}`)
      expected.push(answer)
      wire.socket.write(answer)
    }
    sink.end({ code: 'stream_ended', message: 'over' })
    wire.viewer.resume()
    expect((await readAll(wire.viewer)).equals(Buffer.concat([...expected, Buffer.from('goodbye')]))).toBe(true)
  })

  test('that reset its connection is let go, and nothing is thrown', async () => {
    await using wire = await connection()
    const sink = new SocketSink(wire.socket, null)
    const closed = closing(wire.socket)
    wire.viewer.resetAndDestroy()
    const writing = setInterval(() => sink.send(group(1, 1000)), 1)
    await closed
    clearInterval(writing)
    expect(sink.send(group(1, 1000))).toBe(true)
  })

  test('that is cut with a group still queued frees it', async () => {
    await using wire = await connection()
    const sink = new SocketSink(wire.socket, null)
    wire.viewer.pause()
    while (sink.send(group(1, 200_000)));
    expect(sink.buffered_bytes).toBe(200_000)
    const closed = closing(wire.socket)
    sink.end({ code: 'fell_behind', message: 'too slow' })
    await closed
    await new Promise((resolve) => setImmediate(resolve))
    expect(sink.buffered_bytes).toBe(0)
  })
})
