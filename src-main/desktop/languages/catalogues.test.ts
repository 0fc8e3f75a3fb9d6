import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Language, languages } from '#contract/language.ts'
import { figuresOf } from './figures.ts'
import { catalogues } from './words.ts'

const others = languages.filter((language) => language !== 'en')
const rooms = Object.keys(catalogues.en) as (keyof typeof catalogues.en)[]

type Said = string | ((...given: readonly number[]) => string) | { readonly [name: string]: string }

/** The texts of a room by name, without what makes figures. */
function textsOf(language: Language, room: keyof typeof catalogues.en): Map<string, Said> {
  const texts: unknown = catalogues[language][room](figuresOf(language))
  return new Map(Object.entries(texts as { readonly [name: string]: Said }))
}

/** What a text says: with these given, the first for its first parameter. */
function saidBy(said: Said | undefined, given: readonly number[]): string[] {
  if (typeof said === 'function') return [said(...given)]
  return typeof said === 'object' ? Object.values(said) : [said ?? '']
}

/** Where one is said as a word, as people say it: `an hour`. */
const SPELLED = new Set(['tray.pauseFor', 'leaving.runsStop', 'leaving.runsActive'])

const everyText = rooms.flatMap((room) => [...textsOf('en', room)].map(([name, said]) => ({ room, name, said })))

test.each(others)('%s has every text, and no other', (language) => {
  for (const room of rooms) expect([...textsOf(language, room).keys()]).toEqual([...textsOf('en', room).keys()])
})

test.each(languages)('%s says all that it is given, of one and of many', (language) => {
  const mute: string[] = []
  for (const { room, name, said } of everyText) {
    if (typeof said !== 'function') continue
    for (const given of [[41, 42, 43].slice(0, said.length), [1, 1, 1].slice(0, said.length)]) {
      const text = saidBy(textsOf(language, room).get(name), given).join()
      const is_said = given.every(
        (number) => text.includes(String(number)) || (number === 1 && SPELLED.has(`${room}.${name}`)),
      )
      if (!is_said) mute.push(`${room}.${name}: ${text}`)
    }
  }
  expect(mute).toEqual([])
})

test.each(others)('%s leaves no sentence in English', (language) => {
  const left = everyText.flatMap(({ room, name, said }) => {
    const [english, other] = [said, textsOf(language, room).get(name)].map((each) => saidBy(each, [41, 42, 43]))
    return (english ?? []).filter(
      (text, at) =>
        text === other?.[at] && text.split(/\s+/).filter((word) => /^[a-zA-Z’']{2,}/.test(word)).length >= 3,
    )
  })
  expect(left).toEqual([])
})

test.each(languages)('%s puts nothing into a page that is no text', (language) => {
  const signs = rooms.flatMap((room) =>
    [...textsOf(language, room).values()]
      .flatMap((said) => saidBy(said, [41, 42, 43]))
      .filter((text) => /[<>&"]/.test(text)),
  )
  expect(signs).toEqual([])
})

test('every text is used', () => {
  const folder = join(import.meta.dirname, '..')
  const source = readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && !name.endsWith('texts.ts') && !name.includes('.test.'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
  const unused = everyText.filter(({ name }) => !new RegExp(`(?:\\.|[{,]\\s*)${name}\\b`).test(source))
  expect(unused.map(({ room, name }) => `${room}.${name}`)).toEqual([])
})

test('French signs that stand apart stand there by a space that no line breaks at', () => {
  const broken = rooms.flatMap((room) =>
    [...textsOf('fr', room).values()]
      .flatMap((said) => saidBy(said, [41, 42, 43]))
      .filter((text) => /[\p{L}\d»)…] [;:?!»]/u.test(text) || text.includes('« ')),
  )
  expect(broken).toEqual([])
})

test.each([
  ['en', [['No live stream', '0 viewers'], '1 viewer', '2 viewers']],
  ['de', [['Kein Stream live', '0 Zuschauer'], '1 Zuschauer', '2 Zuschauer']],
  ['fr', [['Aucun flux en direct', '0 spectateur'], '1 spectateur', '2 spectateurs']],
] as const)('%s counts as its speakers do', (language, [[nothing, none], one, two]) => {
  const { noStream, stream, live, pauseFor } = catalogues[language].tray(figuresOf(language))
  expect(noStream).toBe(nothing)
  expect([0, 1, 2].map((viewers) => stream('live/a', viewers).replace(/^live\/a\s?: /, ''))).toEqual([none, one, two])
  expect(live(1, 2)).toContain(two)
  expect(pauseFor(1)).not.toMatch(/\d/)
  expect(pauseFor(8)).toContain('8')
})

test('figures and times are those of the dialect', () => {
  expect(figuresOf('de-DE').counted(12_345, 'Knoten', 'Knoten')).toBe('12.345 Knoten')
  expect(figuresOf('fr-FR').count(12_345)).toMatch(/^12\s345$/)
  const at = new Date(2026, 10, 21, 0, 5).getTime()
  for (const locale of ['en-US', 'en-GB', 'de-AT', 'fr-FR']) expect(figuresOf(locale).minute(at)).toBe('00:05')
})
