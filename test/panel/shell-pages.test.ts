import { expect, test } from 'vitest'
import { failurePage, restartingPage } from '../../src-main/desktop/failure-page.ts'
import { wordsFor } from '../../src-main/desktop/languages/words.ts'
import { chooseOriginPage } from '../../src-main/desktop/origin-pages.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { waitFor } from '../harness/wait-for.ts'

const english = wordsFor('en', [])
const failure = failurePage(
  {
    ...{ title: 'The origin cannot start', message: 'Port 8090 is taken.', hint: null, is_origins: true },
    ...{ log_file: '/home/me/origin.log', log_tail: ['last words'] },
  },
  english,
)

test.for([
  ['that says why there is no panel', failure],
  ['that says that the origin starts again', restartingPage(english)],
  ['that asks for an origin', chooseOriginPage({ kind: 'local' }, '', 'That is no address.', english)],
] as const)(
  'the page of the desktop shell %s has its style, and breaks its policy nowhere',
  async ([name, shell_page]) => {
    await using panel = await PanelBrowser.open()
    const { page } = panel
    await page.goto(shell_page)
    expect(await page.evaluate('getComputedStyle(document.body).maxWidth'), name).toBe('704px')
    expect(await page.locator('form').count()).toBe(name.includes('asks') ? 1 : 0)
    expect(panel.complaints).toEqual([])
    panel.complaints.length = 0

    const written = `(() => { try { document.body.innerHTML = '<b>x</b>'; return 'written' } catch (error) { return error.name } })()`
    expect(await page.evaluate(written)).toBe('TypeError')
    const fetched = `fetch('http://127.0.0.1:9/').then(() => 'answered', () => 'stopped')`
    expect(await page.evaluate(fetched)).toBe('stopped')
    await waitFor(
      'the violation',
      async () => panel.complaints.some((one) => one.startsWith('policy violation: connect-src')) || undefined,
    )
  },
)
