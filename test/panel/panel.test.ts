import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { setupSchema } from '#contract/setup.ts'
import { CLIP } from '../harness/clip.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { FlvViewer } from '../harness/flv-viewer.ts'
import { runHeadwater } from '../harness/headwater-command.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { Publisher } from '../harness/publisher.ts'
import { staysTrue, waitFor } from '../harness/wait-for.ts'

const STREAM = 'live/test'

/** Run in the page: how far a video element is. This project's types know no DOM outside the panel. */
const stateOfVideo = (element: unknown) => {
  const video = element as { currentTime: number; videoWidth: number; videoHeight: number; paused: boolean }
  return { at_s: video.currentTime, width: video.videoWidth, height: video.videoHeight, paused: video.paused }
}
const hasFocus = (element: unknown) => {
  const { ownerDocument } = element as { ownerDocument: { activeElement: unknown } }
  return ownerDocument.activeElement === element
}

describe('the control panel of a running cluster', () => {
  let cluster: Cluster
  let publisher: Publisher
  let panel: PanelBrowser
  let page: Page
  const url = (path: string) => `${cluster.origin.ready.url}${path}`
  const row = (name: string) => page.getByRole('row').filter({ hasText: name })

  beforeAll(async () => {
    cluster = await startCluster({ edges: 2 })
    publisher = await Publisher.start(`${cluster.origin.own_node.rtmp_url}/${STREAM}`)
    panel = await PanelBrowser.open()
    page = panel.page
  })
  afterAll(async () => {
    await panel?.[Symbol.asyncDispose]()
    await publisher?.[Symbol.asyncDispose]()
    await cluster?.[Symbol.asyncDispose]()
  })
  beforeEach(() => panel.look('dark', 'laptop'))
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await panel.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 80)}`)
  })

  test('opens signed in by the link that the origin printed, and forgets the link', async () => {
    await page.goto(cluster.origin.ready.sign_in_url)
    await page.getByRole('main').waitFor()
    await page.waitForURL((at) => at.hash === '' && !at.pathname.startsWith('/sign-in'))
    await page.reload()
    await page.getByText('edge-1').first().waitFor()
    await using stranger = await PanelBrowser.open()
    await stranger.page.goto(cluster.origin.ready.sign_in_url)
    await stranger.page
      .getByText(/used|no longer|sign in|sign-in/i)
      .first()
      .waitFor()
    expect(await stranger.page.getByText('edge-1').count()).toBe(0)
  })

  test('shows the origin, both edges and the stream at a glance', async () => {
    await page.goto(url('/'))
    for (const name of ['edge-1', 'edge-2', STREAM]) await page.getByText(name).first().waitFor()
    expect(panel.complaints).toEqual([])
  })

  test('plays the stream from an edge, on from where it is', async () => {
    await page.goto(url(`/streams/${STREAM}`))
    await page.getByRole('combobox', { name: /node|from|source/i }).click()
    await page.getByRole('option', { name: /^edge-1/ }).click()
    const playing = () => page.locator('video').evaluate(stateOfVideo)
    await waitFor('the edge counts a viewer', async () => {
      const { participations } = await cluster.origin.api.stream(STREAM)
      return participations.some(({ node_id, subscribers }) => node_id === cluster.edge.id && subscribers === 1)
    })
    const first = await waitFor('a picture', async () => {
      const now = await playing()
      return now.width > 0 && now.at_s > 0 && now
    })
    expect(first).toMatchObject({ width: CLIP.width, height: CLIP.height, paused: false })
    await waitFor('it plays on', async () => (await playing()).at_s > first.at_s + 2)
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /streams/i })
      .click()
    await row(STREAM)
      .or(page.getByRole('listitem').filter({ hasText: STREAM }))
      .first()
      .waitFor()
    await waitFor('the viewer is gone', async () => (await cluster.origin.api.stream(STREAM)).subscribers === 0)
    expect(panel.complaints).toEqual([])
  })

  test('shows the newest picture of a stream in the list, new with every look, and counts it as no viewer', async () => {
    await page.goto(url('/streams'))
    const picture = page.getByRole('img', { name: `Newest picture of ${STREAM}` })
    await picture.waitFor()
    const still = picture.locator('video').last()
    await waitFor('the picture is there', async () => (await still.evaluate(stateOfVideo)).width === CLIP.width)
    const first = await still.getAttribute('src')
    await waitFor('a newer one', async () => (await still.getAttribute('src')) !== first)
    expect((await cluster.origin.api.stream(STREAM)).subscribers).toBe(0)
    expect(panel.complaints).toEqual([])
  })

  test('drains a node and resumes it', async () => {
    const choose = async (action: string) => {
      await row('edge-1').getByRole('button', { name: 'Actions for edge-1' }).click()
      await page.getByRole('menuitem', { name: action }).click()
    }
    await page.goto(url('/nodes'))
    await row('edge-1').getByText('alive').waitFor()
    await choose('Drain')
    const question = page.getByRole('dialog')
    await question.getByLabel(/reason/i).fill('a look at the disk')
    expect(await panel.accessibilityFaults(), 'the question before a drain').toEqual([])
    await question.getByRole('button', { name: 'Drain', exact: true }).click()
    await row('edge-1')
      .getByText(/^drain(ing|ed)$/)
      .waitFor()
    expect((await cluster.origin.api.node(cluster.edge.id)).mode).toMatchObject({
      value: 'draining',
      reason: 'a look at the disk',
    })
    await choose('Resume')
    await page.getByRole('dialog').getByRole('button', { name: 'Resume', exact: true }).click()
    await row('edge-1')
      .getByText(/^drain(ing|ed)$/)
      .waitFor({ state: 'detached' })
    expect((await cluster.origin.api.node(cluster.edge.id)).mode.value).toBe('normal')
    expect(panel.complaints).toEqual([])
  })

  test('shows a drain while it goes on, what holds it, and that the node is drained then', async () => {
    await page.goto(url(`/nodes/${cluster.edge.id}`))
    await page.getByRole('heading', { name: 'edge-1', level: 1 }).waitFor()
    await page.evaluate('window.neverReloaded = true')
    const viewer = await FlvViewer.watch(`${cluster.edge.ready.media_url}/${STREAM}.flv`)
    try {
      await waitFor('the origin knows of the viewer', async () => {
        const { load } = await cluster.origin.api.node(cluster.edge.id)
        return load?.subscribers === 1
      })
      await page.getByRole('button', { name: 'Drain', exact: true }).click()
      const question = page.getByRole('dialog')
      await question.getByText(/1 viewer of 1 stream stays connected/).waitFor()
      expect(await question.getByRole('radio', { name: '15 minutes' }).isChecked()).toBe(true)
      await question.getByRole('button', { name: 'Drain', exact: true }).click()
      const part = page.getByRole('region', { name: /^Draining/ })
      await part
        .getByRole('listitem')
        .filter({ hasText: STREAM })
        .getByText(/1 viewer, 1 relay/)
        .waitFor()
      await part
        .getByRole('timer')
        .getByText(/^1[45]m/)
        .waitFor()
      expect(await panel.accessibilityFaults(), 'a drain that goes on').toEqual([])
      await part.getByRole('button', { name: '+15 min' }).click()
      await part
        .getByRole('timer')
        .getByText(/^(29|30)m/)
        .waitFor()
      await panel.screenshot('draining-dark-laptop')
      await part.getByRole('button', { name: 'Change the deadline' }).click()
      await question.getByRole('radio', { name: 'Until the last one leaves' }).check()
      await question.getByRole('button', { name: 'Change the deadline' }).click()
      await part.getByText('no deadline').waitFor()
    } finally {
      await viewer[Symbol.asyncDispose]()
    }
    const drained = page.getByRole('region', { name: 'Drained: safe to upgrade or switch off' })
    // A relay outlives its last viewer by ten seconds, and the node reports every five.
    await drained.waitFor({ timeout: 40_000 })
    await panel.screenshot('drained-dark-laptop')
    await drained.getByRole('button', { name: 'Resume' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Resume', exact: true }).click()
    await drained.waitFor({ state: 'detached' })
    expect((await cluster.origin.api.node(cluster.edge.id)).mode.value).toBe('normal')
    expect(await page.evaluate('window.neverReloaded')).toBe(true)
    expect(panel.complaints).toEqual([])
  }, 90_000)

  test('drains nodes one after the other: the question with its plan, the run while it goes on, and the run when it is over', async () => {
    await page.goto(url('/nodes'))
    await page.getByRole('link', { name: 'Rolling drains' }).click()
    await page.getByRole('button', { name: 'Start a rolling drain' }).click()
    const question = page.getByRole('dialog')
    await question.getByRole('combobox', { name: 'Which nodes' }).click()
    await page.getByRole('option', { name: 'Only these' }).click()
    await question.getByPlaceholder(/Choose nodes/).click()
    await page.getByRole('option', { name: 'edge-2' }).click()
    await page.keyboard.press('Escape')
    await question.getByRole('row', { name: /edge-2.*2 of 3/ }).waitFor()
    await question.getByLabel('Nodes that stay up').fill('90')
    await question.getByText(/2 of 3 nodes take work/).waitFor()
    expect(await question.getByRole('button', { name: 'Drain 1 node' }).isEnabled()).toBe(false)
    await question.getByLabel('Nodes that stay up').fill('50')
    await question.getByText('It goes into maintenance and waits').click()
    await question.getByRole('button', { name: 'Drain 1 node' }).click()
    const resume = page.getByRole('button', { name: 'Resume edge-2' })
    await resume.waitFor({ timeout: 20_000 })
    expect((await cluster.origin.api.nodes()).find(({ name }) => name === 'edge-2')?.mode.value).toBe('maintenance')
    expect(await panel.accessibilityFaults()).toEqual([])
    await resume.click()
    await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click()
    await page.getByText('Past runs').waitFor()
    await page.getByText('1 of 1 done').waitFor()
    expect(panel.complaints).toEqual([])
  })

  test('explains where a viewer would go: who has the stream first, who is left out and why (beyond 4)', async () => {
    const [, other] = cluster.edges
    if (other === undefined) throw new Error('this test wants two edges')
    await page.goto(url(`/streams/${STREAM}`))
    const part = page.getByRole('region', { name: 'Where would a viewer go?' })
    const candidates = part.getByRole('list', { name: 'Candidates, best first' }).getByRole('listitem')
    await candidates.first().getByText('goes here').waitFor()
    await candidates
      .first()
      .getByText(/bandwidth \d+/)
      .waitFor()
    // On a busy machine a node may be left out for its load; but each is told of, and the one that drains as such.
    for (const name of ['edge-1', 'edge-2']) await part.getByRole('listitem').filter({ hasText: name }).waitFor()
    const out = part.getByRole('listitem').filter({ hasText: 'edge-2' }).getByText('is draining')
    await cluster.origin.api.drain(other.id, { reason: 'for the explanation' })
    await out.waitFor({ timeout: 20_000 })
    await part.getByLabel('Protocol').selectOption('hls')
    await candidates.first().waitFor()
    await cluster.origin.api.resume(other.id)
    await out.waitFor({ state: 'detached', timeout: 20_000 })
    expect(panel.complaints).toEqual([])
  }, 60_000)

  test('lists the activity of one kind, and finds the same by its address', async () => {
    await page.goto(url('/activity'))
    await page.getByText('node.mode_changed').first().waitFor()
    await page.getByLabel('Kind').selectOption('session')
    await page.getByText('session.started').first().waitFor()
    await page.waitForURL((at) => at.searchParams.get('kind') === 'session')
    await page.reload()
    await page.getByText('session.started').first().waitFor()
    expect(await page.getByText(/^node\./).count()).toBe(0)
    expect(panel.complaints).toEqual([])
  })

  test('finds what happened by its words and its time; what comes later has to fit as well', async () => {
    await cluster.origin.api.drain(cluster.edge.id)
    await cluster.origin.api.resume(cluster.edge.id)
    await page.goto(url('/activity?time=day'))
    await page.getByText('node.mode_changed').first().waitFor()
    await page.getByLabel('Search').fill('edge-1 MODE')
    await page.waitForURL((at) => at.searchParams.get('q') === 'edge-1 MODE')
    await page.getByText('session.started').waitFor({ state: 'detached' })
    const facts = page.getByText('node.mode_changed')
    await facts.first().waitFor()
    const before = await facts.count()
    await cluster.origin.api.drain(cluster.edge.id)
    await facts.nth(before).waitFor()
    await cluster.origin.api.resume(cluster.edge.id)
    await facts.nth(before + 1).waitFor()
    await panel.lookAround('activity-searched')
    await page.getByLabel('Time').selectOption('days')
    await page.getByLabel('To', { exact: true }).fill('2020-01-31')
    await page.getByText('None like this').waitFor()
    await panel.lookAround('activity-none')
    await page.getByRole('button', { name: 'Show everything' }).click()
    await page.getByText('session.started').first().waitFor()
    expect([new URL(page.url()).search, await page.getByLabel('Search').inputValue()]).toEqual(['', ''])
    expect(panel.complaints).toEqual([])
  })

  test('shows who did what, and from what to what it changed', async () => {
    const { api } = cluster.origin
    const called = (cluster_name: string) => api.call('PATCH', '/api/v1/setup', z.unknown(), { cluster_name })
    const { name } = await api.call('GET', '/api/v1/setup', setupSchema)
    await called('Attic')
    await page.goto(url('/activity'))
    const fact = page.getByRole('listitem').filter({ hasText: 'setting.chosen' }).first()
    await fact.waitFor()
    await page.getByLabel('Who').selectOption('node')
    await fact.waitFor({ state: 'detached' })
    await page.getByLabel('Who').selectOption('')
    await fact.getByRole('button', { name: /^by / }).click()
    await page.waitForURL((at) => at.searchParams.get('who')?.includes(':') ?? false)
    await fact.getByRole('button', { name: /^Details/ }).click()
    await fact.getByRole('row', { name: `value ${name.value} Attic` }).waitFor()
    await panel.lookAround('activity-details')
    await called(`${name.value}`)
    expect(panel.complaints).toEqual([])
  })

  test('puts the nodes in order on a phone', async () => {
    await panel.look('dark', 'phone')
    await page.goto(url('/nodes'))
    await page.getByLabel('Order', { exact: true }).selectOption('viewers')
    await page.waitForURL((at) => at.searchParams.get('sort') === 'viewers' && at.searchParams.get('order') === 'down')
    await panel.screenshot('nodes-order-phone')
    await panel.look('dark', 'laptop')
    expect(panel.complaints).toEqual([])
  })

  const screens: readonly (readonly [string, () => string])[] = [
    ['overview', () => '/'],
    ['nodes', () => '/nodes'],
    ['node', () => `/nodes/${cluster.edge.id}`],
    ['streams', () => '/streams'],
    ['stream', () => `/streams/${STREAM}`],
    ['activity', () => '/activity'],
  ]
  test.for(screens)('the %s screen can be used by everyone, in both themes and on a phone', async ([name, path]) => {
    await page.goto(url(path()))
    await page.getByRole('main').waitFor()
    await page
      .getByText(/edge-1|live\/test/)
      .first()
      .waitFor()
    for (const size of ['laptop', 'phone'] as const) {
      for (const theme of ['dark', 'light'] as const) {
        await panel.look(theme, size)
        await page.getByRole('main').waitFor()
        expect(await panel.accessibilityFaults(), `${name} ${theme} ${size}`).toEqual([])
        await panel.screenshot(`${name}-${theme}-${size}`)
        const wider = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
        expect(wider, `${name} scrolls sideways on a ${size}`).toBe(0)
      }
    }
    expect(panel.complaints).toEqual([])
  })

  test('is walked through by keyboard alone', async () => {
    await page.goto(url('/'))
    await page.getByRole('main').waitFor()
    for (const name of [/nodes/i, /streams/i]) {
      const link = page.getByRole('navigation').getByRole('link', { name }).first()
      await waitFor('the link gets the focus by Tab', async () => {
        if (await link.evaluate(hasFocus)) return true
        await page.keyboard.press('Tab')
        return false
      })
      await page.keyboard.press('Enter')
      await page.waitForURL((at) => name.test(at.pathname))
    }
  })

  test('shows a killed edge as suspect within 10 s and as offline within 15.5 s, without a reload (row 1)', async () => {
    await page.goto(url('/nodes'))
    await row('edge-2').getByText('alive').waitFor()
    await page.evaluate('window.neverReloaded = true')
    const [, edge] = cluster.edges
    const from = performance.now()
    await edge?.kill()
    await row('edge-2').getByText('suspect').waitFor({ timeout: 10_000 })
    expect(performance.now() - from).toBeLessThan(10_000)
    await row('edge-2').getByText('offline').waitFor({ timeout: 15_500 })
    expect(performance.now() - from).toBeLessThan(15_500)
    await edge?.restart()
    await row('edge-2').getByText('alive').waitFor({ timeout: 25_000 })
    expect(await page.evaluate('window.neverReloaded')).toBe(true)
  }, 60_000)

  test('says within 3 s that the origin is away, and is right by itself when it is back (row 42)', async () => {
    await page.goto(url('/nodes'))
    await row('edge-1').getByText('alive').waitFor()
    await page.evaluate('window.neverReloaded = true')
    const before = panel.complaints.length
    await cluster.origin.kill()
    await page
      .getByText(/origin (is|does|has|cannot)|not answer|no connection|reconnect|out of reach/i)
      .first()
      .waitFor({
        timeout: 3_000,
      })
    await panel.screenshot('origin-away')
    await publisher.sendsOn()
    await cluster.origin.restart()
    await page.getByText('Live', { exact: true }).waitFor()
    for (const { id, name } of await cluster.origin.api.nodes()) {
      await waitFor(`${name} is alive`, async () => (await cluster.origin.api.node(id)).liveness.state === 'alive', {
        deadline_ms: 20_000,
      })
      await row(name).getByText('alive', { exact: true }).waitFor()
    }
    expect(await page.evaluate('window.neverReloaded')).toBe(true)
    // What the browser itself says of connections that are refused meanwhile is no fault of the panel.
    const others = panel.complaints
      .slice(before)
      .filter((complaint) => !/net::ERR_|Failed to load resource/.test(complaint))
    expect(others).toEqual([])
    panel.complaints.length = 0
    await page
      .getByRole('navigation')
      .getByRole('link', { name: /streams/i })
      .first()
      .click()
    await page.getByText(STREAM).first().waitFor()
  }, 60_000)

  test('a part of the panel that cannot be fetched for a while does not take the rest with it', async () => {
    const part = '**/assets/command-palette-*.js'
    await page.route(part, (route) => route.abort())
    const failed = page.waitForEvent('requestfailed', (request) => request.url().includes('command-palette'))
    await page.goto(url('/nodes'))
    await failed
    await staysTrue('the nodes are shown', 1_000, async () => await row('edge-1').getByText('alive').isVisible())
    await page.unroute(part)
    await waitFor('Ctrl+K finds the palette', async () => {
      await page.keyboard.press('Control+k')
      return await page.getByPlaceholder(/a screen, a node/i).isVisible()
    })
    panel.complaints.length = 0
  })

  test('a link from `sign-in-link` signs in another browser', async () => {
    const { output } = await runHeadwater(['origin', 'sign-in-link', '--data-dir', cluster.origin.data_dir])
    await using other = await PanelBrowser.open()
    await other.page.goto(/https?:\/\/\S+/.exec(output)?.[0] ?? '')
    await other.page.getByText('edge-1').first().waitFor()
    expect(other.complaints).toEqual([])
  })
})
