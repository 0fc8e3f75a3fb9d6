import { describe, expect, test, vi } from 'vitest'
import {
  counted,
  formatAge,
  formatBitrate,
  formatBytes,
  formatDay,
  formatDifference,
  formatDuration,
} from './format.ts'

test('figures are of the language that the panel takes after this module was loaded', async () => {
  vi.resetModules()
  vi.stubGlobal('navigator', { languages: ['de-AT'] })
  vi.stubGlobal('document', { documentElement: { lang: '' } })
  try {
    const format = await import('./format.ts')
    const { takeLanguage } = await import('../languages/language.ts')
    expect(takeLanguage()).toBe('de')
    expect([format.formatBitrate(6_249), format.formatAge(0)]).toEqual(['6,2 Mbit/s', 'jetzt'])
    expect(format.formatDateTime('2026-11-21T14:03:22')).toContain('21.11.2026')
  } finally {
    vi.unstubAllGlobals()
    vi.resetModules()
  }
})

describe('figures as people read them', () => {
  test('a bit rate is told in the unit that keeps it short', () => {
    expect([formatBitrate(0), formatBitrate(840), formatBitrate(6_249), formatBitrate(1_400_000)]).toEqual([
      '0 kbit/s',
      '840 kbit/s',
      '6.2 Mbit/s',
      '1.4 Gbit/s',
    ])
  })

  test('a size is told in the largest unit that leaves a whole', () => {
    expect([formatBytes(0), formatBytes(512), formatBytes(1_536), formatBytes(17_179_869_184)]).toEqual([
      '0 B',
      '512 B',
      '1.5 KiB',
      '16 GiB',
    ])
  })

  test('a duration shows its two largest units and is never negative', () => {
    expect([-5, 42_000, 62_000, 754_000, 8_040_000, 788_400_000].map(formatDuration)).toEqual([
      '0s',
      '42s',
      '1m 2s',
      '12m',
      '2h 14m',
      '9d 3h',
    ])
  })

  test('a difference in time is told as exactly as matters, without its direction', () => {
    expect([0.4, 12, -940, 2_100, -59_000, 600_000].map(formatDifference)).toEqual([
      ...['0 ms', '12 ms', '940 ms', '2.1 s', '59 s', '10m'],
    ])
  })

  test('an age below two seconds is now, later ones count', () => {
    expect([0, 1_400, 4_000, 61_000, 7_300_000].map(formatAge)).toEqual(['now', 'now', '4s ago', '1m ago', '2h ago'])
  })

  test('a list is cut by the days of the one who reads it', () => {
    const now = new Date(2026, 10, 21, 0, 10).getTime()
    expect(formatDay(now - 5 * 60_000, now)).toBe('Today')
    expect(formatDay(now - 20 * 60_000, now)).toBe('Yesterday')
    expect(formatDay(new Date(2026, 10, 14).getTime(), now)).toBe('Saturday 14 November')
  })

  test('one is not a plural', () => {
    expect([counted(0, 'viewer'), counted(1, 'viewer'), counted(1_200, 'viewer'), counted(2, 'box', 'boxes')]).toEqual([
      '0 viewers',
      '1 viewer',
      '1,200 viewers',
      '2 boxes',
    ])
  })
})

test.each([
  ['de', 'de-DE', ['42 s', '2 h 14 min', '9 d 3 h', 'vor 12 min', '1 Knoten', '0 Knoten', '6,2 Mbit/s']],
  ['fr', 'fr-FR', ['42s', '2h 14min', '9j 3h', 'il y a 12min', '1 nœud', '0 nœud', '6,2 Mbit/s']],
])('%s: time, plurals and figures are of the language', async (language, locale, written) => {
  vi.resetModules()
  vi.doMock('../languages/language.ts', () => ({ currentLanguage: () => language, currentLocale: () => locale }))
  const format = await import('./format.ts')
  const [one, many] = language === 'de' ? ['Knoten', 'Knoten'] : ['nœud', 'nœuds']
  const figures = [
    ...[42_000, 8_040_000, 788_400_000].map(format.formatDuration),
    format.formatAge(754_000),
    ...[1, 0].map((count) => format.counted(count, one, many)),
    format.formatBitrate(6_249),
  ]
  expect(figures.map((figure) => figure.replaceAll(/\s/g, ' '))).toEqual(written)
})
