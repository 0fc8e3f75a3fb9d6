import type { Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OriginProgram } from '../harness/origin-program.ts'
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
  ['add node over SSH', at('/nodes/add?way=ssh')],
  ['add many nodes', at('/nodes/add?way=many')],
  ['add node by the installer', at('/nodes/add?way=installer')],
  ['runs', at('/runs')],
  ['streams', at('/streams')],
  ['a stream', behind('/streams', /^live\//)],
  ['activity', at('/activity')],
  ['settings', at('/settings')],
]

/** Those that take an origin with operators and settings of its own. */
const screensOfOrigin = [
  ...['/welcome', '/account', '/nodes/rolling-drains', '/streams/policies'],
  ...[
    'cluster',
    'certificates',
    'notifications',
    'backups',
    'security',
    'cluster-tokens',
    'removed-members',
    'host-keys',
  ].map((section) => `/settings/${section}`),
  ...['stream-access', 'operators', 'sessions', 'api-keys', 'wall-displays', 'about'].map(
    (section) => `/settings/${section}`,
  ),
]

/** Walks through a screen on a laptop and on a phone. */
async function expectWalk(panel: PanelBrowser, name: string, open: () => Promise<void>): Promise<void> {
  for (const size of ['laptop', 'phone'] as const) {
    await panel.look('light', size)
    await open()
    const waiting = panel.page.locator('main .mantine-Skeleton-root, main .mantine-Loader-root')
    await waitFor('all is drawn', async () => (await waiting.count()) === 0)
    await panel.settle()
    const { stops, findings } = await walkByTab(panel.page)
    expect.soft(findings, `${name}, ${size}, ${stops} stops`).toEqual([])
    expect(stops).toBeGreaterThan(8)
  }
}

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
    // Rows that change places during a walk would be gone back to.
    await double.turn('still')
  })
  afterAll(() => stack?.disposeAsync())

  test.each(screens)(
    '%s: all is reached, in order, and seen, on a laptop and on a phone',
    async (name, open) => {
      await expectWalk(panel, name, () => open(page, double.url))
    },
    120_000,
  )

  test('the first Tab offers to skip to the content, and Ctrl+K opens the palette, which gives the focus back', async () => {
    await panel.look('light', 'laptop')
    await at('/activity')(page, double.url)
    const has = (what: string) =>
      waitFor(`the focus is on ${what}`, () => page.evaluate(`document.activeElement.matches(${JSON.stringify(what)})`))
    await page.keyboard.press('Tab')
    await has('a[href="#content"]')
    await page.keyboard.press('Enter')
    await has('#content')
    await page.keyboard.press('Tab')
    await has('#content *')
    const search = page.getByRole('textbox', { name: 'Search or jump to' })
    const account = page.getByRole('button', { name: 'Account, theme and language' })
    await account.focus()
    await waitFor('the palette is there', async () => {
      await page.keyboard.press('Control+k')
      return await search.isVisible()
    })
    await has('[role=dialog] input')
    await page.keyboard.press('Escape')
    await search.waitFor({ state: 'detached' })
    await has('[aria-label="Account, theme and language"]')
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

describe('with the Tab key alone, at an origin', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let panel: PanelBrowser

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    origin = stack.use(await OriginProgram.start())
    panel = stack.use(await PanelBrowser.open())
    await panel.page.goto(origin.ready.sign_in_url)
    await panel.page.getByRole('heading', { level: 1 }).waitFor()
  })
  afterAll(() => stack?.disposeAsync())

  test.each(screensOfOrigin)(
    '%s: all is reached, in order, and seen, on a laptop and on a phone',
    async (path) => {
      await expectWalk(panel, path, () => at(path)(panel.page, origin.ready.url))
    },
    120_000,
  )
})
