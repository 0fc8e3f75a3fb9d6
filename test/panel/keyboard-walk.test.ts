import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { PanelDouble } from '../harness/panel-double.ts'
import { waitFor } from '../harness/wait-for.ts'
import { walkByTab } from '../harness/walk-by-tab.ts'

type Open = (page: Page, url: string) => Promise<void>

const at = (path: string) => async (page: Page, url: string) => {
  await page.goto(`${url}${path}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
}
/** A page behind a link, loaded anew: where a link leads to another screen the focus is on its heading, not at its beginning. */
const behind = (path: string, link: RegExp) => async (page: Page, url: string) => {
  await at(path)(page, url)
  await page.getByRole('main').getByRole('link', { name: link }).first().click()
  await page.getByRole('heading', { level: 1, name: link }).waitFor()
  await page.reload()
  await page.getByRole('heading', { level: 1, name: link }).waitFor()
}

/** Each screen that the stand-in has something to show on. */
const screens: readonly (readonly [name: string, open: Open])[] = [
  ['overview', at('/')],
  ['nodes', at('/nodes')],
  ['a node', behind('/nodes', /^edge-/)],
  ['add node', at('/nodes/add')],
  ['runs', at('/runs')],
  ['streams', at('/streams')],
  ['a stream', behind('/streams', /^live\//)],
  ['activity', at('/activity')],
  ['settings', at('/settings')],
]

describe('with the Tab key alone', () => {
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

  test.each(screens)('%s: all is reached, in order, and seen, on a laptop and on a phone', async (name, open) => {
    for (const size of ['laptop', 'phone'] as const) {
      await panel.look('light', size)
      await open(page, double.url)
      await panel.settle()
      const { stops, findings } = await walkByTab(page)
      expect.soft(findings, `${name}, ${size}, ${stops} stops`).toEqual([])
      expect(stops).toBeGreaterThan(8)
    }
  })

  test('a dialog of a menu takes the focus, holds it and gives it back on Escape', async () => {
    await panel.look('light', 'laptop')
    await at('/nodes')(page, double.url)
    const menu = page.getByRole('button', { name: 'Actions for edge-fra-1' })
    const has = (what: string) =>
      waitFor(`the focus is on ${what}`, () => page.evaluate(`document.activeElement.matches(${JSON.stringify(what)})`))
    await menu.press('Enter')
    await page.getByRole('menuitem').first().waitFor()
    await page.keyboard.press('ArrowDown')
    await has('[role=menuitem]')
    await page.keyboard.press('Escape')
    await has('[aria-label="Actions for edge-fra-1"]')
    await menu.press('Enter')
    await page.getByRole('menuitem', { name: 'Drain', exact: true }).press('Enter')
    await has('[role=dialog] *')
    for (let pressed = 0; pressed < 12; pressed++) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate('document.activeElement.closest("[role=dialog]") !== null')).toBe(true)
    }
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await has('[aria-label="Actions for edge-fra-1"]')
  })
})
