import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { root } from './bundles.mjs'

const page = readFileSync(join(root, 'docs/security.md'), 'utf8')

/** The rows of a control: what it is, the test's file, and words of its title. */
const rows = [...page.matchAll(/^\| (.+?) \| `([^`]+\.test\.(?:ts|mjs))`: (.+?) \|$/gm)].map(
  ([, control, file, title]) => ({
    control,
    file,
    title,
  }),
)

describe('docs/security.md', () => {
  test('names a test with every control', () => {
    const controls = page.slice(page.indexOf('## Controls'), page.indexOf('## What is not done yet'))
    const lines = controls.split('\n').filter((line) => /^\| (?!---|control)/.test(line) && !line.startsWith('|---'))
    expect(lines.length).toBeGreaterThan(30)
    expect(rows.length).toBe(lines.length)
  })

  test.each(rows)('$control: $file has it', ({ file, title }) => {
    expect(existsSync(join(root, file)), file).toBe(true)
    expect(readFileSync(join(root, file), 'utf8')).toContain(title)
  })
})
