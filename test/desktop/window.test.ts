import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { _electron, type ElectronApplication } from 'playwright'
import { describe, expect, it } from 'vitest'
import { repository } from '../harness/program.ts'
import { tempDir } from '../harness/temp-dir.ts'
import { waitFor, within } from '../harness/wait-for.ts'

const installed = join(repository, 'node_modules', 'electron')

/** The Electron binary of node_modules or of ELECTRON_OVERRIDE_DIST_PATH. Never asks the package itself: that downloads. */
function findElectron(): { readonly binary: string } | { readonly missing: string } {
  const pathFile = join(installed, 'path.txt')
  const override = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8').trim() : 'electron'
  const binary = join(override ?? join(installed, 'dist'), name)
  if (!existsSync(binary)) return { missing: 'no Electron binary; npx install-electron fetches it' }
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
    return { missing: 'no display; run the tests under xvfb-run' }
  }
  return { binary }
}

const electron = findElectron()
const reason = 'missing' in electron ? ` [skipped: ${electron.missing}]` : ''

/** The desktop program on a data directory of its own. */
async function launch(folder: string, settings: Readonly<Record<string, string>> = {}): Promise<ElectronApplication> {
  if ('missing' in electron) throw new Error(electron.missing)
  // Chromium refuses its sandbox to root alone; everybody else tests it, too.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return await _electron.launch({
    executablePath: electron.binary,
    args: [...asRoot, `--user-data-dir=${join(folder, 'user-data')}`, repository],
    env: {
      ...(process.env as Record<string, string>),
      HEADWATER_ORIGIN_DATA_DIR: join(folder, 'origin'),
      HEADWATER_ORIGIN_PORT: '0',
      HEADWATER_ORIGIN_REDIS: 'memory',
      HEADWATER_ORIGIN_MEDIA_RTMP_PORT: '0',
      HEADWATER_ORIGIN_MEDIA_MEDIA_PORT: '0',
      ...settings,
    },
  })
}

async function openPanel(app: ElectronApplication) {
  const page = await app.firstWindow()
  await page.waitForURL(/^http:\/\/127\.0\.0\.1:\d+\/(?!sign-in)/, { timeout: 60_000 })
  return page
}

describe.skipIf(reason !== '')(`the desktop window${reason}`, () => {
  it('opens the panel signed in, in a sandbox, and quits within 5 s', async () => {
    await using folder = await tempDir()
    const app = await launch(folder.path)
    const page = await openPanel(app)
    expect(await page.evaluate(() => fetch('/api/v1/session').then(({ status }) => status))).toBe(200)
    const seen = await page.evaluate(() => ({
      api: (globalThis as { headwaterDesktop?: unknown }).headwaterDesktop,
      node: ['require', 'process', 'Buffer', 'module'].filter((name) => name in globalThis),
    }))
    expect(seen.api).toMatchObject({ version: expect.any(String), platform: process.platform })
    expect(await page.evaluate('headwaterDesktop.state().then(({ update }) => update.kind)')).toBe('none')
    expect(await page.evaluate("headwaterDesktop.ask({ type: 'run' }).then(({ ok }) => ok)")).toBe(false)
    expect(seen.node).toEqual([])

    const ended = new Promise<number | null>((resolve) => app.process().once('exit', resolve))
    await app.evaluate(({ app: shell }) => shell.quit()).catch(() => undefined)
    expect(await within('the program to end', 5_000, ended)).toBe(0)
  })

  it('goes nowhere but to the panel, and hands https links to the browser', async () => {
    await using folder = await tempDir()
    const app = await launch(folder.path)
    try {
      const page = await openPanel(app)
      await app.evaluate(({ shell }) => {
        const opened: string[] = []
        Object.assign(globalThis, { opened })
        shell.openExternal = async (url: string) => {
          opened.push(url)
        }
      })
      const before = page.url()
      // As text: these run in the page, whose names the tests' types do not know.
      await page.evaluate(`
        open('https://example.com/docs')
        open('file:///etc/passwd')
        location.assign('http://127.0.0.1:9/')
      `)
      const opened = await waitFor('a link in the browser', () =>
        app.evaluate(() => (globalThis as { opened?: string[] }).opened),
      )
      expect(opened).toEqual(['https://example.com/docs'])
      expect(app.windows()).toHaveLength(1)
      expect(page.url()).toBe(before)
      const geolocation = await page.evaluate(
        "navigator.permissions.query({ name: 'geolocation' }).then((p) => p.state)",
      )
      expect(geolocation).toBe('denied')
    } finally {
      await app.close()
    }
  })

  it('says why the origin cannot start', async () => {
    await using folder = await tempDir()
    const app = await launch(folder.path, { HEADWATER_ORIGIN_PORT: 'ninety' })
    try {
      const page = await app.firstWindow()
      await page.getByRole('heading', { name: 'The origin cannot start' }).waitFor({ timeout: 30_000 })
      expect(await page.getByRole('alert').textContent()).toContain('HEADWATER_ORIGIN_PORT')
    } finally {
      await app.close()
    }
  })
})
