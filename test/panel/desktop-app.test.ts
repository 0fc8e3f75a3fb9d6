import type { Page } from 'playwright'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { DesktopCommand, DesktopState } from '#contract/desktop.ts'
import { OriginProgram } from '../harness/origin-program.ts'
import { PanelBrowser } from '../harness/panel-browser.ts'

const started: DesktopState = {
  version: '0.1.0',
  language: 'en',
  remote_host: null,
  update: { kind: 'idle', checked_at: null },
  checks_for_updates: false,
  update_waits: null,
  alerts_paused_until: null,
  starts_at_login: false,
  closes_to_tray: true,
}

/** Stands in for the preload script of the desktop app: keeps what is asked, and says what the test lets it say. */
function standIn(state: DesktopState): string {
  return `{
    const listeners = new Set()
    const app = { state: ${JSON.stringify(state)}, asked: [], answer: { ok: true } }
    globalThis.appForTests = {
      app,
      say: (state) => { app.state = state; for (const listener of listeners) listener(state) },
    }
    globalThis.headwaterDesktop = {
      version: '0.1.0',
      platform: 'linux',
      state: async () => app.state,
      onState: (listener) => { listeners.add(listener); return () => listeners.delete(listener) },
      ask: async (command) => { app.asked.push(command); return app.answer },
    }
  }`
}

describe('the desktop app in the control panel', () => {
  let stack: AsyncDisposableStack
  let origin: OriginProgram
  let panel: PanelBrowser
  let page: Page

  beforeAll(async () => {
    stack = new AsyncDisposableStack()
    origin = stack.use(await OriginProgram.start())
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

  const say = (changes: Partial<DesktopState>) =>
    page.evaluate(`appForTests.say(${JSON.stringify({ ...started, ...changes })})`)
  const asked = (): Promise<DesktopCommand[]> => page.evaluate('appForTests.app.asked.splice(0)')
  const button = (name: string) => page.getByRole('main').getByRole('button', { name, exact: true })

  test('says in a browser which version the origin is, and no more', async () => {
    await page.goto(`${origin.ready.url}/settings/about`)
    await page.getByText('This is a browser.').waitFor()
    expect(await page.getByRole('heading', { name: 'Updates of the desktop app' }).count()).toBe(0)
    await panel.lookTwice('about-browser')
  })

  test('shows its version and where it is with an update, and does what is asked', async () => {
    await page.addInitScript(standIn(started))
    await page.reload()
    await page.getByText('Nobody has looked since the app was started.').waitFor()
    await panel.lookTwice('about-app')
    await button('Look for updates').click()
    expect(await asked()).toEqual([{ type: 'check_for_updates' }])

    await say({
      update: { kind: 'available', version: '0.2.0', installs: true, skipped: false },
      update_waits: 'A stream is live through this computer. Updates wait until it is over.',
    })
    await page.getByText('Version 0.2.0 is there').waitFor()
    expect(await button('Download').isDisabled()).toBe(true)
    await panel.lookTwice('about-update-waits')

    await say({ update: { kind: 'available', version: '0.2.0', installs: true, skipped: false } })
    await button('Download').click()
    await say({ update: { kind: 'downloading', version: '0.2.0', percent: 40 } })
    await page.getByText('40 %').waitFor()
    await panel.lookTwice('about-update-downloading')
    await say({ update: { kind: 'ready', version: '0.2.0' } })
    await button('Install and restart').click()
    expect(await asked()).toEqual([{ type: 'download_update' }, { type: 'install_update' }])

    await say({ update: { kind: 'available', version: '0.2.0', installs: false, skipped: false } })
    await button('Open the page with packages').click()
    await button('Skip this version').click()
    expect(await asked()).toEqual([{ type: 'open_downloads' }, { type: 'skip_version', on: true }])

    await say({
      update: {
        kind: 'failed',
        version: null,
        message: 'The address of updates does not answer. See that this computer is online.',
      },
    })
    await page.getByText('See that this computer is online.').waitFor()
    await say({
      update: { kind: 'none', why: 'This build looks for no updates.' },
      remote_host: 'origin.example.com:8090',
    })
    await page.getByText('origin.example.com:8090').waitFor()
    await panel.lookTwice('about-remote')
  })

  test('keeps what its user wants of it, and says why something was refused', async () => {
    await say({})
    await page.getByRole('checkbox', { name: 'Start Headwater when I sign in to this computer' }).click()
    expect(await asked()).toEqual([{ type: 'set_start_at_login', on: true }])
    await page.evaluate("appForTests.app.answer = { ok: false, message: 'A stream is live.' }")
    await button('Look for updates').click()
    await page.getByRole('alert').getByText('A stream is live.').waitFor()
  })

  test('is paused and tried where everybody else who is told is', async () => {
    await page.goto(`${origin.ready.url}/settings/notifications`)
    await button('Pause for an hour').click()
    await button('Show one to try').click()
    expect(await asked()).toEqual([{ type: 'pause_alerts', for_ms: 3_600_000 }, { type: 'try_notification' }])
    await say({ alerts_paused_until: '2026-11-27T10:00:00.000Z' })
    await button('Resume').waitFor()
    await panel.lookTwice('notifications-app')
  })

  test('speaks the language that is chosen in the panel, and says in which it speaks', async () => {
    expect(await asked()).toEqual([])
    await page.getByRole('button', { name: 'Account, theme and language' }).click()
    await page.getByRole('menuitemradio', { name: 'Deutsch' }).click()
    await page.getByRole('heading', { name: 'Benachrichtigungen' }).first().waitFor()
    expect(await asked()).toEqual([{ type: 'set_language', language: 'de' }])
    await say({ language: 'de' })
    await page.evaluate("appForTests.app.answer = { ok: false, message: 'Das ging nicht.' }")
    await button('Eine zur Probe anzeigen').click()
    expect(await page.getByText('Das ging nicht.').getAttribute('lang')).toBe('de')
    // Also when the panel is loaded later: that of another origin may have another choice.
    await page.reload()
    await page.getByRole('heading', { name: 'Benachrichtigungen' }).first().waitFor()
    expect(await asked()).toEqual([{ type: 'set_language', language: 'de' }])
    await page.evaluate("localStorage.setItem('headwater-language', 'en')")
  })

  test('an app of another version is told apart', async () => {
    await page.addInitScript("globalThis.headwaterDesktop = { version: '0.0.9', platform: 'linux' }")
    await page.goto(`${origin.ready.url}/settings/about`)
    await page.getByText('The desktop app is version 0.0.9').waitFor()
  })
})
