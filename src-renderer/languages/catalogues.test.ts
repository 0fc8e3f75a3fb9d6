import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { type Catalogue, speakBy } from './catalogue.ts'
import { catalogue as deFirst } from './de/catalogue.ts'
import { otherRooms as deOthers } from './de/other-rooms.ts'
import { catalogue as frFirst } from './fr/catalogue.ts'
import { otherRooms as frOthers } from './fr/other-rooms.ts'

const de: Catalogue = { ...deFirst, ...deOthers }
const fr: Catalogue = { ...frFirst, ...frOthers }

const root = join(import.meta.dirname, '..')
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !path.startsWith('languages/') && !path.includes('.test.'))
  .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
const rooms = sources.flatMap(({ path, text }) =>
  [...text.matchAll(/(?:inLanguage|besideEnglish<\w+>)\(\s*'([^']+)'/g)].map(([, room = '']) => ({ path, room })),
)

/** Names, formats and examples that are the same in every language, and sentences that happen to be. */
const SAME_EVERYWHERE = new Set<string>([])

/** Every text under a value, with where it is. Texts that are made of parameters are left to the compiler. */
function textsOf(value: unknown, at: string): { at: string; text: string }[] {
  if (typeof value === 'string') return [{ at, text: value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value)
    .filter(([key]) => key !== 'value')
    .flatMap(([key, below]) => textsOf(below, `${at}.${key}`))
}

test('every room says by its path which texts it looks up', () => {
  expect(rooms.filter(({ path, room }) => path.replace(/\.tsx?$/, '') !== room)).toEqual([])
})

test.each([
  ['de', de],
  ['fr', fr],
] as [string, Catalogue][])('%s has the texts of every room, and of no other', (_language, catalogue) => {
  expect(Object.keys(catalogue).toSorted()).toEqual(rooms.map(({ room }) => room).toSorted())
})

test('what can be drawn without another screen looks up no text that comes with one', () => {
  expect(Object.keys(deFirst).filter((room) => room in deOthers)).toEqual([])
  expect(Object.keys(frFirst)).toEqual(Object.keys(deFirst))
  const faults = sources
    .filter(({ path }) => /^(data|media-door|parts|shell)\/|^screens\/overview\//.test(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/^import (?!type )[^']*'(\.[^']+)'/gm)].map(([, from = '']) => {
        return [path, relative(root, join(root, path, '..', from)).replace(/\.tsx?$/, '')] as const
      }),
    )
    .filter(([, room]) => room in deOthers)
  // The report of a look at a box is drawn by other screens alone.
  expect(faults.filter(([path]) => path !== 'parts/origin/sentence-words.ts')).toEqual([])
})

test.each([
  ['de', de],
  ['fr', fr],
] as [string, Catalogue][])('%s leaves no sentence in English', async (_language, catalogue) => {
  speakBy({})
  const left: string[] = []
  for (const { room } of rooms) {
    const english = Object.values((await import(join(root, `${room}.ts`))) as Record<string, object>).find(
      (exported) => typeof exported === 'object',
    )
    const translated = new Map(textsOf(catalogue[room], room).map(({ at, text }) => [at, text]))
    for (const { at, text } of textsOf(english, room)) {
      const is_sentence = text.split(/\s+/).filter((word) => /^[a-zA-Z’']{2,}[.,:;?]?$/.test(word)).length >= 3
      if (is_sentence && translated.get(at) === text && !SAME_EVERYWHERE.has(text)) left.push(`${at}: ${text}`)
    }
  }
  expect(left).toEqual([])
})

test('French signs that stand apart stand there by a space that no line breaks at', () => {
  const broken = Object.entries(fr)
    .flatMap(([room, texts]) => textsOf(texts, room))
    .filter(({ text }) => /[\p{L}\d»)] [;:?!»]/u.test(text) || text.includes('« '))
  expect(broken).toEqual([])
})

test('catalogues load before anything that looks texts up: they run nothing but how figures are written', () => {
  const faults: string[] = []
  for (const language of ['de', 'fr']) {
    const folder = join(import.meta.dirname, language)
    for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
      if (!path.endsWith('.ts') || path === 'catalogue.ts' || path === 'other-rooms.ts') continue
      const file = join(folder, path)
      for (const [, type, from = ''] of readFileSync(file, 'utf8').matchAll(/^import (type )?.*?'([^']+)'$/gms)) {
        const target = relative(root, join(file, '..', from))
        if (type === undefined && target !== 'parts/format.ts') faults.push(`${language}/${path} imports ${target}`)
      }
    }
  }
  expect(faults).toEqual([])
})
