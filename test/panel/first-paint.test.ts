import { expect, test } from 'vitest'
import { z } from 'zod'
import { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { printFigures } from '../harness/print-figures.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const FIRST_PAINT_MS = 1_000
const SCRIPT_BYTES = 400_000
/** Best of so many at most: a machine that does something else at that moment says nothing about the panel. */
const LOADS = 10
/** And so many at least, since the amount of script is looked at in each. */
const LOADS_AT_LEAST = 3

/** Notes for a page when the figures of the cluster, which no splash shows, were first on the screen. */
const NOTE_CONTENT = `(() => {
  const look = () => {
    if (document.querySelector('main dl') === null) return requestAnimationFrame(look)
    // The frame after the one that drew it.
    requestAnimationFrame(() => { globalThis.contentAt = performance.now() })
  }
  requestAnimationFrame(look)
})()`

const LOADED = `(() => {
  const scripts = performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js'))
  return {
    first_contentful_ms: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    content_ms: globalThis.contentAt,
    script_bytes: scripts.reduce((sum, { transferSize }) => sum + transferSize, 0),
    unpacked_bytes: scripts.reduce((sum, { decodedBodySize }) => sum + decodedBodySize, 0),
    scripts: scripts.length,
  }
})()`

const loadedSchema = z.object({
  first_contentful_ms: z.number(),
  content_ms: z.number(),
  script_bytes: z.number(),
  unpacked_bytes: z.number(),
  scripts: z.number(),
})

test('the overview stands within a second of opening it with an empty cache, and costs less than 400 kB of script', async () => {
  await using origin = await OriginProgram.start()
  await using _publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/test`)
  await using panel = await PanelBrowser.open()
  const { page } = panel
  await page.goto(origin.ready.sign_in_url)
  await page.getByRole('main').waitFor()
  await page.addInitScript(NOTE_CONTENT)
  const network = await page.context().newCDPSession(page)
  const loads: z.output<typeof loadedSchema>[] = []
  const isGoodEnough = () =>
    loads.length >= LOADS_AT_LEAST && loads.some(({ content_ms }) => content_ms < FIRST_PAINT_MS)
  while (loads.length < LOADS && !isGoodEnough()) {
    await network.send('Network.clearBrowserCache')
    await page.goto(`${origin.ready.url}/`)
    // The policy of the panel lets nobody wait by a function in the page.
    await waitFor('the figures on the screen', async () => await page.evaluate('globalThis.contentAt !== undefined'))
    // The drawing comes in by itself: what it costs counts as well.
    await page.locator('.react-flow__node').first().waitFor()
    loads.push(loadedSchema.parse(await page.evaluate(LOADED)))
  }
  const [best] = loads.toSorted((a, b) => a.content_ms - b.content_ms)
  if (best === undefined) throw new Error('nothing was loaded')
  printFigures({
    figure: 'first paint of the overview',
    ...best,
    content_of_all_ms: loads.map((one) => Math.round(one.content_ms)),
  })
  expect(best.content_ms).toBeLessThan(FIRST_PAINT_MS)
  expect(Math.max(...loads.map(({ script_bytes }) => script_bytes))).toBeLessThan(SCRIPT_BYTES)
  expect(Math.min(...loads.map(({ script_bytes }) => script_bytes)), 'the cache was empty').toBeGreaterThan(100_000)
}, 120_000)
