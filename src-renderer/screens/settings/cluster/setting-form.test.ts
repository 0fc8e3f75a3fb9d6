import { expect, test } from 'vitest'
import type { SettingChoice } from '#contract/settings.ts'
import { type ChoosableSetting, readTyped, typedAtFirst, typedByDefault } from './setting-form.ts'

const setting = (given: Partial<ChoosableSetting>, choice: Partial<SettingChoice> = {}): ChoosableSetting => ({
  ...{ name: 'routing.ticket_ttl', value: 30_000, default: 30_000, unit: 'ms', secret: false },
  source: { kind: 'default', where: null },
  ...given,
  choice: { input: 'duration', options: [], chosen: null, waits: false, ...choice },
})

test('a field begins with what was chosen, or with what is in effect, as headwater.yaml has it', () => {
  expect(typedAtFirst(setting({ value: 90_000 }))).toBe('90s')
  expect(typedAtFirst(setting({ value: 90_000 }, { chosen: '2m', waits: true }))).toBe('2m')
  expect(typedAtFirst(setting({ value: 512 * 1024 ** 2, unit: 'bytes' }, { input: 'size' }))).toBe('512MiB')
  expect(typedAtFirst(setting({ value: ['a', 'b'], unit: null }, { input: 'list' }))).toBe('a\nb')
  expect(typedAtFirst(setting({ value: null, unit: null }, { input: 'text' }))).toBe('')
  expect(typedByDefault(setting({ value: 90_000 }))).toBe('30s')
})

test.each([
  ['duration', ' 45s ', '45s'],
  ['duration', '45 seconds', undefined],
  ['size', '1GiB', '1GiB'],
  ['size', '1 GB', undefined],
  ['number', '12', 12],
  ['number', '12,5', 12.5],
  ['number', '', undefined],
  ['switch', 'false', false],
  ['one_of', 'refuse', 'refuse'],
  ['one_of', 'perhaps', undefined],
  ['list', '10.0.0.0/8, fd00::/8\n192.168.0.0/16', ['10.0.0.0/8', 'fd00::/8', '192.168.0.0/16']],
  ['list', '', []],
] as const)('as a %s, %j is %j', (input, typed, read) => {
  expect(readTyped(setting({}, { input, options: ['refuse', 'best_effort'] }), typed)).toEqual(read)
})
