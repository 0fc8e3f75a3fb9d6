import type { Migration } from './migration.ts'

/** What operators say of streams before anybody publishes them (contract/stream-policy.ts). */
export const streamPolicies: Migration = {
  version: 4,
  name: 'stream-policies',
  up(sql) {
    sql.exec(`
      CREATE TABLE stream_policies (
        id TEXT PRIMARY KEY,
        pattern TEXT NOT NULL UNIQUE,
        rules_json TEXT NOT NULL,
        revision INTEGER NOT NULL,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL,
        updated_by TEXT NOT NULL
      ) STRICT;
    `)
  },
}
