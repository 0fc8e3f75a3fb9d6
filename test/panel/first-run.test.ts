import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { answerOf, errorAnswerSchema } from '#contract/api.ts'
import { setupSchema } from '#contract/setup.ts'
import { FlvViewer, INTERRUPTED_MS } from '../harness/flv-viewer.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

/** From the first sign-in to a picture, encoder included. */
const TWO_MINUTES_MS = 120_000

describe('the first run in the control panel', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let panel: PanelBrowser
  let page: Page

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    origin = stack.use(await OriginProgram.start({ settings: { host: '0.0.0.0' } }))
    panel = stack.use(await PanelBrowser.open())
    page = panel.page
  })
  afterAll(() => stack?.disposeAsync())
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await panel.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 80)}`)
  })

  const step = (name: string) => page.getByRole('navigation', { name: 'Steps' }).getByRole('button', { name })

  test('leads a new owner from the sign-in to the picture of a first stream in under two minutes', async () => {
    const began = Date.now()
    await page.goto(origin.ready.sign_in_url)
    await page.waitForURL('**/welcome')
    await page.getByLabel('Name of the cluster').fill('Studio North')
    await panel.lookAround('first-run-name')
    await page.getByRole('button', { name: 'Save and continue' }).click()
    await page.getByRole('banner').getByText('Studio North').waitFor()

    await page.getByText('this origin answers').first().waitFor()
    await panel.lookAround('first-run-reach')
    const address = page.getByRole('radio').first()
    const host = await address.inputValue()
    await address.check()
    await page.getByRole('button', { name: 'Use this address' }).click()
    await page.getByText(`Others are told ${host} as of now.`).waitFor()
    await step('How others reach it').getByText('done').waitFor()
    await page.getByRole('button', { name: 'Continue' }).click()

    await page.getByRole('heading', { name: 'ffmpeg' }).waitFor()
    await panel.lookAround('first-run-parts')
    await page.getByRole('button', { name: 'Continue' }).click()

    await page.getByText('Waiting for a publisher').waitFor()
    const server = await page.getByLabel('Server', { exact: true }).inputValue()
    expect(new URL(server).hostname).toBe(host.includes(':') ? `[${host}]` : host)
    const key = await page.getByLabel('Stream key', { exact: true }).inputValue()
    await panel.lookAround('first-run-stream')
    // From this very machine: its own address is in no network that may publish without a key.
    const { port } = new URL(origin.own_node.rtmp_url)
    await using _publisher = await Publisher.start(`rtmp://127.0.0.1:${port}/live/${key}`)
    await page.getByText('live/test is live').waitFor()
    await page.getByRole('img', { name: 'Newest picture of live/test' }).waitFor()
    const took_ms = Date.now() - began
    await panel.lookAround('first-run-live')
    expect(took_ms).toBeLessThan(TWO_MINUTES_MS)

    await page.getByRole('button', { name: 'Finish' }).click()
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    expect(panel.complaints).toEqual([])
  }, 180_000)

  test('is not shown again, whatever a browser keeps, and is found again in the palette', async () => {
    await page.goto(origin.ready.url)
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    await page.evaluate('localStorage.clear(); sessionStorage.clear()')
    await page.reload()
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    expect(new URL(page.url()).pathname).toBe('/')
    await waitFor('Ctrl+K finds the palette', async () => {
      await page.keyboard.press('Control+k')
      return await page.getByPlaceholder(/a screen, a node/i).isVisible()
    })
    await page.getByPlaceholder(/a screen, a node/i).fill('First steps')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/welcome')
    await step('The first stream').getByText('done').waitFor()
    expect(panel.complaints).toEqual([])
  })

  test('says where a setting is set that cannot be chosen here, and how to let others in', async () => {
    const settings = { host: '127.0.0.1', cluster_name: 'By variable' }
    await using closed = await OriginProgram.start({ settings })
    await using browser = await PanelBrowser.open()
    await browser.page.goto(closed.ready.sign_in_url)
    await browser.page.waitForURL('**/welcome')
    await browser.page.getByRole('button', { name: 'Name the cluster' }).click()
    await browser.page.getByText('HEADWATER_ORIGIN_CLUSTER_NAME').waitFor()
    await browser.page.getByRole('button', { name: 'How others reach it' }).click()
    await browser.page.getByRole('textbox', { name: 'Or as a variable' }).waitFor()
    await browser.lookAround('first-run-closed')
    const refused = await closed.api.request('PATCH', '/api/v1/setup', { body: { cluster_name: 'Another' } })
    expect(errorAnswerSchema.parse(await refused.json()).error.code).toBe('setting_elsewhere')
    await browser.page.getByRole('button', { name: 'Skip all' }).click()
    await browser.page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    const after = answerOf(setupSchema).parse(await (await closed.api.request('GET', '/api/v1/setup')).json())
    expect(after.data.open).toBe(false)
    expect(browser.complaints).toEqual([])
  })

  test('lets others in by a click; the stream that is live goes on meanwhile', async () => {
    await using closed = await OriginProgram.start()
    await using publisher = await Publisher.start(`${closed.own_node.rtmp_url}/live/on-air`)
    await using viewer = await FlvViewer.watch(`${closed.own_node.media_url}/live/on-air.flv`)
    await viewer.sees(10)
    await using browser = await PanelBrowser.open()
    const { page } = browser
    // With a stream the first steps are not offered any more; they are found again.
    await page.goto(closed.ready.sign_in_url)
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    await page.goto(`${closed.ready.url}/welcome`)
    await page.getByRole('button', { name: 'How others reach it' }).click()
    await page.getByText('Only this computer can come in').waitFor()
    await browser.lookAround('first-run-let-in')
    await page.getByRole('button', { name: 'Let others in' }).click()
    await page.getByText('The origin starts again').waitFor()
    // At this machine's own address as well as at 127.0.0.1, and there is nothing to say any more.
    await page.getByText('this origin answers').nth(1).waitFor({ timeout: 30_000 })
    await page.getByText('The origin starts again').waitFor({ state: 'detached' })
    await browser.lookAround('first-run-let-in-done')
    const outside = await page.getByRole('radio').first().inputValue()
    const { port } = new URL(closed.ready.url)
    const health = await fetch(`http://${outside.includes(':') ? `[${outside}]` : outside}:${port}/health`)
    expect(health.status).toBe(200)
    const { data } = answerOf(setupSchema).parse(await (await closed.api.request('GET', '/api/v1/setup')).json())
    expect(data.address).toMatchObject({
      ...{ listen_host: '0.0.0.0', listen_source: { kind: 'chosen' }, reachable_from_outside: true },
    })
    await publisher.sendsOn()
    await viewer.sees(30)
    expect(viewer.longest_step_ms).toBeLessThan(INTERRUPTED_MS)
  }, 120_000)
})

test('whoever follows a link before the panel knows the cluster is not led away from it', async () => {
  await using origin = await OriginProgram.start()
  await using panel = await PanelBrowser.open()
  const { page } = panel
  const lists = Promise.withResolvers<void>()
  const scripts = Promise.withResolvers<void>()
  await page.route('**/api/v1/streams*', async (route) => {
    await lists.promise
    await route.continue()
  })
  await page.goto(origin.ready.sign_in_url)
  const link = page.getByRole('link', { name: 'Set a password' })
  await link.waitFor()
  await page.route('**/assets/*.js', async (route) => {
    await scripts.promise
    await route.continue()
  })
  await link.click()
  const known = page.waitForResponse((response) => response.url().includes('/api/v1/streams'))
  lists.resolve()
  await known
  // The panel draws what it knows now; the screen behind the link comes after that.
  await panel.settle()
  scripts.resolve()
  await page.getByLabel('New password').waitFor()
  expect(new URL(page.url()).pathname).toBe('/account')
})
