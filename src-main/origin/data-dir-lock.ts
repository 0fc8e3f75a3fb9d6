import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { z } from 'zod'
import { OriginError } from './origin-error.ts'

const holderSchema = z.object({ pid: z.number().int(), url: z.string().nullable() })
/** Which process holds a data directory, and where its panel is; the URL is null until it listens. */
export type LockHolder = z.infer<typeof holderSchema>

/**
 * Holds a data directory for this process alone. The lock is an SQLite transaction, so that the kernel frees it however
 * the process ends; the file beside it only says who holds it.
 */
export class DataDirLock implements Disposable {
  readonly #database: Database
  readonly #sidecar: string

  private constructor(database: Database, sidecar: string) {
    this.#database = database
    this.#sidecar = sidecar
  }

  /**
   * Makes the directory if there is none, readable by its owner alone, and takes the lock.
   * @throws {OriginError} already_running with pid and URL of the other one, data_dir_unusable
   */
  static take(data_dir: string): DataDirLock {
    try {
      mkdirSync(data_dir, { recursive: true, mode: 0o700 })
      chmodSync(data_dir, 0o700)
    } catch (error) {
      throw unusable(data_dir, 'Name a directory that this user may write with --data-dir.', error)
    }
    const sidecar = join(data_dir, 'origin.json')
    const database = lock(join(data_dir, 'origin.lock.db'))
    if (database === null) {
      const holder = readHolder(sidecar)
      const who = holder === null ? '' : ` (pid ${holder.pid}${holder.url === null ? '' : `, ${holder.url}`})`
      throw new OriginError(
        'already_running',
        `An origin runs on ${data_dir} already${who}.`,
        'Use that one, stop it first, or give this one another directory with --data-dir.',
      )
    }
    const taken = new DataDirLock(database, sidecar)
    taken.announce(null)
    return taken
  }

  /** Tells a second start where this one is. */
  announce(url: string | null): void {
    writeFileSync(this.#sidecar, `${JSON.stringify({ pid: process.pid, url })}\n`, { mode: 0o600 })
  }

  [Symbol.dispose](): void {
    if (!this.#database.open) return
    rmSync(this.#sidecar, { force: true })
    this.#database.close()
  }
}

/** Who holds a data directory at this moment; null where nobody does. */
export function holderOf(data_dir: string): LockHolder | null {
  const file = join(data_dir, 'origin.lock.db')
  try {
    const database = lock(file, { must_exist: true })
    if (database === null) return readHolder(join(data_dir, 'origin.json'))
    database.close()
    return null
  } catch (error) {
    if (error instanceof OriginError) return null
    throw error
  }
}

/** Null where another process holds it. */
function lock(file: string, { must_exist = false } = {}): Database | null {
  let database: Database | null = null
  try {
    database = new SqliteDatabase(file, { timeout: 0, fileMustExist: must_exist })
    database.pragma('locking_mode = EXCLUSIVE')
    database.exec('BEGIN EXCLUSIVE')
    return database
  } catch (error) {
    database?.close()
    const code = error instanceof SqliteDatabase.SqliteError ? error.code : ''
    if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) return null
    throw unusable(file, 'See that this user may write the data directory, and that the disk is not full.', error)
  }
}

function readHolder(sidecar: string): LockHolder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(sidecar, 'utf8')))
  } catch {
    // The lock is what counts; who holds it is only said where it can be read.
    return null
  }
}

function unusable(what: string, hint: string, cause: unknown): OriginError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new OriginError('data_dir_unusable', `${what} cannot be used: ${why}.`, hint, { cause })
}
