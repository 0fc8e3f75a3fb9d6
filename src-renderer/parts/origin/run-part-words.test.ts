import { expect, test } from 'vitest'
import { texts as de } from '../../languages/de/parts/origin/run-part-texts.ts'
import { checkTitle, groupTitle, stepTitle } from './run-part-words.ts'

test('steps and checks are called by their ids in the language of the panel', () => {
  expect(stepTitle({ id: 'verify', title: 'Play a test stream' }, de)).toEqual({
    text: 'Test-Stream abspielen',
    lang: null,
  })
  expect(checkTitle({ id: 'system.disk', title: 'Free disk space' }, de).text).toBe('Freier Speicherplatz')
  expect(groupTitle('network', 'Network', de).text).toBe('Netz')
})

test('what another version has, and all in English, is called as the origin says', () => {
  expect(stepTitle({ id: 'sing', title: 'Sing' }, de)).toEqual({ text: 'Sing', lang: 'en' })
  expect(checkTitle({ id: 'system.disk', title: 'Free disk space' }, null)).toEqual({
    text: 'Free disk space',
    lang: 'en',
  })
})
