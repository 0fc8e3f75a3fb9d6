import { randomUUID } from 'node:crypto'
import { chmod, mkdir, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { isSealed, openText, sealingKey, sealText } from './sealed-text.ts'

/** Makes a directory that only this user can enter, and those above it. */
export async function makePrivateDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 })
}

/**
 * Writes a file that only this user can read (0600), sealed where systemd hands over a credential for that (sealed-text.ts). Whoever reads it sees the old text or the new one, never a part,
 * and an answered write is on disk.
 */
export async function writePrivateFile(path: string, text: string): Promise<void> {
  const key = sealingKey(process.env)
  await makePrivateDirectory(dirname(path))
  const beside = `${path}.${randomUUID()}.tmp`
  try {
    const file = await open(beside, 'wx', 0o600)
    try {
      await file.writeFile(key === null ? text : sealText(key, text))
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(beside, path)
    await syncDirectory(dirname(path))
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

/**
 * Reads a file written by {@link writePrivateFile}; null if there is none. Takes away what others may read of it, and seals what was in the clear
 * until now. @throws {NodeFailure} identity_damaged: it is sealed, and does not open
 */
export async function readPrivateFile(path: string): Promise<string | null> {
  try {
    if (process.platform !== 'win32') {
      const { mode } = await stat(path)
      if ((mode & 0o077) !== 0) await chmod(path, 0o600)
    }
    const text = await readFile(path, 'utf8')
    const key = sealingKey(process.env)
    if (isSealed(text)) return openText(key, text, path)
    if (key !== null) await writePrivateFile(path, text)
    return text
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
}

/** Makes a rename outlive a power cut; Windows has no such call for directories. */
async function syncDirectory(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const directory = await open(path, 'r')
  try {
    await directory.sync()
  } finally {
    await directory.close()
  }
}
