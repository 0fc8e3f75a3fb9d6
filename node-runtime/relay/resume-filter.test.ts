import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { MediaUnit } from '../media/unit.ts'
import { ResumeFilter } from './resume-filter.ts'

function unit(kind: 'video' | 'audio', dts_ms: number, keyframe = false, config = false): MediaUnit {
  return {
    kind,
    codec: kind === 'video' ? 'h264' : 'aac',
    dts_ms,
    keyframe,
    config,
    body: Buffer.alloc(0),
    payload_offset: 0,
  }
}

/** Ten groups of ten frames, 40 ms apart. */
const video = Array.from({ length: 100 }, (_, frame) => unit('video', frame * 40, frame % 10 === 0))

describe('a relay that was reconnected', () => {
  test('goes on without a repeated and without a missing frame when the session is the same', () => {
    fc.assert(
      fc.property(fc.nat(89), (cut) => {
        const filter = new ResumeFilter()
        filter.begin(true)
        const before = video.slice(0, cut + 1).filter((frame) => filter.admits(frame))
        filter.begin(true)
        const newest_keyframe = cut - (cut % 10)
        const after = video.slice(newest_keyframe).filter((frame) => filter.admits(frame))
        expect([...before, ...after]).toEqual(video)
      }),
    )
  })

  test('starts at a keyframe when another session took its place', () => {
    const filter = new ResumeFilter()
    filter.begin(true)
    for (const frame of video.slice(0, 50)) filter.admits(frame)
    filter.begin(false)
    const fresh = [
      unit('video', 5),
      unit('audio', 6),
      unit('video', 0, false, true),
      unit('video', 7, true),
      unit('audio', 8),
    ]
    expect(fresh.map((frame) => filter.admits(frame))).toEqual([false, false, true, true, true])
  })

  test('does not wait for a keyframe that a stream of sound alone never has', () => {
    const filter = new ResumeFilter()
    filter.begin(true)
    filter.admits(unit('audio', 100))
    filter.begin(false)
    expect(filter.admits(unit('audio', 0))).toBe(true)
  })
})
