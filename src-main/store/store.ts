import { closeSync, openSync } from 'node:fs'
import path from 'node:path'
import SqliteDatabase, { type Database } from 'better-sqlite3'
import { type Compilable, Kysely, SqliteDialect } from 'kysely'
import { backupsOf } from './backup-files.ts'
import { databaseCopies, isEmptyFile, protectFile, protectFolder } from './database-file.ts'
import { migrate } from './migrate.ts'
import { allMigrations } from './migrations/all-migrations.ts'
import type { Migration } from './migrations/migration.ts'
import { isDiskRefusal, StoreError } from './store-error.ts'
import type { Tables } from './tables.ts'

/** How long a write waits for another connection's transaction, in ms. */
const BUSY_TIMEOUT_MS = 5_000

/**
 * The origin's durable state. Every write is on disk when its call returns (`synchronous=FULL`), so that what was
 * answered survives a kill and a power cut. kysely builds and types the queries; `all`, `first` and `run` run them at once.
 *
 * @example store.first(store.db.selectFrom('operators').selectAll().where('name', '=', 'owner'))
 */
export interface Store {
  readonly sql: Database
  readonly db: Kysely<Tables>
  all<Row>(query: Compilable<Row>): Row[]
  first<Row>(query: Compilable<Row>): Row | undefined
  /** Runs a query that answers no rows; the number of rows it changed. */
  run(query: Compilable): number
  /** Runs a statement that was prepared by hand, and is a write like any other. */
  runPrepared(statement: SqliteDatabase.Statement, parameters: object): SqliteDatabase.RunResult
  /** Runs `work` in one transaction that holds the write lock from its start; nested calls join it. */
  transaction<Result>(work: () => Result): Result
  /** Does a write that may be left out, or made later: false where the disk did not take it. */
  spare(work: () => void): boolean
  /** Calls `then` once what was written is on disk: at once outside a transaction, and never if it is rolled back. */
  afterCommit(then: () => void): void
  close(): void
}

/** What {@link openStore} may be told besides the file. */
export interface StoreOptions {
  /** Defaults to {@link allMigrations}. */
  readonly migrations?: readonly Migration[]
  /** Told which migrations ran, with the copy that was made before; for the log. */
  readonly onMigrated?: (report: { from: number; to: number; copy: string | null }) => void
  /** Told of each write, from the wait for the lock until it is on disk, when it began by `performance.now()`. */
  readonly onWritten?: (began_ms: number) => void
  /** Told of each write that the disk did not take. */
  readonly onRefused?: (error: StoreError) => void
}

/**
 * Opens the database, makes it if there is none, and brings it to this program's form.
 * @throws {StoreError} where the file is damaged, foreign or newer than this program; it is left as it was.
 */
export function openStore(file: string, options: StoreOptions = {}): Store {
  const sql = openFile(file)
  try {
    const migrations = options.migrations ?? allMigrations
    const report = migrate(sql, file, migrations)
    if (report !== null) options.onMigrated?.(report)
    return new SqliteStore(sql, file, options)
  } catch (error) {
    sql.close()
    throw error instanceof StoreError ? error : unusable(file, error)
  }
}

function openFile(file: string): Database {
  let sql: Database | undefined
  try {
    protectFolder(file)
    const was_used = databaseCopies(file).length > 0 || backupsOf(file).length > 0
    if (was_used && isEmptyFile(file)) throw damaged(file, 'the file is empty')
    // SQLite gives its -wal and -shm files the permissions of the database file.
    closeSync(openSync(file, 'a', 0o600))
    protectFile(file)
    sql = new SqliteDatabase(file, { timeout: BUSY_TIMEOUT_MS })
    const found = sql.pragma('quick_check(5)') as { quick_check: string }[]
    if (found[0]?.quick_check !== 'ok') throw damaged(file, found.map((row) => row.quick_check).join('; '))
    // What a lost write-ahead log may leave. It would be taken for a new one, and every node for a stranger.
    const { n } = sql.prepare('SELECT count(*) AS n FROM sqlite_schema').get() as { n: number }
    if (was_used && n === 0) throw damaged(file, 'it holds nothing, though there are backups of it')
    return sql
  } catch (error) {
    sql?.close()
    if (error instanceof StoreError) throw error
    const code = error instanceof SqliteDatabase.SqliteError ? error.code : ''
    if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT'))
      throw damaged(file, (error as Error).message, error)
    throw unusable(file, error)
  }
}

function damaged(file: string, found: string, cause?: unknown): StoreError {
  const newest = backupsOf(file)[0]?.path ?? databaseCopies(file)[0]
  return new StoreError(`The database ${file} is damaged: ${found}.`, {
    code: 'database_damaged',
    file,
    hint:
      newest === undefined
        ? 'Put a copy of it back in its place. To start afresh instead, move it and its -wal and -shm files away; every node then has to enrol again.'
        : `Move it and its -wal and -shm files away and put a copy in its place; the newest one is ${newest}.`,
    cause,
  })
}

function unusable(file: string, cause: unknown): StoreError {
  const why = cause instanceof Error ? cause.message : String(cause)
  return new StoreError(`The database ${file} cannot be opened: ${why}.`, {
    code: 'database_unusable',
    file,
    hint: 'See that this user may read and write the file and its folder, that the disk is not full, and that no other program holds the file.',
    cause,
  })
}

function notWritten(file: string, is_full: boolean, cause: unknown): StoreError {
  const folder = path.dirname(file)
  const what = is_full
    ? `The disk of ${folder} is full`
    : `The disk of ${folder} did not take it (${(cause as Error).message})`
  return new StoreError(`${what}: nothing was changed.`, {
    code: is_full ? 'disk_full' : 'disk_failed',
    file,
    hint: is_full
      ? 'Make room on that disk, then try again. The streams go on meanwhile.'
      : 'See what the system says of that disk, then try again. The streams go on meanwhile.',
    cause,
  })
}

class SqliteStore implements Store {
  readonly sql: Database
  readonly db: Kysely<Tables>
  readonly #statements = new Map<string, SqliteDatabase.Statement>()
  readonly #file: string
  readonly #options: StoreOptions
  #waiting_for_commit: (() => void)[] = []

  constructor(sql: Database, file: string, options: StoreOptions) {
    this.sql = sql
    this.#file = file
    this.#options = options
    this.db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sql }) })
  }

  all<Row>(query: Compilable<Row>): Row[] {
    const { statement, parameters } = this.#prepare(query)
    return statement.all(...parameters) as Row[]
  }

  first<Row>(query: Compilable<Row>): Row | undefined {
    const { statement, parameters } = this.#prepare(query)
    return this.#timed(statement, () => statement.get(...parameters)) as Row | undefined
  }

  run(query: Compilable): number {
    const { statement, parameters } = this.#prepare(query)
    return this.#timed(statement, () => statement.run(...parameters)).changes
  }

  runPrepared(statement: SqliteDatabase.Statement, parameters: object): SqliteDatabase.RunResult {
    return this.#timed(statement, () => statement.run(parameters))
  }

  transaction<Result>(work: () => Result): Result {
    const outermost = !this.sql.inTransaction
    const waiting_before = this.#waiting_for_commit.length
    const began_ms = performance.now()
    let result: Result
    try {
      result = this.sql.transaction(work).immediate()
    } catch (error) {
      this.#waiting_for_commit.length = waiting_before
      throw outermost ? this.#refusal(error) : error
    }
    if (outermost) {
      this.#options.onWritten?.(began_ms)
      const waiting = this.#waiting_for_commit
      this.#waiting_for_commit = []
      for (const then of waiting) then()
    }
    return result
  }

  spare(work: () => void): boolean {
    try {
      work()
      return true
    } catch (error) {
      if (isDiskRefusal(error)) return false
      throw error
    }
  }

  afterCommit(then: () => void): void {
    if (this.sql.inTransaction) this.#waiting_for_commit.push(then)
    else then()
  }

  close(): void {
    this.#statements.clear()
    if (this.sql.open) this.sql.close()
  }

  /** What a write that the disk did not take is to its caller; any other error as it is. */
  #refusal(error: unknown): unknown {
    const code = error instanceof SqliteDatabase.SqliteError ? error.code : ''
    const is_full = code === 'SQLITE_FULL'
    if (!is_full && !code.startsWith('SQLITE_IOERR')) return error
    const refusal = notWritten(this.#file, is_full, error)
    this.#options.onRefused?.(refusal)
    return refusal
  }

  /** A write by itself; within a transaction that one is the write. */
  #timed<Result>(statement: SqliteDatabase.Statement, work: () => Result): Result {
    if (statement.readonly || this.sql.inTransaction) return work()
    const began_ms = performance.now()
    let result: Result
    try {
      result = work()
    } catch (error) {
      throw this.#refusal(error)
    }
    this.#options.onWritten?.(began_ms)
    return result
  }

  #prepare(query: Compilable): { statement: SqliteDatabase.Statement; parameters: readonly unknown[] } {
    const compiled = query.compile()
    let statement = this.#statements.get(compiled.sql)
    if (statement === undefined) {
      statement = this.sql.prepare(compiled.sql)
      // The texts come from the code, not from users; the bound is for queries with lists of varying length.
      if (this.#statements.size >= 500) this.#statements.clear()
      this.#statements.set(compiled.sql, statement)
    }
    return { statement, parameters: compiled.parameters }
  }
}
