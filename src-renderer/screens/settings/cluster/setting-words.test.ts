import { describe, expect, test } from 'vitest'
import type { Setting } from '#contract/settings.ts'
import { groupsOf, sourceWords, valueWords } from './setting-words.ts'

const setting = (name: string, facts: Partial<Setting> = {}): Setting => ({
  ...{ name, value: 1, default: 1, unit: null, source: { kind: 'default', where: null }, secret: false, choice: null },
  ...facts,
})

describe('the settings of an origin as people read them', () => {
  test('a value is told with its unit, a secret is not told, and nothing is told as such', () => {
    expect([
      valueWords(90_000, 'ms'),
      valueWords(1_500, 'ms'),
      valueWords(4_194_304, 'bytes'),
      valueWords(85, '%'),
      valueWords(8090, null),
      valueWords(true, null),
      valueWords('(set)', null),
      valueWords(null, 'ms'),
      valueWords([], null),
      valueWords(['10.0.0.0/8', '::1/128'], null),
    ]).toEqual([
      '90s',
      '1500ms',
      '4 MiB',
      '85 %',
      '8090',
      'yes',
      'set, not shown',
      'not set',
      'none',
      '10.0.0.0/8, ::1/128',
    ])
  })

  test('where it was set is named', () => {
    expect(sourceWords({ kind: 'file', where: '/etc/headwater/headwater.yaml: origin.port' })).toEqual({
      by: 'file',
      where: '/etc/headwater/headwater.yaml: origin.port',
    })
    expect(sourceWords({ kind: 'default', where: null })).toEqual({ by: 'default', where: null })
  })

  test('they stand under the first word of their names, those without one first, and are found by any part', () => {
    const all = [
      setting('routing.ticket_ttl'),
      setting('port', { value: 9000, source: { kind: 'flag', where: '--port' } }),
      setting('routing.max_cpu_percent'),
      setting('nodes.stale_after', { source: { kind: 'fixed', where: null } }),
    ]
    const names = (typed: string, only_set = false) =>
      groupsOf(all, typed, only_set).map(({ name, settings }) => [name, ...settings.map((one) => one.name)])
    expect(names('')).toEqual([
      ['', 'port'],
      ['routing', 'routing.ticket_ttl', 'routing.max_cpu_percent'],
      ['nodes', 'nodes.stale_after'],
    ])
    expect(names('TICKET')).toEqual([['routing', 'routing.ticket_ttl']])
    expect(names('--port')).toEqual([['', 'port']])
    expect(names('', true)).toEqual([['', 'port']])
    expect(names('no such')).toEqual([])
  })
})
