import { execFileSync, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { dirname, join, resolve } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright'
import { describe, expect, it, onTestFinished } from 'vitest'
import { repository } from '../harness/program.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor, within } from '../harness/wait-for.ts'

/** The packed program: its executable, as electron-builder made it or a package installed it. */
const app = process.env.HEADWATER_PACKAGED_APP ?? ''
const reason = app === '' ? ' [skipped: HEADWATER_PACKAGED_APP names no packed program]' : ''

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

/**
 * Starts it as a user would, but for a port of Chromium's own debugging: Playwright's _electron needs Node's inspector, which the fuses of a
 * packed program turn off.
 */
async function launch(folder: string) {
  const port = await freePort()
  const program = spawn(
    resolve(app),
    [`--remote-debugging-port=${port}`, `--user-data-dir=${join(folder, 'user-data')}`],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: {
        ...process.env,
        HEADWATER_ORIGIN_DATA_DIR: join(folder, 'origin'),
        HEADWATER_ORIGIN_PORT: '0',
        HEADWATER_ORIGIN_REDIS: 'memory',
        HEADWATER_ORIGIN_MEDIA_RTMP_PORT: '0',
        HEADWATER_ORIGIN_MEDIA_MEDIA_PORT: '0',
      },
    },
  )
  const ended = new Promise<number | null>((exited) => program.once('exit', exited))
  onTestFinished(() => {
    program.kill('SIGKILL')
  })
  const connect = () => chromium.connectOverCDP(`http://127.0.0.1:${port}`).catch(() => undefined)
  const browser: Browser = await waitFor('the program to be there', connect, { deadline_ms: 60_000 })
  return { program, ended, browser }
}

/** The page of the window, once it is the panel. */
async function panelOf(browser: Browser): Promise<Page> {
  const isPanel = (page: Page) => /^http:\/\/127\.0\.0\.1:\d+\/(?!sign-in)/.test(page.url())
  const find = () =>
    browser
      .contexts()
      .flatMap((context) => context.pages())
      .find(isPanel)
  return await waitFor('the panel in the window', find, { deadline_ms: 90_000 })
}

describe.skipIf(reason !== '')(`the packed program${reason}`, () => {
  it('opens its panel, whose origin answers and has a node, and ends in order', async () => {
    await using folder = await tempDir()
    const { program, ended, browser } = await launch(folder.path)
    const page = await panelOf(browser)
    expect(await page.evaluate("fetch('/health').then((answer) => answer.status)")).toBe(200)
    expect(await page.evaluate("fetch('/api/v1/session').then((answer) => answer.status)")).toBe(200)
    const nodes = () =>
      page.evaluate("fetch('/api/v1/nodes').then((answer) => answer.json()).then(({ data }) => data.items.length)")
    await waitFor('the node beside the origin', async () => ((await nodes()) === 1 ? true : undefined), {
      deadline_ms: 30_000,
    })
    expect(await page.evaluate("'require' in globalThis || 'process' in globalThis")).toBe(false)
    // What it brings to boxes.
    const resources =
      process.platform === 'darwin' ? join(dirname(app), '..', 'Resources') : join(dirname(app), 'resources')
    for (const carried of ['app.asar', 'images', 'packages'])
      expect(existsSync(join(resources, carried)), carried).toBe(true)

    // Windows has no signal that asks; there the origin's own shutdown is what unit tests hold.
    if (process.platform === 'win32') return
    program.kill('SIGTERM')
    expect(await within('the program to end', 10_000, ended)).toBe(0)
  })

  it('has its fuses set', () => {
    const bin = join(repository, 'node_modules', '@electron', 'fuses', 'dist', 'bin.js')
    // On a Mac the fuses are in the framework within the bundle.
    const target = resolve(app).replace(/\.app\/.*$/, '.app')
    const env = { ...process.env, FORCE_COLOR: '0' }
    const read = execFileSync(process.execPath, [bin, 'read', '--app', target], { encoding: 'utf8', env })
    const off = [
      'RunAsNode',
      'EnableNodeOptionsEnvironmentVariable',
      'EnableNodeCliInspectArguments',
      'GrantFileProtocolExtraPrivileges',
    ]
    const on = ['OnlyLoadAppFromAsar', 'EnableEmbeddedAsarIntegrityValidation', 'EnableCookieEncryption']
    for (const fuse of off) expect(read).toMatch(new RegExp(`${fuse} is Disabled`))
    for (const fuse of on) expect(read).toMatch(new RegExp(`${fuse} is Enabled`))
  })
})
