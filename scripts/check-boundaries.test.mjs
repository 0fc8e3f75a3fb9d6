import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { boundaryRules } from './boundary-rules.mjs'
import { checkBoundaries } from './check-boundaries.mjs'

let root
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'headwater-boundaries-'))
  plant({
    'package.json': JSON.stringify({ dependencies: { zod: '1' }, devDependencies: { vite: '1', electron: '1' } }),
  })
})
afterEach(() => rmSync(root, { recursive: true }))

/** Writes files under the root: path -> text. */
function plant(files) {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

/** rule -> one file that breaks it, its text, and the files it leads to */
const violations = {
  'languages-run-nothing-with-texts': [
    'src-renderer/languages/de/a.ts',
    `import { texts } from '../../screens/nodes/t.ts'`,
  ],
  'texts-of-the-shell-know-types-alone': ['src-main/desktop/a-texts.ts', `import { app } from 'electron'`],
  'contract-imports-zod-only': ['contract/a.ts', `import { parse } from 'yaml'`],
  'programs-never-import-one-another': [
    'node-runtime/agent/a.ts',
    `import type { T } from '../../src-main/nodes/t.ts'`,
  ],
  'programs-import-no-tests-or-scripts': ['src-main/nodes/a.ts', `export { b } from '../../test/harness/t.ts'`],
  'only-desktop-imports-desktop': ['src-main/origin/a.ts', `import '../desktop/t.ts'`],
  'only-desktop-imports-origin': ['src-main/nodes/a.ts', `const { t } = await import('../origin/t.ts')`],
  'desktop-reaches-the-origin-only': ['src-main/desktop/a.ts', `import { t } from '../store/t.ts'`],
  'only-origin-imports-api': ['src-main/streams/a.ts', `import { t } from '../api/t.ts'`],
  'features-do-not-import-one-another': ['src-main/streams/a.ts', `type T = import('../nodes/t.ts').T`],
  'store-and-live-state-import-no-feature': ['src-main/store/a.ts', `import { t } from '../trust/t.ts'`],
  'electron-in-desktop-only': ['src-main/origin/a.ts', `import { app } from 'electron'`],
  'media-knows-no-protocol': ['node-runtime/media/a.ts', `import { t } from '../protocols/flv/t.ts'`],
  'media-opens-no-socket': ['node-runtime/media/a.ts', `import { connect } from 'node:net'`],
  'protocols-import-media-only': ['node-runtime/protocols/rtmp/a.ts', `export * from '../../relay/t.ts'`],
  'workers-carry-media-only': ['node-runtime/workers/a.ts', `import { t } from '../agent/t.ts'`],
  'sidecar-stands-alone': ['node-runtime/relay/a.ts', `import { connect } from 'node:quic'`],
  'screens-stand-alone': ['src-renderer/screens/nodes/a.tsx', `import { t } from '../streams/t.ts'`],
  'parts-and-data-know-no-screen': ['src-renderer/parts/a.tsx', `import { t } from '../screens/nodes/t.ts'`],
  'programs-ship-with-dependencies-only': ['node-runtime/a.ts', `import { build } from 'vite'`],
  'every-import-resolves': ['src-main/nodes/a.ts', `import { gone } from './gone.ts'`],
}

describe('npm run boundaries', () => {
  test('has a planted violation for each of its rules', () => {
    expect(Object.keys(violations).sort()).toEqual(boundaryRules.map((rule) => rule.name).sort())
  })

  for (const [rule, [path, text]] of Object.entries(violations)) {
    test(`refuses ${text.replaceAll(`'`, '')} in ${path} by ${rule}`, () => {
      const target = /'(\.[^']+)'/.exec(text)?.[1]
      if (target !== undefined && !target.includes('gone'))
        plant({ [join(dirname(path), target)]: 'export const t = 1' })
      plant({ [path]: text })
      const { problems } = checkBoundaries(root)
      expect(problems).toHaveLength(1)
      expect(problems[0]).toContain(`${path}:1 imports`)
      expect(problems[0]).toContain(`[${rule}]`)
    })
  }

  test('refuses a ring of imports and names the files in it', () => {
    plant({
      'contract/a.ts': `import type { B } from './b.ts'\nexport type A = B`,
      'contract/b.ts': `export type { C as B } from './c.ts'`,
      'contract/c.ts': `import { type A } from '#contract/a.ts'\nexport type C = A`,
    })
    expect(checkBoundaries(root).problems).toEqual([
      expect.stringContaining('contract/a.ts -> contract/b.ts -> contract/c.ts -> contract/a.ts [no-circular-imports]'),
    ])
  })

  test('refuses a folder named utils', () => {
    plant({ 'node-runtime/utils/a.ts': 'export const a = 1' })
    expect(checkBoundaries(root).problems).toEqual([expect.stringContaining('node-runtime/utils/a.ts: a folder')])
  })

  test('allows what the rooms are meant to import, and only counts it', () => {
    plant({
      'contract/id.ts': `import { z } from 'zod'\nexport const id = z.string()`,
      'contract/id.test.ts': `import { test } from 'vitest'\nimport { id } from './id.ts'`,
      'src-main/store/store.ts': `import { id } from '#contract/id.ts'\nexport const open = id`,
      'src-main/nodes/nodes.ts': `import { open } from '../store/store.ts'\nimport type { Plugin } from 'vite'`,
      'src-main/api/api.ts': `import '../nodes/nodes.ts'\nimport { createServer } from 'node:http'`,
      'src-main/origin/main.ts': `import '../api/api.ts'`,
      'node-runtime/relay/pull.ts': `import '../media/stream.ts'\nimport '../protocols/flv/wire.ts'`,
      'node-runtime/media/stream.ts': `import type { Socket } from 'node:net'`,
      'node-runtime/protocols/flv/wire.ts': `import '../../media/stream.ts'`,
    })
    expect(checkBoundaries(root)).toEqual({ files: 9, imports: 13, problems: [] })
  })
})
