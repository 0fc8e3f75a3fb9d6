import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { PanelDouble } from '../harness/panel-double.ts'

/** Source for the page: how many colours its n-th canvas shows; one that was drawn on shows several. */
const coloursOf = (nth: number) => `(() => {
  const canvas = document.querySelectorAll('figure canvas')[${nth}]
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
  const seen = new Set()
  for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 200) seen.add(data[at] + ' ' + data[at + 1] + ' ' + data[at + 2])
  return seen.size
})()`

describe('the page of a node', () => {
  let stack: AsyncDisposableStack
  let double: PanelDouble
  let panel: PanelBrowser
  let page: Page
  const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true })
  const chart = (name: string) => page.getByRole('figure', { name, exact: true })

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    double = stack.use(await PanelDouble.start('--reachable'))
    panel = stack.use(await PanelBrowser.open())
    page = panel.page
    page.setDefaultTimeout(30_000)
    await page.goto(double.sign_in_url)
    await page.getByRole('main').waitFor()
    await page.goto(`${double.url}/nodes`)
    await page.getByRole('link', { name: 'edge-fra-1' }).first().click()
    await page.getByRole('heading', { name: 'History' }).waitFor()
  }, 90_000)
  afterAll(() => stack?.disposeAsync())
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await panel.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 80)}`, true)
  })

  test('shows five minutes of its load, drawn, in words and as tables, and goes along with its heartbeats', async () => {
    const cpu = chart('CPU')
    await cpu.locator('canvas').waitFor()
    const told = cpu.getByRole('img')
    expect(await told.getAttribute('aria-label')).toMatch(/^CPU\. CPU: \d+%, between \d+% and \d+%, \d+% on average\.$/)
    expect(await page.evaluate(coloursOf(0))).toBeGreaterThan(2)
    await panel.lookAround('node-history')
    await button('Table of Traffic').click()
    const rows = page.getByRole('region', { name: 'Table of Traffic' }).getByRole('row')
    const before = await rows.nth(1).textContent()
    // The newest heartbeat comes by itself.
    await expect.poll(async () => rows.nth(1).textContent(), { timeout: 20_000 }).not.toBe(before)
    await panel.lookAround('node-history-table')
    await button('Chart of Traffic').click()
    expect(panel.complaints).toEqual([])
  }, 180_000)

  test('shows a day with the highest values, and the hole in it', async () => {
    await page.getByText('24 h', { exact: true }).click()
    await chart('Viewers').getByText('highest').waitFor()
    await panel.lookAround('node-history-day')
    await page.reload()
    // The choice is kept.
    await chart('Viewers').getByText('highest').waitFor()
    await page.getByText('5 min', { exact: true }).click()
    await chart('Viewers').getByText('highest').waitFor({ state: 'detached' })
    expect(panel.complaints).toEqual([])
  }, 180_000)

  test('follows its log while it is open, from a level on, pauses and saves it', async () => {
    await button('Follow the log').click()
    const log = page.getByRole('log')
    const lines = log.getByRole('listitem')
    await lines.first().waitFor()
    const at_first = await lines.count()
    await expect.poll(() => lines.count(), { timeout: 20_000 }).toBeGreaterThan(at_first)
    await panel.lookAround('node-log')
    await page.getByLabel('Least level of the lines shown').selectOption('error')
    await log.getByText('live/rehearsal could not be pulled').first().waitFor()
    expect(await log.getByText('somebody watches').count()).toBe(0)
    await button('Pause').click()
    const paused_at = await lines.count()
    const download = page.waitForEvent('download')
    await button('Save').click()
    const text = await readFile(await (await download).path(), 'utf8')
    expect(text).toMatch(/ERROR {2}live\/rehearsal could not be pulled/)
    expect(await lines.count()).toBe(paused_at)
    await button('Go on').click()
    await expect.poll(() => lines.count(), { timeout: 20_000 }).toBeGreaterThan(paused_at)
    await button('Close').click()
    await log.waitFor({ state: 'detached' })
    expect(panel.complaints).toEqual([])
  }, 180_000)

  test('is taken out at once, after what that means was said, and resumed', async () => {
    await button('Take out now').click()
    const question = page.getByRole('dialog')
    await question.getByText(/are cut off|Nobody watches/).waitFor()
    await panel.lookAround('node-maintain')
    await question.getByRole('button', { name: 'Take it out now' }).click()
    await page.getByText('In maintenance: no new work is sent here').waitFor()
    expect(await button('Take out now').count()).toBe(0)
    await button('Resume').first().click()
    await question.getByRole('button', { name: 'Resume' }).click()
    await page.getByText('In maintenance: no new work is sent here').waitFor({ state: 'detached' })
    expect(panel.complaints).toEqual([])
  }, 120_000)
})
