import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { LiveTable } from './live-table.ts'

describe('renewing what a live table holds', () => {
  test('keeps it alive, and tells the mirror when its copy has half its time left', () => {
    let now = 0
    const told: string[] = []
    const surroundings = { clock: () => now, onChanged: (key: string) => told.push(key) }
    const table = new LiveTable<number>({ name: 'facts', schema: z.number(), ttl_ms: 30_000 }, surroundings)
    table.put('a', 1)
    expect(told).toEqual(['a'])
    for (now = 5_000; now <= 60_000; now += 5_000) table.renew('a')
    // Once each 15 s: at 15, 30, 45 and 60.
    expect(told).toEqual(['a', 'a', 'a', 'a', 'a'])
    expect(table.mirrored('a')).toEqual({ value: 1, ttl_left_ms: 30_000 - (now - 60_000) })
    now = 90_001
    expect(table.get('a')).toBeUndefined()
    table.renew('a')
    table.renew('never-there')
    expect(table.get('a')).toBeUndefined()
    expect(told).toHaveLength(5)
  })
})
