import { expect, test } from 'vitest'
import { languageFor, localeFor } from './language.ts'

test.each([
  ['de', ['en-US'], 'de'],
  [null, ['de-AT', 'en'], 'de'],
  [null, ['nl-NL', 'fr-CA', 'de'], 'fr'],
  [null, ['ja'], 'en'],
  [null, [], 'en'],
  ['klingon', ['FR-be'], 'fr'],
])('chosen %s of a browser that asks for %j is %s', (chosen, preferred, language) => {
  expect(languageFor(chosen, preferred)).toBe(language)
})

test.each([
  ['en', ['en-US@posix', 'en-GB'], 'en-GB'],
  ['en', ['en-US@posix'], 'en-GB'],
  ['de', ['en-US', 'de-AT'], 'de-AT'],
  ['fr', ['de'], 'fr-FR'],
] as const)('figures in %s of a browser that asks for %j are written by %s', (language, preferred, locale) => {
  expect(localeFor(language, preferred)).toBe(locale)
})
