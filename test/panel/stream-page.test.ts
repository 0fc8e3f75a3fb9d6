import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { accessPolicySchema } from '#contract/access-policy.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

describe('the page of a stream', () => {
  let stack: AsyncDisposableStack
  let cluster: Cluster
  let publisher: Publisher
  let panel: PanelBrowser
  let page: Page
  const at = (path: string) => `${cluster.origin.ready.url}${path}`
  const region = (name: string) => page.getByRole('region', { name, exact: true })

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    cluster = stack.use(await startCluster({ edges: 1 }))
    const rules = { pattern: 'guarded/*', play_with: 'signed_url' }
    await cluster.origin.api.call('POST', '/api/v1/access-policies', accessPolicySchema, rules)
    publisher = stack.use(await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/show`))
    stack.use(await Publisher.start(`${cluster.origin.own_node.rtmp_url}/guarded/talk`))
    panel = stack.use(await PanelBrowser.open())
    page = panel.page
    await page.goto(cluster.origin.ready.sign_in_url)
    await page.getByRole('main').waitFor()
  })
  afterAll(() => stack?.disposeAsync())
  beforeEach(() => panel.look('light', 'laptop'))
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await panel.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 80)}`, true)
  })

  test('draws how it arrives, moving without a reload, and as a table', async () => {
    await page.goto(at('/streams/live/show'))
    const part = region('How it arrives')
    await part.getByRole('figure', { name: 'Bit rate' }).waitFor()
    const gaps = part.getByRole('figure', { name: 'Longest time between frames' })
    await gaps.getByRole('button', { name: /table/i }).click()
    const rows = gaps.getByRole('row')
    await waitFor('a first measure', async () => (await rows.count()) > 1 || undefined, { deadline_ms: 15_000 })
    const had = await rows.count()
    await waitFor('another one', async () => (await rows.count()) > had || undefined, { deadline_ms: 15_000 })
    await gaps.getByRole('button', { name: /chart/i }).click()
    await panel.lookAround('stream-page')
  }, 90_000)

  test('lists viewers one by one, lets one go and keeps it out, and lets it in again', async () => {
    await using first = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/show.flv`)
    await using second = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/show.flv`)
    await page.goto(at('/streams/live/show'))
    const part = region('Who watches')
    await part.getByRole('button', { name: 'Show each viewer on edge-1' }).click()
    const viewers = part.getByRole('region', { name: 'Viewers on edge-1' })
    await viewers.getByText('127.0.0.0/24').nth(1).waitFor()
    await panel.lookAround('stream-viewers')
    await viewers
      .getByRole('button', { name: /^Disconnect/ })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Keep its address out of this stream').check()
    await panel.lookAround('stream-viewer-dialog')
    await dialog.getByRole('button', { name: 'Disconnect', exact: true }).click()
    await first.ended
    await second.sees(10)
    const kept = page.getByRole('list', { name: 'Sent away for a while' })
    await kept.getByText('127.0.0.0/24 may not watch').waitFor()
    await kept.getByRole('button', { name: 'Let 127.0.0.0/24 in again' }).click()
    await kept.waitFor({ state: 'detached' })
  }, 90_000)

  test('gives the code for a page, and the newest picture as a file', async () => {
    await page.goto(at('/streams/live/show'))
    await page.getByRole('button', { name: 'Embed in a page' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('hls.min.js').first().waitFor()
    await dialog.getByLabel('HTTP-FLV').check()
    await dialog.getByText('mpegts.createPlayer').waitFor()
    await panel.lookAround('stream-embed')
    await page.keyboard.press('Escape')

    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save picture' }).click()
    const file = await saved
    expect(file.suggestedFilename()).toMatch(/^live-show-.*\.png$/)
    const bytes = await readFile(await file.path())
    expect(bytes.subarray(1, 4).toString()).toBe('PNG')
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([320, 180])
  }, 90_000)

  test('gives code by HLS and by FLV that plays on a page of another site', async () => {
    for (const how of ['HLS', 'HTTP-FLV']) await playsElsewhere(how)
  }, 90_000)

  async function playsElsewhere(how: string): Promise<void> {
    await page.goto(at('/streams/live/show'))
    await page.getByRole('button', { name: 'Embed in a page' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(how, { exact: how === 'HTTP-FLV' }).check()
    const code = (await dialog.getByText('<video').first().textContent()) ?? ''
    await using site = await serveSite(code)
    await using visitor = await PanelBrowser.open()
    await visitor.page.goto(site.url)
    const video = visitor.page.locator('video')
    const at_s = () => video.evaluate((element) => (element as unknown as { currentTime: number }).currentTime)
    await waitFor('it plays', async () => (await at_s()) > 0, { deadline_ms: 20_000 })
    const from = await at_s()
    await waitFor('it plays on', async () => (await at_s()) > from + 1, { deadline_ms: 20_000 })
    expect(visitor.complaints).toEqual([])
  }

  test('plays and shows a stream that is not for everybody to who is signed in, and signs the address of its code', async () => {
    await page.goto(at('/streams/guarded/talk'))
    const video = page.getByLabel('Live picture of guarded/talk')
    await waitFor(
      'it plays',
      async () =>
        (await video.evaluate((element) => (element as unknown as { currentTime: number }).currentTime)) > 1 ||
        undefined,
      { deadline_ms: 20_000 },
    )
    await page.getByRole('button', { name: 'Embed in a page' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Sign an address for the page' }).click()
    await dialog.getByRole('button', { name: 'Make a signing key and sign' }).click()
    await dialog.getByText(/guarded\/talk\.m3u8\?expire=/).waitFor()
    await page.keyboard.press('Escape')
  }, 90_000)

  test('plays by HLS as by FLV, keeps the choice, and lets go of what it held', async () => {
    await page.goto(at('/streams/guarded/talk'))
    const video = page.getByLabel('Live picture of guarded/talk')
    const at_s = () => video.evaluate((element) => (element as unknown as { currentTime: number }).currentTime)
    const plays = async (what: string) => {
      const from = await at_s()
      await waitFor(what, async () => Math.abs((await at_s()) - from) > 1 || undefined, { deadline_ms: 20_000 })
    }
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await plays('it plays by FLV')
    await page.getByText('HLS', { exact: true }).first().click()
    await waitFor('playlists are read', async () => asked.some((url) => url.includes('.m3u8')) || undefined)
    await plays('it plays by HLS')
    await page.getByText(/^320×180$/).waitFor()
    await page
      .getByText(/kbit\/s/)
      .first()
      .waitFor()
    await panel.lookAround('stream-hls')
    await page.reload()
    await plays('it plays by HLS again')
    expect(await page.getByRole('radio', { name: 'HLS' }).isChecked()).toBe(true)
    await page.getByText('FLV', { exact: true }).first().click()
    await plays('it plays by FLV again')
    const heard = asked.length
    await waitFor('no playlist is read any more', async () => {
      const before = asked.length
      await page.waitForTimeout(3_000)
      return !asked.slice(before).some((url) => url.includes('.m3u8') || url.includes('.m4s')) || undefined
    })
    expect(heard).toBeGreaterThan(0)
  }, 120_000)

  test('ends a stream and keeps its publisher out, with the consequence in numbers, until it is let in again', async () => {
    await page.goto(at('/streams/live/show'))
    await page.getByRole('button', { name: 'End stream' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(/The publisher is disconnected/).waitFor()
    await dialog.getByLabel('Keep its address out of this stream').check()
    await dialog.getByLabel('Type live/show to confirm').fill('live/show')
    await panel.lookAround('stream-end-dialog')
    await dialog.getByRole('button', { name: 'End stream' }).click()
    await publisher.exited
    await page.getByText('Nobody publishes live/show at this moment').waitFor()
    await using again = await Publisher.launch(`${cluster.edge.ready.rtmp_url}/live/show`)
    await again.exited
    await page.getByRole('button', { name: /^Let .* in again$/ }).click()
    await page.getByRole('list', { name: 'Sent away for a while' }).waitFor({ state: 'detached' })
    await using _back = await Publisher.start(`${cluster.edge.ready.rtmp_url}/live/show`)
    await region('Who watches').waitFor()
  }, 90_000)

  test('is found in the list by a filter, which the address keeps', async () => {
    await page.goto(at('/streams'))
    await page.getByRole('link', { name: 'guarded/talk' }).waitFor()
    await page.getByLabel('Filter by name, encoder, address or node').fill('talk')
    await page.waitForURL((url) => url.searchParams.get('q') === 'talk')
    await page.getByRole('link', { name: 'live/show' }).waitFor({ state: 'detached' })
    await page.getByLabel('Filter by name, encoder, address or node').fill('nothing of the kind')
    await page.getByText('No stream fits').waitFor()
    await page.getByRole('button', { name: 'Clear the filter' }).click()
    await page.getByRole('button', { name: 'Stream', exact: true }).click()
    await page.waitForURL((url) => url.searchParams.get('sort') === 'name')
    await panel.lookAround('streams-list')
  }, 60_000)
})

/** A site with a page that has this code in it, and the players where the dialog says to put them. */
async function serveSite(code: string): Promise<AsyncDisposable & { readonly url: string }> {
  const own = createRequire(import.meta.url)
  const server = createServer((request, response) => {
    const player = /^\/js\/(hls\.min|mpegts)\.js$/.exec(request.url ?? '')?.[1]
    const script = player === 'mpegts' ? 'mpegts.js/dist/mpegts.js' : 'hls.js/dist/hls.min.js'
    response.writeHead(200, { 'content-type': player === undefined ? 'text/html; charset=utf-8' : 'text/javascript' })
    if (player === undefined) response.end(`<!doctype html><link rel="icon" href="data:,"><title>Site</title>${code}`)
    else createReadStream(own.resolve(script)).pipe(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http://localhost:${port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
