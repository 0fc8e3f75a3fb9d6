import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { streamPolicySchema } from '#contract/stream-policy.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor, within } from '../harness/wait-for.ts'

describe('stream policies in the control panel', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let panel: PanelBrowser
  let page: Page

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    origin = stack.use(await OriginProgram.start())
    stack.use(await Publisher.start(`${origin.own_node.rtmp_url}/live/test`))
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

  test('are made in a dialog that says what each rule means, and stand beside the stream', async () => {
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /streams/i })
      .click()
    await page.getByRole('link', { name: 'Policies' }).click()
    await page.getByText('No policy yet').waitFor()
    await page.getByRole('button', { name: 'Add a policy' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(/For which streams/).fill('live/*')
    await dialog.getByLabel('Takes over').click()
    await dialog.getByLabel('Nodes at most').fill('3')
    await dialog.getByLabel('Regions that may take its publisher').fill('eu')
    await dialog.getByLabel('Nodes at least').fill('4')
    await dialog.getByText('More than nodes at most').waitFor()
    expect(await dialog.getByRole('button', { name: 'Make the policy' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Nodes at least').fill('')
    for (const [theme, size] of [
      ['dark', 'laptop'],
      ['light', 'phone'],
    ] as const) {
      await panel.look(theme, size)
      expect(await panel.accessibilityFaults()).toEqual([])
      await panel.screenshot(`stream-policy-dialog-${theme}-${size}`)
    }
    await panel.look('light', 'laptop')
    await dialog.getByRole('button', { name: 'Make the policy' }).click()
    await page.getByText('take over; at most 3 nodes; published in eu').waitFor()
    await panel.look('dark', 'phone')
    expect(await panel.accessibilityFaults()).toEqual([])
    await panel.screenshot('stream-policies-dark-phone')
    await panel.look('dark', 'laptop')
    await page.getByRole('link', { name: 'live/test' }).click()
    await page.getByText('live/*: take over; at most 3 nodes; published in eu').waitFor()
    await panel.screenshot('stream-with-policy-dark-laptop')
    expect(panel.complaints).toEqual([])
  })

  test('are changed from the page of a stream, and removed', async () => {
    await page.getByRole('button', { name: 'Edit the policy' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Viewers at most').fill('250')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await page
      .getByText(/at most 250 viewers/)
      .first()
      .waitFor()
    await page.getByRole('link', { name: /^live\/\*:/ }).click()
    await page.getByRole('button', { name: 'Remove the policy live/*' }).click()
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('No policy yet').waitFor()
    const removed = page.getByRole('alert').filter({ hasText: 'The policy live/* was removed' })
    expect(await panel.accessibilityFaults(), 'what was done, to be undone').toEqual([])
    await panel.screenshot('removed-undo-dark-laptop')
    await removed.getByRole('button', { name: 'Undo' }).click()
    await page.getByText('It was undone.').waitFor()
    await page.getByRole('button', { name: 'Remove the policy live/*' }).waitFor()
    const { items } = await origin.api.call(
      'GET',
      '/api/v1/stream-policies',
      z.object({ items: z.array(streamPolicySchema) }),
    )
    expect(items.map(({ pattern, rules }) => [pattern, rules.max_viewers, rules.max_replicas])).toEqual([
      ['live/*', 250, 3],
    ])
    await page.getByRole('button', { name: 'Remove the policy live/*' }).click()
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click()
    await page.getByText('No policy yet').waitFor()
  })

  test('are not needed to let the viewers of a stream go', async () => {
    await using viewer = await FlvViewer.watch(`${origin.own_node.media_url}/live/test.flv`)
    await page.goto(`${origin.ready.url}/streams/live/test`)
    await waitFor('the viewer is counted', async () => (await origin.api.stream('live/test')).subscribers > 0)
    await page.getByRole('button', { name: 'Disconnect viewers' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('the show is over')
    expect(await panel.accessibilityFaults()).toEqual([])
    await panel.screenshot('disconnect-viewers-dark-laptop')
    await dialog.getByRole('button', { name: 'Disconnect them' }).click()
    await within('the viewer is let go', 5_000, viewer.ended)
  })
})
