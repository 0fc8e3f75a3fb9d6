import { expect, test } from 'vitest'
import { speakBy } from '../../languages/catalogue.ts'
import { catalogue } from '../../languages/de/catalogue.ts'

const fact = (type: string, data: Record<string, unknown> = {}) => ({
  ...{ type, data, message: 'In the words of the origin.', stream_path: null },
})

// Texts are looked up once, as their modules are loaded.
speakBy(catalogue)
const { factWords } = await import('./fact-words.ts')

test('a fact is told by its type, with the origin’s own sentence where that says more', () => {
  expect(factWords(fact('node.recovered'), 'edge-1')).toEqual({
    sentence: { text: 'Knoten edge-1 ist wieder da.', lang: null },
    detail: null,
  })
  expect(factWords(fact('node.evicted'), undefined)).toEqual({
    sentence: { text: 'Ein Knoten wurde ausgeschlossen.', lang: null },
    detail: { text: 'In the words of the origin.', lang: 'en' },
  })
})

test('a run is told by what it does, an alert by its headline', () => {
  const run = factWords(fact('provisioning.succeeded', { kind: 'upgrade' }), 'edge-1')
  expect(run.sentence.text).toBe('Erfolgreich: edge-1 aktualisieren.')
  const alert = factWords(
    fact('alert.raised', { rule: 'certificate_expiring', subject: 'live.example.com' }),
    undefined,
  )
  expect(alert.sentence.text).toBe('Alarm: Das Zertifikat für live.example.com läuft ab oder ist abgelaufen.')
})

test('what another version recorded stands as it was recorded', () => {
  for (const { type, data } of [fact('node.sang'), fact('alert.raised', { rule: 'backup_old' })]) {
    expect(factWords(fact(type, data), undefined)).toEqual({
      sentence: { text: 'In the words of the origin.', lang: 'en' },
      detail: null,
    })
  }
})
