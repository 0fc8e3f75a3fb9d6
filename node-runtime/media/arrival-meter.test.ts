import { describe, expect, test } from 'vitest'
import { ArrivalMeter } from './arrival-meter.ts'

/** Frames of 1,000 bytes at these times, and a measure every two seconds. */
function measured(frames_at_ms: readonly number[], until_ms: number) {
  const meter = new ArrivalMeter(0)
  const waiting = [...frames_at_ms]
  for (let now_ms = 2_000; now_ms <= until_ms; now_ms += 2_000) {
    while ((waiting[0] ?? Number.POSITIVE_INFINITY) < now_ms) {
      meter.bytes(1_000)
      meter.frame(waiting.shift() ?? 0)
    }
    meter.sample(now_ms)
  }
  return meter
}

const every = (step_ms: number, from_ms: number, until_ms: number) =>
  Array.from({ length: Math.ceil((until_ms - from_ms) / step_ms) }, (_, index) => from_ms + index * step_ms)

describe('how a stream arrives', () => {
  test('even frames show their rate and a gap of one frame', () => {
    const meter = measured(every(40, 0, 6_000), 6_000)
    expect(meter.after(0)).toEqual([
      { bitrate_kbps: 200, fps: 25, frame_gap_ms: 40 },
      { bitrate_kbps: 200, fps: 25, frame_gap_ms: 40 },
      { bitrate_kbps: 200, fps: 25, frame_gap_ms: 40 },
    ])
  })

  test('a pause shows as a gap that grows until the next frame, and is recent for half a minute', () => {
    const meter = measured([...every(40, 0, 2_000), ...every(40, 7_000, 60_000)], 60_000)
    expect(meter.after(0).map(({ frame_gap_ms }) => frame_gap_ms)).toEqual([
      ...[40, 2_040, 4_040, 5_040],
      ...new Array<number>(26).fill(40),
    ])
    expect(meter.recentGapMs(60_000)).toBe(40)
    expect(measured([...every(40, 0, 2_000), ...every(40, 7_000, 36_000)], 36_000).recentGapMs(36_000)).toBe(5_040)
  })

  test('keeps five minutes, and says what came after a measure that was told', () => {
    const meter = measured(every(500, 0, 700_000), 700_000)
    expect(meter.seq).toBe(350)
    expect(meter.after(0)).toHaveLength(150)
    expect(meter.after(348)).toHaveLength(2)
    expect(meter.after(350)).toEqual([])
  })

  test('an interval that has only begun counts for the next one, and another session begins with nothing', () => {
    const meter = new ArrivalMeter(0)
    meter.bytes(1_000)
    meter.sample(100)
    expect(meter.seq).toBe(0)
    meter.sample(1_000)
    expect(meter.after(0)).toEqual([{ bitrate_kbps: 8, fps: 0, frame_gap_ms: 0 }])
    meter.reset(1_000)
    expect(meter.seq).toBe(0)
    expect(meter.recentGapMs(2_000)).toBe(0)
  })
})
