import { expect, test } from 'vitest'
import type { Track } from '#contract/stream.ts'
import { describeTracks } from './tracks.ts'

const track = (facts: Partial<Track> & Pick<Track, 'kind' | 'codec'>): Track => ({
  ...{ codec_string: null, width: null, height: null, fps: null, sample_rate_hz: null, channels: null },
  ...facts,
})

test('picture and sound are told in the words of the trade', () => {
  const tracks = [
    track({ kind: 'video', codec: 'h264', width: 1920, height: 1080, fps: 50 }),
    track({ kind: 'audio', codec: 'aac', sample_rate_hz: 44_100, channels: 2 }),
  ]
  expect(describeTracks(tracks)).toEqual({ video: 'H.264 1080p50', audio: 'AAC 44.1 kHz stereo' })
})

test('an upright picture is told by both its sides', () => {
  const tracks = [track({ kind: 'video', codec: 'hevc', width: 1080, height: 1920, fps: 29.97 })]
  expect(describeTracks(tracks)).toEqual({ video: 'H.265 1080×1920 at 29.97', audio: '–' })
})

test('what is not known yet is left out', () => {
  expect(describeTracks([track({ kind: 'video', codec: 'h264' })]).video).toBe('H.264')
})
