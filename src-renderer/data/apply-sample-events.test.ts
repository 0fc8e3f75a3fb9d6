import { describe, expect, test } from 'vitest'
import type { LiveEvent } from '#contract/live-event.ts'
import type { StreamHistory } from '#contract/stream-samples.ts'
import { applyToHistory } from './apply-sample-events.ts'

const sampleAt = (second: number) => ({
  ...{ at: new Date(second * 1_000).toISOString(), bitrate_kbps: second, fps: 25, frame_gap_ms: 40 },
})
const history = { stream_path: 'live/a', session_id: 's1', interval_ms: 2_000, samples: [sampleAt(2), sampleAt(4)] }
const told = (seconds: readonly number[], session_id = 's1', stream_path = 'live/a') =>
  ({ type: 'stream_samples', stream_path, session_id, interval_ms: 2_000, samples: seconds.map(sampleAt) }) as LiveEvent
const rates = (...events: LiveEvent[]) =>
  applyToHistory(history as unknown as StreamHistory, events).samples.map(({ bitrate_kbps }) => bitrate_kbps)

describe('the history of a stream that is shown', () => {
  test('grows by what is new, once each', () => {
    expect(rates(told([4, 6]), told([6, 8]))).toEqual([2, 4, 6, 8])
  })

  test('begins anew with another session, and hears nothing of other streams', () => {
    expect(rates(told([6], 's2'), told([8], 's2'))).toEqual([6, 8])
    expect(rates(told([6], 's1', 'live/b'))).toEqual([2, 4])
  })

  test('holds five minutes', () => {
    const seconds = Array.from({ length: 400 }, (_, index) => 6 + index * 2)
    expect(rates(told(seconds))).toHaveLength(150)
  })
})
