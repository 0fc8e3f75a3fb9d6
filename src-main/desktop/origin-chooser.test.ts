import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import type { Language } from '#contract/language.ts'
import { wordsFor } from './languages/words.ts'
import { OriginChooser } from './origin-chooser.ts'
import { PreferenceFile } from './preferences.ts'

let pages: string[]
let done: string[]
let preferences: PreferenceFile
let chooser: OriginChooser
let language: Language
beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-chooser-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  ;[pages, done, language] = [[], [], 'en']
  preferences = new PreferenceFile(join(folder, 'desktop.json'), () => undefined)
  chooser = new OriginChooser({
    window: {
      showPlain: (page) => pages.push(decodeURIComponent(page.slice(page.indexOf(',') + 1))),
      open: () => undefined,
    },
    preferences,
    askBySystem: (url, signal) => fetch(url, { signal }),
    words: () => wordsFor(language, []),
    back: () => done.push('back'),
    apply: () => done.push('apply'),
  })
})

/** Something that answers as an origin does to somebody who is not signed in. */
async function origin(): Promise<string> {
  const error = { code: 'unauthorized', message: 'Sign in.', details: null, request_id: 'x' }
  const server = createServer((_request, response) => response.end(JSON.stringify({ data: null, error })))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

it('an origin that was looked at and confirmed is the one from then on', async () => {
  const url = await origin()
  chooser.open()
  await chooser.look(`${url}/nodes`)
  expect(pages.at(-1)).toContain(`An origin answers at <code>${url}</code>`)
  expect(preferences.current.origin).toEqual({ kind: 'local' })
  chooser.confirm()
  expect(preferences.current.origin).toEqual({ kind: 'remote', url, authority_pem: null })
  expect(done).toEqual(['apply'])
  chooser.useLocal()
  expect(preferences.current.origin).toEqual({ kind: 'local' })
})

it('nothing is chosen by going back, nor by a word nobody was asked for', async () => {
  chooser.confirm()
  await chooser.look(await origin())
  chooser.back()
  expect(pages.at(-1)).toContain('Which origin?')
  chooser.confirm()
  chooser.back()
  expect(done).toEqual(['back'])
  expect(preferences.current.origin).toEqual({ kind: 'local' })
})

it('what was typed stays, with why it cannot be used, as text', async () => {
  await chooser.look('<b>"')
  expect(pages.at(-1)).toContain('value="&#60;b&#62;&#34;"')
  expect(pages.at(-1)).toContain('is no address')
  await chooser.look('http://127.0.0.1:1')
  expect(pages.at(-1)).toContain('Nothing answers at 127.0.0.1:1')
})

it('its pages, and what is wrong with an address, are in the language of the shell', async () => {
  const url = await origin()
  language = 'de'
  await chooser.look('http://origin.example.com')
  expect(pages.at(-1)).toContain('<html lang="de">')
  expect(pages.at(-1)).toContain('Stattdessen: https://origin.example.com.')
  language = 'fr'
  await chooser.look(url)
  expect(pages.at(-2)).toContain('Recherche de 127.0.0.1')
  expect(pages.at(-1)).toMatch(/<html lang="fr">.*Une origine répond à <code>http/s)
})
