import { describe, expect, test } from 'vitest'
import type { Stream, Track } from '#contract/stream.ts'
import { canShowPicture } from './stream-picture-source.ts'

const video: Track = {
  kind: 'video',
  codec: 'h264',
  codec_string: 'avc1.4d401f',
  width: 1280,
  height: 720,
  fps: 25,
  sample_rate_hz: null,
  channels: null,
}
const stream = (state: string, tracks: readonly Track[]) => ({ session: { state, tracks } }) as unknown as Stream
const all = () => true

describe('a still of a stream', () => {
  test('is asked for where there is a picture that the browser knows', () => {
    const asked: string[] = []
    const can = (type: string) => asked.push(type) > 0
    expect(canShowPicture(stream('live', [video]), can)).toBe(true)
    expect(asked).toEqual(['video/mp4; codecs="avc1.4d401f"'])
    expect(canShowPicture(stream('live', [video]), () => false)).toBe(false)
  })

  test('is not asked for of sound alone, before the stream is live, or of a codec without a name', () => {
    expect(canShowPicture(stream('live', [{ ...video, kind: 'audio' }]), all)).toBe(false)
    expect(canShowPicture(stream('starting', [video]), all)).toBe(false)
    expect(canShowPicture(stream('live', [{ ...video, codec_string: null }]), all)).toBe(false)
    expect(canShowPicture(stream('live', []), all)).toBe(false)
  })
})
