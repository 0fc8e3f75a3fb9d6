import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

describe('a rolling drain over three nodes with a viewer each', () => {
  let stack: AsyncDisposableStack
  let cluster: Cluster
  let panel: PanelBrowser
  let viewers: readonly FlvViewer[]

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    cluster = stack.use(await startCluster({ edges: 3, media: { relay_release_delay: '1s' } }))
    stack.use(await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/show`))
    viewers = await Promise.all(
      cluster.edges.map(async ({ ready }) => stack.use(await FlvViewer.watch(`${ready.media_url}/live/show.flv`))),
    )
    panel = stack.use(await PanelBrowser.open())
    await panel.page.goto(cluster.origin.ready.sign_in_url)
    await panel.page.getByRole('main').waitFor()
  })
  afterAll(() => stack?.disposeAsync())
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await panel.screenshot('failed-rolling-drain', true)
  })

  test('is begun, paused, goes on and is cancelled, and cuts no viewer off', async () => {
    const { page } = panel
    const { api } = cluster.origin
    const modes = async () => {
      const nodes = await api.nodes()
      return cluster.edges.map(({ id }) => nodes.find((node) => node.id === id)?.mode.value)
    }
    const dialog = page.getByRole('dialog')
    const main = page.getByRole('main')
    const out = (name: string) => main.getByRole('region', { name, exact: true })
    const done = (nodes: number) => main.getByRole('status').getByText(`${nodes} of 3 done`, { exact: true })
    const button = (name: string) => main.getByRole('button', { name, exact: true })
    await waitFor('the origin knows of all viewers', async () => (await api.stream('live/show')).subscribers === 3)

    await page.goto(`${cluster.origin.ready.url}/nodes/rolling-drains`)
    await button('Start a rolling drain').first().click()
    await dialog.getByRole('combobox', { name: 'Which nodes' }).click()
    await page.getByRole('option', { name: 'Only these' }).click()
    await dialog.getByPlaceholder(/Choose nodes/).click()
    for (const { name } of cluster.edges) await page.getByRole('option', { name, exact: true }).click()
    await page.keyboard.press('Escape')
    await dialog.getByRole('combobox', { name: 'Wait for each at most' }).click()
    await page.getByRole('option', { name: 'Until the last one leaves' }).click()
    await dialog.getByRole('row', { name: /edge-3/ }).waitFor()
    await panel.lookTwice('rolling-drain-begin')
    await dialog.getByRole('button', { name: 'Drain 3 nodes' }).click()

    await out('edge-1').getByText('of 1').waitFor({ timeout: 20_000 })
    await done(0).waitFor()
    await button('Pause').click()
    await button('Go on').waitFor()
    await panel.lookTwice('rolling-drain-paused')
    // Who is connected stays, and what is under way goes on: its last viewer leaves by himself.
    for (const viewer of viewers) await viewer.sees(10)
    const [first, ...others] = viewers
    await first?.[Symbol.asyncDispose]()
    await done(1).waitFor({ timeout: 45_000 })
    expect(await modes()).toEqual(['normal', 'normal', 'normal'])
    expect(await button('Go on').count()).toBe(1)

    await button('Go on').click()
    await out('edge-2').getByText('of 1').waitFor({ timeout: 20_000 })
    await panel.lookTwice('rolling-drain-on')
    expect(await modes()).toEqual(['normal', 'draining', 'normal'])
    await button('Cancel').click()
    await dialog.getByText('edge-2 is out at this moment.').waitFor()
    await dialog.getByText('1 node that waits for its turn is left alone.').waitFor()
    await panel.lookTwice('rolling-drain-cancel')
    await dialog.getByRole('button', { name: 'Cancel the run' }).click()
    const past = main.getByRole('button', { name: /^Drain of 3 nodes/ })
    await past.getByText('1 of 3 done').waitFor()
    await past.click()
    await main.getByRole('list', { name: 'Nodes', exact: true }).getByText('edge-3').waitFor()
    expect(await modes()).toEqual(['normal', 'normal', 'normal'])
    for (const viewer of others) await viewer.sees(10)
    expect(panel.complaints).toEqual([])
  }, 150_000)
})
