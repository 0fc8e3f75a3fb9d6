import type { Dirent } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import type { StorageStatus } from '#contract/storage.ts'

/** What a data directory holds, in bytes, by what; reads its folders. Files that vanish meanwhile count nothing. */
export async function storageUse(data_dir: string): Promise<StorageStatus['used']> {
  const used = { database: 0, backups: 0, put_aside: 0, logs: 0, node: 0, other: 0 }
  for (const entry of await entriesOf(data_dir)) {
    const bytes = await sizeOf(path.join(data_dir, entry.name), entry)
    used[partOf(entry)] += bytes
  }
  return used
}

function partOf(entry: Dirent): keyof StorageStatus['used'] {
  if (entry.isDirectory()) {
    return entry.name === 'backups' || entry.name === 'logs' || entry.name === 'node' ? entry.name : 'other'
  }
  if (/^origin\.db(-wal|-shm)?$/.test(entry.name)) return 'database'
  return entry.name.startsWith('origin.db.') ? 'put_aside' : 'other'
}

async function sizeOf(at: string, entry: Dirent): Promise<number> {
  if (entry.isDirectory()) {
    let sum = 0
    for (const inner of await entriesOf(at)) sum += await sizeOf(path.join(at, inner.name), inner)
    return sum
  }
  if (!entry.isFile()) return 0
  return (await stat(at).catch(() => null))?.size ?? 0
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  return readdir(folder, { withFileTypes: true }).catch(() => [])
}
