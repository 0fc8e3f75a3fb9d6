import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { NodeProgram } from '../harness/node-program.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { SmtpSink } from '../harness/smtp-sink.ts'
import { waitFor } from '../harness/wait-for.ts'

describe('notifications in the control panel', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let edge: NodeProgram
  let smtp: SmtpSink
  let server: Server
  let panel: PanelBrowser
  let page: Page
  let hooked = 0

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    server = createServer((_request, response) => {
      hooked += 1
      response.writeHead(204).end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    stack.defer(() => {
      server.closeAllConnections()
      server.close()
    })
    smtp = stack.use(await SmtpSink.listen())
    const settings = { webhook_networks: ['127.0.0.0/8'], heartbeat_interval: '1s' }
    origin = stack.use(await OriginProgram.start({ settings }))
    edge = stack.use(await NodeProgram.start(origin, { name: 'edge-1' }))
    await waitFor('the edge is alive', async () => (await origin.api.node(edge.id)).liveness.state === 'alive')
    panel = stack.use(await PanelBrowser.open())
    page = panel.page
    await page.goto(origin.ready.sign_in_url)
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
    await page.goto(`${origin.ready.url}/settings/notifications`)
    await page.getByText(/All quiet since/).waitFor()
  })
  afterAll(() => stack?.disposeAsync())
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await panel.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 80)}`)
  })

  test('a webhook is added with its key shown once, and tried', async () => {
    await page.getByRole('button', { name: 'Add a way' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Name').fill('On-call')
    await dialog.getByLabel('Address').fill(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`)
    await panel.lookAround('notifications-add-webhook')
    await dialog.getByRole('button', { name: 'Add it' }).click()
    await page.getByText(/^whk_[A-Za-z0-9_-]{43}$/).waitFor()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('button', { name: 'Test On-call' }).click()
    await page.getByText('A test was sent by On-call: it answered 204').waitFor()
    expect(hooked).toBe(1)
    expect(await page.content()).not.toMatch(/whk_/)
    expect(panel.complaints).toEqual([])
  })

  test('e-mail is added, and a server that is not there says so', async () => {
    await page.getByRole('button', { name: 'Add a way' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('E-mail', { exact: true }).click()
    await dialog.getByLabel('Name').fill('Desk')
    await dialog.getByLabel('SMTP server').fill('127.0.0.1')
    await dialog.getByRole('combobox', { name: 'Encryption' }).click()
    await page.getByRole('option', { name: 'None: a relay on this machine' }).click()
    await dialog.getByLabel('Port').fill(String(smtp.port))
    await dialog.getByLabel('From').fill('origin@example.com')
    await dialog.getByLabel('To', { exact: true }).fill('desk@example.com')
    await panel.lookAround('notifications-add-mail')
    await dialog.getByRole('button', { name: 'Add it' }).click()
    await page.getByRole('button', { name: 'Test Desk', exact: true }).click()
    await page.getByText(/A test was sent by Desk/).waitFor()
    expect(smtp.mails).toHaveLength(1)
    await smtp[Symbol.asyncDispose]()
    await page.getByRole('button', { name: 'Test Desk', exact: true }).click()
    await page.getByText('The test by Desk did not arrive.').waitFor()
    await page
      .getByText(/cannot be reached/)
      .first()
      .waitFor()
    expect(panel.complaints).toEqual([])
  })

  test('a lost node is told here and on the overview in the same words, with what to do', async () => {
    await edge.kill()
    await page.getByRole('heading', { name: 'Node edge-1 is lost' }).waitFor({ timeout: 60_000 })
    await page.getByText(/heartbeats missed in a row/).waitFor()
    await panel.lookAround('notifications')
    await page.goto(origin.ready.url)
    await page.getByText('Node edge-1 is lost').first().waitFor()
    await panel.lookAround('overview-alert')
    await page.goBack()
    expect(panel.complaints).toEqual([])
  }, 120_000)

  test('a rule is muted and a silence is begun and ended', async () => {
    await page.goto(`${origin.ready.url}/settings/notifications`)
    // By the keyboard: a pointer meets what is drawn over it.
    await page.getByRole('switch', { name: 'Tell of: Clock off' }).press('Space')
    await page.getByRole('button', { name: 'Be quiet for a while' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('a new switch')
    await panel.lookAround('notifications-silence')
    await dialog.getByRole('button', { name: 'Be quiet', exact: true }).click()
    await page.getByText('a new switch').waitFor()
    await page.reload()
    expect(await page.getByRole('switch', { name: 'Tell of: Clock off' }).isChecked()).toBe(false)
    await page.getByRole('button', { name: 'End the silence of Everything' }).click()
    await page.getByText('None: everything is told.').waitFor()
    await page.getByRole('button', { name: 'Be quiet for a while' }).click()
    await dialog.getByRole('combobox', { name: 'Of' }).click()
    await page.getByRole('option', { name: 'Streams' }).click()
    await dialog.getByRole('textbox', { name: 'Streams' }).fill('rehearsal')
    await dialog.getByRole('button', { name: 'Be quiet', exact: true }).click()
    await page.reload()
    await page.getByRole('button', { name: /End the silence of .*rehearsal\/\*/ }).click()
    await page.getByText('None: everything is told.').waitFor()
    expect(panel.complaints).toEqual([])
  })
})
