import { existsSync, lstatSync, mkdirSync, readdirSync, rmSync, type Stats, statSync } from 'node:fs'
import { enableCompileCache, flushCompileCache } from 'node:module'
import { join } from 'node:path'

/** Folder in the data directory. What is in it can be deleted at any time. */
const FOLDER = 'compile-cache'
/** Who has it is the data directory of an origin, which was started before. */
const DATABASE = 'origin.db'
/** Beyond it everything is thrown away; one version of the program takes 5 MB. */
const MOST_BYTES = 64 * 1024 ** 2
/** Until then the start is over, and what it needed is compiled, in ms. */
const FLUSH_AFTER_MS = 3_000

/**
 * Has Node keep what it compiles of this program, so that the next start is by a sixth shorter. Does nothing where that cannot be, or where
 * others could write what this program would run: in a data directory that is not there yet, is fresh, or is not its user's own.
 * @returns whether it is kept
 */
export function keepCompiled(data_dir: string, environment: NodeJS.ProcessEnv = process.env): boolean {
  // An AppImage is mounted at another place each time, and its files are other files each time.
  if (environment.APPIMAGE !== undefined || !isOurs(data_dir) || !existsSync(join(data_dir, DATABASE))) return false
  const folder = join(data_dir, FOLDER)
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) return false
  }
  if (!isOurs(folder)) return false
  try {
    if (bytesIn(folder) > MOST_BYTES) {
      rmSync(folder, { recursive: true })
      mkdirSync(folder, { mode: 0o700 })
    }
  } catch {
    // Another origin of this user tidies up at this moment; what is left is bounded at the next start.
    return false
  }
  const { directory } = enableCompileCache(folder)
  if (directory === undefined) return false
  // By itself Node writes at an orderly end alone, and it writes no more than what is new.
  setTimeout(flushCompileCache, FLUSH_AFTER_MS).unref()
  return true
}

/** A folder, no link to one, that nobody else can write to. */
function isOurs(folder: string): boolean {
  let found: Stats | undefined
  try {
    found = lstatSync(folder, { throwIfNoEntry: false })
  } catch {
    // Who may not even look at it keeps nothing there; what is wrong is said by what needs the folder.
    return false
  }
  if (found?.isDirectory() !== true) return false
  // Windows has no such numbers; there folders under a user's own are that user's.
  if (process.getuid === undefined) return true
  return found.uid === process.getuid() && (found.mode & 0o022) === 0
}

function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).reduce(
    (sum, name) => sum + (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}
