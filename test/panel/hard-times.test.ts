import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { waitFor } from '../harness/wait-for.ts'

describe('the panel where not all is well', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let panel: PanelBrowser
  let page: Page

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    origin = stack.use(await OriginProgram.start({}))
    panel = stack.use(await PanelBrowser.open())
    page = panel.page
    // As over plain http from another machine, which is no secure context.
    await page.addInitScript('Object.defineProperty(navigator, "clipboard", { value: undefined })')
    await page.goto(origin.ready.sign_in_url)
    await page.getByRole('main').waitFor()
  })
  afterAll(() => stack?.disposeAsync())
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await panel.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 80)}`)
  })

  test('without a clipboard for scripts, what is copied is on the clipboard all the same, also from a dialog', async () => {
    const search = () => page.getByLabel('Find a setting')
    await page.goto(new URL('/streams', origin.ready.url).href)
    const server = await page.getByRole('textbox', { name: 'Server' }).inputValue()
    await page.getByRole('button', { name: 'Copy Server' }).click()
    await page.getByText('Copied', { exact: true }).first().waitFor()
    expect(await page.evaluate('document.activeElement?.getAttribute("aria-label")')).toBe('Copy Server')
    await page.getByRole('button', { name: 'Make a stream key' }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('For which streams').fill('')
    await page.keyboard.press('Control+V')
    expect(await dialog.getByLabel('For which streams').inputValue()).toBe(server)
    await dialog.getByLabel('For which streams').fill('live/*')
    await dialog.getByRole('button', { name: 'Make the key' }).click()
    const key = (await dialog.getByText(/^NAME\?key=stream_/).textContent()) ?? ''
    await dialog.getByRole('button', { name: 'Copy Stream key' }).click()
    await dialog.getByText('Copied', { exact: true }).first().waitFor()
    await dialog.getByRole('button', { name: 'Done' }).click()
    await page.goto(new URL('/settings/cluster', origin.ready.url).href)
    await search().focus()
    await page.keyboard.press('Control+V')
    expect(await search().inputValue()).toBe(key)
    expect(panel.complaints).toEqual([])
  }, 60_000)

  test('an origin that keeps the panel waiting is said to within 3 s, and no longer than it does', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    let from = 0
    await page.route(/\/api\/v1\/settings$/, async (route) => {
      from ||= performance.now()
      await released
      await route.continue()
    })
    await page.goto(new URL('/settings/backups', origin.ready.url).href)
    await page.getByText('Live', { exact: true }).waitFor()
    await page.goto(new URL('/settings/cluster', origin.ready.url).href)
    await page.getByText('Waiting for the origin', { exact: true }).waitFor({ timeout: 10_000 })
    expect(performance.now() - from).toBeLessThan(2_500 + 1_500)
    release()
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByRole('row', { name: /^backups_kept/ }).waitFor()
    await page.unroute(/\/api\/v1\/settings$/)
    await waitFor('nothing is waited for', async () => (await page.getByText('Waiting for the origin').count()) === 0)
    expect(panel.complaints).toEqual([])
  }, 60_000)
})
