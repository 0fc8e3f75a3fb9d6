import { describe, expect, onTestFinished, test } from 'vitest'
import type { NodeMessage } from '#contract/control-channel.ts'
import { ArrivalMeter } from '../media/arrival-meter.ts'
import type { LiveStream } from '../media/live-stream.ts'
import { StreamSamples } from './stream-samples.ts'

type Told = Extract<NodeMessage, { type: 'stream_samples' }>

/** So many publications that have been measured so often already. */
function publications(count: number, measures: number) {
  const now_ms = performance.now()
  return Array.from({ length: count }, (_, index) => {
    const arrivals = new ArrivalMeter(now_ms - (measures + 1) * 2_000)
    for (let n = measures; n > 0; n--) arrivals.sample(now_ms - n * 2_000)
    return { session_id: `session-${index}`, origin: { kind: 'publisher' }, arrivals } as unknown as LiveStream
  })
}

function samplesOf(streams: readonly LiveStream[]) {
  const node = { taken: true, congested: false, said: [] as Told[] }
  const samples = new StreamSamples({
    directory: { list: () => streams },
    send: (message) => node.said.push(message as Told) > 0,
    congested: () => node.congested,
    taken: () => node.taken,
  })
  onTestFinished(() => samples.stop())
  return { node, samples }
}

describe('what a node tells of how its publications arrive', () => {
  test('after a welcome all that is kept, then what is new', () => {
    const streams = publications(1, 3)
    const { node, samples } = samplesOf(streams)
    samples.look()
    expect(node.said[0]?.streams[0]).toMatchObject({ seq: 4, samples: { length: 4 } })
    streams[0]?.arrivals.sample(performance.now() + 2_000)
    samples.look()
    expect(node.said[1]?.streams[0]).toMatchObject({ seq: 5, samples: { length: 1 } })
    samples.reset()
    samples.look()
    expect(node.said[2]?.streams[0]).toMatchObject({ seq: 5, samples: { length: 5 } })
  })

  test('nothing to an origin that keeps none, and later what a busy channel had to wait for', () => {
    const { node, samples } = samplesOf(publications(1, 1))
    node.taken = false
    samples.look()
    node.taken = true
    node.congested = true
    samples.look()
    expect(node.said).toEqual([])
    node.congested = false
    samples.look()
    expect(node.said[0]?.streams[0]).toMatchObject({ seq: 2, samples: { length: 2 } })
  })

  test('many streams in several messages, none larger than one may be', () => {
    const { node, samples } = samplesOf(publications(1_200, 10))
    samples.look()
    const told = node.said.map(({ streams }) => streams.reduce((sum, one) => sum + one.samples.length, 0))
    expect(told.reduce((sum, count) => sum + count)).toBe(1_200 * 11)
    expect(Math.max(...told)).toBeLessThanOrEqual(5_000)
    expect(Math.max(...node.said.map(({ streams }) => streams.length))).toBeLessThanOrEqual(500)
  })
})
