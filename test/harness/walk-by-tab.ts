import type { Page } from 'playwright'
import { WALKER_SOURCE } from './walker-source.ts'

/** More than any screen has: a walk that is longer goes in circles. */
const MOST_STOPS = 400
/** A page in which something came during each of these is one that nobody could walk through. */
const MOST_WALKS = 3

/** What a walk through a screen came to. */
export interface TabWalk {
  /** How many elements had the focus, one after another. */
  readonly stops: number
  /** What somebody without a mouse, or with an unsteady hand, would be held up by; one sentence each. */
  readonly findings: readonly string[]
}

/**
 * Goes through the page with the Tab key, from its beginning to its end. Finds what a mouse can press and Tab does not reach,
 * an order that is not the one seen, a trap, a focus that nobody sees (WCAG 2.2: 2.1.1, 2.1.2, 2.4.3, 2.4.7, 2.4.11), and targets that
 * are smaller than 24 by 24 CSS pixels without the room that makes up for it (2.5.8).
 */
export async function walkByTab(page: Page): Promise<TabWalk> {
  for (let walked = 1; ; walked++) {
    const walk = await walkOnce(page)
    // A picture that could not be played offers to try again, some seconds after the page was drawn.
    if (walked === MOST_WALKS || !(await page.evaluate('walker.grew()'))) return walk
  }
}

async function walkOnce(page: Page): Promise<TabWalk> {
  await page.evaluate(WALKER_SOURCE)
  await page.evaluate('walker.begin()')
  const findings: string[] = []
  for (let pressed = 0; pressed < MOST_STOPS; pressed++) {
    await page.keyboard.press('Tab')
    const { over, found } = (await page.evaluate('walker.step()')) as { over: boolean; found: string[] }
    findings.push(...found)
    if (over) {
      findings.push(...((await page.evaluate('walker.end()')) as string[]))
      return { stops: Number(await page.evaluate('walker.stops()')), findings }
    }
  }
  return { stops: MOST_STOPS, findings: [...findings, `no end after ${MOST_STOPS} times Tab`] }
}
