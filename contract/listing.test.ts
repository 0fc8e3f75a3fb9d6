import { describe, expect, test } from 'vitest'
import { nodesQuerySchema, pageOf } from './listing.ts'

const names = ['alpha', 'bravo', 'charlie', 'delta', 'echo']
const page = (query: { limit?: number; after?: string }) => pageOf(names, query, (name) => name)

describe('a page of a list', () => {
  test('without a limit is the whole list', () => {
    expect(page({})).toEqual({ items: names, next: null })
  })

  test('goes on behind the one before until nothing is left', () => {
    const seen: string[] = []
    let after: string | undefined
    for (let pages = 0; pages < 3; pages += 1) {
      const { items, next } = page({ limit: 2, ...(after === undefined ? {} : { after }) })
      seen.push(...items)
      after = next ?? undefined
    }
    expect(seen).toEqual(names)
    expect(after).toBeUndefined()
  })

  test('goes on where the last item of the page before is gone', () => {
    expect(page({ limit: 2, after: 'beta' })).toEqual({ items: ['bravo', 'charlie'], next: 'charlie' })
    expect(page({ limit: 2, after: 'zulu' })).toEqual({ items: [], next: null })
  })

  test('refuses a limit that is none', () => {
    for (const limit of ['0', '5001', 'all']) expect(nodesQuerySchema.safeParse({ limit }).success).toBe(false)
    expect(nodesQuerySchema.parse({ limit: '20', liveness: 'alive' })).toEqual({ limit: 20, liveness: 'alive' })
  })
})
