import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { knownHostKeySchema } from '#contract/host-key.ts'
import { joinAnswerSchema, memberAnswerOf } from '#contract/streamhub-cluster.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { waitFor } from '../harness/wait-for.ts'

const TOKEN = 'clt_of-this-very-test-0123'

describe('the settings in the control panel', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let panel: PanelBrowser
  let page: Page

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    origin = stack.use(await OriginProgram.start({ settings: { cluster_token: TOKEN, tls: { mode: 'own' } } }))
    panel = stack.use(await PanelBrowser.open())
    page = panel.page
    await page.goto(origin.ready.sign_in_url)
    await page.getByRole('main').waitFor()
  })
  afterAll(() => stack?.disposeAsync())
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await panel.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 80)}`)
  })

  const link = (name: string) => page.getByRole('navigation').getByRole('link', { name, exact: true })

  test('list what the origin runs with, and where each setting was set', async () => {
    await link('Settings').first().click()
    await page.getByRole('heading', { name: 'Settings', level: 1 }).waitFor()
    await panel.lookTwice('settings')
    await page
      .getByRole('main')
      .getByRole('link', { name: /^Cluster(?! tokens)/ })
      .click()
    await page.getByText('HEADWATER_ORIGIN_CLUSTER_TOKEN').waitFor()
    await page.getByLabel('Find a setting').fill('cluster')
    await panel.lookTwice('settings-cluster')
    await page.getByLabel('Find a setting').fill('cluster_token')
    const row = page.getByRole('row', { name: /^cluster_token/ })
    await row.getByText('set, not shown').waitFor()
    expect(await page.content()).not.toContain(TOKEN)
    await page.getByLabel('Find a setting').fill('')
    await page.getByLabel('Only what was set').click()
    await page.getByRole('row', { name: /^heartbeat_interval/ }).waitFor({ state: 'detached' })
    expect(panel.complaints).toEqual([])
  })

  test('choose what can be chosen: it waits for a restart, which the panel does and sees through', async () => {
    const main = page.getByRole('main')
    const row = main.getByRole('row', { name: /^backups_kept/ })
    const dialog = page.getByRole('dialog')
    await page.getByLabel('Only what was set').uncheck()
    await row.getByRole('button', { name: 'Change backups_kept' }).click()
    await dialog.getByLabel('Value').fill('many')
    await dialog.getByText('That is no number.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Choose' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Value').fill('0')
    await dialog.getByRole('button', { name: 'Choose' }).click()
    await dialog.getByText('backups_kept: at least 1').waitFor()
    await dialog.getByLabel('Value').fill('30')
    await panel.lookTwice('settings-choose')
    await dialog.getByRole('button', { name: 'Choose' }).click()
    await row.getByText('then 30').waitFor()
    await main.getByRole('button', { name: 'Change routing.when_full' }).click()
    await dialog.getByLabel('Value').click()
    await page.getByRole('option', { name: 'refuse' }).click()
    await dialog.getByRole('button', { name: 'Choose' }).click()
    await main.getByText('2 settings wait for the next start').waitFor()
    await panel.lookTwice('settings-waiting')
    // What a variable sets is not chosen here.
    expect(
      await main
        .getByRole('row', { name: /^cluster_token/ })
        .getByRole('button')
        .count(),
    ).toBe(0)
    const { started_at } = await origin.api.cluster()
    await main.getByRole('button', { name: 'Start the origin again' }).click()
    await page.getByText('The origin is back, with what was chosen.').waitFor({ timeout: 30_000 })
    await row
      .getByRole('cell', { name: '30', exact: true })
      .or(row.getByText('30', { exact: true }))
      .first()
      .waitFor()
    await row.getByText('the panel').waitFor()
    expect(await main.getByText('wait for the next start').count()).toBe(0)
    expect((await origin.api.cluster()).started_at).not.toBe(started_at)
    await row.getByRole('button', { name: 'Change backups_kept' }).click()
    await dialog.getByRole('button', { name: 'Use that' }).click()
    await dialog.getByRole('button', { name: 'Choose' }).click()
    await row.getByText('then the default').waitFor()
    // While it restarted, what was asked of it failed.
    panel.complaints.length = 0
  })

  test('say what the origin proves itself with, and until when', async () => {
    await link('Certificates').click()
    await page.getByRole('heading', { name: 'Own authority' }).waitFor()
    await page.getByText('valid', { exact: true }).waitFor()
    await panel.lookTwice('settings-certificates')
    expect(panel.complaints).toEqual([])
  })

  test('say what the origin is, and collect diagnostics to look at before they are saved', async () => {
    await link('About and updates').click()
    await page.getByText('Data directory').waitFor()
    await page.getByRole('button', { name: 'Collect' }).click()
    await page.getByText(/^What is in it: \d+ files/).waitFor()
    await page.getByText('database.txt').click()
    await page.getByText(/integrity: ok/).waitFor()
    await panel.lookTwice('settings-about')
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save the file' }).click()
    expect((await readFile(await (await saved).path())).subarray(0, 2).toString('hex')).toBe('1f8b')
    expect(await page.content()).not.toContain(TOKEN)
    expect(panel.complaints).toEqual([])
  })

  test('activity is saved as a file with the filter that is set', async () => {
    await page.goto(`${origin.ready.url}/activity?kind=diagnostics`)
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save as CSV' }).click()
    const text = (await readFile(await (await saved).path())).toString()
    expect(text.split('\r\n').slice(0, 2)).toEqual([
      'id,at,severity,type,actor,node_id,stream_path,message,data',
      expect.stringContaining('diagnostics.collected'),
    ])
    await page.goto(`${origin.ready.url}/settings/about`)
    expect(panel.complaints).toEqual([])
  })

  test('make a backup and hand it out as a file', async () => {
    await link('Backups').click()
    await page.getByRole('button', { name: 'Back up now' }).click()
    await page.getByText(/A backup of .* was made/).waitFor()
    await page.getByText(/A backup of .* was made/).waitFor({ state: 'detached' })
    const download = page.waitForEvent('download')
    await page
      .getByRole('button', { name: /^Download / })
      .first()
      .click()
    const file = await readFile(await (await download).path())
    expect(file.subarray(0, 15).toString()).toBe('SQLite format 3')
    await panel.lookTwice('settings-backups')
    const form = page.getByRole('form', { name: 'From this computer' })
    await form.getByLabel('Passphrase').fill('four words of my own')
    const sealed = page.waitForEvent('download')
    await form.getByRole('button', { name: 'Save the sealed file' }).click()
    const bundle = await readFile(await (await sealed).path())
    expect(bundle.subarray(0, 60).toString()).toContain('headwater_move_bundle')
    expect((await sealed).suggestedFilename()).toBe('main.hwmove')
    const there = page.getByRole('form', { name: 'To this computer' })
    await there.locator('input[type=file]').setInputFiles(await (await sealed).path())
    await there.getByLabel('Its passphrase').fill('another one than that')
    await there.getByRole('button', { name: 'Open the file' }).click()
    await page.getByText(/It says of itself: the cluster main/).waitFor()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect(panel.complaints).toEqual([])
  })

  test('make, replace and revoke a cluster token, which is shown once', async () => {
    await page.goto(`${origin.ready.url}/settings/cluster-tokens`)
    await page.getByRole('button', { name: 'Make a token' }).click()
    await page.getByLabel('Name').fill('autoscaled')
    await page.getByRole('button', { name: 'Make it' }).click()
    const shown = page.getByText(/^clt_[A-Za-z0-9_-]{43}$/)
    const first = await shown.innerText()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Replace autoscaled' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Replace', exact: true }).click()
    await shown.waitFor()
    expect(await shown.innerText()).not.toBe(first)
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Revoke autoscaled' }).nth(1).waitFor()
    await page.getByRole('button', { name: 'Revoke autoscaled' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click()
    await page.getByText('autoscaled was revoked').waitFor()
    expect(await page.content()).not.toContain(first)
    await panel.lookTwice('settings-cluster-tokens')
    expect(panel.complaints).toEqual([])
  })

  test('let a member that was removed join again', async () => {
    const join = () =>
      fetch(`${origin.ready.url}/api/v1/cluster/join`, {
        method: 'POST',
        headers: { 'X-Cluster-Token': TOKEN, 'Content-Type': 'application/json' },
        body: JSON.stringify({ name: 'box-7', ip: '127.0.0.1', region: 'eu' }),
      })
    const joined = memberAnswerOf(joinAnswerSchema).parse(await (await join()).json())
    await page.goto(`${origin.ready.url}/settings/removed-members`)
    await page.getByText('Nobody was removed').waitFor()
    await origin.api.request('DELETE', `/api/v1/cluster/nodes/${joined.data.nodeId}`)
    expect((await join()).status).toBe(403)
    await page.reload()
    await page.getByRole('button', { name: 'Allow again: box-7' }).waitFor()
    await panel.lookTwice('settings-removed-members')
    await page.getByRole('button', { name: 'Allow again: box-7' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Allow again' }).click()
    await page.getByText('Nobody was removed').waitFor()
    expect((await join()).status).toBe(200)
    expect(panel.complaints).toEqual([])
  })

  test('list the host keys of machines, replace one after the address is typed, and forget it', async () => {
    const [before, after] = ['a', 'b'].map((letter) => `SHA256:${letter.repeat(43)}`)
    await page.goto(`${origin.ready.url}/settings/host-keys`)
    await page.getByText('No machine is known yet').waitFor()
    for (const place of ['192.0.2.7/22', `${encodeURIComponent('fd00::7')}/2222`])
      await origin.api.request('PUT', `/api/v1/host-keys/${place}`, { body: { fingerprint: before } })
    await page.reload()
    await page.getByRole('rowheader', { name: /^192\.0\.2\.7/ }).waitFor()
    await page.getByRole('rowheader', { name: /^\[fd00::7\]:2222/ }).waitFor()
    await panel.lookTwice('settings-host-keys')

    await page.getByRole('button', { name: 'Replace the host key of 192.0.2.7' }).click()
    const dialog = page.getByRole('dialog')
    const replace = dialog.getByRole('button', { name: 'Replace', exact: true })
    await dialog.getByLabel('New fingerprint').fill('SHA256:too-short')
    await dialog.getByText('One fingerprint is wanted: SHA256:').waitFor()
    await dialog.getByLabel('New fingerprint').fill(`3072 ${after} root@edge-1 (RSA)`)
    expect(await dialog.getByLabel('Kind of the key').inputValue()).toBe('ssh-rsa')
    expect(await replace.isDisabled()).toBe(true)
    await dialog.getByLabel('Type 192.0.2.7 to confirm').fill('192.0.2.7')
    await panel.lookTwice('replace-host-key')
    await replace.click()
    await page.getByText('192.0.2.7 is known by its new key').waitFor()
    const row = page.getByRole('row', { name: /^192\.0\.2\.7/ })
    await row.getByText(after ?? '').waitFor()
    expect(await row.getByText(before ?? '').count()).toBe(0)

    await page.getByRole('button', { name: 'Forget the host keys of [fd00::7]:2222' }).click()
    await dialog.getByRole('button', { name: 'Forget', exact: true }).click()
    await page.getByRole('rowheader', { name: /^\[fd00::7\]:2222/ }).waitFor({ state: 'detached' })
    const { items } = await origin.api.call(
      'GET',
      '/api/v1/host-keys',
      z.object({ items: z.array(knownHostKeySchema) }),
    )
    expect(items).toMatchObject([{ host: '192.0.2.7', port: 22, algorithm: 'ssh-rsa', fingerprint: after }])
    expect(panel.complaints).toEqual([])
  })

  test('of a node close what it takes, and say so where it is the last that takes it', async () => {
    const own = (await origin.api.nodes()).find(({ is_origin }) => is_origin)
    await page.goto(`${origin.ready.url}/nodes/${own?.id}`)
    await page.getByRole('button', { name: 'Close roles' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Publishers').click()
    await panel.lookTwice('close-roles')
    await dialog.getByRole('button', { name: 'Close these roles' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByLabel('Reason').fill('its uplink is changed')
    await dialog.getByRole('button', { name: 'Close all the same' }).click()
    await page.getByText('This node takes no new publishers').waitFor()
    await page.getByRole('button', { name: 'Resume' }).first().click()
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click()
    await waitFor('the node takes everything', async () => {
      const node = (await origin.api.nodes()).find(({ is_origin }) => is_origin)
      return (node?.mode.closed_roles ?? []).length === 0
    })
  })

  test('say what a restore takes away, and put the backup in its place while the panel waits', async () => {
    await page.goto(`${origin.ready.url}/settings/backups`)
    await page
      .getByRole('button', { name: /^Restore / })
      .first()
      .click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('What came after it is lost').waitFor()
    await dialog.getByText(/box-7/).first().waitFor()
    await panel.lookTwice('restore')
    const before = panel.complaints.length
    await dialog.getByRole('button', { name: 'Restore' }).click()
    await page.getByText(/^The origin is back/).waitFor({ timeout: 40_000 })
    await page.getByText('Live', { exact: true }).waitFor({ timeout: 20_000 })
    // box-7 joined after the first backup was made.
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /^Nodes/ })
      .first()
      .click()
    await page.getByRole('link', { name: 'origin', exact: true }).first().waitFor()
    await waitFor('box-7 is gone', async () => (await page.getByText('box-7').count()) === 0)
    // What the browser itself says of connections that are refused meanwhile is no fault of the panel.
    const others = panel.complaints.slice(before).filter((one) => !/net::ERR_|Failed to load resource/.test(one))
    expect(others).toEqual([])
  }, 90_000)
})
