import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { asItIs, render, say, together } from '#contract/sentence.ts'
import { texts as de } from '../../languages/de/parts/origin/sentences.ts'
import { texts as fr } from '../../languages/fr/parts/origin/sentences.ts'
import { sentenceWords } from './sentence-words.ts'

const root = join(import.meta.dirname, '..', '..', '..')

/** The template of each sentence that a source writes: what stands between its backticks, each value by its place. */
function templatesIn(source: string): string[] {
  const found: string[] = []
  for (const { index } of source.matchAll(/\bsay`/g)) {
    let at = index + 'say`'.length
    let template = ''
    for (let place = 0; source[at] !== '`'; ) {
      if (source.startsWith('${', at)) {
        at = endOfValue(source, at + 2)
        template += `{${place++}}`
      } else {
        if (source[at] === '\\') at++
        template += source[at++]
      }
    }
    if (/\p{L}/u.test(template)) found.push(template)
  }
  return found
}

/** Where the value that begins here is over, what is quoted in it passed by. */
function endOfValue(source: string, from: number): number {
  let depth = 1
  let at = from
  while (depth > 0) {
    const sign = source[at++]
    if (sign === '{') depth++
    if (sign === '}') depth--
    if (sign === "'") at = source.indexOf("'", at) + 1
    if (sign !== '`') continue
    while (source[at] !== '`') at = source.startsWith('${', at) ? endOfValue(source, at + 2) : at + 1
    at++
  }
  return at
}

const written = new Set(
  readdirSync(join(root, 'src-main'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .flatMap((path) => templatesIn(readFileSync(join(root, 'src-main', path), 'utf8'))),
)
const places = (template: string) => [...template.matchAll(/\{\d+\}/g)].map(([place]) => place).toSorted()

describe('a sentence of the origin', () => {
  test.each([
    ['de', de],
    ['fr', fr],
  ])('has its words in %s, with all that differs in it, and no other has', (_language, { sentences }) => {
    expect(Object.keys(sentences).toSorted()).toEqual([...written].toSorted())
    const lacking = Object.entries(sentences).filter(([template, words]) => {
      return JSON.stringify(places(template)) !== JSON.stringify(places(words))
    })
    expect(lacking).toEqual([])
  })

  test('is told in the language of the panel, whatever stands in it', () => {
    const only = together([say`Only ${say`${'200 MiB'} of ${'4 GiB'} free on ${'/'}`}.`, asItIs('df -h')])
    expect(render(only)).toBe('Only 200 MiB of 4 GiB free on /. df -h')
    expect(sentenceWords(render(only), only, de)).toEqual({
      text: 'Nur 200 MiB von 4 GiB frei auf /. df -h',
      lang: null,
    })
    expect(sentenceWords(render(only), only, null)).toEqual({ text: render(only), lang: 'en' })
  })

  test('stays in English, all of it, where another version of the origin says what is not known here', () => {
    const unknown = together([say`Docker is not installed.`, { template: 'Ask {0}.', values: ['Mira'] }])
    expect(sentenceWords(render(unknown), unknown, de)).toEqual({
      text: 'Docker is not installed. Ask Mira.',
      lang: 'en',
    })
    expect(sentenceWords('As before.', undefined, de)).toEqual({ text: 'As before.', lang: 'en' })
    const taken = say`Another node is called ${'edge-1'}, and it is ${'alive'}.`
    expect(sentenceWords(render(taken), taken, de).text).toBe('Ein anderer Knoten heißt edge-1, und er ist lebendig.')
    // What a box says is no place for a value.
    const said = say`This is ${'{1} constructor'}.`
    expect(sentenceWords(render(said), said, fr).text).toBe('C’est {1} constructor.')
  })
})
