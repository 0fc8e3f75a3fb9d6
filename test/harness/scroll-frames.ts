import type { Page } from 'playwright'

/** Of frames that should come every 16 ms: the longest, and how many there were, in ms. */
export interface ScrollFrames {
  readonly longest_ms: number
  readonly frames: number
}

/** Scrolls a long table from its top by 600 pixels a frame, and measures how long the page stood still. @param selector of what scrolls */
export async function scrollFrames(page: Page, selector: string, frames = 120): Promise<ScrollFrames> {
  const longest_ms = await page.evaluate(`(async () => {
    const list = document.querySelector(${JSON.stringify(selector)})
    let longest = 0
    let last = performance.now()
    for (let frame = 0; frame < ${frames}; frame++) {
      list.scrollTop += 600
      await new Promise((resolve) => requestAnimationFrame(resolve))
      const now = performance.now()
      longest = Math.max(longest, now - last)
      last = now
    }
    return longest
  })()`)
  return { longest_ms: Math.round(Number(longest_ms)), frames }
}
