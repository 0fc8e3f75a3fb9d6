import type { Database } from 'better-sqlite3'

/**
 * One step forward of the database's form. Runs in a transaction of its own and must not commit by itself. A migration
 * that was released is never changed; a mistake in it is put right by the next one.
 */
export interface Migration {
  /** The database's `user_version` once this has run; counts from 1 without gaps. */
  readonly version: number
  readonly name: string
  up(sql: Database): void
}
