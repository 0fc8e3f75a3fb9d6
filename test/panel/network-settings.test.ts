import { join } from 'node:path'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { putCertificate } from '../harness/certificate.ts'
import { freePorts } from '../harness/free-ports.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'

const PASSWORD = 'a-redis-password-of-this-test'

describe('port, certificates and Redis in the control panel', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let panel: PanelBrowser
  let page: Page
  let next_port: number

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    const [port = 0, next = 0] = await freePorts(2)
    next_port = next
    origin = stack.use(await OriginProgram.start({ chosen_port: port }))
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

  const dialog = () => page.getByRole('dialog')
  const choose = () => dialog().getByRole('button', { name: 'Choose', exact: true })
  const change = async (setting: string, text: string) => {
    await page.getByRole('button', { name: `Change ${setting}` }).click()
    await dialog().getByLabel('Value').fill(text)
    await choose().click()
  }

  test('a certificate is chosen: its files are read before, and what is missing is said', async () => {
    await page.goto(`${origin.ready.url}/settings/certificates`)
    await page.getByRole('button', { name: 'Choose another' }).click()
    await dialog()
      .getByRole('radio', { name: /^Of a public authority/ })
      .check()
    await dialog().getByLabel('Names', { exact: true }).fill('origin.example.com')
    expect(await choose().isDisabled()).toBe(true)
    await dialog()
      .getByLabel(/terms of service/)
      .check()
    expect(await choose().isDisabled()).toBe(false)
    await panel.lookAround('settings-tls-acme')
    await dialog().getByRole('combobox', { name: 'Names are proved' }).click()
    await page.getByRole('option', { name: 'In the DNS (dns-01)' }).click()
    await dialog().getByLabel('DNS server').fill('ns1.example.com')
    await choose().click()
    await dialog().getByText('tls.dns_tsig_name and tls.dns_tsig_secret say where').waitFor()

    await dialog().getByRole('radio', { name: 'From files' }).check()
    const certificate = join(origin.data_dir, 'certificate.pem')
    const key = join(origin.data_dir, 'key.pem')
    await dialog().getByLabel('Certificate file').fill(certificate)
    await dialog().getByLabel('Key file').fill(key)
    await choose().click()
    await dialog()
      .getByText(/certificate\.pem cannot be read/)
      .waitFor()
    expect(await putCertificate(origin.data_dir)).toEqual({ certificate, key })
    await choose().click()
    await page.getByText('3 settings wait for the next start').waitFor()
    await panel.lookTwice('settings-tls-waiting')
    expect(panel.complaints.filter((text) => !text.includes('422'))).toEqual([])
  })

  test('a Redis that does not answer is not chosen, and no password is shown', async () => {
    await page.getByRole('navigation').getByRole('link', { name: 'Cluster', exact: true }).click()
    await change('redis', `redis://:${PASSWORD}@127.0.0.1:1`)
    await dialog().getByText('nothing usable answers at that address').waitFor()
    await panel.lookTwice('settings-redis-refused')
    await dialog().getByLabel('Value').fill('memory')
    await choose().click()
    await page.getByText('4 settings wait for the next start').waitFor()
    expect(await page.content()).not.toContain(PASSWORD)
  })

  test('another port is chosen, and the panel leads there after the start', async () => {
    await change('port', String(Number(new URL(origin.own_node.media_url).port)))
    await dialog().getByText('is already in use by another program').waitFor()
    await dialog().getByLabel('Value').fill(String(next_port))
    await choose().click()
    const there = `http://127.0.0.1:${next_port}/`
    await page.getByText(`After that this panel is at ${there}`).waitFor()
    await panel.lookTwice('settings-port-waiting')
    await page.getByRole('button', { name: 'Start the origin again' }).click()
    const link = page.getByRole('link', { name: `Open it at ${there}` })
    await link.waitFor()
    await expect
      .poll(
        () =>
          fetch(`${there}health`).then(
            ({ ok }) => ok,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true)
    await link.click()
    // The cookie holds for every port of the name.
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /^Nodes/ })
      .first()
      .waitFor()
    await page.goto(`${there}settings/certificates`)
    await page.getByRole('heading', { name: 'Files' }).waitFor()
    await page.goto(`${there}settings/cluster`)
    await page
      .getByRole('row', { name: /^redis/ })
      .getByText('memory')
      .waitFor()
    expect(await page.getByText('wait for the next start').count()).toBe(0)
  })
})
