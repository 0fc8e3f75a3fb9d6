import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unitOfTag } from './tag-body.ts'
import { AUDIO_TAG, SCRIPT_TAG, VIDEO_TAG } from './wire.ts'

const video = (...bytes: (number | string)[]) => unitOfTag(VIDEO_TAG, 40, body(bytes))
const audio = (...bytes: (number | string)[]) => unitOfTag(AUDIO_TAG, 40, body(bytes))
const body = (parts: (number | string)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]))))

describe('a tag', () => {
  test('of H.264 is a keyframe, a frame, a sequence header, or an end that goes no further', () => {
    expect(video(0x17, 1, 0, 0, 0, 9)).toMatchObject({
      codec: 'h264',
      keyframe: true,
      config: false,
      payload_offset: 5,
    })
    expect(video(0x27, 1, 0, 0, 0, 9)).toMatchObject({ keyframe: false, config: false })
    expect(video(0x17, 0, 0, 0, 0, 1)).toMatchObject({ keyframe: false, config: true })
    expect(video(0x17, 2, 0, 0, 0)).toBeNull()
  })

  test('of enhanced RTMP names its codec by FourCC', () => {
    expect(video(0x90, 'hvc1', 1)).toMatchObject({ codec: 'hevc', config: true, keyframe: false, payload_offset: 5 })
    expect(video(0x91, 'hvc1', 0, 0, 0, 9)).toMatchObject({ codec: 'hevc', keyframe: true, payload_offset: 8 })
    expect(video(0xa3, 'hvc1', 9)).toMatchObject({ codec: 'hevc', keyframe: false, payload_offset: 5 })
    expect(video(0x91, 'av01', 9)).toMatchObject({ codec: 'av1', keyframe: true, payload_offset: 5 })
    expect(video(0x92, 'av01')).toBeNull()
    expect(audio(0x90, 'Opus', 'OpusHead')).toMatchObject({ codec: 'opus', config: true, payload_offset: 5 })
    expect(audio(0x91, 'Opus', 9)).toMatchObject({ codec: 'opus', config: false })
  })

  test('of one track among several names its track', () => {
    expect(video(0x96, 0x01, 'avc1', 2, 0, 0, 0, 9)).toMatchObject({ codec: 'h264', track_id: 2, keyframe: true })
    expect(audio(0x95, 0x00, 'mp4a', 1, 0x12, 0x10)).toMatchObject({ codec: 'aac', track_id: 1, config: true })
  })

  test('behind modifiers is what stands behind them', () => {
    // ModEx with two bytes of data, then CodedFrames.
    expect(video(0x97, 1, 7, 7, 0x01, 'hvc1', 0, 0, 0, 9)).toMatchObject({ codec: 'hevc', keyframe: true })
  })

  test('of sound is AAC with its header, or another codec', () => {
    expect(audio(0xaf, 0, 0x12, 0x10)).toMatchObject({ codec: 'aac', config: true, payload_offset: 2 })
    expect(audio(0xaf, 1, 9)).toMatchObject({ codec: 'aac', config: false })
    expect(audio(0x2f, 9)).toMatchObject({ codec: 'mp3', config: false, payload_offset: 1 })
  })

  test('of any type and any bytes is a unit or nothing', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(AUDIO_TAG, VIDEO_TAG, SCRIPT_TAG),
        fc.uint8Array({ maxLength: 60 }),
        (type, bytes) => {
          const unit = unitOfTag(type, 0, Buffer.from(bytes))
          if (unit) expect(unit.payload_offset).toBeLessThanOrEqual(bytes.length)
        },
      ),
    )
  })
})
