import type { Migration } from './migration.ts'

/** What boxes of other makes join with, kept hashed. */
export const clusterTokens: Migration = {
  version: 13,
  name: 'cluster-tokens',
  up(sql) {
    sql.exec(`
      CREATE TABLE cluster_tokens (
        id TEXT PRIMARY KEY,
        prefix TEXT NOT NULL,
        token_hash TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL,
        created_by TEXT NOT NULL,
        created_at TEXT NOT NULL,
        expires_at TEXT,
        revoked_at TEXT,
        last_used_at TEXT
      ) STRICT;
    `)
  },
}
