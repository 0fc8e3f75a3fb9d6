import type { Page } from 'playwright'

/** What {@link referenceLoad} takes on a computer of a desk of today, in ms: one on which the Overview stands within 0.7 s. */
const REFERENCE_MS = 90
/** Functions of the page, each of which is parsed, compiled, run once and draws a row. */
const FUNCTIONS = 2_000

/** A page of half a megabyte of script that draws two thousand rows: as much of the browser's time as a screen of the panel takes. */
const REFERENCE_PAGE = `<!doctype html><style>div{display:flex;gap:4px;padding:2px}span{flex:1;border-radius:4px}</style><main></main><script>globalThis.begunAt = performance.now()</script><script>
const main = document.querySelector('main')
${Array.from({ length: FUNCTIONS }, (_, nth) => rowFunction(nth)).join('\n')}
for (let nth = 0; nth < ${FUNCTIONS}; nth += 1) globalThis['row' + nth]()
requestAnimationFrame(() => requestAnimationFrame(() => { globalThis.drawnAfter = performance.now() - begunAt }))
</script>`

function rowFunction(nth: number): string {
  return `function row${nth}() {
  const row = document.createElement('div')
  for (const [key, value] of Object.entries({ a: ${nth}, b: 'word ${nth}', c: [${nth}, ${nth + 1}] })) {
    const cell = document.createElement('span')
    cell.style.color = 'hsl(${nth % 360} 50% 50%)'
    cell.textContent = key + JSON.stringify(value)
    row.append(cell)
  }
  main.append(row)
}`
}

/** How long the browser takes for a page that is always the same, in ms; the quicker of two, since the first one starts a process. */
export async function referenceLoad(page: Page): Promise<number> {
  const first = await load(page)
  return Math.min(first, await load(page))
}

async function load(page: Page): Promise<number> {
  await page.setContent(REFERENCE_PAGE)
  const from = performance.now()
  for (;;) {
    const drawn_after = await page.evaluate('globalThis.drawnAfter')
    if (typeof drawn_after === 'number') {
      // It costs nothing while what is measured by it is drawn.
      await page.goto('about:blank')
      return drawn_after
    }
    if (performance.now() - from > 20_000) throw new Error('the page by which the machine is measured was not drawn')
  }
}

/**
 * How many times slower a browser is here than on such a computer, never less than 1. What people are promised of how fast a screen is drawn
 * holds on their desks; a machine half as fast, on which tests run, may take twice as long.
 */
export const slowness = (reference_ms: number): number => Math.max(1, reference_ms / REFERENCE_MS)
