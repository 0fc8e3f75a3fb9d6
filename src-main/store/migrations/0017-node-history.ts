import type { Migration } from './migration.ts'

/** What the load of nodes was, some minutes a row. */
export const nodeHistory: Migration = {
  version: 17,
  name: 'node-history',
  up(sql) {
    sql.exec(`
      CREATE TABLE node_history (
        node_id TEXT NOT NULL,
        -- Minutes since 1970.
        first_minute INTEGER NOT NULL,
        -- As nodes/history/minute.ts writes them.
        minutes BLOB NOT NULL,
        PRIMARY KEY (node_id, first_minute)
      ) STRICT, WITHOUT ROWID;
    `)
  },
}
