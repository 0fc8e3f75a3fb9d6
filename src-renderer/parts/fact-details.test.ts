import { expect, test } from 'vitest'
import { factDetails } from './fact-details.ts'

test('what changed stands side by side, what did not is left out, and the rest is named', () => {
  const details = factDetails({
    operator_id: 'op_1',
    before: { name: 'mira', role: 'viewer' },
    after: { name: 'mira', role: 'operator' },
    reason: null,
  })
  expect(details.changes).toEqual([{ name: 'role', before: 'viewer', after: 'operator' }])
  expect(details.values).toEqual([
    { name: 'operator_id', value: 'op_1' },
    { name: 'reason', value: '–' },
  ])
})

test('what was made has nothing before, what was removed nothing after, and a value by itself no name', () => {
  expect(factDetails({ before: null, after: { pattern: 'live/*', rules: { publishers: 2 } } }).changes).toEqual([
    { name: 'pattern', before: '–', after: 'live/*' },
    { name: 'rules.publishers', before: '–', after: '2' },
  ])
  expect(factDetails({ before: { name: 'x' }, after: null }).changes).toEqual([
    { name: 'name', before: 'x', after: '–' },
  ])
  expect(factDetails({ setting: 'host', before: null, after: '0.0.0.0' }).changes).toEqual([
    { name: '', before: '–', after: '0.0.0.0' },
  ])
})

test('lists are on one line, times are written as everywhere, and there is an end to it', () => {
  const { values } = factDetails({ names: ['a', 'b'], none: [], until: '2026-11-28T01:02:03.000Z', at: [{ x: 1 }] })
  expect(values.map(({ value }) => value)).toEqual(['a, b', '–', expect.stringMatching(/2026/), '[{"x":1}]'])
  expect(values[2]?.value).not.toContain('T')
  expect(
    factDetails(Object.fromEntries(Array.from({ length: 100 }, (_, nth) => [`k${nth}`, nth]))).values,
  ).toHaveLength(40)
})
