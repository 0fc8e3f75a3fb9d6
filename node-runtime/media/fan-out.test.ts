import { describe, expect, test } from 'vitest'
import { FanOut } from './fan-out.ts'
import { HeadKeeper } from './head-keeper.ts'
import { audioUnit, linePackager, ManualClock, RecordingSink, videoUnit } from './media-fixtures.ts'
import { Subscriber } from './subscriber.ts'
import { paceLimits } from './subscriber-pace.ts'

const BOUND = 1000

function fanOut(interval_ms: number) {
  const clock = new ManualClock()
  const told: string[] = []
  let sent = 0
  const fan_out = new FanOut({
    packager: linePackager,
    contents: 'main',
    interval_ms,
    cache: { max_bytes: 100_000, max_ms: 10_000 },
    head: new HeadKeeper(),
    clock,
    onSkipped: ({ id }) => told.push(`${id} skipped`),
    onDropped: ({ id }) => told.push(`${id} dropped`),
    onSent: (bytes) => {
      sent += bytes
    },
  })
  const join = (id: string) => {
    const sink = new RecordingSink()
    const subscriber = new Subscriber(id, 'viewer', sink, paceLimits(BOUND))
    fan_out.attach(subscriber, BOUND)
    return { sink, subscriber }
  }
  const frame = (dts_ms: number, keyframe = false) => fan_out.push(videoUnit(dts_ms, keyframe), keyframe, true)
  return { clock, fan_out, join, frame, told, sent: () => sent }
}

describe('at low latency', () => {
  test('everything that arrives together is one write', () => {
    const { clock, fan_out, join, frame } = fanOut(0)
    const { sink } = join('viewer')
    frame(0, true)
    clock.hold()
    frame(33)
    fan_out.push(audioUnit(40), false, true)
    frame(66)
    expect(sink.writes).toHaveLength(1)
    clock.release()
    expect(sink.writes.slice(1).map((write) => Buffer.concat([...write]).toString())).toEqual(['V@33\nA@40\nV@66\n'])
  })

  test('a keyframe begins a write of its own, so that who joins begins there', () => {
    const { clock, join, frame } = fanOut(0)
    frame(0, true)
    clock.hold()
    frame(33)
    frame(66, true)
    const { sink } = join('late')
    expect(sink.text).toBe('HEAD\nV!@66\n')
    clock.release()
    frame(100)
    expect(sink.text).toBe('HEAD\nV!@66\nV@100\n')
  })
})

describe('a subscriber', () => {
  test('whose kernel takes everything gets each group as it is, and its bytes are counted', () => {
    const { join, frame, sent } = fanOut(0)
    const [one, other] = [join('one'), join('other')]
    for (let dts = 0; dts < 400; dts += 40) frame(dts, dts === 0)
    expect(one.sink.text).toBe(other.sink.text)
    expect(one.subscriber.bytes).toBe(one.sink.text.length)
    expect(sent()).toBe(one.sink.text.length * 2)
    expect(one.subscriber.clear).toBe(true)
  })

  test('that stops reading skips, is dropped, and is counted to the byte; the other plays on', () => {
    const { clock, join, frame, told } = fanOut(0)
    const [slow, good] = [join('slow'), join('good')]
    frame(0, true)
    frame(40)
    slow.sink.stalled = true
    for (let dts = 80; told.length < 2 && dts < 20_000; dts += 40) {
      clock.advance(40)
      frame(dts, dts % 1000 === 0)
    }
    expect(told).toEqual(['slow skipped', 'slow dropped'])
    expect(slow.subscriber.bytes).toBe(slow.sink.text.length)
    expect(slow.sink.buffered_bytes).toBeLessThan(BOUND + 100)
    expect(good.subscriber.bytes).toBe(good.sink.text.length)
    expect(good.sink.text).toContain('V!@1000\n')
  })

  test('that lags for a moment gets everything in its order and keeps up again', () => {
    const { join, frame } = fanOut(0)
    const [one, steady] = [join('one'), join('steady')]
    frame(0, true)
    frame(40)
    one.sink.stalled = true
    frame(80)
    expect(one.subscriber.clear).toBe(false)
    frame(120)
    one.sink.stalled = false
    one.sink.read()
    frame(160)
    expect(one.subscriber.clear).toBe(true)
    frame(200)
    expect(one.sink.text).toBe(steady.sink.text)
    expect(one.subscriber.bytes).toBe(one.sink.text.length)
  })

  test('that leaves gets nothing more', () => {
    const { fan_out, join, frame } = fanOut(0)
    const { sink, subscriber } = join('viewer')
    frame(0, true)
    frame(40)
    fan_out.detach(subscriber)
    fan_out.detach(subscriber)
    frame(80)
    expect(sink.text).toBe('HEAD\nV!@0\nV@40\n')
    expect(fan_out.empty).toBe(true)
  })
})
