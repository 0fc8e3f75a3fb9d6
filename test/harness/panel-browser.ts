import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright'
import { z } from 'zod'
import { launchChromium } from './launch-chromium.ts'
import { artifacts } from './program.ts'
import { scanText } from './secret-scan.ts'

/** The sizes the panel is looked at in: a laptop, a small one and a phone. */
export const sizes = {
  laptop: { width: 1440, height: 900 },
  small: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
} as const

/** How {@link PanelBrowser.lookAround} looks. */
const LOOKS = [
  ['dark', 'phone', false],
  ['light', 'phone', true],
  ['light', 'small', false],
  ['dark', 'small', true],
] as const

/** How {@link PanelBrowser.lookTwice} looks. */
const TWO_LOOKS = [
  ['dark', 'small', true],
  ['light', 'phone', true],
] as const

/** Source for a page: what it keeps for the session and what it cached. */
const KEPT_BY_A_PAGE = `(async () => {
  if (!location.protocol.startsWith('http')) return []
  const cached = []
  for (const name of globalThis.caches ? await caches.keys() : []) {
    const cache = await caches.open(name)
    for (const request of await cache.keys()) cached.push(request.url, await (await cache.match(request)).text())
  }
  return [location.href, JSON.stringify(sessionStorage), ...cached]
})()`

/** Source for a page: says each violation of its content security policy on the console, whatever the browser itself says of it. */
const TELL_VIOLATIONS = `addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI, sourceFile, lineNumber, sample }) => {
  console.error('policy violation:', effectiveDirective, blockedURI, sourceFile + ':' + lineNumber, sample)
})`

/** Source for a page that has axe: what breaks its rules, without telling of what is well, which would be most of the work. */
const VIOLATIONS = `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) =>
  violations.map(({ id, impact, nodes }) => ({
    id,
    impact,
    nodes: nodes.map(({ target, failureSummary }) => ({ target: target.map(String), failureSummary })),
  })))`

const violationsSchema = z.array(
  z.object({
    id: z.string(),
    impact: z.string().nullable(),
    nodes: z.array(z.object({ target: z.array(z.string()), failureSummary: z.string().optional() })),
  }),
)

/** What a look with axe found that nobody should ship. */
export interface AccessibilityFault {
  readonly rule: string
  readonly impact: string
  readonly where: readonly string[]
}

/** One page of the panel in Debian's Chromium, with everything the browser complained about. */
export class PanelBrowser implements AsyncDisposable {
  readonly page: Page
  /** Errors on the console, exceptions and violations of the content security policy, in order. */
  readonly complaints: string[] = []
  readonly #browser: Browser
  readonly #context: BrowserContext
  #looks: readonly ['dark' | 'light', keyof typeof sizes] = ['dark', 'laptop']

  private constructor(browser: Browser, context: BrowserContext, page: Page) {
    this.#browser = browser
    this.#context = context
    this.page = page
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(`${message.text()} (${message.location().url})`)
    })
    page.on('pageerror', (error) => this.complaints.push(`exception: ${error.message}`))
    // Two files run at the same time, and what is late there is not wrong.
    page.setDefaultTimeout(20_000)
  }

  /** A page for somebody whose browser asks for `locale`, a BCP 47 tag. */
  static async open(locale = 'en-GB'): Promise<PanelBrowser> {
    const browser = await launchChromium()
    const context = await browser.newContext({
      ...{ viewport: sizes.laptop, colorScheme: 'dark', reducedMotion: 'reduce', locale },
    })
    await context.addInitScript(TELL_VIOLATIONS)
    return new PanelBrowser(browser, context, await context.newPage())
  }

  /** Shows the page as someone who prefers this theme, in this size. */
  async look(theme: 'dark' | 'light', size: keyof typeof sizes): Promise<void> {
    const [theme_now, size_now] = this.#looks
    if (size !== size_now) await this.page.setViewportSize(sizes[size])
    if (theme !== theme_now) await this.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' })
    this.#looks = [theme, size]
    await this.settle()
  }

  /**
   * Waits until nothing moves but what turns for ever (a loader): colours halfway between two themes are nobody's fault.
   * Two frames without a transition, because one may start only after the page has drawn anew.
   */
  async settle(): Promise<void> {
    await this.page.evaluate(`(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      const moving = () => document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime < 5_000)
      for (let still = 0; still < 3; ) {
        await frame()
        const now = moving()
        still = now.length === 0 ? still + 1 : 0
        await Promise.allSettled(now.map((one) => one.finished))
      }
    })()`)
  }

  /** Keeps a picture under test/artifacts/screenshots. @param full with what is out of sight below */
  async screenshot(name: string, full = false): Promise<void> {
    const folder = join(artifacts, 'screenshots')
    mkdirSync(folder, { recursive: true })
    await this.page.screenshot({ path: join(folder, `${name}.png`), fullPage: full })
  }

  /**
   * Looks at the page as it is in both themes, on a small laptop and on a phone: nothing is wider than the page, a picture of each is
   * kept, and axe finds nothing serious in either theme or size (looked at in two of the four, since it takes its time). Then it is shown
   * as it was before.
   */
  lookAround(name: string): Promise<void> {
    return this.#lookIn(LOOKS, name, true)
  }

  /** As {@link lookAround} in half the time: each theme in one size, and no more of the page than is in sight. */
  lookTwice(name: string): Promise<void> {
    return this.#lookIn(TWO_LOOKS, name, false)
  }

  async #lookIn(looks: typeof LOOKS | typeof TWO_LOOKS, name: string, full: boolean): Promise<void> {
    const before = this.#looks
    for (const [theme, size, with_axe] of looks) {
      await this.look(theme, size)
      await this.screenshot(`${name}-${theme}-${size}`, full)
      const faults = with_axe ? await this.accessibilityFaults() : []
      if (faults.length > 0) throw new Error(`${name}, ${theme}, ${size}: ${JSON.stringify(faults, null, 2)}`)
      const wide = await this.page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      )
      if (Number(wide) > 0) throw new Error(`${name}, ${theme}, ${size}: ${wide} pixels wider than the page`)
    }
    await this.look(...before)
  }

  /** What axe calls serious or critical on the page as it is. */
  async accessibilityFaults(): Promise<AccessibilityFault[]> {
    await this.settle()
    // Brought in once for each page, which has no frames of others: that costs as much as to look.
    if (!(await this.page.evaluate("'axe' in globalThis"))) await this.page.evaluate(`${axe.source}; undefined`)
    return violationsSchema
      .parse(await this.page.evaluate(VIOLATIONS))
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, impact, nodes }) => ({
        rule: id,
        impact: impact ?? '',
        where: nodes.map(({ target, failureSummary }) => `${target.join(' ')}: ${failureSummary ?? ''}`),
      }))
  }

  /** All that the browser keeps of the panel but its cookie, which no script reads: local storage, session storage, databases and caches. */
  async kept(): Promise<string> {
    const { origins } = await this.#context.storageState({ indexedDB: true })
    const ofPages = this.#context.pages().map((page) => page.evaluate(KEPT_BY_A_PAGE))
    return JSON.stringify([origins, await Promise.all(ofPages)])
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const pages = this.#context.pages().filter((page) => page.url().startsWith('http'))
    if (pages.length > 0) scanText('the storage of the browser', await this.kept())
    await this.#context.close()
    await this.#browser.close()
  }
}
