import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { CLIP } from '../harness/clip.ts'
import { type Cluster, startCluster } from '../harness/cluster.ts'
import { NodeProgram } from '../harness/node-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'
import { Publisher } from '../harness/publisher.ts'
import { waitFor } from '../harness/wait-for.ts'

const STREAM = 'live/policy'

const SCREENS = [
  ...['/', '/nodes', '/nodes/add', '/nodes/rolling-drains', '/streams', '/streams/policies', '/activity', '/runs'],
  ...['/account', '/welcome', '/not-a-screen'],
  ...[
    '',
    '/cluster',
    '/certificates',
    '/notifications',
    '/backups',
    '/security',
    '/about',
    '/removed-members',
    '/operators',
  ].map((path) => `/settings${path}`),
  ...['/sessions', '/api-keys', '/stream-access', '/cluster-tokens', '/wall-displays', '/host-keys'].map(
    (path) => `/settings${path}`,
  ),
]

/** Source for a page: what became of something that its policy forbids, and which directive was named. */
const attempt = (source: string) => `new Promise((done) => {
  const named = []
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => named.push(effectiveDirective))
  // It is told soon after; of frames and forms by way of another process.
  const end = (outcome, tries = 50) => {
    if (named.length === 0 && tries > 0) return setTimeout(() => end(outcome, tries - 1), 100)
    setTimeout(() => done(outcome + ' ' + [...new Set(named)].join(' ')), 300)
  }
  // Not within this evaluation, in which the browser allows eval.
  setTimeout(() => {
    try { (${source})(end) } catch (error) { end(error.name) }
  })
})`

/** Source for a page: what a worker that is the door says of an address, and whether the address is known to nodes. */
const askDoor = (script: string, url: string) => `new Promise((resolve) => {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = ({ data }) => resolve(data.kind + ' ' + (data.status ?? data.why))
  new Worker(${JSON.stringify(script)}, { type: 'module' }).postMessage({ url: ${JSON.stringify(url)}, cache: 'default' }, [port2])
})`

describe('the content security policy of the panel', () => {
  /** Somebody who would take whatever a page sends. */
  let elsewhere: Server
  let asked_elsewhere = 0
  const foreign = () => `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/`
  let stack: AsyncDisposableStack
  let cluster: Cluster
  let panel: PanelBrowser
  let page: Page
  const at = (path: string) => `${cluster.origin.ready.url}${path}`

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    elsewhere = createServer((_request, response) => {
      asked_elsewhere++
      response.writeHead(200, { 'access-control-allow-origin': '*' }).end()
    })
    elsewhere.on('upgrade', (_request, socket) => {
      asked_elsewhere++
      socket.destroy()
    })
    stack.defer(() => void elsewhere.close())
    elsewhere.listen(0, '127.0.0.1')
    await once(elsewhere, 'listening')
    cluster = stack.use(await startCluster({ edges: 1 }))
    stack.use(await Publisher.start(`${cluster.origin.own_node.rtmp_url}/${STREAM}`))
    panel = stack.use(await PanelBrowser.open())
    page = panel.page
    await page.goto(cluster.origin.ready.sign_in_url)
    await page.getByRole('main').waitFor()
    expect(panel.complaints).toEqual([])
  })
  afterAll(() => stack?.disposeAsync())
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail')
      await panel.screenshot(`failed-${task.name.replaceAll(/\W+/g, '-').slice(0, 80)}`, true)
  })

  test.for(SCREENS)('has nothing against %s', async (path) => {
    await page.goto(at(path))
    await page.getByRole('heading').first().waitFor()
    await page.waitForLoadState('networkidle', { timeout: 1_500 }).catch(() => undefined)
    await panel.settle()
    expect(panel.complaints).toEqual([])
  })

  test('has nothing against a stream that plays, its charts, its stills and its snapshot', async () => {
    await page.goto(at(`/streams/${STREAM}`))
    const video = page.getByLabel(`Live picture of ${STREAM}`)
    const seconds = () => video.evaluate((element) => (element as unknown as { currentTime: number }).currentTime)
    await waitFor('it plays', async () => (await seconds()) > 1 || undefined, { deadline_ms: 20_000 })
    await page.getByRole('combobox', { name: /node|from|source/i }).click()
    await page.getByRole('option', { name: /^edge-1/ }).click()
    await waitFor('the edge counts a viewer', async () => {
      const { participations } = await cluster.origin.api.stream(STREAM)
      return participations.some(({ node_id, subscribers }) => node_id === cluster.edge.id && subscribers === 1)
    })
    await page.getByRole('figure', { name: 'Bit rate' }).locator('canvas').waitFor()
    const saved = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Save picture' }).click()
    await saved
    await page.goto(at('/streams'))
    const still = page
      .getByRole('img', { name: `Newest picture of ${STREAM}` })
      .locator('video')
      .last()
    await waitFor('the still', async () => {
      const width = await still.evaluate((element) => (element as unknown as { videoWidth: number }).videoWidth)
      return width === CLIP.width || undefined
    })
    await page.goto(at(`/nodes/${cluster.edge.id}`))
    await page.locator('canvas').first().waitFor()
    expect(panel.complaints).toEqual([])
  }, 90_000)

  test('has nothing against a node that joins while the page is open', async () => {
    await page.goto(at(`/streams/${STREAM}`))
    await page.evaluate('window.neverReloaded = true')
    const video = page.getByLabel(`Live picture of ${STREAM}`)
    const seconds = () => video.evaluate((element) => (element as unknown as { currentTime: number }).currentTime)
    await waitFor('it plays', async () => (await seconds()) > 1 || undefined, { deadline_ms: 20_000 })
    const late = stack.use(await NodeProgram.start(cluster.origin, { name: 'late' }))
    await page.getByRole('combobox', { name: /node|from|source/i }).click()
    await page.getByRole('option', { name: /^late/ }).click()
    await waitFor('the new node counts a viewer', async () => {
      const { participations } = await cluster.origin.api.stream(STREAM)
      return participations.some(({ node_id, subscribers }) => node_id === late.id && subscribers === 1)
    })
    const from = await seconds()
    await waitFor('it plays on', async () => (await seconds()) > from + 1 || undefined)
    expect(await page.evaluate('window.neverReloaded')).toBe(true)
    expect(panel.complaints).toEqual([])
  }, 60_000)

  test('lets the panel ask its origin alone, and the door none but nodes', async () => {
    await page.goto(at('/streams'))
    const door = await waitFor('the door is open', async () => page.workers()[0]?.url())
    const before = asked_elsewhere
    const fetched = (url: string) => `fetch(${JSON.stringify(url)}).then(() => 'answered', () => 'stopped')`
    const keyframe = `${cluster.edge.ready.media_url}/${STREAM}/keyframe.mp4`
    for (const url of [foreign(), keyframe]) expect(await page.evaluate(fetched(url)), url).toBe('stopped')
    expect(await page.evaluate(fetched(at('/health')))).toBe('answered')
    const socket = `(end) => { new WebSocket('${foreign().replace('http', 'ws')}').onerror = () => end('stopped') }`
    expect(await page.evaluate(attempt(socket))).toBe('stopped connect-src')
    const beacon = `(end) => { navigator.sendBeacon('${foreign()}', 'secret'); end('asked') }`
    expect(await page.evaluate(attempt(beacon))).toBe('asked connect-src')

    expect(await page.evaluate(askDoor(door, foreign()))).toBe('failed foreign')
    expect(await page.evaluate(askDoor(door, `${foreign()}#${cluster.edge.ready.media_url}`))).toBe('failed foreign')
    expect(await page.evaluate(askDoor(door, keyframe))).toMatch(/^answer (200|404)$/)
    // What the page may not, its worker could: the policy is the worker's own, and what it does not ask for its code decides.
    expect(await page.workers()[0]?.evaluate(fetched(foreign()))).toBe('answered')
    expect(asked_elsewhere - before).toBe(1)
    panel.complaints.length = 0
  })

  test('has nothing against the drawing, dialogs, the palette, menus and a change of theme', async () => {
    await page.goto(at('/'))
    await page.locator('.react-flow__node').first().waitFor()
    await page.goto(at('/nodes'))
    await page.getByRole('button', { name: 'Actions for edge-1' }).click()
    await page.getByRole('menuitem', { name: 'Drain' }).click()
    await page
      .getByRole('dialog')
      .getByLabel(/reason/i)
      .waitFor()
    expect(
      await page.evaluate('getComputedStyle(document.body).overflow'),
      'the page behind the dialog does not scroll',
    ).toContain('hidden')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    const palette = page.getByPlaceholder(/a screen, a node/i)
    for (const [words, scheme] of [
      ['light', 'light'],
      ['dark', 'dark'],
    ] as const) {
      await waitFor('the palette', async () => {
        await page.keyboard.press('Control+k')
        return (await palette.isVisible()) || undefined
      })
      await palette.fill(words)
      await page.keyboard.press('Enter')
      await page.locator(`html[data-mantine-color-scheme=${scheme}]`).waitFor()
      await palette.waitFor({ state: 'hidden' })
    }
    await panel.look('dark', 'phone')
    await page.getByRole('contentinfo').waitFor()
    await panel.look('dark', 'laptop')
    expect(panel.complaints).toEqual([])
  }, 60_000)

  const forbidden: readonly (readonly [string, string, string])[] = [
    [
      'a script in the page',
      `(end) => {
        const script = document.createElement('script')
        script.textContent = 'globalThis.ran = true'
        document.head.append(script)
        end(globalThis.ran === true ? 'ran' : 'stopped')
      }`,
      'TypeError require-trusted-types-for',
    ],
    [
      'an event handler in markup',
      `(end) => {
        document.body.setAttribute('onclick', 'globalThis.ran = true')
        document.body.click()
        end(globalThis.ran === true ? 'ran' : 'stopped')
      }`,
      'TypeError require-trusted-types-for',
    ],
    ['eval', `(end) => end(String(eval('1 + 1')))`, 'EvalError require-trusted-types-for'],
    ['new Function', `(end) => end(String(new Function('return 1')()))`, 'EvalError require-trusted-types-for'],
    [
      'markup from a string',
      `(end) => { document.createElement('div').innerHTML = '<b>bold</b>'; end('written') }`,
      'TypeError require-trusted-types-for',
    ],
    [
      'a second policy of Trusted Types',
      `(end) => { trustedTypes.createPolicy('mine', { createHTML: (text) => text }); end('made') }`,
      'TypeError trusted-types',
    ],
    [
      'another default policy',
      `(end) => { trustedTypes.createPolicy('default', { createHTML: (text) => text }); end('made') }`,
      'TypeError trusted-types',
    ],
    [
      'a worker from memory',
      `(end) => { new Worker(URL.createObjectURL(new Blob(['1']))); end('started') }`,
      'TypeError require-trusted-types-for',
    ],
    [
      'a style that did not come with the page',
      `(end) => {
        const style = document.createElement('style')
        style.append('body { opacity: 0 }')
        document.head.append(style)
        end(getComputedStyle(document.body).opacity)
      }`,
      '1 style-src-elem',
    ],
    [
      'a style attribute',
      `(end) => { document.body.setAttribute('style', 'opacity: 0'); end(getComputedStyle(document.body).opacity) }`,
      '1 style-src-attr',
    ],
    [
      'a worker from elsewhere in the panel',
      `(end) => { new Worker('/before-paint.js'); end('started') }`,
      'TypeError require-trusted-types-for',
    ],
    [
      'a script by its address',
      `(end) => {
        const script = document.createElement('script')
        script.src = 'http://127.0.0.1:9/'
        document.head.append(script)
        end('asked')
      }`,
      'TypeError require-trusted-types-for',
    ],
    [
      'a frame',
      `(end) => {
        const frame = document.createElement('iframe')
        frame.src = '/'
        document.body.append(frame)
        end('asked')
      }`,
      'asked frame-src',
    ],
    [
      'a picture from elsewhere',
      `(end) => {
        const image = new Image()
        image.onload = () => end('shown')
        image.onerror = () => end('stopped')
        image.src = 'http://127.0.0.1:9/'
      }`,
      'stopped img-src',
    ],
    [
      'another base for its addresses',
      `(end) => {
        const base = document.createElement('base')
        base.href = 'http://127.0.0.1:9/'
        document.head.append(base)
        end(document.baseURI.includes(':9/') ? 'moved' : 'stayed')
      }`,
      'stayed base-uri',
    ],
    [
      'a form that leads elsewhere',
      `(end) => {
        const form = document.createElement('form')
        form.action = 'http://127.0.0.1:9/'
        document.body.append(form)
        form.submit()
        end('asked')
      }`,
      'asked form-action',
    ],
  ]
  test('stops a script that got into the page on its way', async () => {
    const address = at('/nodes')
    await page.route(address, async (route) => {
      const response = await route.fetch()
      const got_in = '<script>globalThis.ran = 1</script><img src="/assets/none" onerror="globalThis.ran = 2"></body>'
      await route.fulfill({ response, body: (await response.text()).replace('</body>', got_in) })
    })
    await page.goto(address)
    await page.getByRole('main').waitFor()
    await page.unroute(address)
    for (const directive of ['script-src-elem', 'script-src-attr']) {
      const complaint = `policy violation: ${directive} inline`
      await waitFor(complaint, async () => panel.complaints.some((one) => one.startsWith(complaint)) || undefined)
    }
    expect(await page.evaluate('globalThis.ran')).toBeUndefined()
    panel.complaints.length = 0
  })

  test.for(forbidden)('stops %s', async ([, source, outcome]) => {
    await page.goto(at('/nodes'))
    await page.getByRole('main').waitFor()
    expect(await page.evaluate(attempt(source))).toBe(outcome)
    panel.complaints.length = 0
  })
})
