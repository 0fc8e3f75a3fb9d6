import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, BrowserContext, Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CONTROL_CHANNEL_PATH, CONTROL_CHANNEL_PROTOCOL } from '#contract/control-channel.ts'
import { launchChromium } from '../harness/launch-chromium.ts'
import { OriginProgram } from '../harness/origin-program.ts'

/** Names of the attacker: all lead to this machine, as a name that was rebound does. */
const [EVIL, REBOUND] = ['evil.example', 'rebound.example']

describe('row 32: a page of another site, in a browser that is signed in to the panel', () => {
  let origin: OriginProgram
  let server: Server
  let browser: Browser
  let context: BrowserContext
  let evil_port: number
  let panel: Page
  beforeAll(async () => {
    origin = await OriginProgram.start({ settings: { own_node: false } })
    server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end('<!doctype html><title>evil</title><p>You have won.</p>')
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    evil_port = (server.address() as AddressInfo).port
    browser = await launchChromium([`--host-resolver-rules=MAP ${EVIL} 127.0.0.1, MAP ${REBOUND} 127.0.0.1`])
    context = await browser.newContext()
    panel = await context.newPage()
    await panel.goto(origin.ready.sign_in_url)
    await panel.getByRole('main').waitFor()
    // Signed in: the panel itself may.
    expect(await inPage(panel, fetches(`${origin.ready.url}/api/v1/nodes`, {}))).toMatch(/^200 /)
  })
  afterAll(async () => {
    await context?.close()
    await browser?.close()
    server?.close()
    await origin?.[Symbol.asyncDispose]()
  })

  /** Where the attacker's page may lie: at a site of its own, and at another port of this machine, to which cookies go along. */
  const places = [
    ['of another site', () => `http://${EVIL}:${evil_port}/`],
    ['of another program on this machine', () => `http://127.0.0.1:${evil_port}/`],
  ] as const
  const tokens = async () => await (await origin.api.request('GET', '/api/v1/enrollment-tokens')).text()
  const visit = async (url: string) => {
    const page = await context.newPage()
    await page.goto(url)
    return Object.assign(page, { [Symbol.asyncDispose]: () => page.close() })
  }
  const target = () => `${origin.ready.url}/api/v1/enrollment-tokens`

  test.for(places)('%s changes nothing by fetch, whatever it sends', async ([, at]) => {
    const before = await tokens()
    await using page = await visit(at())
    const json = { method: 'POST', body: '{"name":"csrf"}', headers: { 'content-type': 'application/json' } }
    const plain = { method: 'POST', body: '{"name":"csrf"}', mode: 'no-cors' }
    expect(await inPage(page, fetches(target(), json))).toMatch(/^failed/)
    // Sent without a question first; the page never learns what was answered.
    expect(await inPage(page, fetches(target(), plain))).toMatch(/^(0|failed)/)
    expect(await inPage(page, fetches(target(), { ...plain, headers: { 'content-type': 'text/plain' } }))).toMatch(
      /^(0|failed)/,
    )
    expect(await inPage(page, fetches(`${origin.ready.url}/api/v1/session`, { method: 'DELETE' }))).toMatch(/^failed/)
    expect(await tokens()).toBe(before)
    expect(await inPage(panel, fetches(`${origin.ready.url}/api/v1/nodes`, {}))).toMatch(/^200 /)
  })

  test.for(places)('%s changes nothing by a form', async ([, at]) => {
    const before = await tokens()
    await using page = await visit(at())
    const answered = page.waitForResponse((response) => response.url() === target())
    await page.evaluate(`(() => {
      const form = document.createElement('form')
      form.method = 'POST'
      form.enctype = 'text/plain'
      form.action = ${JSON.stringify(target())}
      const input = document.createElement('input')
      input.name = '{"name":"csrf","x":"'
      input.value = '"}'
      form.append(input)
      document.body.append(form)
      form.submit()
    })()`)
    expect((await answered).status()).toBe(403)
    expect(await tokens()).toBe(before)
  })

  test.for(places)('%s reads nothing: no answer, no frame, no script', async ([, at]) => {
    await using page = await visit(at())
    expect(await inPage(page, fetches(`${origin.ready.url}/api/v1/nodes`, {}))).toMatch(/^failed/)
    const loaded = await page.evaluate(`new Promise((resolve) => {
      const script = document.createElement('script')
      script.src = ${JSON.stringify(`${origin.ready.url}/api/v1/nodes`)}
      script.onload = () => resolve('loaded')
      script.onerror = () => resolve('refused')
      document.head.append(script)
    })`)
    expect(loaded).toBe('refused')
    const answered = page.waitForResponse((response) => response.url() === `${origin.ready.url}/`)
    await page.evaluate(`(() => {
      const frame = document.createElement('iframe')
      frame.src = ${JSON.stringify(`${origin.ready.url}/`)}
      document.body.append(frame)
    })()`)
    expect((await answered).headers()['content-security-policy']).toContain("frame-ancestors 'none'")
    const frame = page.frames().find((one) => one !== page.mainFrame())
    expect(
      await frame
        ?.locator('#root')
        .count()
        .catch(() => 0),
    ).toBe(0)
  })

  test.for(places)('%s opens no control channel and no event stream', async ([, at]) => {
    await using page = await visit(at())
    const channel = `${origin.ready.url.replace(/^http/, 'ws')}${CONTROL_CHANNEL_PATH}`
    const opened = await page.evaluate(`new Promise((resolve) => {
      const socket = new WebSocket(${JSON.stringify(channel)}, ${JSON.stringify(CONTROL_CHANNEL_PROTOCOL)})
      socket.onopen = () => resolve('open')
      socket.onerror = () => resolve('refused')
    })`)
    expect(opened).toBe('refused')
    const heard = await page.evaluate(`new Promise((resolve) => {
      const events = new EventSource(${JSON.stringify(`${origin.ready.url}/api/v1/events`)}, { withCredentials: true })
      events.onopen = () => resolve('open')
      events.onerror = () => { events.close(); resolve('refused') }
    })`)
    expect(heard).toBe('refused')
  })

  test('whose name was made to lead here gets neither the panel nor the API (DNS rebinding)', async () => {
    const { port } = new URL(origin.ready.url)
    await using page = await visit(`http://${REBOUND}:${port}/`)
    expect(await page.textContent('body')).toContain('does not answer to the name')
    expect(await page.locator('#root').count()).toBe(0)
    // To the browser this is the page's own site: nothing but the origin's own look at the name stands between.
    for (const path of ['/api/v1/nodes', '/api/v1/events', '/api/docs/json', '/metrics'])
      expect(await inPage(page, fetches(path, {})), path).toMatch(/^421 /)
    const link_token = new URL(origin.ready.sign_in_url).hash.slice(1)
    const signIn = {
      method: 'POST',
      body: JSON.stringify({ link_token }),
      headers: { 'content-type': 'application/json' },
    }
    expect(await inPage(page, fetches('/api/v1/sign-in', signIn))).toMatch(/^421 /)
    const opened = await page.evaluate(`new Promise((resolve) => {
      const socket = new WebSocket(${JSON.stringify(CONTROL_CHANNEL_PATH)}, ${JSON.stringify(CONTROL_CHANNEL_PROTOCOL)})
      socket.onopen = () => resolve('open')
      socket.onerror = () => resolve('refused')
    })`)
    expect(opened).toBe('refused')
  })
})

/** Source of a fetch with the cookies that go along; gives the status and the first of the answer, or that it failed. */
function fetches(url: string, options: Readonly<Record<string, unknown>>): string {
  const all = JSON.stringify({ credentials: 'include', ...options })
  return `fetch(${JSON.stringify(url)}, ${all}).then(
    async (answer) => answer.status + ' ' + (await answer.text()).slice(0, 100),
    (error) => 'failed: ' + error,
  )`
}

async function inPage(page: Page, source: string): Promise<string> {
  return (await page.evaluate(source)) as string
}
