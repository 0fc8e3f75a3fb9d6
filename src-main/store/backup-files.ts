import { randomUUID } from 'node:crypto'
import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import path from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import type { Backup } from '#contract/backup.ts'
import { protectFile } from './database-file.ts'

/** A backup of the database, and where it is. */
export interface BackupFile extends Backup {
  readonly path: string
}

const NAME = /^origin-(\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-\d{3}Z)\.db$/

/** Where the backups of a database are. */
export function backupFolder(file: string): string {
  return path.join(path.dirname(file), 'backups')
}

export function backupName(made_at: Date): string {
  return `origin-${stamp(made_at)}.db`
}

/** A moment as part of a file's name. */
export function stamp(at: Date): string {
  return at.toISOString().replaceAll(/[:.]/g, '-')
}

/** The backups of a database, newest first; files of another name are nobody's business. */
export function backupsOf(file: string): BackupFile[] {
  const folder = backupFolder(file)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap((name) => {
      const [, at] = NAME.exec(name) ?? []
      if (at === undefined) return []
      const found = path.join(folder, name)
      const [day = '', time = ''] = at.split('T')
      const made_at = `${day}T${time.replace(/^(\d\d)-(\d\d)-(\d\d)-/, '$1:$2:$3.')}`
      return [{ name, path: found, made_at, size_bytes: statSync(found).size }]
    })
    .sort((one, other) => (one.name < other.name ? 1 : -1))
}

/** What is wrong with a database file: null where it is whole. Reads all of it. */
export function damageOf(file: string): string | null {
  let sql: SqliteDatabase.Database | undefined
  try {
    sql = new SqliteDatabase(file, { readonly: true, fileMustExist: true })
    const tables = sql.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number }
    if (tables.n === 0) return 'it holds nothing'
    const found = sql.pragma('integrity_check(5)') as { integrity_check: string }[]
    return found[0]?.integrity_check === 'ok' ? null : found.map((row) => row.integrity_check).join('; ')
  } catch (error) {
    return (error as Error).message
  } finally {
    sql?.close()
  }
}

/** Puts a whole copy of `from` in the place `to`, or nothing at all; the folder is made if it is not there. */
export function placeCopy(from: string, to: string): void {
  mkdirSync(path.dirname(to), { recursive: true, mode: 0o700 })
  const unfinished = `${to}.${randomUUID()}.part`
  try {
    copyFileSync(from, unfinished)
    finish(unfinished, to)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
}

/** Gives a file that is complete its name, once it is on disk. */
export function finish(unfinished: string, to: string): void {
  protectFile(unfinished)
  const handle = openSync(unfinished, 'r+')
  try {
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(unfinished, to)
}

/** Moves a database with what belongs to it out of the way; where it is now. */
export function putAside(file: string, why: 'damaged' | 'before-restore', at: Date): string {
  const aside = `${file}.${why}-${stamp(at)}`
  for (const end of ['-wal', '-shm', '']) if (existsSync(file + end)) renameSync(file + end, aside + end)
  return aside
}
