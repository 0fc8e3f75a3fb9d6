import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DueQueue } from './due-queue.ts'

describe('a queue of who is due', () => {
  it('gives out each key once, at the earliest time it was put with, in order', () => {
    const puts = fc.array(fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 100 })), {
      maxLength: 200,
    })
    fc.assert(
      fc.property(puts, fc.integer({ min: 0, max: 100 }), (all, now_ms) => {
        const queue = new DueQueue<number>()
        const earliest = new Map<number, number>()
        for (const [key, due_ms] of all) {
          queue.put(key, due_ms)
          earliest.set(key, Math.min(due_ms, earliest.get(key) ?? due_ms))
        }
        expect(queue.next_ms).toBe(earliest.size === 0 ? null : Math.min(...earliest.values()))
        const taken = queue.take(now_ms)
        const due = [...earliest].filter(([, due_ms]) => due_ms <= now_ms)
        expect(new Set(taken)).toEqual(new Set(due.map(([key]) => key)))
        expect(taken).toHaveLength(due.length)
        const times = taken.map((key) => earliest.get(key) ?? 0)
        expect(times).toEqual([...times].sort((one, other) => one - other))
        const rest = queue.take(1_000)
        expect(new Set([...taken, ...rest])).toEqual(new Set(earliest.keys()))
        expect(taken.length + rest.length).toBe(earliest.size)
      }),
    )
  })
})
