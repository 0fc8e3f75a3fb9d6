import { describe, expect, test } from 'vitest'
import { control, message } from './rtmp-bytes.ts'
import { RtmpChecker } from './rtmp-checker.ts'
import type { CheckedTag } from './tag-order.ts'

const keyframe = Buffer.from([0x17, 1, 0, 0, 0, 1, 2, 3])
const frame = Buffer.alloc(700, Buffer.from([0x27, 1, 0, 0, 0, 9]))
const sound = Buffer.from([0xaf, 1, 7])

const video = (payload: Buffer, timestamp_ms: number) =>
  message({ type: 9, payload, timestamp_ms, stream_id: 1, chunk_stream: 6 })
const audio = (timestamp_ms: number) =>
  message({ type: 8, payload: sound, timestamp_ms, stream_id: 1, chunk_stream: 4 })

function check(bytes: Buffer, piece_bytes = bytes.length): readonly CheckedTag[] {
  const tags: CheckedTag[] = []
  const checker = new RtmpChecker({ onTag: (tag) => tags.push(tag) })
  for (let at = 0; at < bytes.length; at += piece_bytes) checker.push(bytes.subarray(at, at + piece_bytes))
  expect(checker.whole).toBe(true)
  return tags
}

describe('the checker that viewers of these tests read RTMP with', () => {
  const played = Buffer.concat([control(5, 2_500_000), video(keyframe, 0), audio(3), video(frame, 40), audio(26)])

  test('accepts a stream in whole, in pieces of 5 bytes, and with another chunk size', () => {
    const tags = check(played)
    expect(tags.map(({ kind, timestamp_ms, size_bytes }) => [kind, timestamp_ms, size_bytes])).toEqual([
      ['video', 0, 8],
      ['audio', 3, 3],
      ['video', 40, 700],
      ['audio', 26, 3],
    ])
    expect(check(played, 5)).toEqual(tags)
    const large = message({ type: 9, payload: frame, timestamp_ms: 40, stream_id: 1, chunk_stream: 6 }, 4_096)
    expect(check(Buffer.concat([video(keyframe, 0), control(1, 4_096), large]))).toHaveLength(2)
  })

  test('refuses time that goes back in a track, a start between keyframes, and a chunk that was lost', () => {
    expect(() => check(Buffer.concat([played, video(frame, 39)]))).toThrow('goes back from 40 to 39')
    expect(() => check(video(frame, 0))).toThrow('no keyframe')
    // Of the long frame's six chunks the third is missing.
    const broken = video(frame, 80)
    const without = Buffer.concat([broken.subarray(0, 12 + 128 + 129), broken.subarray(12 + 128 + 2 * 129)])
    expect(() => check(Buffer.concat([played, without, audio(90)]))).toThrow()
  })

  test('refuses an unknown type, a chunk that leans on none, and media on a stream that is none', () => {
    expect(() => check(message({ type: 77, payload: sound }))).toThrow('type 77')
    expect(() => check(Buffer.from([0xc5, 1, 2, 3]))).toThrow('begins with a chunk of type 3')
    expect(() => check(message({ type: 8, payload: sound, stream_id: 2 }))).toThrow('message stream 2')
  })
})
