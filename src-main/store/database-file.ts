import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import path from 'node:path'

/** How many copies made before migrations are kept. */
const COPIES_KEPT = 3

const copyInfix = '.before-v'

/**
 * Makes the database's folder, readable by its owner only. An existing folder is tightened only if it is empty or holds
 * the database already: one that holds other things is somebody else's, and the file's own permissions protect it.
 */
export function protectFolder(file: string): void {
  const folder = path.dirname(file)
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) return
  if (process.platform === 'win32') return
  const { mode, uid } = statSync(folder)
  const ours = uid === process.getuid?.() && (existsSync(file) || readdirSync(folder).length === 0)
  if (ours && (mode & 0o077) !== 0) chmodSync(folder, 0o700)
}

/** Takes the file's permissions from everybody but its owner. */
export function protectFile(file: string): void {
  if (process.platform !== 'win32' && (statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
}

/** Whether there is a file and it holds nothing. */
export function isEmptyFile(file: string): boolean {
  return existsSync(file) && statSync(file).size === 0
}

/** Where the copy made before migrating from `version` goes. */
export function copyPath(file: string, version: number, now: Date): string {
  return `${file}${copyInfix}${version + 1}-${now.toISOString().replaceAll(/[:.]/g, '-')}`
}

/** Copies made before migrations, newest first. */
export function databaseCopies(file: string): string[] {
  const folder = path.dirname(file)
  const start = `${path.basename(file)}${copyInfix}`
  return readdirSync(folder)
    .filter((name) => name.startsWith(start))
    .map((name) => path.join(folder, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs)
}

/** Removes all but the newest copies. */
export function dropOldCopies(file: string): void {
  for (const copy of databaseCopies(file).slice(COPIES_KEPT)) rmSync(copy, { force: true })
}
