import { describe, expect, test } from 'vitest'
import type { StreamHealth, StreamSession } from '#contract/stream.ts'
import { sampleStream } from '../../data/sample-facts.ts'
import { healthFindings } from './health-findings.ts'

const well: StreamHealth = {
  ...{ frames: 9_000, bytes: 1e8, frame_gaps: 0, recent_frame_gaps: 0, longest_frame_gap_ms: 0 },
  ...{ sound_ahead_ms: 12, usual_bitrate_kbps: 4_000, publisher_rtt_ms: 18, last_frame_age_ms: 20 },
}
const found = (session: Partial<StreamSession>, health: Partial<StreamHealth> = {}) => {
  const { session: whole } = sampleStream('live/a', {
    at: 'a',
    session: { health: { ...well, ...health }, ...session },
  })
  return healthFindings(whole).map(({ id, title }) => `${id}: ${title}`)
}

const trackOf = (kind: 'video' | 'audio') => ({
  ...{ kind, codec: kind === 'video' ? 'h264' : 'aac', codec_string: null, width: null, height: null, fps: null },
  ...{ sample_rate_hz: null, channels: null },
})

describe('the health of a stream', () => {
  test('that is well has nothing to say, and neither has one of an older node', () => {
    expect(found({})).toEqual([])
    expect(healthFindings(sampleStream('live/a', { at: 'a' }).session)).toEqual([])
  })

  test('says in plain words what is wrong', () => {
    expect(found({ keyframe_interval_ms: 8_400 })).toEqual([
      'keyframes: Keyframes are 8.4 s apart: whoever joins waits up to 8.4 s for a picture',
    ])
    expect(found({}, { frame_gaps: 40, recent_frame_gaps: 12, longest_frame_gap_ms: 600 })).toEqual([
      'gaps: Frames are missing: 12 gaps within the last minute',
    ])
    expect(found({}, { sound_ahead_ms: -400 })).toEqual(['sound: Sound is 400 ms behind the picture'])
    expect(found({}, { sound_ahead_ms: 1_200 })).toEqual(['sound: Sound is 1.2 s ahead of the picture'])
    expect(found({ bitrate_kbps: 1_500 })).toEqual([
      'bitrate: The bit rate fell to 1.5 Mbit/s, it usually is 4.0 Mbit/s',
    ])
    expect(found({}, { publisher_rtt_ms: 320 })).toEqual(['distance: The publisher is 320 ms away'])
  })

  test('measures the fall of the bit rate by its median of five minutes where that is known', () => {
    const { session } = sampleStream('live/a', { at: 'a', session: { bitrate_kbps: 1_500, health: well } })
    expect(healthFindings(session, 2_000)).toEqual([])
    expect(healthFindings(session, 3_200)).toMatchObject([{ id: 'bitrate' }])
  })

  test('says when frames come late, and when the clock of the publisher jumps', () => {
    expect(found({}, { recent_arrival_gap_ms: 2_400 })).toEqual([
      'late: Frames come late: 2.4 s without one within the last half minute',
    ])
    expect(found({}, { recent_arrival_gap_ms: 90 })).toEqual([])
    expect(found({}, { clock_jumps: 3, last_clock_jump_age_ms: 9_000 })).toEqual([
      'clock: The publisher’s clock jumps: 3 times so far',
    ])
    expect(found({}, { clock_jumps: 3, last_clock_jump_age_ms: 90_000 })).toEqual([])
  })

  test('says when the sound stopped while the picture goes on, and of a stream without sound says no more than that', () => {
    const flowing = { last_picture_age_ms: 20, last_sound_age_ms: 25 }
    const tracks = [trackOf('video'), trackOf('audio')]
    expect(found({ tracks }, flowing)).toEqual([])
    expect(found({ tracks }, { ...flowing, last_sound_age_ms: 7_000 })).toEqual([
      'sound-stopped: The sound stopped 7 s ago; the picture goes on',
    ])
    const stopped = { last_frame_age_ms: 7_000, last_picture_age_ms: 7_000, last_sound_age_ms: 7_000 }
    expect(found({ tracks }, stopped)).toEqual(['silent: Nothing has come for 7 s'])
    const { session } = sampleStream('live/a', {
      at: 'a',
      session: { tracks: [trackOf('video')], health: { ...well, last_picture_age_ms: 20, last_sound_age_ms: null } },
    })
    expect(healthFindings(session)).toMatchObject([{ id: 'no-sound', tone: 'note' }])
  })

  test('of a publisher that is silent says that, and not that its bit rate fell', () => {
    expect(found({ bitrate_kbps: 0 }, { last_frame_age_ms: 5_000 })).toEqual(['silent: Nothing has come for 5 s'])
  })

  test('of an interrupted stream says for how long its publisher is waited for, and nothing else', () => {
    const until = '2026-11-21T07:30:10.000Z'
    const { session } = sampleStream('live/a', {
      at: 'a',
      session: { state: 'interrupted', interrupted_until: until, keyframe_interval_ms: 9_000 },
    })
    expect(healthFindings(session)).toMatchObject([{ id: 'interrupted', tone: 'bad', until }])
    expect(found({ state: 'interrupted' })).toEqual(['interrupted: Interrupted: its node is out of reach'])
  })

  test('old gaps are no news', () => {
    expect(found({}, { frame_gaps: 50, recent_frame_gaps: 1, longest_frame_gap_ms: 900 })).toEqual([])
  })
})
