import { expect, test } from 'vitest'
import { ApiFailure } from '../../data/api-failure.ts'
import { texts as de } from '../../languages/de/parts/origin/failure-texts.ts'
import { texts as fr } from '../../languages/fr/parts/origin/failure-texts.ts'
import { failureHeadline, failureInShort } from './failure-headline.ts'

const message = 'edge-1 is the only node that takes publishers and viewers'
const refused = new ApiFailure({ code: 'last_routable_node', message, status: 409 })

test('a failure is told by its code in the language of the panel', () => {
  expect(failureInShort(refused, de)).toEqual({ text: 'Es ist der letzte Knoten, der Arbeit annimmt.', lang: null })
  expect(failureInShort(refused, fr).text).toBe('C’est le dernier nœud qui prend du travail.')
})

test('in English, and by a code that no catalogue has, the origin’s own sentence stands', () => {
  expect(failureInShort(refused, null)).toEqual({ text: message, lang: 'en' })
  expect(failureHeadline('node_sang', de)).toBeNull()
  expect(failureHeadline('constructor', de)).toBeNull()
})

test('what the panel says itself is not told again by the code of a box', () => {
  const away = new ApiFailure({
    code: 'origin_unreachable',
    message: 'Der Origin ist nicht erreichbar.',
    by_panel: true,
  })
  expect(failureInShort(away, de)).toEqual({ text: 'Der Origin ist nicht erreichbar.', lang: null })
})
