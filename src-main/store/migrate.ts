import type { Database } from 'better-sqlite3'
import { copyPath, dropOldCopies, protectFile } from './database-file.ts'
import type { Migration } from './migrations/migration.ts'
import { StoreError } from './store-error.ts'

/** `application_id` of the file's header (SQLite, "Database file format", 1.3.14): "HDWR". */
const APPLICATION_ID = 0x48_44_57_52

/** What {@link migrate} did. */
export interface MigrationReport {
  readonly from: number
  readonly to: number
  /** Copy of the database as it was before; null for a new one. */
  readonly copy: string | null
}

/**
 * Brings the database to the newest of `migrations`, each in a transaction of its own, after a copy of an existing one
 * was made beside it. Null when there was nothing to do.
 * @throws {StoreError} for a database of a newer or another program, and for a migration that fails; what had been
 * committed before stays, what the failed one did is undone.
 */
export function migrate(sql: Database, file: string, migrations: readonly Migration[]): MigrationReport | null {
  const newest = migrations.at(-1)?.version ?? 0
  const from = versionOf(sql)
  refuseForeign(sql, file, from, newest)
  // Only now may anything be written: a refused file stays byte for byte as it was.
  sql.pragma('journal_mode = WAL')
  sql.pragma('synchronous = FULL')
  sql.pragma('foreign_keys = ON')
  if (from === newest) return null

  const copy = from === 0 ? null : copyBefore(sql, file, from)
  for (const migration of migrations.filter(({ version }) => version > from)) apply(sql, file, migration, copy)
  dropOldCopies(file)
  // So that a damaged log costs no more than what was written since.
  sql.pragma('wal_checkpoint(TRUNCATE)')
  return { from, to: newest, copy }
}

function versionOf(sql: Database): number {
  return sql.pragma('user_version', { simple: true }) as number
}

function refuseForeign(sql: Database, file: string, version: number, newest: number): void {
  const application = sql.pragma('application_id', { simple: true }) as number
  const tables = sql.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number }
  if (application !== APPLICATION_ID && tables.n > 0) {
    throw new StoreError(`${file} is a database of another program.`, {
      code: 'database_foreign',
      file,
      hint: 'Choose another data directory, or move that file away.',
    })
  }
  if (version > newest) {
    throw new StoreError(
      `The database ${file} was written by a newer Headwater (form ${version}; this program knows up to ${newest}). It was not changed.`,
      {
        code: 'database_newer',
        file,
        hint: 'Start the newer Headwater again, or give this one another data directory.',
      },
    )
  }
}

function copyBefore(sql: Database, file: string, from: number): string {
  const copy = copyPath(file, from, new Date())
  try {
    sql.prepare('VACUUM INTO ?').run(copy)
    protectFile(copy)
    return copy
  } catch (error) {
    throw new StoreError(
      `The database ${file} has to be brought to a new form, but the copy ${copy} that is made before could not be written: ${(error as Error).message}.`,
      {
        code: 'migration_failed',
        file,
        hint: 'Make room on that disk and start again. The database was not changed.',
        cause: error,
      },
    )
  }
}

function apply(sql: Database, file: string, migration: Migration, copy: string | null): void {
  const step = sql.transaction(() => {
    // Another process may have been quicker; the write lock is held from here on.
    if (versionOf(sql) >= migration.version) return
    migration.up(sql)
    sql.pragma(`application_id = ${APPLICATION_ID}`)
    sql.pragma(`user_version = ${migration.version}`)
  })
  try {
    step.immediate()
  } catch (error) {
    throw new StoreError(
      `Migration ${migration.version} (${migration.name}) of the database ${file} failed: ${(error as Error).message}. What it did was undone.`,
      {
        code: 'migration_failed',
        file,
        hint:
          copy === null
            ? 'Report this with the log.'
            : `Start the Headwater you had before with the copy ${copy} in the file's place, and report this with the log.`,
        cause: error,
      },
    )
  }
}
