import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { languageFor, languageNames } from '#contract/language.ts'

const root = join(import.meta.dirname, '..')
const script = readFileSync(join(root, 'public/before-paint.js'), 'utf8')
const page = readFileSync(join(root, 'index.html'), 'utf8')

/** The language that the page is given before anything of the panel is loaded. */
function languageBeforePaint(chosen: string | null, preferred: readonly string[]): string | undefined {
  const documentElement: { lang?: string; setAttribute: () => void } = { setAttribute: () => undefined }
  runInNewContext(script, {
    document: { documentElement },
    navigator: { languages: preferred },
    localStorage: { getItem: (key: string) => (key === 'headwater-language' ? chosen : null) },
    matchMedia: () => ({ matches: false }),
  })
  return documentElement.lang
}

test.each([
  ['de', ['en-US']],
  [null, ['de-AT', 'en']],
  [null, ['nl-NL', 'fr-CA', 'de']],
  [null, ['ja']],
  ['klingon', ['FR-be']],
])('chosen %s of a browser that asks for %j, the splash speaks as the panel will', (chosen, preferred) => {
  expect(languageBeforePaint(chosen, preferred)).toBe(languageFor(chosen, preferred))
})

test('the page has its own words in every language', () => {
  for (const language of Object.keys(languageNames)) {
    expect(page.match(new RegExp(`<(span|p) lang="${language}">`, 'g'))).toHaveLength(2)
    expect(page).toContain(`:lang(${language}) > body .splash [lang='${language}']`)
  }
})
