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
