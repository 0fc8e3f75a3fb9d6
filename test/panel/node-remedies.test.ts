import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { NodeProgram } from '../harness/node-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

describe('what the overview offers where something needs attention', () => {
  let stack: AsyncDisposableStack
  let cluster: Cluster
  let publisher: Publisher
  let panel: PanelBrowser
  let page: Page
  const at = (path: string) => `${cluster.origin.ready.url}${path}`
  const remedy = (name: string) => page.getByRole('main').getByRole('button', { name, exact: true })
  const remedyLink = (name: RegExp | string) => page.getByRole('main').getByRole('link', { name, exact: true })
  const dialog = () => page.getByRole('dialog')
  const resume = async (what: string) => {
    await remedy(`Resume: ${what}`).click()
    await dialog().getByRole('button', { name: 'Resume' }).click()
    await remedy(`Resume: ${what}`).waitFor({ state: 'detached' })
    expect((await cluster.origin.api.node(cluster.edge.id)).mode.value).toBe('normal')
  }

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    const media = { relay_release_delay: '1s', publisher_grace: '1m' }
    cluster = stack.use(await startCluster({ edges: 2, media }))
    publisher = stack.use(await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/show`))
    panel = stack.use(await PanelBrowser.open())
    page = panel.page
    await page.goto(cluster.origin.ready.sign_in_url)
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
  })
  afterAll(() => stack?.disposeAsync())
  beforeEach(() => panel.look('dark', 'laptop'))
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await panel.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 80)}`)
  })

  test('a drain is finished at once, which the viewer sees, and the node is resumed from maintenance', async () => {
    await using viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/show.flv`)
    await waitFor('the origin knows of the viewer', async () => {
      const { load } = await cluster.origin.api.node(cluster.edge.id)
      return load?.subscribers === 1
    })
    await cluster.origin.api.drain(cluster.edge.id, { reason: 'a new disk', deadline_ms: 3_600_000 })
    await remedy('Finish now: edge-1 is draining').waitFor()
    await panel.lookTwice('overview-draining')
    await viewer.sees(10)
    await remedy('Finish now: edge-1 is draining').click()
    await dialog()
      .getByText(/^1 viewer of 1 stream is cut off here/)
      .waitFor()
    await dialog()
      .getByText(/the node goes into maintenance/)
      .waitFor()
    await panel.lookTwice('overview-finish-drain')
    await dialog().getByRole('button', { name: 'Drain now' }).click()
    await viewer.ended
    // Whoever cuts viewers off has the node out of service, and says himself when it is good again.
    await remedy('Resume: edge-1 is in maintenance').waitFor()
    await remedyLink('Open node: edge-1 is in maintenance').click()
    await page.getByRole('heading', { name: 'edge-1', level: 1 }).waitFor()
    await page.goBack()
    await resume('edge-1 is in maintenance')
    expect(panel.complaints).toEqual([])
  }, 90_000)

  test('a node that is drained is resumed', async () => {
    await cluster.origin.api.drain(cluster.edge.id, { reason: 'a new disk' })
    await remedy('Resume: edge-1 is drained').waitFor({ timeout: 30_000 })
    await resume('edge-1 is drained')
    expect(panel.complaints).toEqual([])
  }, 60_000)

  test('a stream whose publisher is lost is a click away, and quiet again once it is back', async () => {
    publisher.program.signal('SIGKILL')
    await publisher.exited
    const open = remedyLink(/^Open stream: .*live\/show/)
    await open.waitFor({ timeout: 20_000 })
    await panel.lookTwice('overview-interrupted')
    await open.click()
    await page.waitForURL((url) => url.pathname === '/streams/live/show')
    stack.use(await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/show`))
    await page.goBack()
    await open.waitFor({ state: 'detached', timeout: 20_000 })
    expect(panel.complaints).toEqual([])
  }, 60_000)

  test('a wrong clock and keyframes that come seldom are told, and what is a click away says what to do', async () => {
    await using off = await NodeProgram.start(cluster.origin, { name: 'off', clock: '+10m' })
    await using _seldom = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/seldom`, 'seldom')
    await page.getByText(/^It is 10m ahead\. Certificates and tokens may fail/).waitFor()
    await remedyLink('Open node: The clock of off is wrong').click()
    await page.waitForURL((url) => url.pathname === `/nodes/${off.id}`)
    await page.getByText('10m ahead', { exact: true }).waitFor()
    await page.getByLabel('To switch on time synchronisation there', { exact: true }).waitFor()
    await panel.lookTwice('node-with-a-wrong-clock')
    await page.goBack()
    const openStream = remedyLink('Open stream: Viewers of live/seldom wait')
    await openStream.waitFor({ timeout: 40_000 })
    await panel.lookTwice('overview-clock-and-keyframes')
    await openStream.click()
    await page.waitForURL((url) => url.pathname === '/streams/live/seldom')
    await page.getByRole('main').getByText(', too long: viewers wait').first().waitFor({ state: 'attached' })
    await page.goBack()
    expect(panel.complaints).toEqual([])
  }, 120_000)

  test('a lost node is removed: it goes from the list at once, and stands under those removed with its way back', async () => {
    const [, lost] = cluster.edges
    if (lost === undefined) throw new Error('this test wants two edges')
    await lost.kill()
    const remove = page.getByRole('main').getByRole('button', { name: /^Remove: .*edge-2/ })
    await remove.waitFor({ timeout: 30_000 })
    await panel.lookTwice('overview-offline')
    await remove.click()
    await dialog().getByText('It carries nothing at this moment.').waitFor()
    await dialog().getByRole('button', { name: 'Cancel' }).click()
    await dialog().waitFor({ state: 'detached' })

    await page
      .getByRole('navigation')
      .getByRole('link', { name: /^Nodes/ })
      .first()
      .click()
    const row = page.getByRole('row').filter({ hasText: 'edge-2' })
    await row.getByText('offline').waitFor()
    await row.getByRole('button', { name: 'Actions for edge-2' }).click()
    await page.getByRole('menuitem', { name: 'Remove' }).click()
    const confirm = dialog().getByRole('button', { name: 'Remove node' })
    expect(await confirm.isDisabled()).toBe(true)
    await dialog().getByLabel('Type edge-2 to confirm').fill('edge-2')
    await panel.lookTwice('remove-lost-node')
    await confirm.click()
    await page.getByText('edge-2 was removed').waitFor()
    await row.waitFor({ state: 'detached', timeout: 1_000 })
    expect((await cluster.origin.api.nodes()).map(({ name }) => name)).not.toContain('edge-2')

    await page.goto(at('/settings/removed-members'))
    await page
      .getByRole('row', { name: /edge-2/ })
      .getByText('removed by an operator')
      .waitFor()
    await panel.lookTwice('removed-node')
    await page.getByRole('link', { name: 'New join command for edge-2' }).click()
    await page.getByRole('heading', { name: 'Add a node' }).waitFor()
    await page.waitForURL((url) => url.searchParams.get('name') === 'edge-2')
    expect(panel.complaints).toEqual([])
  }, 120_000)
})
