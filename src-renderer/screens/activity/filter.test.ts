import { describe, expect, test } from 'vitest'
import { filterOf, isFiltered, queryOf } from './filter.ts'

const NOW = Date.parse('2026-11-27T12:00:00.000Z')
const asked = (search: string) => queryOf(filterOf(new URLSearchParams(search)), NOW)

describe('the filter of Activity in the address bar', () => {
  test('nothing there asks for everything', () => {
    expect(asked('')).toEqual({})
    expect(isFiltered(filterOf(new URLSearchParams('')))).toBe(false)
    expect(isFiltered(filterOf(new URLSearchParams('q=+')))).toBe(false)
  })

  test('words, severity, kind and the last while', () => {
    expect(asked('q=+edge-1+mira&severity=warning&kind=node&time=hour')).toEqual({
      ...{ text: 'edge-1 mira', severity: 'warning', type: 'node' },
      since: '2026-11-27T11:00:00.000Z',
    })
  })

  test('who caused it, whole or their kind', () => {
    expect(asked('who=operator')).toEqual({ actor: 'operator' })
    expect(asked('who=operator%3Amira+m')).toEqual({ actor: 'operator:mira m' })
    expect(asked('who=origin')).toEqual({ actor: 'origin' })
    for (const none of ['nobody', 'origin:x', 'operator:', `node:${'x'.repeat(300)}`]) {
      expect(asked(`who=${none}`)).toEqual({})
    }
    expect(isFiltered(filterOf(new URLSearchParams('who=node')))).toBe(true)
  })

  test('days are those of this computer, the last one included', () => {
    const { since, until } = asked('time=days&from=2026-03-01&to=2026-03-31')
    expect(since).toBe(new Date(2026, 2, 1).toISOString())
    expect(until).toBe(new Date(2026, 3, 1).toISOString())
    expect(asked('time=days&from=2026-03-01&to=')).toEqual({ since })
  })

  test('what is none is left out', () => {
    expect(asked('time=century&severity=loud')).toEqual({})
    expect(asked('time=days&from=2026-02-31&to=yesterday')).toEqual({})
  })
})
