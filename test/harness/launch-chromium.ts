import { existsSync } from 'node:fs'
import { type Browser, type BrowserContext, chromium } from 'playwright'

/** For a browser of the tests: no graphics card, nothing asked of the network on its own, players may begin without a click. */
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--autoplay-policy=no-user-gesture-required',
]

const WHOLE = '/usr/bin/chromium'
/** The same engine without the program around it, which starts in less than half the time and does nothing beside its pages. */
const SHELL = '/usr/bin/chromium-headless-shell'

/**
 * Starts Debian's Chromium without a window: its headless shell for a suite that asks for it by HEADWATER_TEST_BROWSER=shell, where the
 * panel is looked at on many pages, else the whole program.
 * @param more flags for it
 */
export async function launchChromium(more: readonly string[] = []): Promise<Browser> {
  const executablePath = process.env.HEADWATER_TEST_BROWSER === 'shell' && existsSync(SHELL) ? SHELL : WHOLE
  return await chromium.launch({ executablePath, args: [...flags, ...more] })
}

/** The same with a profile that stays on the disk: cookies, storage, history and cache as they are of anybody's browser. */
export async function launchProfile(folder: string): Promise<BrowserContext> {
  return await chromium.launchPersistentContext(folder, { executablePath: WHOLE, args: flags })
}
