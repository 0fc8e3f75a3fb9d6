import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { failurePage } from './failure-page.ts'

const decode = (url: string) => decodeURIComponent(url.slice(url.indexOf(',') + 1))

describe('the page without a panel', () => {
  it('says why, what to do, and where the log is', () => {
    const html = decode(
      failurePage({
        title: 'The origin cannot start',
        message: 'Port 8090 is taken.',
        hint: 'Stop what holds it.',
        log_file: '/home/me/origin.log',
        log_tail: ['last words'],
      }),
    )
    for (const text of [
      'Port 8090 is taken.',
      'Stop what holds it.',
      '/home/me/origin.log',
      'last words',
      'Try again',
    ]) {
      expect(html).toContain(text)
    }
    expect(html).toContain("default-src 'none'")
  })

  it('shows whatever the log holds as text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const nasty = `<script>${text}</script>`
        const html = decode(
          failurePage({ title: nasty, message: nasty, hint: nasty, log_file: nasty, log_tail: [nasty] }),
        )
        expect(html).not.toContain('<script')
      }),
    )
  })
})
