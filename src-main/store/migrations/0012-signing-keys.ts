import type { Migration } from './migration.ts'

/** What addresses of streams are signed with (contract/signing-key.ts), and what nodes grant viewers of HLS with. */
export const signingKeys: Migration = {
  version: 12,
  name: 'signing-keys',
  up(sql) {
    sql.exec(`
      CREATE TABLE signing_keys (
        id TEXT PRIMARY KEY,
        use TEXT NOT NULL,
        pattern TEXT NOT NULL,
        label TEXT,
        prefix TEXT NOT NULL,
        sealed_key BLOB NOT NULL,
        created_at TEXT NOT NULL,
        created_by TEXT NOT NULL
      ) STRICT;
    `)
  },
}
