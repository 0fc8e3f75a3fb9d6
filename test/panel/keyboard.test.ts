import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { PanelDouble } from '../harness/panel-double.ts'
import { waitFor } from '../harness/wait-for.ts'

const at = (path: string, heading?: RegExp) => async (page: Page, url: string) => {
  await page.goto(`${url}${path}`)
  await page.getByRole('heading', { level: 1, ...(heading === undefined ? {} : { name: heading }) }).waitFor()
}
/** The element that has the focus: its name and its text. */
const focusedOn = async (page: Page) =>
  String(await page.evaluate("document.activeElement === document.body ? 'nothing' : document.activeElement.localName"))

describe('without a mouse', () => {
  let stack: AsyncDisposableStack
  let double: PanelDouble
  let panel: PanelBrowser
  let page: Page

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    double = stack.use(await PanelDouble.start())
    panel = stack.use(await PanelBrowser.open())
    page = panel.page
    await page.goto(double.sign_in_url)
    await page.getByRole('main').waitFor()
  })
  afterAll(() => stack?.disposeAsync())

  test('a change of the screen puts the focus on its heading, names the page and says so', async () => {
    await at('/nodes')(page, double.url)
    await page.getByRole('navigation').getByRole('link', { name: 'Streams' }).first().press('Enter')
    await page.waitForURL('**/streams')
    await waitFor('the heading has the focus', async () => (await focusedOn(page)).startsWith('h1'))
    expect(await page.title()).toMatch(/^Streams/)
    await page
      .getByRole('status')
      .filter({ hasText: await page.title() })
      .waitFor({ state: 'attached' })
  })

  test('what had the focus is removed: it goes to the part of the screen around it, never to nothing', async () => {
    await at('/nodes')(page, double.url)
    await page.getByRole('button', { name: 'Actions for edge-fra-1' }).focus()
    await page.evaluate('document.activeElement.remove()')
    await waitFor('it is somewhere else', async () => (await focusedOn(page)) !== 'nothing')
    expect(await page.evaluate('document.activeElement.closest("#content") !== null')).toBe(true)
  })

  test('? shows the keys, not while somebody types, and can be turned off', async () => {
    await at('/')(page, double.url)
    const keys = page.getByRole('dialog', { name: 'Keys of the panel' })
    await waitFor('the palette is there', async () => {
      await page.keyboard.press('?')
      return await keys.isVisible()
    })
    await keys.getByRole('switch', { name: 'Shortcuts of a single key' }).press('Space')
    await page.keyboard.press('Escape')
    await keys.waitFor({ state: 'detached' })
    await page.keyboard.press('?')
    await page.keyboard.press('/')
    await page.keyboard.press('Control+k')
    const search = page.getByRole('textbox', { name: 'Search or jump to' })
    await search.fill('keys of')
    expect(await search.inputValue(), 'neither key opened anything or was typed').toBe('keys of')
    expect(await keys.count()).toBe(0)
    await page.keyboard.press('Enter')
    await keys.getByRole('switch').press('Space')
    await page.keyboard.press('Escape')
    await keys.waitFor({ state: 'detached' })
  })
})
