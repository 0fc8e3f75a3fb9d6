import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import { afterAll, beforeAll, expect, test } from 'vitest'

let folder
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hw-stacks-'))
  const source = join(folder, 'source.ts')
  writeFileSync(
    source,
    'interface Unused {}\n\nexport function fails(): never {\n  throw new TypeError("no way")\n}\nfails()\n',
  )
  const bundled = {
    entryPoints: [source],
    bundle: true,
    format: 'esm',
    sourcemap: true,
    outfile: join(folder, 'main.mjs'),
  }
  await build({ ...bundled, logLevel: 'silent' })
})
afterAll(() => rmSync(folder, { recursive: true }))

function run() {
  const url = pathToFileURL(join(folder, 'main.mjs')).href
  const starter = join(folder, 'start.mjs')
  const stacks = pathToFileURL(join(import.meta.dirname, 'mapped-stacks.mjs')).href
  writeFileSync(
    starter,
    `import { mapStacks } from '${stacks}'\nmapStacks('${new URL('.', url).href}')\nawait import('${url}')\n`,
  )
  return spawnSync(process.execPath, [starter], { encoding: 'utf8' }).stderr
}

test('a stack trace names the source, its line and its column', () => {
  expect(run()).toMatch(/TypeError: no way\n {4}at fails \(.*source\.ts:4:9\)\n {4}at .*source\.ts:6:1/)
})

test('without a map it is as it would be', () => {
  rmSync(join(folder, 'main.mjs.map'))
  expect(run()).toMatch(/TypeError: no way\n {4}at fails \(.*main\.mjs:\d+:\d+\)/)
})
