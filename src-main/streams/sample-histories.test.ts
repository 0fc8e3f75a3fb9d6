import { describe, expect, test } from 'vitest'
import type { SessionId, StreamPath } from '#contract/ids.ts'
import type { LiveEvent } from '#contract/live-event.ts'
import { SampleHistories } from './sample-histories.ts'

const path = 'live/show' as StreamPath
const session_id = '7a1c2f9e-3f7e-4a53-9a37-0f6a3a0f7b01' as SessionId
const began_ms = Date.parse('2026-11-26T12:00:00.000Z')

function opened() {
  const time = { ms: 0 }
  const said: LiveEvent[] = []
  const histories = new SampleHistories({
    events: { publish: (event) => void said.push(event) },
    clock: { now: () => ({ monotonic_ms: time.ms, at: new Date(began_ms + time.ms).toISOString() }) },
  })
  const tell = (seq: number, count: number) =>
    histories.say(path, {
      ...{ session_id, seq },
      samples: Array.from({ length: count }, (_, index) => ({
        ...{ bitrate_kbps: seq - count + 1 + index, fps: 25, frame_gap_ms: 40 },
      })),
    })
  const read = () => histories.read(path, session_id).samples
  return { time, said, histories, tell, read }
}

describe('the history of a live stream', () => {
  test('holds what its node told, two seconds apart, once each', () => {
    const { tell, read } = opened()
    tell(3, 3)
    tell(4, 4)
    tell(4, 1)
    expect(read().map(({ at, bitrate_kbps }) => [at.slice(17, 23), bitrate_kbps])).toEqual([
      ['56.000', 1],
      ['58.000', 2],
      ['00.000', 3],
      ['00.000', 4],
    ])
  })

  test('holds five minutes and no more', () => {
    const { tell, read } = opened()
    for (let seq = 1; seq <= 400; seq++) tell(seq, 1)
    expect(read()).toHaveLength(150)
    expect(read()[0]?.bitrate_kbps).toBe(251)
  })

  test('is told live for a minute and a half after somebody read it, and to nobody otherwise', () => {
    const { time, said, tell, read } = opened()
    tell(1, 1)
    expect(said).toEqual([])
    read()
    tell(2, 1)
    expect(said).toMatchObject([{ type: 'stream_samples', stream_path: path, samples: [{ bitrate_kbps: 2 }] }])
    time.ms = 90_000
    tell(3, 1)
    expect(said).toHaveLength(1)
  })

  test('is forgotten when its session is over', () => {
    const { histories, tell, read } = opened()
    tell(1, 1)
    histories.sweep(() => true)
    expect(read()).toHaveLength(1)
    histories.sweep(() => false)
    expect(read()).toEqual([])
  })
})
