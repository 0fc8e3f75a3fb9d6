import { type Browser, chromium } from 'playwright'

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
