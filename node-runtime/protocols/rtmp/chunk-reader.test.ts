import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ChunkReader, type RtmpMessage } from './chunk-reader.ts'
import { control, MAX_MESSAGE_BYTES, MESSAGE, message, putMessage, RtmpError, sizeOfMessage } from './wire.ts'

function read(...chunks: readonly Buffer[]): RtmpMessage[] {
  const messages: RtmpMessage[] = []
  const reader = new ChunkReader((received) => messages.push(received))
  for (const chunk of chunks) reader.push(chunk)
  return messages
}

/** A chunk of type 0: full header. */
function full(csid: number, time: number, size: number, type: number, data: Buffer): Buffer {
  const head = Buffer.alloc(12)
  head[0] = csid
  head.writeUIntBE(Math.min(time, 0xffffff), 1, 3)
  head.writeUIntBE(size, 4, 3)
  head[7] = type
  head[8] = 1
  const extended = Buffer.alloc(time >= 0xffffff ? 4 : 0)
  if (extended.length > 0) extended.writeUInt32BE(time)
  return Buffer.concat([head, extended, data])
}

describe('the chunk stream', () => {
  const sent = fc.record({
    csid: fc.integer({ min: 2, max: 63 }),
    type: fc.constantFrom(MESSAGE.audio, MESSAGE.video, MESSAGE.data),
    time: fc.oneof(fc.nat(1000), fc.integer({ min: 0xfffff0, max: 0xffffffff })),
    body: fc.uint8Array({ maxLength: 700 }),
  })

  test('gives back every message that was written, in any pieces and any chunk size', () => {
    const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 10 })
    fc.assert(
      fc.property(
        fc.array(sent, { maxLength: 12 }),
        fc.integer({ min: 1, max: 1000 }),
        cuts,
        (messages, size, sizes) => {
          const bytes = Buffer.concat([
            control(MESSAGE.set_chunk_size, size),
            ...messages.map(({ csid, type, time, body }) => message(csid, type, 1, time, Buffer.from(body), size)),
          ])
          const pieces: Buffer[] = []
          for (let at = 0, index = 0; at < bytes.length; index++) {
            const end = at + (sizes[index % sizes.length] ?? 1)
            pieces.push(bytes.subarray(at, end))
            at = end
          }
          expect(read(...pieces)).toEqual(
            messages.map(({ type, time, body }) => ({
              type,
              message_stream: 1,
              timestamp_ms: time,
              body: Buffer.from(body),
            })),
          )
        },
      ),
    )
  })

  test('a message is exactly as long as it is announced to be', () => {
    fc.assert(
      fc.property(sent, fc.integer({ min: 1, max: 1000 }), ({ csid, type, time, body }, size) => {
        const into = Buffer.alloc(sizeOfMessage(time, body.length, size) + 8)
        const end = putMessage(csid, type, 1, time, Buffer.from(body), size, into, 3)
        expect(end).toBe(3 + sizeOfMessage(time, body.length, size))
      }),
    )
  })

  test('times of short headers count on from the one before', () => {
    const one = Buffer.from([7])
    const times = read(
      full(4, 1000, 1, MESSAGE.audio, one),
      Buffer.from([0x44, 0, 0, 23, 0, 0, 1, MESSAGE.audio, 7]), // type 1: 23 ms later
      Buffer.from([0x84, 0, 0, 20, 7]), // type 2: 20 ms later
      Buffer.from([0xc4, 7]), // type 3: the same again
    ).map(({ timestamp_ms }) => timestamp_ms)
    expect(times).toEqual([1000, 1023, 1043, 1063])
  })

  test('an extended timestamp is read with and without its repetition in type 3 chunks', () => {
    const body = Buffer.from(Array.from({ length: 200 }, (_, index) => index))
    const time = Buffer.from([1, 0, 0, 5])
    const head = full(6, 0x01000005, 200, MESSAGE.video, body.subarray(0, 128))
    for (const repeated of [time, Buffer.alloc(0)]) {
      const [received] = read(
        head,
        Buffer.from([0xc6]),
        repeated,
        body.subarray(128),
        control(MESSAGE.window_ack_size, 1),
      )
      expect(received).toMatchObject({ timestamp_ms: 0x01000005, body })
    }
  })

  test('a difference that is extended is repeated as itself, or as the time it makes, or not at all', () => {
    const body = Buffer.alloc(200, 7)
    const difference = Buffer.from([1, 0, 0, 0])
    const makes = Buffer.from([1, 0, 3, 0xe8])
    for (const repeated of [difference, makes, Buffer.alloc(0)]) {
      const received = read(
        full(6, 1000, 1, MESSAGE.video, Buffer.from([1])),
        Buffer.concat([
          Buffer.from([0x46, 255, 255, 255, 0, 0, 200, MESSAGE.video]),
          difference,
          body.subarray(0, 128),
        ]),
        Buffer.concat([Buffer.from([0xc6]), repeated, body.subarray(128)]),
        full(6, 5, 1, MESSAGE.video, Buffer.from([2])),
      )
      expect(received.map(({ timestamp_ms }) => timestamp_ms)).toEqual([1000, 1000 + 0x01000000, 5])
      expect(received[1]?.body.equals(body)).toBe(true)
    }
  })

  test('one chunk may be as long as any message', () => {
    const body = Buffer.alloc(3_000_000, 3)
    const [received] = read(control(MESSAGE.set_chunk_size, 0x7fffffff), full(6, 0, body.length, MESSAGE.video, body))
    expect(received?.body.equals(body)).toBe(true)
  })

  test('messages of several chunk streams may be interleaved', () => {
    const [a, b] = [Buffer.alloc(200, 1), Buffer.alloc(200, 2)]
    const messages = read(
      full(4, 0, 200, MESSAGE.audio, a.subarray(0, 128)),
      full(6, 0, 200, MESSAGE.video, b.subarray(0, 128)),
      Buffer.concat([Buffer.from([0xc6]), b.subarray(128)]),
      Buffer.concat([Buffer.from([0xc4]), a.subarray(128)]),
    )
    expect(messages.map(({ body }) => body)).toEqual([b, a])
  })

  test('chunk stream ids of two and three bytes are told apart', () => {
    const tail = full(0, 0, 1, MESSAGE.audio, Buffer.from([9])).subarray(1)
    expect(read(Buffer.from([0, 10]), tail, Buffer.from([1, 10, 1]), tail)).toHaveLength(2)
  })

  test('an abort gives up the message under way', () => {
    const abort = message(2, MESSAGE.abort, 0, 0, Buffer.from([0, 0, 0, 4]), 128)
    const messages = read(
      full(4, 0, 200, MESSAGE.audio, Buffer.alloc(128)),
      abort,
      full(4, 0, 1, MESSAGE.audio, Buffer.from([5])),
    )
    expect(messages.map(({ body }) => body)).toEqual([Buffer.from([5])])
  })

  test.each([
    ['chunk size 0', control(MESSAGE.set_chunk_size, 0)],
    ['chunk size 2^31', control(MESSAGE.set_chunk_size, 2 ** 31)],
    ['a chunk size of no bytes', message(2, MESSAGE.set_chunk_size, 0, 0, Buffer.alloc(0), 128)],
    ['a message of 2^24-1 bytes', full(6, 0, 0xffffff, MESSAGE.video, Buffer.alloc(1))],
    ['a command of a megabyte', full(3, 0, 1_000_000, MESSAGE.command, Buffer.alloc(1))],
    ['a new chunk stream that begins with type 3', Buffer.from([0xc5])],
    [
      'a flood of chunk streams',
      Buffer.concat(
        Array.from({ length: 200 }, (_, id) =>
          Buffer.concat([Buffer.from([0, id]), full(0, 0, 0, 8, Buffer.alloc(0)).subarray(1)]),
        ),
      ),
    ],
  ])('%s is refused', (_what, bytes) => {
    expect(() => read(bytes)).toThrow(RtmpError)
  })

  test('many messages begun and none finished hold no more than one message may', () => {
    const reader = new ChunkReader(() => undefined)
    reader.push(control(MESSAGE.set_chunk_size, 1_000_000))
    const begun = () => {
      for (let csid = 3; csid < 60; csid++)
        reader.push(full(csid, 0, 7_000_000, MESSAGE.video, Buffer.alloc(1_000_000)))
    }
    expect(begun).toThrow(RtmpError)
    expect(reader.unfinished_bytes).toBeLessThan(2 * MAX_MESSAGE_BYTES)
  })

  test('a length with nothing behind it costs no memory, and with a byte behind it little', () => {
    const reader = new ChunkReader(() => undefined)
    reader.push(full(4, 0, 7_000_000, MESSAGE.video, Buffer.alloc(0)))
    expect(reader.unfinished_bytes).toBe(0)
    reader.push(Buffer.alloc(1))
    expect(reader.unfinished_bytes).toBeLessThanOrEqual(65_536)
  })

  test('garbage is read or refused, and nothing else happens', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 400 })), (chunks) => {
        const reader = new ChunkReader(() => undefined)
        try {
          for (const chunk of chunks) reader.push(Buffer.from(chunk))
        } catch (error) {
          expect(error).toBeInstanceOf(RtmpError)
        }
        expect(reader.unfinished_bytes).toBeLessThanOrEqual(MAX_MESSAGE_BYTES)
      }),
    )
  })
})
