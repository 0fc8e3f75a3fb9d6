import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

describe('stream access in the control panel', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let panel: PanelBrowser
  let page: Page
  let address = ''

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    origin = stack.use(await OriginProgram.start({ settings: { webhook_networks: ['127.0.0.0/8'] } }))
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

  const at = (path: string) => `${origin.ready.url}${path}`
  const dialog = () => page.getByRole('dialog')

  test('a key is made from the page of a stream, shown once with the server, and lets its encoder publish', async () => {
    await page.goto(at('/streams/live/show'))
    await page.getByText('No policy:', { exact: false }).waitFor()
    await page.getByRole('button', { name: 'Change who may' }).click()
    expect(await dialog().getByLabel('For which streams').inputValue()).toBe('live/show')
    await dialog().getByLabel('Watch only from').fill('next door')
    await dialog().getByText('Write addresses or networks').waitFor()
    expect(await dialog().getByRole('button', { name: 'Make the policy' }).isDisabled()).toBe(true)
    await dialog().getByLabel('Watch only from').fill('127.0.0.1, ::1')
    await panel.lookTwice('access-policy')
    await dialog().getByRole('button', { name: 'Make the policy' }).click()
    await page.getByText(/^live\/show: published with a key alone; played from 127\.0\.0\.1\/32/).waitFor()

    await page.getByRole('button', { name: 'Make a stream key' }).first().click()
    await dialog().getByLabel('Name').fill('studio encoder')
    await panel.lookTwice('stream-key')
    await dialog().getByRole('button', { name: 'Make the key' }).click()
    const server = await dialog().getByRole('textbox', { name: 'Server' }).inputValue()
    const key =
      (await dialog()
        .getByText(/^show\?key=stream_/)
        .textContent()) ?? ''
    address = `${server}/${key}`
    await panel.lookTwice('stream-key-made')
    await dialog().getByRole('button', { name: 'Done' }).click()
    await page.getByText('1 key good here').waitFor()
    expect(await page.content()).not.toContain(key)
    await using _publisher = await Publisher.start(address)
    await page.getByRole('button', { name: 'End stream' }).waitFor()
    await panel.lookTwice('stream-with-access')
    panel.complaints.length = 0
  }, 60_000)

  test('both are listed, and a key that is revoked lets nobody in', async () => {
    await page.goto(at('/settings/stream-access'))
    await page.getByText(/live\/show from 127\.0\.0\.1/).waitFor()
    await panel.lookTwice('settings-stream-access')
    await page.getByRole('button', { name: 'Replace studio encoder' }).click()
    await dialog().getByLabel('Both are good for').click()
    await page.getByRole('option', { name: 'no time: the old one ends now' }).click()
    await panel.lookTwice('stream-key-replace')
    await dialog().getByRole('button', { name: 'Replace' }).click()
    const key =
      (await dialog()
        .getByText(/^show\?key=stream_/)
        .textContent()) ?? ''
    await dialog().getByRole('button', { name: 'Done' }).click()
    await using replaced = await Publisher.launch(address)
    await waitFor('the encoder with the old key is refused', () => replaced.program.exit !== null)
    address = address.replace(/show\?key=.*$/, key)
    await using let_in = await Publisher.start(address)
    await let_in.end()
    await page.getByRole('button', { name: 'Revoke studio encoder' }).click()
    await dialog().getByRole('button', { name: 'Revoke' }).click()
    await page.getByText('No stream key').waitFor()
    await using refused = await Publisher.launch(address)
    await waitFor('the encoder is refused', () => refused.program.exit !== null)
    await page.getByRole('button', { name: 'Edit the access policy live/show' }).click()
    await dialog().getByLabel('With a key, or from a network that the node trusts').click()
    await dialog().getByRole('button', { name: 'Save' }).click()
    await page.getByText(/^played from 127/).waitFor()
    await page.getByRole('button', { name: 'Remove the access policy live/show' }).click()
    await dialog().getByRole('button', { name: 'Remove' }).click()
    await page.getByText('No access policy').waitFor()
    expect(panel.complaints).toEqual([])
  }, 60_000)

  test('a stream is watched by signed links alone, and a webhook is tried', async () => {
    await using publisher = await Publisher.start(`${origin.own_node.rtmp_url}/live/show`)
    await using asked = await webhookDouble()
    await page.goto(at('/settings/stream-access'))
    await page.getByRole('button', { name: 'Add a policy' }).click()
    await dialog().getByLabel('For which streams').fill('live/show')
    await dialog().getByLabel('With a key, or from a network that the node trusts').click()
    await dialog().getByLabel('With a signed link alone').click()
    await dialog().getByLabel('Ask about each publisher (webhook)').fill(asked.url)
    await panel.lookTwice('access-policy-whole')
    await dialog().getByRole('button', { name: 'Make the policy' }).click()
    await page.getByRole('button', { name: 'Test the webhook of live/show' }).click()
    await page
      .getByRole('list', { name: 'How the webhooks answered last' })
      .getByText(/as a test/)
      .waitFor()
    await panel.lookTwice('settings-stream-access-webhook')
    await page.goto(at('/streams/live/show'))
    await page.getByRole('button', { name: 'Make a signed link' }).click()
    await dialog().getByRole('button', { name: 'Make the link' }).click()
    await dialog().getByText('Nothing is there to sign it with.').waitFor()
    await dialog().getByRole('button', { name: 'Make a signing key and the link' }).click()
    const link =
      (await dialog()
        .getByText(/\.flv\?/)
        .textContent()) ?? ''
    await panel.lookTwice('signed-link')
    await publisher.sendsOn()
    const unsigned = await fetch(`${origin.own_node.media_url}/live/show.flv`)
    expect(unsigned.ok).toBe(false)
    await unsigned.body?.cancel()
    // Which leads on to the best node.
    const signed = await fetch(link)
    expect(signed.status).toBe(200)
    await signed.body?.cancel()
  }, 60_000)
})

/** A program that is asked about publishers and lets all of them in. */
async function webhookDouble(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((_request, response) => response.writeHead(200).end())
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const close = async () => {
    server.close()
    server.closeAllConnections()
  }
  return { url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: close }
}
