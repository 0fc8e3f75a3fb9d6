import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import type { NewActivity } from './activity-log.ts'
import { backupsOf, damageOf, finish, placeCopy, putAside } from './backup-files.ts'
import { carryOver } from './carry-over.ts'
import { databaseCopies } from './database-file.ts'
import { openStore, type Store, type StoreOptions } from './store.ts'
import { StoreError } from './store-error.ts'

/** A database that was damaged, and the backup that is in its place. */
export interface Recovery {
  /** Where the damaged file is now, and what is wrong with it. */
  readonly damaged: string
  readonly damage: string
  readonly from: string
  /** When the last thing happened that the backup knows of; null: nothing had. */
  readonly knows_until: string | null
  /** What the damaged file still tells that the backup does not have, in words; empty: nothing, or it tells nothing any more. */
  readonly missing: readonly string[]
  /** What of the backup was ended since and stays so, in words; null: what was there could not be read for that. */
  readonly ended: readonly string[] | null
  /** Whether the damaged file could still be read for that. */
  readonly compared: boolean
}

/** A backup in the place of a database: where that is now (null: there was none), and what it tells that the backup does not have. */
export interface Restored extends Pick<Recovery, 'knows_until' | 'missing' | 'ended'> {
  readonly aside: string | null
}

/** What people call the rows of a table that a restored origin would miss. */
const KEPT_FOR_GOOD = {
  nodes: ['node', 'nodes'],
  enrollment_tokens: ['enrollment token', 'enrollment tokens'],
  api_keys: ['API key', 'API keys'],
  operators: ['operator', 'operators'],
  stream_policies: ['stream policy', 'stream policies'],
  rolling_drains: ['rolling drain', 'rolling drains'],
} as const

/**
 * Opens the database; where it is damaged, puts the newest whole backup in its place and says what is missing. The damaged file is kept.
 * @throws {StoreError} as {@link openStore}, also where no backup is whole: it never starts empty.
 */
export function openOrRecover(file: string, options: StoreOptions): { store: Store; recovery: Recovery | null } {
  try {
    return { store: openStore(file, options), recovery: null }
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'database_damaged') throw error
    const from = newestWhole(file)
    if (from === null) throw error
    const damaged = putAside(file, 'damaged', new Date())
    placeCopy(from, file)
    const store = openStore(file, options)
    const ended = whatStaysEnded(store.sql, damaged)
    return { store, recovery: { damaged, damage: error.message, from, ended, ...comparison(damaged, store.sql) } }
  }
}

/**
 * Ends in a backup what a damaged database, or one that may be, still says was ended since. @returns null: it cannot be read for that, and all
 * that was revoked or removed since the backup is as it was in it
 */
export function whatStaysEnded(restored: Database, before: string): string[] | null {
  try {
    return carryOver(restored, before, { session_ids: [], api_key_ids: [] }, { is_damaged: damageOf(before) !== null })
  } catch {
    restored.exec('DELETE FROM operator_sessions')
    return null
  }
}

/** What is said of that where it is told what was restored. */
export function endedText(ended: readonly string[] | null): string {
  if (ended === null) {
    return ' What was revoked or removed since could not be read: see that no key, token, operator or node is good again that should not be.'
  }
  return ended.length === 0 ? '' : ` Revoked or removed since, and still so: ${ended.join(', ')}.`
}

/** The newest copy of a database that is whole: of its backups, else of those made before migrations. */
export function newestWhole(file: string): string | null {
  const copies = [...backupsOf(file).map((backup) => backup.path), ...databaseCopies(file)]
  return copies.find((copy) => damageOf(copy) === null) ?? null
}

/**
 * Puts a backup in the place of a database that nobody has open; what was there is kept beside it.
 * @param prepare changes the backup's copy before it takes its place
 * @throws {StoreError} database_damaged and all that {@link openStore} refuses; then everything is as it was
 */
export function restoreDatabase(
  file: string,
  backup: string,
  prepare: (restored: Database) => readonly string[] | null = keepAsIs,
): Restored {
  if (!existsSync(backup)) {
    throw new StoreError(`There is no file ${backup}.`, {
      code: 'backup_not_found',
      file: backup,
      hint: `The backups of an origin are in ${path.join(path.dirname(file), 'backups')}.`,
    })
  }
  const damage = damageOf(backup)
  if (damage !== null) {
    throw new StoreError(`The backup ${backup} is damaged: ${damage}.`, {
      code: 'database_damaged',
      file: backup,
      hint: 'Choose an older one. Nothing was changed.',
    })
  }
  // Tried on a copy first: a database of another program or of a newer one must not take the place of a good one.
  const trial = `${file}.trial`
  placeCopy(backup, trial)
  try {
    const store = openStore(trial)
    const there_was = existsSync(file)
    let account: Omit<Restored, 'aside'>
    try {
      const compared = there_was ? comparison(file, store.sql) : { knows_until: null, missing: [] }
      account = { ...compared, ended: there_was ? prepare(store.sql) : [] }
    } finally {
      store.close()
    }
    const aside = there_was ? putAside(file, 'before-restore', new Date()) : null
    finish(trial, file)
    return { ...account, aside }
  } finally {
    for (const left of filesOf(trial)) rmSync(left, { force: true })
  }
}

const keepAsIs = (): string[] => []

/** A database, what SQLite keeps beside it, and the copies that migrating it made. */
function filesOf(file: string): string[] {
  return [file, `${file}-wal`, `${file}-shm`, ...databaseCopies(file)]
}

/** An entry of the activity log that says what was restored, and what is missing. */
export function recoveryActivity({ damaged, from, knows_until, missing, compared, ended }: Recovery): NewActivity {
  const until =
    knows_until === null ? 'It knows of nothing that happened.' : `It knows what happened until ${knows_until}.`
  const lost =
    missing.length > 0
      ? `What came later is missing: ${missing.join('; ')}. Such nodes have to enroll again.`
      : compared
        ? 'Nothing else that is kept for good is missing.'
        : 'The damaged file cannot be read any more, so that nobody can say what came later: nodes that enrolled since have to enroll again.'
  return {
    type: 'store.recovered',
    severity: 'error',
    ...{ actor: 'origin', node_id: null, stream_path: null },
    message: `The database was damaged, and the backup ${path.basename(from)} is in its place. ${until} ${lost}${endedText(ended)} The damaged file is kept as ${path.basename(damaged)}.`,
    data: { damaged, from, knows_until, missing, ended },
  }
}

function comparison(damaged: string, restored: Database): Pick<Recovery, 'knows_until' | 'missing' | 'compared'> {
  const last = restored.prepare('SELECT max(at) AS at FROM activity').get() as { at: string | null }
  const missing: string[] = []
  let before: Database | undefined
  try {
    before = new SqliteDatabase(damaged, { readonly: true })
    for (const [table, [one, many]] of Object.entries(KEPT_FOR_GOOD)) {
      const known = new Set(rowsOf(restored, table).map(({ id }) => id))
      const lost = rowsOf(before, table).filter(({ id }) => !known.has(id))
      const names = lost.flatMap(({ name }) => name ?? [])
      const named = names.length > 0 && names.length <= 20 ? ` (${names.join(', ')})` : ''
      if (lost.length > 0) missing.push(`${lost.length} ${lost.length === 1 ? one : many}${named}`)
    }
    return { knows_until: last.at, missing, compared: true }
  } catch {
    // Damaged where it would have told more.
    return { knows_until: last.at, missing, compared: false }
  } finally {
    before?.close()
  }
}

function rowsOf(sql: Database, table: string): { readonly id: string; readonly name?: string | null }[] {
  return sql.prepare(`SELECT * FROM ${table}`).all() as { id: string; name?: string | null }[]
}
