import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type FailurePage, failurePage, failureTold, restartingPage, startingPage } from './failure-page.ts'
import { wordsFor } from './languages/words.ts'
import { attachAction } from './navigation-policy.ts'
import { chooseOriginPage } from './origin-pages.ts'

const decode = (url: string) => decodeURIComponent(url.slice(url.indexOf(',') + 1))
const english = wordsFor('en', [])
const german = wordsFor('de', [])
const taken: FailurePage = {
  title: 'The origin cannot start',
  message: 'Port 8090 is taken.',
  hint: 'Stop what holds it.',
  is_origins: true,
  log_file: '/home/me/origin.log',
  log_tail: ['last words'],
}

describe('the page without a panel', () => {
  it('says why, what to do, and where the log is', () => {
    const html = decode(failurePage(taken, english))
    for (const text of [
      'Port 8090 is taken.',
      'Stop what holds it.',
      '/home/me/origin.log',
      'last words',
      'Try again',
    ]) {
      expect(html).toContain(text)
    }
  })

  it('may load and run nothing, and takes no style but its own', () => {
    const html = decode(restartingPage(english))
    const [, policy = ''] = /Content-Security-Policy" content="([^"]+)"/.exec(html) ?? []
    const [, style = ''] = /<style>([^<]+)<\/style>/.exec(html) ?? []
    const hash = createHash('sha256').update(style).digest('base64')
    expect(policy.split('; ').sort()).toEqual(
      [
        ...["default-src 'none'", "base-uri 'none'", "frame-src 'none'", "object-src 'none'", "form-action 'none'"],
        ...[`style-src 'sha256-${hash}'`, "require-trusted-types-for 'script'", "trusted-types 'none'"],
      ].sort(),
    )
    expect(decode(chooseOriginPage({ kind: 'local' }, '', null, english))).toContain(`; form-action ${attachAction}">`)
    expect(html).not.toContain('style=')
  })

  it('says in German what it says itself, and marks what the origin says as English', () => {
    const html = decode(failurePage(taken, german))
    expect(html).toContain('<html lang="de">')
    expect(html).toContain('Anderen Origin wählen')
    expect(html).toContain('<p role="alert" lang="en">Port 8090 is taken.</p>')
    expect(html).toContain('<pre tabindex="0" lang="en">last words</pre>')
    const { message, hint, is_origins } = failureTold({ kind: 'crashed', times: 4, exit_code: null }, german)
    const own = decode(failurePage({ ...taken, message, hint, is_origins, log_tail: [] }, german))
    expect(own).toContain('<p role="alert">Der Origin endete 4-mal beim Starten (Exit-Code unbekannt).</p>')
    expect(own).not.toContain('lang="en"')
    expect(failureTold({ kind: 'late' }, german).message).toBe('Der Origin war nach 60 s nicht bereit.')
  })

  it('is in the language of the shell while the origin starts, too', () => {
    for (const page of [startingPage, restartingPage]) {
      expect(decode(page(wordsFor('fr', [])))).toMatch(/<html lang="fr">.*L’origine redémarre|Headwater démarre/s)
    }
  })

  it('shows whatever the log holds as text', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (text, is_origins) => {
        const nasty = `<script>${text}</script>`
        const page = { title: nasty, message: nasty, hint: nasty, is_origins, log_file: nasty, log_tail: [nasty] }
        expect(decode(failurePage(page, english))).not.toContain('<script')
      }),
    )
  })
})
