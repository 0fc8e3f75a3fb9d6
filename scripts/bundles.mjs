/**
 * What `dist/` is made of and whether it is up to date. Plain JavaScript over Node's own modules, for Node 18 and later:
 * the `headwater` command and `npm start` read it before anything is installed or built.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The repository (or the installed package): the folder that holds package.json and dist/. */
export const root = resolve(fileURLToPath(new URL('..', import.meta.url)))

/**
 * The four parts of dist/.
 * `output` is the file that others start; `sources` are the folders it is made from, `except` a folder left out of them.
 *
 * @type {Readonly<Record<string, { output: string, sources: readonly string[], except?: string }>>}
 */
export const bundles = {
  origin: { output: 'dist/origin/main.js', sources: ['contract', 'src-main'], except: 'src-main/desktop' },
  'node-runtime': { output: 'dist/node-runtime/main.js', sources: ['contract', 'node-runtime'] },
  desktop: { output: 'dist/desktop/main.cjs', sources: ['contract', 'src-main'] },
  panel: { output: 'dist/panel/index.html', sources: ['contract', 'src-renderer'] },
}

/** What every bundle depends on besides its sources. */
const ingredients = [
  'package.json',
  'package-lock.json',
  'scripts/build.mjs',
  'scripts/bundles.mjs',
  'scripts/panel-chunks.mjs',
]

const stampOf = (name) => join(root, 'dist', '.sources', name)

/** Whether there are sources to build from; an installed package may hold dist/ alone. */
export const hasSources = (name) => bundles[name].sources.every((folder) => existsSync(join(root, folder)))

/** Everything a bundle is made from, without tests, in order. @returns {string[]} paths from the root */
function filesOf(name) {
  const { sources, except } = bundles[name]
  const files = sources.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .map((path) => `${folder}/${path.split(sep).join('/')}`)
      .filter(
        (path) => /\.\w+$/.test(path) && !/\.test\.tsx?$/.test(path) && !(except && path.startsWith(`${except}/`)),
      ),
  )
  return [...ingredients, ...files.sort()]
}

/** A hash over the names and contents of everything a bundle is made from. */
export function hashSources(name) {
  const hash = createHash('sha256')
  for (const path of filesOf(name)) {
    hash
      .update(`${path}\0`)
      .update(readIfFile(join(root, path)))
      .update('\0')
  }
  return hash.digest('hex')
}

/** The same from what the file system says of the files: a tenth of the time, and other where nobody changed a word but touched one. */
function lookAtSources(name) {
  const hash = createHash('sha256')
  for (const path of filesOf(name)) {
    const { size, mtimeMs, ctimeMs, ino } = statSync(join(root, path), { throwIfNoEntry: false }) ?? {}
    hash.update(`${path}\0${size}\0${mtimeMs}\0${ctimeMs}\0${ino}\0`)
  }
  return hash.digest('hex')
}

function readIfFile(path) {
  try {
    return readFileSync(path)
  } catch (error) {
    // A folder with a dot in its name, or a file that was removed since the folder was read.
    if (error.code === 'EISDIR' || error.code === 'ENOENT') return ''
    throw error
  }
}

/** Which of the bundles are missing or made from other sources than those there are now. */
export function staleBundles(names) {
  return names.filter((name) => {
    if (!existsSync(join(root, bundles[name].output))) return true
    if (!hasSources(name)) return false
    if (!existsSync(stampOf(name))) return true
    const [hash, seen] = readFileSync(stampOf(name), 'utf8').split(' ')
    const look = lookAtSources(name)
    if (seen === look) return false
    if (hash !== hashSources(name)) return true
    noteLook(name, hash, look)
    return false
  })
}

/** Spares the next one reading what this one has read; who may not write there reads it every time. */
function noteLook(name, hash, look) {
  try {
    stampBundle(name, `${hash} ${look}`)
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM'].includes(error.code)) throw error
  }
}

/** Notes what a bundle was made from; `hash` is taken before the build reads the sources. Whoever reads meanwhile sees old or new, whole. */
export function stampBundle(name, hash) {
  const fresh = `${stampOf(name)}-${process.pid}`
  mkdirSync(dirname(fresh), { recursive: true })
  writeFileSync(fresh, hash)
  renameSync(fresh, stampOf(name))
}
