import { expect, test } from 'vitest'
import { languageFor, localeFor } from './language.ts'

test.each([
  ['de', ['en-US'], 'de'],
  [null, ['de-AT', 'en'], 'de'],
  [null, ['nl-NL', 'fr-CA', 'de'], 'fr'],
  [null, ['ja'], 'en'],
  [null, ['en-US@posix', 'de-AT'], 'en'],
  [null, ['fr-CA'], 'fr'],
  [null, [], 'en'],
  ['klingon', ['FR-be'], 'fr'],
])('chosen %s, with %j asked for, is %s', (chosen, preferred, language) => {
  expect(languageFor(chosen, preferred)).toBe(language)
})

test.each([
  ['en', ['en-US@posix', 'en-GB'], 'en-GB'],
  ['en', ['en-US@posix'], 'en-GB'],
  ['de', ['en-US', 'de-AT'], 'de-AT'],
  ['fr', ['de'], 'fr-FR'],
  ['fr', ['fr-CA'], 'fr-CA'],
  ['de', [], 'de-DE'],
] as const)('figures in %s, with %j asked for, are written by %s', (language, preferred, locale) => {
  expect(localeFor(language, preferred)).toBe(locale)
})
