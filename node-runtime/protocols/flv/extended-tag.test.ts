import { describe, expect, test } from 'vitest'
import type { MediaUnit } from '../../media/unit.ts'
import { unitsOfTag } from './tag-body.ts'
import { AUDIO_TAG, VIDEO_TAG } from './wire.ts'

const bytesOf = (parts: readonly (number | string | Buffer)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part as string))))

function units(type: number, ...parts: (number | string | Buffer)[]): MediaUnit[] {
  const found: MediaUnit[] = []
  unitsOfTag(type, 40, bytesOf(parts), (unit) => found.push(unit))
  return found
}
const video = (...parts: (number | string | Buffer)[]) => units(VIDEO_TAG, ...parts)
const audio = (...parts: (number | string | Buffer)[]) => units(AUDIO_TAG, ...parts)
const body = (...parts: (number | string)[]) => ({ body: bytesOf(parts) })

describe('a tag of enhanced RTMP', () => {
  test('of H.264, AAC or MP3 goes on as players of every age know it', () => {
    expect(video(0x90, 'avc1', 1, 2, 3)).toMatchObject([
      { codec: 'h264', config: true, keyframe: false, payload_offset: 5, ...body(0x17, 0, 0, 0, 0, 1, 2, 3) },
    ])
    expect(video(0x91, 'avc1', 0, 0, 40, 9)).toMatchObject([{ keyframe: true, ...body(0x17, 1, 0, 0, 40, 9) }])
    expect(video(0xa3, 'avc1', 9)).toMatchObject([{ keyframe: false, ...body(0x27, 1, 0, 0, 0, 9) }])
    expect(audio(0x90, 'mp4a', 0x12, 0x10)).toMatchObject([
      { codec: 'aac', config: true, ...body(0xaf, 0, 0x12, 0x10) },
    ])
    expect(audio(0x91, 'mp4a', 9)).toMatchObject([{ codec: 'aac', config: false, ...body(0xaf, 1, 9) }])
    expect(audio(0x91, '.mp3', 0xff)).toMatchObject([{ codec: 'mp3', ...body(0x2f, 0xff) }])
  })

  test('of another codec goes on as it is', () => {
    expect(video(0x93, 'hvc1', 9)).toMatchObject([{ codec: 'hevc', keyframe: true, ...body(0x93, 'hvc1', 9) }])
    expect(audio(0x91, 'Opus', 9)).toMatchObject([{ codec: 'opus', ...body(0x91, 'Opus', 9) }])
    expect(audio(0x91, 'ac-3', 9)).toMatchObject([{ codec: 'ac3' }])
    expect(audio(0x90, 'fLaC', 9)).toMatchObject([{ codec: 'flac', config: true }])
  })

  test('of one track in the form of many is the plain tag where it is the main one', () => {
    expect(video(0x96, 0x03, 'hvc1', 0, 9)).toMatchObject([{ track_id: 0, keyframe: true, ...body(0x93, 'hvc1', 9) }])
    expect(video(0x96, 0x03, 'hvc1', 1, 9)).toMatchObject([
      { track_id: 1, keyframe: true, ...body(0x96, 0x03, 'hvc1', 1, 9) },
    ])
    expect(audio(0x95, 0x01, 'mp4a', 0, 9)).toMatchObject([{ codec: 'aac', ...body(0xaf, 1, 9) }])
  })

  test('of several tracks is one unit a track', () => {
    expect(video(0x96, 0x13, 'hvc1', 0, 0, 0, 2, 7, 8, 2, 0, 0, 1, 9)).toMatchObject([
      { codec: 'hevc', track_id: 0, ...body(0x93, 'hvc1', 7, 8) },
      { codec: 'hevc', track_id: 2, payload_offset: 7, ...body(0x96, 0x03, 'hvc1', 2, 9) },
    ])
  })

  test('of several tracks of several codecs is one unit a track', () => {
    expect(video(0xa6, 0x21, 'avc1', 0, 0, 0, 4, 0, 0, 40, 7, 'av01', 1, 0, 0, 1, 9)).toMatchObject([
      { codec: 'h264', keyframe: false, ...body(0x27, 1, 0, 0, 40, 7) },
      { codec: 'av1', track_id: 1, payload_offset: 7, ...body(0xa6, 0x01, 'av01', 1, 9) },
    ])
    expect(audio(0x95, 0x21, 'mp4a', 0, 0, 0, 1, 7, 'Opus', 1, 0, 0, 1, 9)).toMatchObject([
      { codec: 'aac', ...body(0xaf, 1, 7) },
      { codec: 'opus', track_id: 1, ...body(0x95, 0x01, 'Opus', 1, 9) },
    ])
  })

  test('goes on without its nanoseconds and other modifiers, which players of version 1 do not know', () => {
    const nanoseconds = [0x97, 2, 1, 2, 3, 0x03] as const
    expect(video(...nanoseconds, 'hvc1', 9)).toMatchObject([{ keyframe: true, ...body(0x93, 'hvc1', 9) }])
    const long = bytesOf([0x97, 255, 1, 0, Buffer.alloc(257), 0x07, 0, 1, 0x06, 0x03, 'av01', 3, 9])
    expect(video(long)).toMatchObject([{ track_id: 3, ...body(0x96, 0x03, 'av01', 3, 9) }])
    expect(audio(0x97, 2, 1, 2, 3, 0x01, 'mp4a', 9)).toMatchObject([{ codec: 'aac', ...body(0xaf, 1, 9) }])
  })

  test('that describes colours or loudspeakers is kept for players that know it', () => {
    const colours = [0x94, 'hvc1', 2, 0, 9, 'colorInfo'] as const
    expect(video(...colours)).toMatchObject([{ config: true, enhanced_only: true, ...body(...colours) }])
    expect(video(0xd4, 'hvc1', 2)).toMatchObject([{ enhanced_only: true }])
    expect(audio(0x94, 'Opus', 1, 2)).toMatchObject([{ config: true, enhanced_only: true }])
  })

  test('of AV1 as MPEG-TS describes it has the configuration that all others have', () => {
    expect(video(0x95, 'av01', 0x80, 4, 0x81, 8, 12, 0xf0)).toMatchObject([
      { codec: 'av1', config: true, ...body(0x90, 'av01', 0x81, 8, 12, 0x10) },
    ])
  })

  test('that is a command, an end, cut off or nonsense goes no further than what could be told apart', () => {
    expect(video(0xd1, 0)).toEqual([])
    expect(video(0x92, 'hvc1')).toEqual([])
    expect(video(0x97)).toEqual([])
    expect(video(0x97, 255, 0)).toEqual([])
    expect(video(0x90, 'hv')).toEqual([])
    expect(video(0x96, 0x13, 'hvc1', 0, 0, 0, 1, 9, 1, 255, 255, 255, 9)).toHaveLength(1)
    // Several tracks within several tracks, modifiers within them, and kinds of multitrack that there are not.
    for (const kind of [0x06, 0x07, 0x16, 0x31, 0xf1]) expect(video(0x96, kind, 'hvc1', 0, 0, 0, 1, 9)).toEqual([])
    for (const kind of [0x05, 0x07, 0x40]) expect(audio(0x95, kind, 'Opus', 0, 0, 0, 1, 9)).toEqual([])
    const empty_tracks = Array.from({ length: 1000 }, (_, id) => [id & 255, 0, 0, 0]).flat()
    expect(video(0x96, 0x11, 'av01', ...empty_tracks).length).toBeLessThanOrEqual(16)
  })
})
