/** What artifacts are made from, as one hash: while it stays, they need not be made again. */
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../bundles.mjs'
import { sourcesOfRuntime } from './runtime-files.mjs'
import { sourceDate } from './tar.mjs'

/** @param {readonly string[]} words whatever else decides: architecture, options */
export function inputsOf(...words) {
  const hash = createHash('sha256').update(JSON.stringify([sourcesOfRuntime(), sourceDate(), ...words]))
  const here = join(root, 'scripts', 'packaging')
  for (const name of readdirSync(here, { recursive: true })
    .filter((file) => /\.\w+$/.test(file) && !file.endsWith('.test.mjs'))
    .sort()) {
    hash.update(`${name}\0`).update(readFileSync(join(here, name)))
  }
  return hash.digest('hex')
}
