import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { desktopStateSchema } from '#contract/desktop.ts'
import { repository } from '../harness/program.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor, within } from '../harness/wait-for.ts'

interface Said {
  readonly what: string
  readonly given: readonly unknown[]
}

/**
 * The whole shell as it is built, on a stand-in of Electron (stand-in/electron.cjs) and with a real origin: that its parts are wired to one
 * another. What Electron itself makes of its calls is in window.test.ts.
 */
class Shell {
  readonly said: Said[] = []
  readonly program: ChildProcess
  readonly ended: Promise<number | null>

  constructor(folder: string, args: readonly string[] = [], languages = 'en-US') {
    this.program = fork(join(repository, 'dist', 'desktop', 'main.cjs'), args, {
      execArgv: ['--require', join(import.meta.dirname, 'stand-in', 'register.cjs')],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: {
        ...process.env,
        STAND_IN_FOLDER: folder,
        STAND_IN_LANGUAGES: languages,
        HEADWATER_ORIGIN_DATA_DIR: join(folder, 'origin'),
        HEADWATER_ORIGIN_PORT: '0',
        HEADWATER_ORIGIN_REDIS: 'memory',
        HEADWATER_ORIGIN_MEDIA_RTMP_PORT: '0',
        HEADWATER_ORIGIN_MEDIA_MEDIA_PORT: '0',
        HEADWATER_ORIGIN_MEDIA_LISTEN_HOST: '127.0.0.1',
      },
    })
    this.program.on('message', (message) => this.said.push(message as Said))
    this.ended = new Promise((resolve) => this.program.once('exit', resolve))
    onTestFinished(() => {
      this.program.kill('SIGKILL')
    })
  }

  act(act: string, ...given: readonly unknown[]): void {
    this.program.send({ act, given })
  }

  /** The first thing said of a kind, after `from`, that fits. */
  hear(what: string, fits: (given: readonly unknown[]) => boolean = () => true, from = 0): Promise<readonly unknown[]> {
    return waitFor(
      `the shell to say ${what}`,
      () => this.said.slice(from).find((said) => said.what === what && fits(said.given))?.given,
      { deadline_ms: 60_000 },
    )
  }

  /** What the panel is answered. */
  async ask(channel: string, command?: unknown, from?: string): Promise<unknown> {
    const before = this.said.length
    this.act('ask', channel, command, from)
    return (await this.hear('answered', undefined, before))[0]
  }

  get loaded(): string[] {
    return this.said.filter(({ what }) => what === 'load').map(({ given }) => String(given[0]))
  }
}

it('the window opens the panel signed in, the tray is well, and all ends in order', async () => {
  await using folder = await tempDir()
  const shell = new Shell(folder.path)
  const [preferences] = await shell.hear('window')
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webviewTag: false,
  })
  await shell.hear('tray', ([picture]) => /[/\\]unknown/.test(String(picture)))
  await shell.hear('load', ([url]) => String(url).includes('/sign-in#'))
  await shell.hear('tray', ([picture]) => /[/\\]well/.test(String(picture)))
  const [labels] = await shell.hear('menu', ([menu]) => (menu as string[]).includes('1 of 1 node connected'))
  expect(labels).toContain('No live stream')

  shell.act('quit')
  expect(await within('the shell to end', 10_000, shell.ended)).toBe(0)
  expect(shell.said.map(({ what }) => what)).not.toContain('asked')
})

it('the panel is told how the app is and what it asks is done; no other page is answered', async () => {
  await using folder = await tempDir()
  const shell = new Shell(folder.path)
  await shell.hear('tray', ([picture]) => /[/\\]well/.test(String(picture)))
  const state = desktopStateSchema.parse(await shell.ask('headwater:state'))
  expect(state).toMatchObject({ remote_host: null, update: { kind: 'none' }, alerts_paused_until: null })
  expect(await shell.ask('headwater:ask', { type: 'pause_alerts', for_ms: 3_600_000 })).toEqual({ ok: true })
  expect(await shell.ask('headwater:state')).toMatchObject({ alerts_paused_until: expect.any(String) })
  await shell.hear('send', ([channel]) => channel === 'headwater:state')
  expect(await shell.ask('headwater:ask', { type: 'check_for_updates' })).toMatchObject({ ok: false })
  expect(await shell.ask('headwater:ask', { type: 'try_notification' })).toEqual({ ok: true })
  await shell.hear('notification')
  for (const page of ['http://127.0.0.1:9/', 'https://example.com/']) {
    expect(await shell.ask('headwater:ask', { type: 'try_notification' }, page)).toBe('Only the panel may ask this.')
  }
})

it('what the origin tells the desktop is a notification, and a pause keeps quiet but for a test', async () => {
  await using folder = await tempDir()
  const shell = new Shell(folder.path)
  await shell.hear('tray', ([picture]) => /[/\\]well/.test(String(picture)))
  for (const for_ms of [null, 3_600_000]) {
    await shell.ask('headwater:ask', { type: 'pause_alerts', for_ms })
    const before = shell.said.length
    shell.act('post', '/api/v1/notifications/channels/desktop/test')
    expect(await shell.hear('posted', undefined, before)).toEqual([200])
    const [notification] = await shell.hear('notification', undefined, before)
    expect(notification).toMatchObject({ title: 'A test', body: 'Alerts of this cluster will come here.' })
  }
})

it('the shell speaks as its system asks, and as its user chose in the panel: tray and menu at once, all of it at the next start', async () => {
  await using folder = await tempDir()
  const first = new Shell(folder.path, [], 'de-AT en-US')
  await first.hear('load', ([page]) => decodeURIComponent(String(page)).includes('<html lang="de">'))
  expect(await first.hear('application_menu')).toEqual([['Datei', 'Bearbeiten', 'Ansicht', 'Fenster', 'Hilfe']])
  await first.hear('menu', ([menu]) => (menu as string[]).includes('1 von 1 Knoten verbunden'))
  expect(await first.ask('headwater:state')).toMatchObject({ language: 'de' })

  const before = first.said.length
  expect(await first.ask('headwater:ask', { type: 'set_language', language: 'fr' })).toEqual({ ok: true })
  const [menu] = await first.hear('application_menu', undefined, before)
  expect(menu).toContain('Fichier')
  await first.hear('menu', ([labels]) => (labels as string[]).includes('Quitter Headwater'), before)
  await first.hear('tool_tip', ([text]) => String(text).includes('tout va bien'), before)
  await first.hear('send', ([, state]) => (state as { language: string }).language === 'fr', before)
  expect(await first.ask('headwater:ask', { type: 'check_for_updates' })).toMatchObject({
    message: 'Ce programme tourne depuis ses sources.',
  })
  first.act('click', 'Quitter Headwater')
  expect(await within('the shell to end', 10_000, first.ended)).toBe(0)

  const second = new Shell(folder.path, [], 'de-AT en-US')
  await second.hear('load', ([page]) => decodeURIComponent(String(page)).includes('<html lang="fr">'))
  second.act('quit')
  await second.ended
})

it('a deep link of another start opens its screen, and one that is none only the window', async () => {
  await using folder = await tempDir()
  const shell = new Shell(folder.path, ['headwater://stream/live/first'])
  await shell.hear('load', ([url]) => String(url).endsWith('/streams/live/first'))
  shell.act('second', ['headwater-desktop', 'headwater://stream/live/second'])
  await shell.hear('load', ([url]) => String(url).endsWith('/streams/live/second'))
  const before = shell.said.length
  shell.act('second', ['headwater-desktop', 'headwater://stream/https://example.com/'])
  await shell.hear('show', undefined, before)
  expect(shell.loaded.at(-1)).toMatch(/\/streams\/live\/second$/)
})

it('the window is hidden where its user wants that, after one explanation, and a start at login shows none', async () => {
  await using folder = await tempDir()
  const shell = new Shell(folder.path, ['--hidden'])
  await shell.hear('tray', ([picture]) => /[/\\]well/.test(String(picture)))
  expect(shell.said.map(({ what }) => what)).not.toContain('show')
  await shell.ask('headwater:ask', { type: 'set_close_to_tray', on: true })
  shell.act('close')
  expect(await shell.hear('asked')).toEqual(['Headwater goes on without its window'])
  await shell.hear('hide')
  const before = shell.said.length
  shell.act('click', 'Open Headwater')
  await shell.hear('show', undefined, before)
  shell.act('close')
  await shell.hear('hide', undefined, before)
  expect(shell.said.filter(({ what }) => what === 'asked')).toHaveLength(1)
  shell.act('click', 'Quit Headwater')
  expect(await within('the shell to end', 10_000, shell.ended)).toBe(0)
})

it('an origin elsewhere is shown after a choice, and this computer’s does not run meanwhile', async () => {
  await using folder = await tempDir()
  const first = new Shell(folder.path)
  const [link] = await first.hear('load', ([url]) => String(url).includes('/sign-in#'))
  const { origin } = new URL(String(link))
  await first.hear('tray', ([picture]) => /[/\\]well/.test(String(picture)))
  await using elsewhere = await tempDir()
  const second = new Shell(elsewhere.path)
  await second.hear('tray', ([picture]) => /[/\\]well/.test(String(picture)))
  second.act('click', 'Choose Origin…')
  await second.hear('load', ([page]) => decodeURIComponent(String(page)).includes('Which origin?'))
  second.act('navigate', `https://attach.headwater.invalid/?address=${encodeURIComponent(origin)}`)
  await second.hear('load', ([page]) => decodeURIComponent(String(page)).includes('Is this the origin?'))
  second.act('navigate', 'https://confirm.headwater.invalid/')
  await second.hear('relaunch')
  expect(await within('the shell to end', 10_000, second.ended)).toBe(0)

  const third = new Shell(elsewhere.path)
  await third.hear('load', ([url]) => url === origin)
  await third.hear('tool_tip', ([text]) => String(text).includes('Sign in to see'))
  expect(third.loaded.some((url) => url.includes('/sign-in#'))).toBe(false)
  third.act('quit')
  expect(await within('the shell to end', 10_000, third.ended)).toBe(0)
  first.act('quit')
  await first.ended
})
