import { describe, expect, test } from 'vitest'
import { videoConfig, videoUnit } from '../media/media-fixtures.ts'
import { readBatch, sizeInBatch } from './unit-batch.ts'
import { UnitSender } from './unit-sender.ts'

const FRAME = sizeInBatch(videoUnit(0))

/** A sender whose turns of the event loop and whose far end the test controls. */
class Line {
  /** Each message as words: `3:V!@40` is a keyframe of stream 3 at 40 ms, `C` a sequence header. */
  readonly messages: string[] = []
  readonly skipped: string[] = []
  taken = 0
  readonly sender: UnitSender
  #turn_ends: (() => void)[] = []

  constructor(window_bytes: number) {
    this.sender = new UnitSender({
      window_bytes,
      taken: () => this.taken,
      post: (batch) => void this.messages.push(words(batch)),
      soon: (run) => void this.#turn_ends.push(run),
      onSkipped: (stream, in_flight_bytes) => void this.skipped.push(`${stream} behind by ${in_flight_bytes}`),
    })
  }

  endTurn(): void {
    for (const run of this.#turn_ends.splice(0)) run()
  }

  /** The far end has taken everything. */
  takeAll(): void {
    this.taken = (this.taken + this.sender.in_flight_bytes) >>> 0
  }
}

function words(batch: ArrayBuffer): string {
  const found: string[] = []
  readBatch(batch, (stream, { config, keyframe, dts_ms }) => {
    found.push(`${stream}:${config ? 'C' : keyframe ? 'V!' : 'V'}@${dts_ms}`)
  })
  return found.join(' ')
}

describe('units on their way to another thread', () => {
  test('that came in one turn of the event loop are one message, whatever stream they are of', () => {
    const line = new Line(1e6)
    const [one, two] = [line.sender.channel(1), line.sender.channel(2)]
    one.push(videoUnit(0, true), true)
    two.push(videoUnit(5, true), true)
    one.push(videoUnit(40), false)
    expect(line.messages).toEqual([])
    line.endTurn()
    two.push(videoUnit(45), false)
    line.endTurn()
    line.endTurn()
    expect(line.messages).toEqual(['1:V!@0 2:V!@5 1:V@40', '2:V@45'])
  })

  test('go out before a message of another kind that takes them along', () => {
    const line = new Line(1e6)
    line.sender.channel(1).push(videoUnit(0, true), true)
    expect(words(line.sender.take())).toBe('1:V!@0')
    line.endTurn()
    expect(line.messages).toEqual([])
  })

  test('never fill more than the window: the stream is left out up to a keyframe that fits, and that is said once', () => {
    const line = new Line(2 * FRAME)
    const channel = line.sender.channel(1)
    channel.push(videoUnit(0, true), true)
    channel.push(videoUnit(40), false)
    for (let dts_ms = 80; dts_ms < 400; dts_ms += 40) channel.push(videoUnit(dts_ms), false)
    channel.push(videoUnit(400, true), true)
    line.endTurn()
    expect(line.messages).toEqual(['1:V!@0 1:V@40'])
    expect(line.sender.in_flight_bytes).toBe(2 * FRAME)
    expect(line.skipped).toEqual([`1 behind by ${2 * FRAME}`])
    line.takeAll()
    channel.push(videoUnit(440), false)
    channel.push(videoUnit(480, true), true)
    channel.push(videoUnit(520), false)
    line.endTurn()
    expect(line.messages.slice(1)).toEqual(['1:V!@480 1:V@520'])
  })

  test('have the sequence header before them that came while they were left out', () => {
    const line = new Line(FRAME)
    const channel = line.sender.channel(1)
    channel.push(videoUnit(0, true), true)
    channel.push(videoConfig(), false)
    channel.push({ ...videoConfig(), dts_ms: 7 }, false)
    line.endTurn()
    line.takeAll()
    channel.push(videoUnit(40, true), true)
    line.endTurn()
    expect(line.messages).toEqual(['1:V!@0', '1:C@7 1:V!@40'])
  })

  test('of one stream being left out does not leave out another that fits', () => {
    const line = new Line(3 * FRAME)
    const [large, small] = [line.sender.channel(1), line.sender.channel(2)]
    large.push(videoUnit(0, true, 4 * FRAME), true)
    small.push(videoUnit(0, true), true)
    line.endTurn()
    expect(line.messages).toEqual(['2:V!@0'])
    expect(line.skipped).toEqual(['1 behind by 0'])
  })
})
