import { readFile } from 'node:fs/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { haveBoxes, startBox, type TestBox } from '../harness/boxes.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import type { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { filesOf, originForBoxes, watchFromBox } from '../harness/provisioning.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

/** What a run on a box takes at most, in ms. */
const RUN_MS = 180_000

// A browser, an origin and a box that is one: what the panel's other tests do against a stand-in.
describe.skipIf(!haveBoxes())('from the control panel', () => {
  let box: TestBox
  let origin: OriginProgram
  let panel: PanelBrowser
  let before: ReadonlySet<string>
  const opened = new AsyncDisposableStack()

  beforeAll(async () => {
    box = opened.use(await startBox({ flavor: 'docker' }))
    before = await filesOf(box)
    origin = opened.use(await originForBoxes(box))
    opened.use(await Publisher.start(`${origin.own_node.rtmp_url}/live/show`))
    // After the box: its bridge is a network that comes up, for which Chromium gives up what it is loading.
    panel = opened.use(await PanelBrowser.open())
    panel.page.setDefaultTimeout(30_000)
    await panel.look('dark', 'small')
    await panel.page.goto(origin.ready.sign_in_url)
    await panel.page.getByRole('main').waitFor()
  }, 300_000)
  afterAll(() => opened.disposeAsync())
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await panel.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 80)}`)
  })

  const button = (name: string) => panel.page.getByRole('button', { name, exact: true })
  const field = (name: string) => panel.page.getByRole('textbox', { name, exact: true })

  test('an address and a password make a box a node that plays', async () => {
    const { page } = panel
    await page.getByRole('link', { name: 'Add a node' }).first().click()
    await field('Address').fill(box.ip)
    await field('User').fill('edge')
    await page.locator('input[type="password"]').first().fill('edge')
    await field('Name').fill('edge-1')
    await button('Connect').click()
    await page.getByRole('heading', { name: `Is this really ${box.ip}?` }).waitFor()
    await page.getByLabel('Or paste what you know of it').fill(await box.fingerprint())
    await page.getByText('They are the same').waitFor()
    await panel.lookAround('box-host-key')
    await button('It is the same: continue').click()
    const done = page.getByRole('heading', { name: 'edge-1 serves viewers now' })
    const go_on = button('Go on all the same')
    await done.or(go_on).first().waitFor({ timeout: RUN_MS })
    if (await go_on.isVisible()) {
      await panel.lookAround('box-preflight')
      await go_on.click()
    }
    await done.waitFor({ timeout: RUN_MS })
    await panel.lookAround('box-done')
    await page.getByRole('link', { name: 'Open edge-1' }).click()
    await page.getByText('alive', { exact: true }).first().waitFor()
    await page.getByText(`edge@${box.ip}`).first().waitFor()
    await using viewer = await watchFromBox(box, 'live/show')
    await viewer.sees(10)
    // What the page says of it comes by itself.
    await page.getByRole('main').getByRole('link', { name: 'live/show' }).first().waitFor({ timeout: 15_000 })
    await panel.lookAround('box-node-page')
    expect(panel.complaints).toEqual([])
  }, 400_000)

  test('is restarted, and its viewers are elsewhere meanwhile; the page follows', async () => {
    const { page } = panel
    await button('Box').click()
    await page.getByRole('menuitem', { name: 'Restart …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(`edge@${box.ip}`, { exact: false }).waitFor()
    await dialog.getByRole('button', { name: 'Restart', exact: true }).click()
    await page.getByRole('heading', { name: 'Restart edge-1', level: 1 }).waitFor()
    await page
      .getByText('Succeeded', { exact: true })
      .or(page.getByText('Done', { exact: true }))
      .first()
      .waitFor({ timeout: RUN_MS })
    await panel.lookAround('box-restarted')
    const edge = (await origin.api.nodes()).find(({ name }) => name === 'edge-1')
    expect(edge?.liveness.state).toBe('alive')
  }, 300_000)

  test('gives its diagnostics away, takes another identity and another region', async () => {
    const { page } = panel
    const succeeds = async (item: string, confirm: string, title: string, fill?: () => Promise<void>) => {
      await page.getByRole('link', { name: 'Open edge-1' }).click()
      await button('Box').click()
      await page.getByRole('menuitem', { name: item }).click()
      await fill?.()
      const dialog = page.getByRole('dialog')
      if (item !== 'Collect diagnostics …') {
        await dialog.getByRole('combobox', { name: 'How long they may take' }).click()
        await page.getByRole('option', { name: 'Not at all' }).click()
      }
      await dialog.getByRole('button', { name: confirm, exact: true }).click()
      await page.getByRole('heading', { name: title, level: 1 }).waitFor()
      await page.locator('#run-done').waitFor({ timeout: RUN_MS })
    }
    await succeeds('Collect diagnostics …', 'Collect', 'Diagnostics of edge-1')
    const coming = page.waitForEvent('download')
    await page.getByRole('link', { name: /^Download .*\.tar\.gz$/ }).click()
    const file = await readFile(await (await coming).path())
    expect(file.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]))
    await panel.lookAround('box-diagnostics')

    const key = async () => await box.inside('sha256sum /var/lib/headwater-node/identity/node.pem')
    const key_before = await key()
    // Somebody who watches is let go at once, as was chosen.
    await using _viewer = await watchFromBox(box, 'live/show')
    await succeeds('Rotate identity …', 'Rotate', 'New identity for edge-1')
    expect(await key()).not.toBe(key_before)

    await succeeds('Reconfigure …', 'Reconfigure', 'Reconfigure edge-1', async () => {
      await field('Region').fill('attic')
      await panel.lookAround('box-reconfigure')
    })
    await page.getByRole('link', { name: 'Open edge-1' }).click()
    await page.getByRole('main').getByText('attic', { exact: true }).first().waitFor()
    expect(panel.complaints).toEqual([])
  }, 400_000)

  test('is told to have the version already, where all nodes are to be upgraded one after the other', async () => {
    const { page } = panel
    const dialog = page.getByRole('dialog')
    await page.goto(new URL('/nodes/rolling-drains', page.url()).href)
    await button('Start a rolling drain').first().click()
    await dialog.getByRole('combobox', { name: 'Which nodes' }).click()
    await page.getByRole('option', { name: 'Only these' }).click()
    await dialog.getByPlaceholder(/Choose nodes/).click()
    await page.getByRole('option', { name: 'edge-1', exact: true }).click()
    await page.keyboard.press('Escape')
    await dialog.getByRole('row', { name: /edge-1/ }).waitFor()
    await dialog.getByLabel('It is upgraded, then takes work again').check()
    await dialog.getByText(/^edge-1 has version .* already/).waitFor()
    await panel.lookAround('box-rolling-upgrade')
    await dialog.getByRole('button', { name: 'Cancel', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    // Chromium says so of every answer that refuses.
    panel.complaints.length = 0
  }, 120_000)

  test('is decommissioned after its name was typed, and the box is as it was', async () => {
    const { page } = panel
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /^Nodes/ })
      .first()
      .click()
    await page.getByRole('main').getByRole('link', { name: 'edge-1', exact: true }).first().click()
    await button('Box').click()
    await page.getByRole('menuitem', { name: 'Decommission …' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/^Type edge-1/).fill('edge-1')
    await dialog.getByRole('button', { name: 'Decommission', exact: true }).click()
    await page.getByRole('heading', { name: 'Decommission edge-1', level: 1 }).waitFor()
    await waitFor(
      'it has left',
      async () => (await origin.api.nodes()).every(({ name }) => name !== 'edge-1') || undefined,
      {
        deadline_ms: RUN_MS,
      },
    )
    await page
      .getByText('Succeeded', { exact: true })
      .or(page.getByText('Done', { exact: true }))
      .first()
      .waitFor({ timeout: RUN_MS })
    await panel.lookAround('box-decommissioned')
    // What an engine that had a container keeps for itself, and sudo for who used it.
    const marks = /^\/var\/lib\/(docker|containerd)\/|\/\.sudo_as_admin_successful$/
    const after = await filesOf(box)
    expect([...after].filter((file) => !before.has(file) && !marks.test(file))).toEqual([])
    expect(await box.says('docker ps -aq | grep -q .')).toBe(false)
  }, 400_000)

  test('the one line that the panel shows brings it back by itself, and the panel says so', async () => {
    const { page } = panel
    await page.goto(new URL('/nodes/add?way=installer', page.url()).href)
    await page.getByLabel('Name', { exact: false }).first().fill('edge-2')
    await button('Make the line')
      .or(page.getByRole('button', { name: /^Make/ }))
      .first()
      .click()
    const line =
      (await page
        .getByText(/^curl .*install\.sh/)
        .first()
        .textContent()) ?? ''
    expect(line).toContain('sudo bash')
    await panel.lookAround('box-installer-line')
    await box.inside(line, { deadline_ms: RUN_MS })
    await page.getByText('edge-2', { exact: false }).first().waitFor()
    await page
      .getByRole('link', { name: /edge-2/ })
      .first()
      .click()
    await page.getByText('alive', { exact: true }).first().waitFor()
    await using viewer = await FlvViewer.watch(`http://${box.ip}:8080/live/show.flv`, 10_000)
    await viewer.sees(10)
    await panel.lookAround('box-installed')
  }, 400_000)
})
