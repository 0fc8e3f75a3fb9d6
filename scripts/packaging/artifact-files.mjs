/** A finished artifact and the small JSON beside it, which src-main/provisioning/artifacts reads (artifact-notes.ts). */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from './gzip.mjs'

/**
 * Writes both, each in one step, the JSON last: who sees it finds the file whole.
 * @param {string} folder
 * @param {string} file name
 * @param {Buffer} content
 * @param {object} notes what is said beside `file`, `bytes` and `sha256`
 */
export function writeArtifact(folder, file, content, notes) {
  mkdirSync(folder, { recursive: true })
  rmSync(join(folder, `${file}.json`), { force: true })
  const put = (name, bytes) => {
    const fresh = join(folder, `.${process.pid}-${name}`)
    writeFileSync(fresh, bytes)
    renameSync(fresh, join(folder, name))
  }
  put(file, content)
  put(
    `${file}.json`,
    `${JSON.stringify({ ...notes, file, bytes: content.length, sha256: sha256(content) }, null, 2)}\n`,
  )
}

/** Whether the artifact is there and made from the inputs that this hash stands for. */
export function isFresh(folder, file, inputs) {
  const notes = join(folder, `${file}.json`)
  return (
    existsSync(join(folder, file)) && existsSync(notes) && JSON.parse(readFileSync(notes, 'utf8')).inputs === inputs
  )
}
