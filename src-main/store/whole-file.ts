import { randomUUID } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import path from 'node:path'

/**
 * Writes a file that is there whole or not at all, also after a power cut, and that its owner alone may read; a file that was there is
 * replaced. @throws what the file system says
 */
export function writeWholeFile(file: string, content: string | Buffer): void {
  const folder = path.dirname(file)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const unfinished = `${file}.${randomUUID()}.part`
  try {
    const handle = openSync(unfinished, 'wx', 0o600)
    try {
      const bytes = Buffer.from(content)
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at)
      fsyncSync(handle)
    } finally {
      closeSync(handle)
    }
    renameSync(unfinished, file)
    syncFolder(folder)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
}

/** Has the names in a folder on disk. Windows keeps no such handle, and its file system journals renames. */
export function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const handle = openSync(folder, 'r')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
}
