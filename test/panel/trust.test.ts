import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { NodeProgram } from '../harness/node-program.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { Publisher } from '../harness/publisher.ts'

describe('whom a cluster trusts, as its owner steers it', () => {
  let stack: AsyncDisposableStack
  let cluster: Cluster
  let panel: PanelBrowser
  let page: Page
  const at = (path: string) => `${cluster.origin.ready.url}${path}`
  const dialog = () => page.getByRole('dialog')

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    // Nodes spread their renewals over a hundredth of a certificate's life.
    cluster = stack.use(await startCluster({ edges: 1, origin: { node_certificate_life: '5m' } }))
    stack.use(await Publisher.start(`${cluster.origin.own_node.rtmp_url}/live/show`))
    panel = stack.use(await PanelBrowser.open())
    page = panel.page
    await page.goto(cluster.origin.ready.sign_in_url)
    await page.getByRole('main').waitFor()
  })
  afterAll(() => stack?.disposeAsync())
  beforeEach(() => panel.look('dark', 'laptop'))
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await panel.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 80)}`)
  })

  test('a new authority signs, all nodes renew, and the old one is dropped while a viewer watches over a relay', async () => {
    await using viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/show.flv`)
    await page.goto(at('/settings/certificates'))
    const part = page.getByRole('region', { name: /^Authority of this installation/ })
    await part.getByText('2 nodes', { exact: true }).waitFor()
    await part.getByRole('button', { name: 'Replace it' }).click()
    await panel.lookTwice('authority-replace')
    await dialog().getByRole('button', { name: 'Make a new one' }).click()
    await part.getByText('trusted, signs no more').waitFor()
    await part.getByText('2 of 2 nodes have a certificate of the new authority.').waitFor({ timeout: 30_000 })
    await panel.lookTwice('authority-replaced')
    await part.getByRole('button', { name: 'Drop it' }).click()
    await dialog().getByRole('button', { name: 'Drop it', exact: true }).waitFor()
    await panel.lookTwice('authority-drop')
    await dialog().getByRole('button', { name: 'Drop it', exact: true }).click()
    await part.getByText('trusted, signs no more').waitFor({ state: 'detached' })
    await part.getByRole('button', { name: 'Replace it' }).waitFor()
    await viewer.sees(25)
    // Who comes now relays by certificates of the new one alone.
    await using later = await FlvViewer.watch(`${cluster.edge.ready.media_url}/live/show.flv`)
    await later.sees(10)
    expect(panel.complaints).toEqual([])
  }, 90_000)

  test('a node joins with a cluster token from the panel, and no other does once that is revoked', async () => {
    await page.goto(at('/settings/cluster-tokens'))
    await page.getByRole('button', { name: 'Make a token' }).click()
    await dialog().getByLabel('Name').fill('autoscaled')
    await dialog().getByRole('button', { name: 'Make it' }).click()
    const token = await page.getByText(/^clt_[A-Za-z0-9_.-]{43,}$/).innerText()
    await panel.lookTwice('cluster-token-made')
    await page.getByRole('button', { name: 'Done' }).click()
    await using scaled = await NodeProgram.start(cluster.origin, { name: 'scaled-1', token })
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /^Nodes/ })
      .first()
      .click()
    const row = page.getByRole('row').filter({ hasText: scaled.name })
    await row.getByText('alive').waitFor()
    await page.goto(at('/settings/cluster-tokens'))
    await page.getByRole('button', { name: 'Revoke autoscaled' }).click()
    await dialog().getByRole('button', { name: 'Revoke', exact: true }).click()
    await page.getByText('autoscaled was revoked').waitFor()
    const late = await cluster.origin.api.request('POST', '/api/v1/cluster/join', {
      body: { name: 'scaled-2', ip: '127.0.0.1', region: 'eu' },
      headers: { 'x-cluster-token': token },
    })
    // No token is in force any more, so that nobody joins by one.
    expect(late.status).toBe(503)
    // Who joined by it stays.
    expect((await cluster.origin.api.node(scaled.id)).liveness.state).toBe('alive')
    expect(panel.complaints).toEqual([])
  }, 90_000)

  test('a wall display sees the cluster and its streams, finds nothing to press, and may change nothing', async () => {
    await page.goto(at('/settings/wall-displays'))
    await page.getByRole('button', { name: 'Make a wall link' }).click()
    await dialog().getByLabel('Name').fill('studio 2')
    await dialog().getByRole('button', { name: 'Make the link' }).click()
    const link = (await page.getByText(/\/sign-in#wall_/).textContent()) ?? ''
    await panel.lookTwice('wall-link-made')
    await dialog().getByRole('button', { name: 'Done' }).click()
    await using wall = await PanelBrowser.open()
    const there = wall.page.getByRole('main')
    await cluster.origin.api.drain(cluster.edge.id, { reason: 'for the wall' })
    await wall.page.goto(link)
    await there.getByText('edge-1 is drained').waitFor()
    await there.getByText('live/show').first().waitFor()
    expect(await there.getByRole('button', { name: /^(Resume|Finish now)/ }).count()).toBe(0)
    await wall.lookTwice('wall-overview')
    await wall.page.goto(at(`/nodes/${cluster.edge.id}`))
    await there.getByRole('heading', { name: 'edge-1', level: 1 }).waitFor()
    await there.getByText('for the wall').waitFor()
    expect(await there.getByRole('button', { name: /^(Resume|Drain|Take out now|Remove|Close roles)$/ }).count()).toBe(
      0,
    )
    await wall.lookTwice('wall-node')
    await wall.page.goto(at('/streams/live/show'))
    await there.getByRole('heading', { name: 'live/show' }).waitFor()
    await there.getByRole('region', { name: 'Who watches' }).waitFor()
    expect(await there.getByRole('button', { name: /^(End stream|Make a stream key|Change who may)$/ }).count()).toBe(0)
    await wall.page.goto(at('/settings/stream-access'))
    await there.getByText('No access policy').waitFor()
    await wall.page.goto(at('/settings/cluster-tokens'))
    await there.getByText(/This is for (owners|operators)/).waitFor()
    expect(wall.complaints).toEqual([])
    const statusOf = (method: string, path: string) =>
      wall.page.evaluate(`fetch('/api/v1${path}', { method: '${method}', headers: { 'content-type': 'application/json' },
        body: ${method === 'GET' ? 'undefined' : "'{}'"} }).then(({ status }) => status)`)
    expect(await statusOf('GET', '/nodes')).toBe(200)
    expect(await statusOf('POST', `/nodes/${cluster.edge.id}/resume`)).toBe(403)
    expect(await statusOf('DELETE', `/nodes/${cluster.edge.id}`)).toBe(403)
    expect(await statusOf('GET', '/cluster-tokens')).toBe(403)
    expect((await cluster.origin.api.node(cluster.edge.id)).mode.value).toBe('draining')
    expect(panel.complaints).toEqual([])
  }, 90_000)
})

test('an owner is told what could be safer, and led to where it is changed', async () => {
  await using origin = await OriginProgram.start({
    settings: { host: '0.0.0.0', backup_interval: '0s', media: { publish_allow: ['127.0.0.0/8', '2000::/3'] } },
  })
  await using panel = await PanelBrowser.open()
  const { page } = panel
  await page.goto(origin.ready.sign_in_url)
  await page.waitForURL('**/welcome')
  await page.getByRole('link', { name: 'Overview' }).first().click()
  await page.getByText('3 things about security could be better.').waitFor()
  await panel.lookTwice('overview-security')
  await page.getByRole('link', { name: 'See what' }).click()
  await page.getByRole('heading', { name: '3 things could be safer' }).waitFor()
  const named = await page.getByRole('main').getByRole('listitem').locator('strong').allTextContents()
  expect(named.slice(0, 3)).toEqual(['Encryption', 'Publishing', 'Backups'])
  expect(named).toHaveLength(8)
  await page.getByText('2000::/3').waitFor()
  await panel.lookTwice('security')
  await page
    .getByRole('region', { name: /could be safer/ })
    .getByRole('link', { name: 'Cluster' })
    .click()
  await page.getByRole('heading', { name: 'Cluster', level: 1 }).waitFor()
  expect(panel.complaints).toEqual([])
}, 60_000)
