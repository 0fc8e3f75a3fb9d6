import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ChunkReader, type RtmpMessage } from './chunk-reader.ts'
import { bytesForPlayer } from './player-bytes.ts'
import { CHUNK_STREAM, control, MESSAGE, MESSAGE_STREAM, message, OUT_CHUNK_SIZE } from './wire.ts'

const sent = fc.record({
  kind: fc.constantFrom('audio' as const, 'video' as const, 'data' as const),
  time: fc.oneof(fc.nat(1000), fc.integer({ min: 0xfffff0, max: 0xffffffff })),
  size: fc.oneof(fc.nat(100), fc.integer({ min: OUT_CHUNK_SIZE - 2, max: 3 * OUT_CHUNK_SIZE + 2 })),
})

test('a player with wishes of its own gets the messages it wants, on its message stream, and no others', () => {
  fc.assert(
    fc.property(fc.array(sent, { maxLength: 8 }), fc.boolean(), fc.boolean(), (messages, audio, video) => {
      const group = Buffer.concat(
        messages.map(({ kind, time, size }) =>
          message(CHUNK_STREAM[kind], MESSAGE[kind], MESSAGE_STREAM, time, Buffer.alloc(size, size), OUT_CHUNK_SIZE),
        ),
      )
      const before = Buffer.from(group)
      const received: RtmpMessage[] = []
      const reader = new ChunkReader((each) => received.push(each))
      reader.push(control(MESSAGE.set_chunk_size, OUT_CHUNK_SIZE))
      reader.push(bytesForPlayer(group, { message_stream: 5, audio, video }))
      const wanted = messages.filter(({ kind }) => (audio || kind !== 'audio') && (video || kind !== 'video'))
      expect(received.map(({ type, timestamp_ms, body }) => [type, timestamp_ms, body.length])).toEqual(
        wanted.map(({ kind, time, size }) => [MESSAGE[kind], time, size]),
      )
      expect(received.every(({ message_stream }) => message_stream === 5)).toBe(true)
      // The group is everybody's.
      expect(group.equals(before)).toBe(true)
    }),
    { numRuns: 60 },
  )
})
