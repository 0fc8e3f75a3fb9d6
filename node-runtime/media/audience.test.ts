import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Audience } from './audience.ts'
import { RecordingSink } from './media-fixtures.ts'
import { Subscriber } from './subscriber.ts'
import { paceLimits } from './subscriber-pace.ts'

const newcomer = (id: number) => new Subscriber(`viewer ${id}`, 'viewer', new RecordingSink(), paceLimits(1000))

const sinkOf = ({ sink }: Subscriber) => {
  if (!(sink instanceof RecordingSink)) throw new Error('a sink of another kind')
  return sink
}

describe('the audience of a fan-out', () => {
  test('sends groups to those who are clear only, and counts their bytes', () => {
    const audience = new Audience()
    const [clear, paced] = [newcomer(1), newcomer(2)]
    audience.add(clear)
    audience.add(paced)
    audience.clear(clear)
    expect(audience.send(Buffer.from('12345'), () => undefined)).toBe(1)
    expect([sinkOf(clear).text, sinkOf(paced).text]).toEqual(['12345', ''])
    expect([clear.bytes, paced.bytes]).toEqual([5, 0])
    expect(audience.paced()).toEqual([paced])
  })

  test('moves one whose kernel did not take all to the paced ones, with the group counted', () => {
    const audience = new Audience()
    const all = [newcomer(1), newcomer(2), newcomer(3)]
    for (const subscriber of all) {
      audience.add(subscriber)
      audience.clear(subscriber)
    }
    const [, second] = all
    if (!second) throw new Error('there are three')
    sinkOf(second).stalled = true
    const lagging: string[] = []
    audience.send(Buffer.from('123'), ({ id }) => lagging.push(id))
    audience.send(Buffer.from('45'), ({ id }) => lagging.push(id))
    expect(lagging).toEqual(['viewer 2'])
    expect(all.map(({ bytes }) => bytes)).toEqual([5, 3, 5])
    expect(all.map((subscriber) => sinkOf(subscriber).text)).toEqual(['12345', '123', '12345'])
  })

  test('gives everybody each group once, whoever comes, lags, catches up and goes', () => {
    const act = fc.record({ who: fc.nat(7), what: fc.constantFrom(...ACTS) })
    fc.assert(
      fc.property(fc.array(act, { maxLength: 120 }), (acts) => {
        const audience = new Audience()
        const here = new Map<number, Expected>()
        for (const { who, what } of acts) perform(what, who, audience, here)
        const expected = [...here.values()]
        expect(audience.size).toBe(expected.length)
        expect(new Set(audience.all())).toEqual(new Set(expected.map(({ subscriber }) => subscriber)))
        expect(expected.map(({ subscriber }) => subscriber.bytes)).toEqual(expected.map(({ bytes }) => bytes))
        expect(expected.map(({ subscriber }) => sinkOf(subscriber).text.length)).toEqual(
          expected.map(({ bytes }) => bytes),
        )
      }),
    )
  })
})

const ACTS = ['come', 'go', 'clear', 'stall', 'send'] as const

interface Expected {
  readonly subscriber: Subscriber
  bytes: number
}

function perform(what: (typeof ACTS)[number], who: number, audience: Audience, here: Map<number, Expected>): void {
  const one = here.get(who)
  if (what === 'send') {
    for (const each of here.values()) if (each.subscriber.clear) each.bytes += 3
    audience.send(Buffer.from('abc'), () => undefined)
  } else if (what === 'come') {
    if (one) return
    const subscriber = newcomer(who)
    audience.add(subscriber)
    here.set(who, { subscriber, bytes: 0 })
  } else if (one) {
    change(what, one.subscriber, audience)
    if (what === 'go') here.delete(who)
  }
}

function change(what: 'go' | 'clear' | 'stall', subscriber: Subscriber, audience: Audience): void {
  if (what === 'stall') {
    sinkOf(subscriber).stalled = true
  } else if (what === 'go') {
    audience.remove(subscriber)
    audience.remove(subscriber)
    expect(subscriber.place).toBe(-1)
  } else if (!subscriber.clear) {
    sinkOf(subscriber).read()
    sinkOf(subscriber).stalled = false
    audience.clear(subscriber)
  }
}
