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

/** Starts Debian's Chromium without a window. @param more flags for it */
export async function launchChromium(more: readonly string[] = []): Promise<Browser> {
  return await chromium.launch({ executablePath: '/usr/bin/chromium', args: [...flags, ...more] })
}

/** The same with a profile that stays on the disk: cookies, storage, history and cache as they are of anybody's browser. */
export async function launchProfile(folder: string): Promise<BrowserContext> {
  return await chromium.launchPersistentContext(folder, { executablePath: '/usr/bin/chromium', args: flags })
}
