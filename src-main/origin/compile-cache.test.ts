import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepCompiled } from './compile-cache.ts'
import { dataDirAtHand } from './data-dir-at-hand.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'headwater-compiled-'))
  writeFileSync(join(folder, 'origin.db'), '')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A program of its own: what is kept is kept until that ends. */
function runProgram(): void {
  const program = join(folder, 'program.mjs')
  const other = join(folder, 'other.mjs')
  writeFileSync(other, 'export const value = 1\n')
  const module = pathToFileURL(join(import.meta.dirname, 'compile-cache.ts')).href
  writeFileSync(
    program,
    `import { keepCompiled } from '${module}'\nkeepCompiled(${JSON.stringify(folder)})\nawait import('./other.mjs')\n`,
  )
  const { status, stderr } = spawnSync(process.execPath, [program], { encoding: 'utf8', env: {} })
  expect(status, stderr).toBe(0)
}
const cache = () => join(folder, 'compile-cache')

describe('what Node compiles is kept', () => {
  it('in the data directory, for its user alone', () => {
    runProgram()
    expect(readdirSync(cache(), { recursive: true }).length).toBeGreaterThan(1)
  })

  it('no more than so much of it', () => {
    mkdirSync(cache(), { mode: 0o700 })
    writeFileSync(join(cache(), 'of-a-version-of-before'), Buffer.alloc(65 * 1024 ** 2))
    runProgram()
    expect(readdirSync(cache())).not.toContain('of-a-version-of-before')
    expect(readdirSync(cache())).toHaveLength(1)
  })

  it('nowhere where there is no data directory yet', () => {
    expect(keepCompiled(join(folder, 'none'), {})).toBe(false)
    expect(existsSync(join(folder, 'none'))).toBe(false)
    // One that is empty is an origin's first, and has to stay so until that has looked at it.
    rmSync(join(folder, 'origin.db'))
    expect(keepCompiled(folder, {})).toBe(false)
    expect(readdirSync(folder)).toEqual([])
  })

  it.skipIf(process.platform === 'win32')('nowhere where others can write what the program would run', () => {
    chmodSync(folder, 0o777)
    expect(keepCompiled(folder, {})).toBe(false)
    chmodSync(folder, 0o700)
    const elsewhere = join(folder, 'elsewhere')
    mkdirSync(elsewhere)
    symlinkSync(elsewhere, cache())
    expect(keepCompiled(folder, {})).toBe(false)
    rmSync(cache())
    mkdirSync(cache())
    chmodSync(cache(), 0o770)
    expect(keepCompiled(folder, {})).toBe(false)
  })

  it('nowhere for an AppImage, whose files are others each time', () => {
    expect(keepCompiled(folder, { APPIMAGE: '/home/ops/Headwater.AppImage' })).toBe(false)
    expect(existsSync(cache())).toBe(false)
  })
})

it('the data directory is known before the settings are: by flag, by variable, or the usual place', () => {
  const environment = { HEADWATER_ORIGIN_DATA_DIR: '/by/variable' }
  expect(dataDirAtHand(['origin', '--data-dir', '/by/flag'], environment)).toBe('/by/flag')
  expect(dataDirAtHand(['origin', '--data-dir=/by/flag'], environment)).toBe('/by/flag')
  expect(dataDirAtHand(['origin'], environment)).toBe('/by/variable')
  expect(dataDirAtHand(['origin'], { XDG_DATA_HOME: '/data' })).toMatch(/headwater/i)
})
