import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createdStreamKeySchema, streamKeySchema } from '#contract/stream-key.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { pause, waitFor } from '../harness/wait-for.ts'

/** How many screens' scripts a page has brought in. */
const SCREENS_HERE = `performance.getEntriesByType('resource')
  .filter(({ name }) => /\\/(screen|section|all-sections)-[^/]+\\.js$/.test(name)).length`

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

  test('what somebody else does is there by itself, also in lists that no event of their own keeps', async () => {
    const make = (label: string) =>
      origin.api.call('POST', '/api/v1/stream-keys', createdStreamKeySchema, { pattern: 'live/*', label })
    await page.goto(new URL('/settings/stream-access', origin.ready.url).href)
    await page.getByRole('button', { name: 'Make a key' }).or(page.getByText('No access policy')).first().waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    await make('of the first')
    await page.getByText('of the first').waitFor()
    const from = performance.now()
    const { id } = await make('of somebody else')
    await page.getByText('of somebody else').waitFor()
    const shown_ms = performance.now() - from
    await origin.api.call(
      'POST',
      `/api/v1/stream-keys/${id}/revoke`,
      streamKeySchema.extend({ disconnected: z.number() }),
      {},
    )
    await page.getByText('of somebody else').waitFor({ state: 'detached', timeout: 3_000 })
    // Such a list is read anew every ten seconds anyhow.
    expect(shown_ms).toBeLessThan(1_500)
    expect(panel.complaints).toEqual([])
  }, 60_000)

  test('screens that nobody has opened come in by themselves, and open while the origin is away', async () => {
    await page.goto(origin.ready.url)
    await page.getByText('Live', { exact: true }).waitFor()
    const screens = async () => Number(await page.evaluate(SCREENS_HERE))
    const allAreHere = async () => {
      const before = await screens()
      await pause(2_000)
      return before > 20 && (await screens()) === before
    }
    await waitFor('all screens are here', allAreHere, { deadline_ms: 60_000 })
    await origin.kill()
    for (const name of ['Nodes', 'Streams', 'Activity', 'Settings']) {
      await page
        .getByRole('navigation')
        .getByRole('link', { name: new RegExp(`^${name}`) })
        .first()
        .click()
      await page.getByRole('main').getByRole('heading', { name, exact: true }).waitFor()
    }
  }, 90_000)
})
