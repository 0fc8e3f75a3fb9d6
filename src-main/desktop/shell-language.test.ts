import { expect, it } from 'vitest'
import { unknownStatus } from './cluster-status.ts'
import { ShellLanguage } from './shell-language.ts'
import { type TrayFacts, trayMenu, trayToolTip } from './tray-menu.ts'

it.each([
  [null, ['de-AT', 'en-US'], 'de'],
  [null, ['fr-CA'], 'fr'],
  [null, ['en-US@posix'], 'en'],
  [null, ['ja-JP', 'de-DE'], 'de'],
  [null, [], 'en'],
  ['fr', ['de-AT'], 'fr'],
] as const)('with %s chosen and %j asked for by the system it speaks %s', (chosen, preferred, language) => {
  const { words } = new ShellLanguage(chosen, preferred)
  expect(words.language).toBe(language)
  expect(words.menu.file).toBe({ en: 'File', de: 'Datei', fr: 'Fichier' }[language])
})

it('what is made after a choice is in the chosen language', () => {
  const language = new ShellLanguage(null, ['en-GB'])
  const facts: TrayFacts = {
    ...{ status: unknownStatus('no_answer'), remote_host: 'origin.example.com', paused_until: null },
    ...{ starts_at_login: false, closes_to_tray: true },
  }
  const labels = () => trayMenu(facts, language.words).flatMap((item) => (item.kind === 'entry' ? [item.label] : []))
  expect(labels()).toContain('Quit Headwater')
  expect(language.choose('en')).toBe(false)
  expect(language.choose('de')).toBe(true)
  expect(labels()).toEqual([
    'Headwater auf origin.example.com: nicht bekannt',
    'Der Origin antwortet nicht',
    'Headwater öffnen',
    'Alarme eine Stunde anhalten',
    'Alarme 8 Stunden anhalten',
    'Origin wählen …',
    'Bei der Anmeldung starten',
    'Ohne Fenster weiterlaufen',
    'Headwater beenden',
  ])
  expect(trayToolTip(facts, language.words)).toBe('Headwater: Der Origin antwortet nicht')
  expect(language.choose('fr')).toBe(true)
  expect(labels()).toContain('Quitter Headwater')
})
